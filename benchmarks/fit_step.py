"""How long does one update of a whole fit take, and how does that change as the outlines sharpen?"""

import itertools
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import torch

from app.engine.cameras.rig_settings import RigSettings
from app.engine.fitting.device import torch_device
from app.engine.fitting.fit_session import FitSession
from app.engine.fitting.settings import FitSettings
from app.engine.fitting.start import start_mesh
from app.engine.meshes.files import read_mesh
from app.engine.meshes.frame import Frame
from app.engine.targets.rendered import RenderedTargets
from benchmarks.support.command import benchmark_parser, reported
from benchmarks.support.machine import this_machine
from benchmarks.support.report import Bar, Report, Table
from benchmarks.support.timing import Timing, summary

QUESTION = "fit_step"
DEFAULT_MODEL = Path(__file__).parents[1] / "data" / "models" / "kettle.glb"
STEPS = 1000
PLAIN = FitSettings(start="sphere", remeshing="off", topology="fixed")  # updates and nothing else
CPU_BAR_MS = 12.0
CUDA_BAR_SECONDS, CUDA_BAR_STEPS = 2.0, 1000
PHASE_EDGES_PIXELS = (2.0, 1.0)  # softnesses at which one phase of the table ends and the next begins
WARM_UP_STEPS = 3  # threads, allocator and, on a GPU, the kernels' first launch


@dataclass(frozen=True)
class Step:
    """One update.

    Args:
        seconds: that it took.
        softness_pixels: of its outlines.
        learning_rate: of its move.
    """

    seconds: float
    softness_pixels: float
    learning_rate: float


@dataclass(frozen=True)
class Phase:
    """Updates of a fit that are alike.

    Args:
        name: in words.
        timing: of an update.
        total_seconds: of all of them.
    """

    name: str
    timing: Timing
    total_seconds: float


@dataclass(frozen=True)
class Fit:
    """One whole fit.

    Args:
        model: that was reconstructed.
        device: where.
        threads: that torch had on the CPU.
        mean_iou: over the views, at the end.
        phases: the first is the whole fit.
    """

    model: str
    device: str
    threads: int
    mean_iou: float
    phases: tuple[Phase, ...]


def measure(model: Path, devices: Sequence[str], steps: int) -> Report:
    """Fit once on each device, with the settings that a user gets.

    Args:
        model: mesh file.
        devices: cpu, cuda or both.
        steps: of each fit.

    Raises:
        ValueError: the model cannot be read, or there is no such device.
    """
    machine = this_machine()
    fits = tuple(_fit(model, replace(PLAIN, steps=steps, device=device)) for device in devices)
    rig = RigSettings()
    title = f"One update of a fit, {rig.views} views, {rig.resolution} px, {steps:,} steps, {model.name}"
    notes = ("An update is projection, rendering, losses, gradient, solve and move; reading and writing is not in it.",)
    tables = tuple(_table(fit) for fit in fits)
    return Report(QUESTION, title, machine, notes, tables, tuple(_bar(fit, steps) for fit in fits), fits)


def _fit(model: Path, settings: FitSettings) -> Fit:
    session = _session(model, settings)
    for _ in range(WARM_UP_STEPS):
        session.step()
    session = _session(model, settings)
    print(f"fitting {model.name} on {session.device.type}", file=sys.stderr, flush=True)
    steps = [_timed_step(session) for _ in range(settings.steps)]
    ious = [view.iou for view in session.measure()]
    mean_iou = sum(ious) / len(ious)
    return Fit(model.name, session.device.type, torch.get_num_threads(), mean_iou, _phases(steps, settings))


def _session(model: Path, settings: FitSettings) -> FitSession:
    mesh = read_mesh(model)
    frame = Frame.around(mesh)
    source = RenderedTargets(mesh, frame, torch_device(settings.device))
    return FitSession.started(start_mesh(settings, frame), frame, tuple(RigSettings().around(mesh)), source, settings)


def _timed_step(session: FitSession) -> Step:
    started = time.perf_counter()
    report = session.step()  # its loss has come from the GPU when it returns
    return Step(time.perf_counter() - started, report.softness_pixels, report.learning_rate)


def _phases(steps: Sequence[Step], settings: FitSettings) -> tuple[Phase, ...]:
    bounds = (settings.softness_start_pixels, *PHASE_EDGES_PIXELS, settings.softness_end_pixels)
    groups = [("whole fit", list(steps))]
    for begin, end in itertools.pairwise(bounds):
        between = [step for step in steps if end < step.softness_pixels <= begin]
        groups.append((f"softness {begin:g} to {end:g} px", between))
    rest = [step for step in steps if step.softness_pixels <= settings.softness_end_pixels]
    groups.append((f"softness {settings.softness_end_pixels:g} px, settling", rest))
    return tuple(_phase(name, [step.seconds for step in found]) for name, found in groups if found)


def _phase(name: str, seconds: Sequence[float]) -> Phase:
    return Phase(name, summary(seconds), sum(seconds))


def _table(fit: Fit) -> Table:
    where = fit.device if fit.device == "cuda" else f"{fit.device}, {fit.threads} threads"
    rows = [
        (
            phase.name,
            f"{phase.timing.calls:,}",
            f"{phase.timing.median_ms:.2f}",
            f"{phase.timing.shortest_ms:.2f}",
            f"{phase.timing.longest_ms:.2f}",
            f"{phase.total_seconds:.2f}",
        )
        for phase in fit.phases
    ]
    title = f"{fit.model} on {where}, IoU of the views at the end {fit.mean_iou:.4f}"
    return Table(title, ("", "updates", "median ms", "min", "max", "total s"), tuple(rows))


def _bar(fit: Fit, steps: int) -> Bar:
    whole = fit.phases[0]
    if fit.device == "cuda":
        seconds = whole.total_seconds * CUDA_BAR_STEPS / steps
        goal = f"{CUDA_BAR_STEPS:,} updates on the GPU in under {CUDA_BAR_SECONDS:g} s"
        return Bar(goal, f"{seconds:.2f} s", seconds < CUDA_BAR_SECONDS)
    median = whole.timing.median_ms
    return Bar(f"an update on the CPU in at most {CPU_BAR_MS:g} ms (median)", f"{median:.2f} ms", median <= CPU_BAR_MS)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the benchmark from the command line.

    Args:
        argv: without the program's name; None for those of the process.
    """
    parser = benchmark_parser(QUESTION, __doc__)
    add = parser.add_argument
    add("model", nargs="?", type=Path, default=DEFAULT_MODEL, help="mesh file to reconstruct")
    add("--device", choices=("all", "cpu", "cuda"), default="all", help="where to fit; all: the CPU, and a GPU if any")
    add("--steps", type=int, default=STEPS, help="updates of each fit")
    given = parser.parse_args(argv)
    everywhere = ("cpu", "cuda") if torch.cuda.is_available() else ("cpu",)
    devices = everywhere if given.device == "all" else (given.device,)
    return reported(QUESTION, given.out, lambda: measure(given.model, devices, given.steps))


if __name__ == "__main__":
    sys.exit(main())
