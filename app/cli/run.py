"""The command `reconstruct` from the first target to the last file. Importing this module imports torch."""

from collections.abc import Sequence
from dataclasses import replace

import torch

from app.cli.arguments import ReconstructArguments
from app.cli.clock import Clock
from app.cli.exit_status import ExitStatus
from app.cli.failures import RunFailedError, UnusableInputError
from app.cli.interrupt import InterruptRequest
from app.cli.messages import say
from app.cli.reconstruct import Inputs
from app.cli.sculpting import Sculpted, sculpted
from app.cli.suggestions import advice_lines
from app.engine.advice.next_view import ViewAdvice, view_advice
from app.engine.cameras.view import View
from app.engine.export.result_folder import RESULT_NAMES, result_folder
from app.engine.export.results import write_results
from app.engine.export.run_record import PhaseSeconds, RunRecord
from app.engine.fitting.device import device_in_words, torch_device
from app.engine.fitting.fit_session import FitSession
from app.engine.fitting.snapshot import ViewIou, ViewPicture
from app.engine.metrics.surface_distance import surface_distance
from app.engine.remeshing.defects import MeshQuality, mesh_quality
from app.engine.targets.rendered import RenderedTargets


def run(arguments: ReconstructArguments, inputs: Inputs, load_seconds: float, clock: Clock) -> ExitStatus:
    """Render the targets, fit, write.

    Args:
        arguments: what to do.
        inputs: loaded by it.
        load_seconds: that took.
        clock: at its last lap when they were loaded.

    Returns:
        The exit status; what there is has been written.

    Raises:
        UnusableInputError: the device cannot be used.
        RunFailedError: a step could not be done; what there was before it has been written.
        OSError: the results cannot be written.
        KeyboardInterrupt: there was nothing to write yet, or the writing was interrupted.
    """
    import_seconds = clock.lap()
    device = _device(arguments.fit.device)
    rig = arguments.rig
    say(
        f"{len(inputs.model.faces):,} faces, {rig.views} views of {rig.resolution} x {rig.resolution} ({rig.rig}), "
        f"{device_in_words(device)}"
    )
    targets = RenderedTargets(inputs.model, inputs.frame, device)
    views = rig.around(inputs.model).views
    session = FitSession.started(inputs.start, inputs.frame, views, targets, arguments.fit)
    target_seconds = clock.lap()
    with InterruptRequest() as interrupt:
        done = sculpted(session, lambda: interrupt.made)
    if not done.history:
        raise KeyboardInterrupt if done.failure is None else RunFailedError(done.failure)
    optimisation_seconds = clock.lap()
    pictures = session.pictures()
    advice = _advice(arguments, inputs, done, views, targets)
    record = replace(_record(arguments, inputs, done, pictures, device_in_words(device)), advice=advice)
    laps = PhaseSeconds(load_seconds, import_seconds, target_seconds, optimisation_seconds, clock.lap())
    with result_folder(arguments.folder) as staging:
        write_results(staging, replace(record, seconds=laps), done.keyframes, pictures)
    _tell_results(arguments, record, optimisation_seconds)
    return _status(arguments, done)


def _record(
    arguments: ReconstructArguments, inputs: Inputs, done: Sculpted, pictures: Sequence[ViewPicture], device: str
) -> RunRecord:
    finished = done.steps == arguments.fit.steps
    return RunRecord(
        model=str(arguments.model),
        outcome=done.failure or ("finished" if finished else "interrupted"),
        rig=arguments.rig,
        fit=arguments.fit,
        device=device,
        history=done.history,
        iou_per_view=tuple(ViewIou(picture.view_id, picture.iou) for picture in pictures),
        distance=surface_distance(done.result, inputs.model, arguments.fit.seed),
        quality=mesh_quality(done.result),
        notes=done.notes,
    )


def _advice(
    arguments: ReconstructArguments, inputs: Inputs, done: Sculpted, views: Sequence[View], targets: RenderedTargets
) -> ViewAdvice | None:
    if arguments.suggested_views == 0:
        return None
    positions = inputs.frame.from_world(done.result.positions)
    seen = targets.targets(views)
    return view_advice(positions, done.result.faces, views, seen, inputs.frame, arguments.suggested_views)


def _status(arguments: ReconstructArguments, done: Sculpted) -> ExitStatus:
    if done.failure:
        raise RunFailedError(done.failure)
    if done.steps == arguments.fit.steps:
        return ExitStatus.DONE
    say(f"interrupted after step {done.steps:,} of {arguments.fit.steps:,}")
    return ExitStatus.INTERRUPTED


def _device(name: str) -> torch.device:
    try:
        return torch_device(name)
    except ValueError as error:
        raise UnusableInputError(str(error)) from error


def _tell_results(arguments: ReconstructArguments, record: RunRecord, optimisation_seconds: float) -> None:
    ious = [item.iou for item in record.iou_per_view]
    print(
        f"IoU {sum(ious) / len(ious):.4f} in the mean of {len(ious)} views, {min(ious):.4f} in the worst; "
        f"{optimisation_seconds:.1f} s of optimisation"
    )
    print(_quality_in_words(record.quality))
    if record.advice is not None:
        print(*advice_lines(record.advice), sep="\n")
    print(f"results in {arguments.folder}: {', '.join(RESULT_NAMES)}")


def _quality_in_words(quality: MeshQuality) -> str:
    closed = "watertight" if quality.watertight else "not watertight"
    holes = "" if quality.genus is None else f", {_count(quality.genus, 'hole')}"
    return (
        f"{closed}, {_count(quality.components, 'part')}{holes}, "
        f"{_count(quality.self_intersecting_faces, 'self-intersecting face')}"
    )


def _count(number: int, what: str) -> str:
    return f"{number or 'no'} {what}{'' if number == 1 else 's'}"
