"""How good are the shapes that the command reconstructs, seen from where no view was, beside those of others?

Every shape is written to the results as soon as it is done, so that an interrupted run loses none of them.
"""

import argparse
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from app.engine.meshes.files import read_mesh
from app.engine.remeshing.defects import mesh_quality
from benchmarks.support.command import benchmark_parser, reported
from benchmarks.support.machine import Machine, this_machine
from benchmarks.support.report import Report, write_report
from benchmarks.support.scoring import score
from benchmarks.support.shapes.bars import bars
from benchmarks.support.shapes.methods import HULL_CELLS, METHODS, RESULT, Job, Method
from benchmarks.support.shapes.recipes import SIGMA, softness_pixels
from benchmarks.support.shapes.rigs import RIGS, SPHERE, Rig
from benchmarks.support.shapes.shape import Shape, kept_shapes
from benchmarks.support.shapes.tables import tables

QUESTION = "shape"
MODELS_FOLDER = Path(__file__).parents[1] / "data" / "models"


@dataclass(frozen=True)
class Plan:
    """What to make shapes of, and how.

    Args:
        models: mesh files.
        rigs: the views.
        methods: what makes the shapes.
        steps: of every method; None for each one's own number.
        options: more options of the command.
        scorer: as in `score`.
    """

    models: tuple[Path, ...]
    rigs: tuple[Rig, ...]
    methods: tuple[Method, ...]
    steps: int | None
    options: tuple[str, ...]
    scorer: Path | None

    def __post_init__(self) -> None:
        names = [model.name for model in self.models]
        for name in names:
            if names.count(name) > 1:
                raise ValueError(f"models must have names of their own, got {names.count(name)} files called {name}")

    def cases(self) -> list[tuple[Path, Rig, Method]]:
        """All shapes to make, in the order of the tables."""
        return [
            (model, rig, method)
            for rig in self.rigs
            for model in self.models
            for method in self.methods
            if (rig.with_recipes or not method.is_recipe) and (rig.models is None or model.name in rig.models)
        ]

    def check(self, kept: Sequence[Shape]) -> None:
        """Refuse to go on from shapes that cannot be compared.

        Raises:
            ValueError: one was made with other options or scored otherwise.
        """
        scorer = None if self.scorer is None else self.scorer.name
        ours = (self.steps, " ".join(self.options), scorer)
        for shape in kept:
            theirs = (shape.steps, shape.options, shape.scorer)
            if theirs != ours:
                raise ValueError(
                    f"the results hold shapes with steps, options and scorer {theirs}, expected {ours}; "
                    "give the same, another --out, or no --resume"
                )


def measure(plan: Plan, kept: Sequence[Shape], save: Callable[[Report], object]) -> Report:
    """Make and score every shape that is not kept already.

    Args:
        plan: what to do.
        kept: shapes of an earlier run, which are not made again.
        save: called after each shape with the report so far.

    Returns:
        The report on all shapes, the kept ones too.

    Raises:
        ValueError: a model cannot be read, a method or the scorer failed, or what is kept was made otherwise.
    """
    plan.check(kept)
    machine = this_machine()
    shapes = list(kept)
    cases = plan.cases()
    for number, (model, rig, method) in enumerate(cases, start=1):
        if any(shape.is_of(model.name, rig.name, method.name) for shape in shapes):
            continue
        print(f"{number}/{len(cases)}: {model.name}, {rig.title}, {method.title}", file=sys.stderr, flush=True)
        shapes.append(_shape(plan, model, rig, method))
        save(_report(plan, machine, shapes))
    return _report(plan, machine, shapes)


