"""Does adding the views that the program suggests improve a shape more than adding random ones?"""

import multiprocessing
import sys
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import torch

from app.engine.meshes.files import read_mesh
from benchmarks.support.advice.desk import ShapeDesk
from benchmarks.support.advice.tables import bars, tables
from benchmarks.support.advice.trial import RIGS, Trial
from benchmarks.support.command import benchmark_parser, reported
from benchmarks.support.machine import this_machine, usable_cores
from benchmarks.support.report import Report

QUESTION = "view_advice"
MODELS_FOLDER = Path(__file__).parents[1] / "data" / "models"
MOST_ADDED = 3


@dataclass(frozen=True)
class Plan:
    """What to try.

    Args:
        models: mesh files.
        rigs: names in `RIGS`, the views to start from.
        random_views: how many other views to add, each alone.
        random_triples: how many other sets of three views to add.
    """

    models: tuple[Path, ...]
    rigs: tuple[str, ...]
    random_views: int
    random_triples: int


def measure(plan: Plan) -> Report:
    """Fit each model from few views, then with one and with three more, suggested and random.

    Raises:
        ValueError: a mesh cannot be read.
    """
    machine = this_machine()
    cases = [(model, rig, plan) for rig in plan.rigs for model in plan.models]
    spawn = multiprocessing.get_context("spawn")
    # Torch's threads would wait for each other between short passes; processes of one thread each do not.
    with ProcessPoolExecutor(usable_cores(), spawn, torch.set_num_threads, (1,)) as pool:
        trials = [trial for found in pool.map(_trials, *zip(*cases, strict=True)) for trial in found]
    notes = (
        "A short fit stands for a whole one: the hull, cut into even triangles, then 60 updates with sharp outlines.",
        f"Added to the views are the suggested ones or random ones from all around, {plan.random_views} single ones "
        f"and {plan.random_triples} triples; held-out IoU of the shape fitted anew.",
        "Beaten: the share of the random ones that end below the suggested.",
    )
    title = "Suggested views beside random ones"
    return Report(QUESTION, title, machine, notes, tables(trials), bars(trials), trials)


def _trials(model: Path, rig: str, plan: Plan) -> list[Trial]:
    print(f"{model.name}, {rig}", file=sys.stderr, flush=True)
    desk = ShapeDesk(read_mesh(model), RIGS[rig])
    before = desk.fitted(())
    suggested = desk.suggested(before, MOST_ADDED)
    heldout_before = desk.heldout_iou(before)
    return [
        Trial(
            model=model.stem,
            rig=rig,
            added=added,
            before=heldout_before,
            suggested=desk.heldout_iou(desk.fitted(suggested[:added])),
            random=tuple(desk.heldout_iou(desk.fitted(desk.random(added, seed))) for seed in range(count)),
        )
        for added, count in ((1, plan.random_views), (MOST_ADDED, plan.random_triples))
    ]


def main(argv: Sequence[str] | None = None) -> int:
    """Run the benchmark from the command line.

    Args:
        argv: without the program's name; None for those of the process.
    """
    parser = benchmark_parser(QUESTION, __doc__)
    add = parser.add_argument
    bundled = sorted(MODELS_FOLDER.glob("*.glb"))
    add("models", nargs="*", type=Path, default=bundled, help="mesh files to fit")
    add("--rigs", nargs="+", choices=tuple(RIGS), default=tuple(RIGS), help="the views to start from")
    add("--random-views", type=int, default=8, help="number of random views, each added alone")
    add("--random-triples", type=int, default=4, help="number of sets of three random views")
    given = parser.parse_args(argv)
    if min(given.random_views, given.random_triples) < 1:
        parser.error("at least one random view and one triple are needed")
    plan = Plan(tuple(given.models), tuple(given.rigs), given.random_views, given.random_triples)
    return reported(QUESTION, given.out, lambda: measure(plan))


if __name__ == "__main__":
    sys.exit(main())
