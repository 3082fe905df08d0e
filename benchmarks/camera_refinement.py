"""How much of an error of the cameras does refinement take back?"""

import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from app.engine.cameras.rig_settings import RigSettings
from app.engine.cameras.view import View
from app.engine.fitting.fit_session import FitSession
from app.engine.fitting.settings import FitSettings
from app.engine.fitting.start import start_mesh
from app.engine.meshes.files import read_mesh
from app.engine.meshes.frame import Frame
from app.engine.metrics.camera_alignment import camera_errors
from app.engine.targets.masks import mask_target
from app.engine.targets.rendered import RenderedTargets
from app.engine.targets.target_set import Target
from benchmarks.support.command import benchmark_parser, reported
from benchmarks.support.machine import this_machine
from benchmarks.support.report import Bar, Report, Table
from tests.support.perturbed import perturbed

QUESTION = "camera_refinement"
MODELS_FOLDER = Path(__file__).parents[1] / "data" / "models"
VIEWS, SIZE_PIXELS, STEPS, SEEDS = 20, 256, 600, 3
LEAST_RECOVERED = 0.8
OUTLINES = {"exact": "exact outlines", "mattes": "mattes of 8 bits"}


@dataclass(frozen=True)
class Recovery:
    """Cameras of one capture before and after, aligned with the true ones by a similarity; means over the views.

    Args:
        model: file name.
        outlines: of `OUTLINES`.
        seed: of the errors.
        degrees: of rotation: as given, after tangents alone, at the end.
        shares: of the eye's distance: the same.
        iou: of the mesh in the views at the end, mean.
        seconds: of the fit.
    """

    model: str
    outlines: str
    seed: int
    degrees: tuple[float, ...]
    shares: tuple[float, ...]
    iou: float
    seconds: float

    @property
    def rotation(self) -> float:
        """How much of the error of rotation is gone, at most 1."""
        return 1 - self.degrees[-1] / self.degrees[0]

    @property
    def center(self) -> float:
        """How much of the error of places is gone, at most 1."""
        return 1 - self.shares[-1] / self.shares[0]


class _Photographs:
    """Outlines that stay what they are wherever the cameras are taken to be."""

    def __init__(self, targets: Sequence[Target]) -> None:
        self._targets = {target.view_id: target for target in targets}

    def targets(self, views: Sequence[View]) -> list[Target]:
        return [self._targets[view.id] for view in views]


def recovery(model: Path, outlines: str, seed: int, views: int, size_pixels: int, steps: int) -> Recovery:
    """Fit one model from cameras that are off by 1 degree and 1 % of the distance.

    Args:
        model: mesh file.
        outlines: of `OUTLINES`.
        seed: of the errors.
        views: on a sphere.
        size_pixels: of the images.
        steps: of the fit.
    """
    mesh = read_mesh(model)
    frame = Frame.around(mesh)
    true = list(RigSettings(views=views, resolution=size_pixels).around(mesh).views)
    targets = RenderedTargets(mesh, frame, torch.device("cpu")).targets(true)
    if outlines == "mattes":
        targets = [
            mask_target(target.view_id, np.rint(255 * target.mask.numpy()).astype(np.uint8)) for target in targets
        ]
    given = perturbed(true, frame.center_world, np.random.default_rng(seed))
    settings = FitSettings(steps=steps, refine_cameras="poses", device="cpu")
    started = time.perf_counter()
    fit = FitSession.started(start_mesh(settings, frame), frame, given, _Photographs(targets), settings)
    found = [camera_errors(given, true, frame.center_world)]
    for step in range(steps):
        fit.step()
        if step in (0, steps - 1):
            found.append(camera_errors(fit.refined_views(), true, frame.center_world))
    seconds = time.perf_counter() - started
    degrees = tuple(float(errors.rotation_degrees.mean()) for errors in found)
    shares = tuple(float(errors.center_shares.mean()) for errors in found)
    iou = float(np.mean([item.iou for item in fit.measure()]))
    return Recovery(model.name, outlines, seed, degrees, shares, iou, seconds)


def measure(
    models: Sequence[Path], outlines: Sequence[str], seeds: int, views: int, size_pixels: int, steps: int
) -> Report:
    """Fit each model from several sets of wrong cameras.

    Args:
        models: mesh files.
        outlines: of `OUTLINES`.
        seeds: captures of each.
        views: on a sphere.
        size_pixels: of the images.
        steps: of each fit.

    Raises:
        ValueError: a model cannot be read.
    """
    found = []
    for model in models:
        for kind in outlines:
            for seed in range(seeds):
                print(f"refining {model.name}, {kind}, seed {seed}", file=sys.stderr, flush=True)
                found.append(recovery(model, kind, seed, views, size_pixels, steps))
    notes = (
        "Each camera is turned by 1 degree about its own eye, and its eye moved by 1 % of its distance, both in a "
        "random direction. Errors are what is left after the best similarity, means over the views.",
        "Tangents: after the first step of refinement, which compares outlines and needs no shape.",
        "Exact outlines: distances to the true outline. Mattes: from anti-aliased masks, as captures are exported.",
    )
    title = f"Camera refinement, {views} views, {size_pixels} px, {steps} steps"
    return Report(QUESTION, title, this_machine(), notes, (_table(found),), _bars(found), found)


def _table(found: Sequence[Recovery]) -> Table:
    rows = [
        (
            f"{item.model}, {OUTLINES[item.outlines]}, seed {item.seed}",
            *(f"{value:.3f}" for value in item.degrees),
            f"{item.rotation:.0%}",
            *(f"{100 * value:.3f}" for value in item.shares),
            f"{item.center:.0%}",
            f"{item.iou:.4f}",
            f"{item.seconds:.0f}",
        )
        for item in found
    ]
    headings = ("", "degrees", "tangents", "end", "back", "centre %", "tangents", "end", "back", "IoU", "s")
    return Table("Errors of the cameras", headings, tuple(rows))


def _bars(found: Sequence[Recovery]) -> tuple[Bar, ...]:
    bars = []
    for outlines, words in OUTLINES.items():
        for quantity in ("rotation", "center"):
            models: dict[str, list[float]] = {item.model: [] for item in found if item.outlines == outlines}
            for item in found:
                if item.outlines == outlines:
                    models[item.model].append(getattr(item, quantity))
            if models:
                least, name = min((float(np.median(values)), name) for name, values in models.items())
                goal = f"{words}: at least {LEAST_RECOVERED:.0%} of the {quantity}'s error gone, median of each model"
                bars.append(Bar(goal, f"{least:.0%} at least ({name})", least >= LEAST_RECOVERED))
    return tuple(bars)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the benchmark from the command line.

    Args:
        argv: without the program's name; None for those of the process.
    """
    parser = benchmark_parser(QUESTION, __doc__)
    add = parser.add_argument
    add("models", nargs="*", type=Path, default=sorted(MODELS_FOLDER.glob("*.glb")), help="mesh files")
    add("--views", type=int, default=VIEWS, help="on a sphere")
    add("--size", type=int, default=SIZE_PIXELS, help="width and height of the images, pixels")
    add("--steps", type=int, default=STEPS, help="of each fit")
    add("--seeds", type=int, default=SEEDS, help="captures of each model")
    add("--outlines", choices=tuple(OUTLINES), nargs="+", default=list(OUTLINES), help="how well they are known")
    given = parser.parse_args(argv)
    sizes = (given.views, given.size, given.steps)
    return reported(QUESTION, given.out, lambda: measure(given.models, given.outlines, given.seeds, *sizes))


if __name__ == "__main__":
    sys.exit(main())