def _shape(plan: Plan, model: Path, rig: Rig, method: Method) -> Shape:
    date = datetime.now(UTC).strftime("%Y-%m-%d %H:%M")
    with tempfile.TemporaryDirectory() as folder:
        seconds = method.make(Job(model, rig, plan.steps, plan.options, Path(folder)))
        found = score(Path(folder) / RESULT, model, plan.scorer)
        mesh = read_mesh(Path(folder) / RESULT)
    quality = mesh_quality(mesh)
    return Shape(
        model=model.name,
        rig=rig.name,
        method=method.name,
        steps=plan.steps,
        options=" ".join(plan.options),
        scorer=None if plan.scorer is None else plan.scorer.name,
        heldout_iou=found.heldout_iou,
        heldout_iou_min=found.heldout_iou_min,
        chamfer_percent=found.chamfer_percent,
        normal_degrees=found.normal_degrees,
        smallest_angle_p1_degrees=quality.smallest_angle_p1_degrees,
        faces=len(mesh.faces),
        components=quality.components,
        genus=quality.genus,
        model_genus=_model_genus(model),
        watertight=quality.watertight,
        outward=quality.outward,
        self_intersecting_faces=quality.self_intersecting_faces,
        seconds=seconds,
        date=date,
    )


def _model_genus(path: Path) -> int | None:
    quality = mesh_quality(read_mesh(path))
    return quality.genus if quality.components == 1 else None


def _report(plan: Plan, machine: Machine, shapes: Sequence[Shape]) -> Report:
    """The shapes in the order of the tables, whenever they were made."""
    rigs, methods = list(RIGS), list(METHODS)
    ordered = sorted(shapes, key=lambda shape: (rigs.index(shape.rig), shape.model, methods.index(shape.method)))
    used = "the engine's own metrics, which count hidden surfaces" if plan.scorer is None else plan.scorer.name
    pixels = softness_pixels((SPHERE.settings.resolution,) * 2)
    notes = (
        f"Scored by {used}; more options of the command: {' '.join(plan.options) or 'none'}; steps: "
        f"{plan.steps or 'as each has them'}.",
        f"Hulls: marching cubes on a grid of {HULL_CELLS} cells along the longest side; one of the outlines that the "
        "command gets, which are exact to a fraction of a pixel, one of masks of whole pixels.",
        f"Recipes: on our rasterizer, their sigma of {SIGMA:g} as a softness of {pixels:.2f} px, on one thread.",
        "Seconds of the command are those of the whole process, import, pictures and metrics included.",
    )
    return Report(QUESTION, "Shapes from outlines", machine, notes, tables(ordered), bars(ordered), ordered)


def _parser() -> argparse.ArgumentParser:
    parser = benchmark_parser(QUESTION, __doc__)
    add = parser.add_argument
    bundled = sorted(MODELS_FOLDER.glob("*.glb"))
    add("models", nargs="*", type=Path, default=bundled, help="mesh files to reconstruct, instead of the bundled ones")
    add("--also", nargs="+", type=Path, default=[], metavar="MODEL", help="more mesh files")
    add("--rigs", nargs="+", choices=tuple(RIGS), default=tuple(RIGS), help="how the cameras stand")
    add("--methods", nargs="+", choices=tuple(METHODS), default=tuple(METHODS), help="what makes the shapes")
    add("--scorer", type=Path, help="script to score with instead of the engine's metrics: RESULT MODEL --json")
    add("--steps", type=int, help="of every method, for a quick look")
    add("--options", default="", help='more options of the command, as in --options="--seed 1"')
    add("--resume", action="store_true", help="keep what the results already hold, and make only the rest")
    again = "keep what the results hold, but make what these made once more"
    add("--again", nargs="+", choices=tuple(METHODS), default=[], help=again)
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run the benchmark from the command line.

    Args:
        argv: without the program's name; None for those of the process.
    """
    given = _parser().parse_args(argv)
    return reported(QUESTION, given.out, lambda: _measured(given))


def _measured(given: argparse.Namespace) -> Report:
    plan = Plan(
        models=(*given.models, *given.also),
        rigs=tuple(RIGS[name] for name in given.rigs),
        methods=tuple(METHODS[name] for name in given.methods),
        steps=given.steps,
        options=tuple(given.options.split()),
        scorer=given.scorer,
    )
    kept = kept_shapes(given.out / f"{QUESTION}.json") if given.resume or given.again else []
    kept = [shape for shape in kept if shape.method not in given.again]
    return measure(plan, kept, lambda so_far: write_report(so_far, given.out))


if __name__ == "__main__":
    sys.exit(main())
