"""The command `reconstruct` from the first target to the last file. Importing this module imports torch."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import torch

from app.cli.arguments import ReconstructArguments
from app.cli.clock import Clock
from app.cli.colours import in_colour, part_pictures
from app.cli.exit_status import ExitStatus
from app.cli.failures import RunFailedError, UnusableInputError
from app.cli.interrupt import InterruptRequest
from app.cli.messages import say
from app.cli.reconstruct import Inputs
from app.cli.sculpting import Sculpted, sculpted
from app.cli.suggestions import advice_lines
from app.engine.advice.capture_check import CaptureCheck, capture_check
from app.engine.advice.next_view import ViewAdvice, view_advice
from app.engine.cameras.axis_flips import AS_GIVEN
from app.engine.captures.capture import Capture
from app.engine.export.part_pictures import PART_FOLDERS
from app.engine.export.result_folder import RESULT_NAMES, TEXTURE_NAMES, result_folder
from app.engine.export.results import write_results
from app.engine.export.run_record import PhaseSeconds, RunRecord
from app.engine.fitting.colour_fit import shown_moment
from app.engine.fitting.device import device_in_words, torch_device
from app.engine.fitting.fit_session import FitSession
from app.engine.fitting.snapshot import ViewIou, ViewPicture, ViewQuality, mean_psnr_decibels
from app.engine.fitting.start import start_mesh
from app.engine.fitting.subject_colours import subject_colours
from app.engine.fitting.subject_targets import subject_frame, subject_targets
from app.engine.fitting.view_pyramid import level_of
from app.engine.metrics.surface_distance import SurfaceDistance, surface_distance
from app.engine.remeshing.defects import MeshQuality, mesh_quality


def run(arguments: ReconstructArguments, inputs: Inputs, load_seconds: float, clock: Clock) -> ExitStatus:
    """Make the targets, fit, write.

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
    job = _Job(arguments, inputs, _device(arguments.fit.device))
    say(f"{job.in_words}, {device_in_words(job.device)}")
    check = job.check()
    session = job.session()
    target_seconds = clock.lap()
    with InterruptRequest() as interrupt:
        done = sculpted(session, lambda: interrupt.made)
    if not done.history:
        raise KeyboardInterrupt if done.failure is None else RunFailedError(done.failure)
    optimisation_seconds = clock.lap()
    shown = session.shown_colours()
    pictures, parts = in_colour(session.pictures(), shown), part_pictures(shown)
    record = replace(
        job.record(session, done), check=check, iou_per_view=_ious(pictures), quality_per_view=_qualities(pictures)
    )
    laps = PhaseSeconds(load_seconds, import_seconds, target_seconds, optimisation_seconds, clock.lap())
    with result_folder(arguments.folder) as staging:
        write_results(staging, replace(record, seconds=laps), done.keyframes, pictures, parts)
    _tell_results(arguments, record, optimisation_seconds)
    return _status(arguments, done)


@dataclass(frozen=True)
class _LeftOut:
    """How well the views fit that were scored and not fitted: their silhouettes and their colours."""

    ious: tuple[ViewIou, ...] = ()
    qualities: tuple[ViewQuality, ...] = ()


