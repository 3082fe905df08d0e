"""How soon is one picture met where only colours move, as in the lesson of the window?"""

import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch

from app.engine.cameras.rigs import fit_distance
from app.engine.cameras.view import LookAt, View
from app.engine.fitting.fit_session import FitSession
from app.engine.fitting.presets import COLOURS_ONLY
from app.engine.fitting.start import start_mesh
from app.engine.fitting.subject_colours import subject_colours
from app.engine.fitting.subject_targets import subject_targets
from app.engine.meshes.bounding_sphere import BoundingSphere
from app.engine.meshes.model import read_model
from benchmarks.support.command import benchmark_parser, reported
from benchmarks.support.machine import this_machine
from benchmarks.support.report import Bar, Report, Table

QUESTION = "colours_only"
MODEL = Path(__file__).parents[1] / "data" / "models" / "avocado.glb"
SIZE_PIXELS, FOV_Y_DEGREES, TOWARDS_CAMERA = 256, 40.0, np.array([0.35, 0.3, 0.9])
DECIBELS_BAR, SECONDS_BAR, LOOK_EVERY_STEPS = 40.0, 2.0, 5


@dataclass(frozen=True)
class Moment:
    """How far the picture is after so many steps.

    Args:
        step: updates done.
        seconds: that they took, without looking.
        psnr_inside_decibels: where the picture shows the model.
    """

    step: int
    seconds: float
    psnr_inside_decibels: float


def measure(path: Path) -> Report:
    """Run the preset once.

    Args:
        path: of the model.

    Raises:
        ValueError: it cannot be read.
    """
    machine = this_machine()
    session = _session(path)
    session.step()  # makes targets and kernels ready
    moments, seconds = [], 0.0
    while session.step_count < session.settings.steps:
        begin = time.perf_counter()
        session.step()
        seconds += time.perf_counter() - begin
        if session.step_count % LOOK_EVERY_STEPS == 0:
            (quality,) = session.quality()
            moments.append(Moment(session.step_count, seconds, quality.psnr_inside_decibels))
    first = next((moment for moment in moments if moment.psnr_inside_decibels >= DECIBELS_BAR), moments[-1])
    met = first.psnr_inside_decibels >= DECIBELS_BAR and first.seconds < SECONDS_BAR
    rows = tuple(
        (f"{m.step}", f"{m.seconds:.2f}", f"{m.psnr_inside_decibels:.1f}") for m in moments if m.step % 20 == 0
    )
    reached = f"{first.psnr_inside_decibels:.1f} dB after {first.step} steps, {first.seconds:.2f} s"
    goal = f"{DECIBELS_BAR:g} dB inside the mask within {session.settings.steps} steps and {SECONDS_BAR:g} s"
    table = Table("One view of 256 px, colours from grey", ("steps", "seconds", "PSNR inside, dB"), rows)
    notes = (f"{path.name}, {len(session.mesh().positions):,} vertices, the preset {COLOURS_ONLY.name}.",)
    return Report(QUESTION, "Colours alone", machine, notes, (table,), (Bar(goal, reached, met),), moments)


def _session(path: Path) -> FitSession:
    model, device = read_model(path), torch.device("cpu")
    sphere = BoundingSphere.around(model.mesh)
    way = TOWARDS_CAMERA / np.linalg.norm(TOWARDS_CAMERA)
    eye = sphere.center_world + fit_distance(sphere.radius_world, FOV_Y_DEGREES) * way
    placement = LookAt(eye, sphere.center_world, np.array([0.0, 1.0, 0.0]), FOV_Y_DEGREES)
    views = [View("front", placement, (SIZE_PIXELS, SIZE_PIXELS))]
    settings = replace(COLOURS_ONLY.settings, start="model", device="cpu")
    start = start_mesh(settings, model.frame, model.mesh)
    targets, pictures = subject_targets(model, device), subject_colours(model, device)
    return FitSession.started(start, model.frame, views, targets, settings, pictures)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the benchmark from the command line.

    Args:
        argv: without the program's name; None for those of the process.
    """
    parser = benchmark_parser(QUESTION, __doc__)
    parser.add_argument("model", nargs="?", type=Path, default=MODEL, help="model file")
    given = parser.parse_args(argv)
    return reported(QUESTION, given.out, lambda: measure(given.model))


if __name__ == "__main__":
    sys.exit(main())
