"""How long does carving the visual hull take, and how much memory?"""

import multiprocessing
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import torch

from app.engine.cameras.rig_settings import RigSettings
from app.engine.carving.visual_hull import EDGE_CELLS, RESOLUTION, visual_hull
from app.engine.meshes.files import read_mesh
from app.engine.meshes.frame import Frame
from app.engine.targets.rendered import RenderedTargets
from benchmarks.support.command import benchmark_parser, reported
from benchmarks.support.machine import this_machine
from benchmarks.support.memory import rise_bytes
from benchmarks.support.report import Bar, Report, Table
from benchmarks.support.timing import Timing, summary

QUESTION = "hull"
MODELS_FOLDER = Path(__file__).parents[1] / "data" / "models"
VIEWS, SIZE_PIXELS, ROUNDS = 20, 512, 5
SECONDS_BAR, GIBIBYTES_BAR = 3.0, 2.0
KINDS = {"as extracted": None, "even triangles": EDGE_CELLS}


@dataclass(frozen=True)
class Result:
    """One model carved in one way.

    Args:
        model: file name.
        kind: which triangles.
        timing: from the targets to the mesh.
        peak_bytes: that the first of the timed runs added.
        faces: of the hull.
        genus: of the hull.
    """

    model: str
    kind: str
    timing: Timing
    peak_bytes: int
    faces: int
    genus: int


def measure(models: Sequence[Path], views: int, size_pixels: int, resolution: int, rounds: int) -> Report:
    """Carve each model, in processes of their own.

    Args:
        models: mesh files.
        views: on a sphere.
        size_pixels: of the images.
        resolution: cells along the hull's longest side.
        rounds: timed runs of each.

    Raises:
        ValueError: a model cannot be read.
    """
    machine = this_machine()
    results = []
    for model in models:
        for kind in KINDS:
            print(f"carving {model.name}, {kind}", file=sys.stderr, flush=True)
            with ProcessPoolExecutor(max_workers=1, mp_context=multiprocessing.get_context("spawn")) as pool:
                results.append(pool.submit(_carved, model, kind, views, size_pixels, resolution, rounds).result())
    title = f"The visual hull, {views} views, {size_pixels} px, {resolution} cells along the longest side"
    notes = (
        "From the signed distances of the views to the cleaned, closed mesh; rendering the targets is not in it.",
        "As extracted: by marching cubes, vertices moved onto the cones. Even triangles: what a fit starts from.",
        "Peak memory is what the first timed run adds to the process; targets and libraries were there before.",
    )
    return Report(QUESTION, title, machine, notes, (_table(results),), _bars(results), results)


def _carved(model: Path, kind: str, view_count: int, size_pixels: int, resolution: int, rounds: int) -> Result:
    mesh = read_mesh(model)
    frame = Frame.around(mesh)
    views = RigSettings(views=view_count, resolution=size_pixels).around(mesh).views
    targets = RenderedTargets(mesh, frame, torch.device("cpu")).targets(views)
    # Warmed up by the same work: a coarser grid would miss parts that are thinner than its cells.
    hull = visual_hull(views, targets, frame, resolution, edge_cells=KINDS[kind])
    seconds: list[float] = []

    def carve() -> None:
        nonlocal hull
        started = time.perf_counter()
        hull = visual_hull(views, targets, frame, resolution, edge_cells=KINDS[kind])
        seconds.append(time.perf_counter() - started)

    peak = rise_bytes(carve)
    for _ in range(rounds - 1):
        carve()
    return Result(model.name, kind, summary(seconds), peak, len(hull.mesh.faces), hull.genus)


def _table(results: Sequence[Result]) -> Table:
    rows = [
        (
            f"{result.model}, {result.kind}",
            *(
                f"{ms / 1e3:.2f}"
                for ms in (result.timing.median_ms, result.timing.shortest_ms, result.timing.longest_ms)
            ),
            f"{result.peak_bytes / 2**20:,.0f}",
            f"{result.faces:,}",
            f"{result.genus}",
        )
        for result in results
    ]
    return Table("From targets to mesh", ("", "median s", "min", "max", "peak MiB", "faces", "genus"), tuple(rows))


def _bars(results: Sequence[Result]) -> tuple[Bar, ...]:
    slowest = max(result.timing.median_ms for result in results) / 1e3
    largest = max(result.peak_bytes for result in results) / 2**30
    return (
        Bar(f"every hull in under {SECONDS_BAR:g} s (median)", f"{slowest:.2f} s", slowest < SECONDS_BAR),
        Bar(f"every hull in under {GIBIBYTES_BAR:g} GiB", f"{largest:.2f} GiB", largest < GIBIBYTES_BAR),
    )


def main(argv: Sequence[str] | None = None) -> int:
    """Run the benchmark from the command line.

    Args:
        argv: without the program's name; None for those of the process.
    """
    parser = benchmark_parser(QUESTION, __doc__)
    add = parser.add_argument
    usual = [MODELS_FOLDER / name for name in ("kettle.glb", "avocado.glb", "chair.glb")]
    add("models", nargs="*", type=Path, default=usual, help="mesh files to carve")
    add("--views", type=int, default=VIEWS, help="on a sphere")
    add("--size", type=int, default=SIZE_PIXELS, help="width and height of the images, pixels")
    add("--resolution", type=int, default=RESOLUTION, help="cells along the longest side")
    add("--rounds", type=int, default=ROUNDS, help="timed runs of each")
    given = parser.parse_args(argv)
    settings = (given.views, given.size, given.resolution, given.rounds)
    return reported(QUESTION, given.out, lambda: measure(given.models, *settings))


if __name__ == "__main__":
    sys.exit(main())