class _Job:
    """A fit from its inputs to its record."""

    def __init__(self, arguments: ReconstructArguments, inputs: Inputs, device: torch.device) -> None:
        self.device = device
        self._arguments, self._start = arguments, inputs.start
        self._subject, self._views = inputs.seen.subject, inputs.seen.cameras.views
        self._source = subject_targets(self._subject, device)
        self._pictures = subject_colours(self._subject, device)

    @property
    def in_words(self) -> str:
        """What is fitted to what."""
        rig = self._arguments.subject.rig
        if isinstance(self._subject, Capture):
            enabled = [view for view in self._views if view.enabled]
            sizes = sorted({f"{width} x {height}" for height, width in (view.image_size for view in enabled)})
            named = sizes[0] if len(sizes) == 1 else f"{sizes[0]} to {sizes[-1]}"
            return f"{len(enabled)} of {len(self._views)} photographs, {named}"
        faces = len(self._subject.mesh.faces)
        return f"{faces:,} faces, {len(self._views)} views of {rig.resolution} x {rig.resolution} ({rig.rig})"

    def check(self) -> CaptureCheck | None:
        """Say whether cameras and masks of photographs belong together."""
        if not isinstance(self._subject, Capture):
            return None
        check = capture_check(self._views, self.device)
        say(check.sentence)
        for warning in check.warnings:
            say(f"warning: {warning}")
        if check.flips and self._arguments.subject.flip == AS_GIVEN:
            say(f"`--camera-axes {check.flips[0].flip.option}` takes the cameras so")
        return check

    def session(self) -> FitSession:
        """The fit before its first step."""
        settings = self._arguments.fit
        frame = subject_frame(self._subject, self._views, self._source)
        start = self._start or start_mesh(settings, frame)
        return FitSession.started(start, frame, self._views, self._source, settings, self._pictures)

    def record(self, session: FitSession, done: Sculpted) -> RunRecord:
        """All that is known of it, but for what its pictures tell."""
        arguments, subject = self._arguments, self._subject
        finished = done.steps == arguments.fit.steps
        left_out = self._left_out(session)
        return RunRecord(
            subject=str(arguments.subject.path),
            outcome=done.failure or ("finished" if finished else "interrupted"),
            view_settings=arguments.subject.capture if isinstance(subject, Capture) else arguments.subject.rig,
            fit=arguments.fit,
            device=device_in_words(self.device),
            history=done.history,
            iou_per_view=(),
            distance=self._distance(done),
            quality=mesh_quality(done.result),
            notes=done.notes,
            left_out=left_out.ious,
            left_out_quality=left_out.qualities,
            refined=session.refined_cameras(),
            advice=self._advice(session, done),
        )

    def _distance(self, done: Sculpted) -> SurfaceDistance | None:
        if isinstance(self._subject, Capture):
            return None
        return surface_distance(done.result, self._subject.mesh, self._arguments.fit.seed)

    def _left_out(self, session: FitSession) -> "_LeftOut":
        """How well the result fits the views that it has not seen."""
        chosen = [view for view in self._views if view.id in self._arguments.left_out]
        if not chosen:
            return _LeftOut()
        positions, topology = session.positions_local(), session.topology
        level = level_of(chosen, self._source.targets(chosen), session.frame, self.device)
        ious = level.ious(level.rendered(positions, topology, session.softness_pixels))
        shown = shown_moment(session.state(), positions, topology, self._pictures, chosen, level)
        return _LeftOut(ious, () if shown is None else shown.qualities())

    def _advice(self, session: FitSession, done: Sculpted) -> ViewAdvice | None:
        wanted = self._arguments.suggested_views
        if wanted == 0:
            return None
        views, frame = session.refined_views(), session.frame
        positions = frame.from_world(done.result.positions)
        return view_advice(positions, done.result.faces, views, self._source.targets(views), frame, wanted)


def _ious(pictures: Sequence[ViewPicture]) -> tuple[ViewIou, ...]:
    return tuple(ViewIou(picture.view_id, picture.iou) for picture in pictures)


def _qualities(pictures: Sequence[ViewPicture]) -> tuple[ViewQuality, ...]:
    return tuple(picture.colour.quality for picture in pictures if picture.colour is not None)


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
    _tell_quality(record)
    for item in record.left_out:
        print(f"IoU {item.iou:.4f} of {item.view_id}, which was left out")
    print(_quality_in_words(record.quality))
    if record.advice is not None:
        print(*advice_lines(record.advice), sep="\n")
    written = [*RESULT_NAMES]
    if record.quality_per_view:
        written += [*(TEXTURE_NAMES if arguments.fit.colour == "texture" else ()), *PART_FOLDERS]
    print(f"results in {arguments.folder}: {', '.join(written)}")


def _tell_quality(record: RunRecord) -> None:
    mean = mean_psnr_decibels(record.quality_per_view)
    if mean is not None:
        worst = min(item.psnr_decibels for item in record.quality_per_view)
        print(f"PSNR {mean:.1f} dB in the mean of {len(record.quality_per_view)} views, {worst:.1f} in the worst")
    for item in record.left_out_quality:
        print(f"PSNR {item.psnr_decibels:.1f} dB, SSIM {item.ssim:.3f} of {item.view_id}, which was left out")


def _quality_in_words(quality: MeshQuality) -> str:
    closed = "watertight" if quality.watertight else "not watertight"
    holes = "" if quality.genus is None else f", {_count(quality.genus, 'hole')}"
    return (
        f"{closed}, {_count(quality.components, 'part')}{holes}, "
        f"{_count(quality.self_intersecting_faces, 'self-intersecting face')}"
    )


def _count(number: int, what: str) -> str:
    return f"{number or 'no'} {what}{'' if number == 1 else 's'}"
