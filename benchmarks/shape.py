"""How good are the shapes that the command reconstructs, seen from where no view was?"""

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.support.machine import this_machine
from benchmarks.support.report import RESULTS_FOLDER, Report, Table, print_report, write_report
from benchmarks.support.scoring import score

QUESTION = "shape"
MODELS_FOLDER = Path(__file__).parents[1] / "data" / "models"
RIGS = {
    "sphere": ("--rig", "sphere", "--views", "20"),
    "ring": ("--rig", "ring", "--views", "12", "--elevation", "10"),
}
"""Options of the command."""


@dataclass(frozen=True)
class Shape:
    """One reconstruction.

    Args:
        model: file name.
        rig: one of `RIGS`.
        heldout_iou: mean over silhouettes that were not used.
        chamfer_percent: distance of the surfaces, in percent of the model's diagonal.
        iou: mean over the views used.
        optimisation_seconds: of the fit alone.
    """

    model: str
    rig: str
    heldout_iou: float
    chamfer_percent: float
    iou: float
    optimisation_seconds: float


def measure(models: Sequence[Path], rigs: Sequence[str], scorer: Path | None, options: Sequence[str]) -> Report:
    """Reconstruct each model with each rig, and score the results.

    Args:
        models: mesh files.
        rigs: some of `RIGS`.
        scorer: as in `score`.
        options: more options of the command.

    Raises:
        ValueError: the command or the scorer failed.
    """
    machine = this_machine()
    shapes = [_shape(model, rig, scorer, options) for rig in rigs for model in models]
    used = "the engine's own metrics" if scorer is None else scorer.name
    notes = (f"Scored by {used}; options of the command besides the rig: {' '.join(options) or 'none'}.",)
    tables = tuple(_table(rig, [shape for shape in shapes if shape.rig == rig]) for rig in rigs)
    return Report(QUESTION, "Shapes reconstructed from silhouettes", machine, notes, tables, (), shapes)


def _shape(model: Path, rig: str, scorer: Path | None, options: Sequence[str]) -> Shape:
    print(f"reconstructing {model.name}, {rig}", file=sys.stderr, flush=True)
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "app", "reconstruct", str(model), "--out", folder, *RIGS[rig], *options]
        run = subprocess.run(command, capture_output=True, text=True, check=False)
        if run.returncode != 0:
            raise ValueError(f"{' '.join(command[2:])} failed: {run.stderr.strip() or run.returncode}")
        metrics = json.loads((Path(folder) / "metrics.json").read_text())
        result = score(Path(folder) / "mesh.glb", model, scorer)
    ious = metrics["iou_per_view"].values()
    return Shape(
        model=model.name,
        rig=rig,
        heldout_iou=result.heldout_iou,
        chamfer_percent=result.chamfer_percent,
        iou=sum(ious) / len(ious),
        optimisation_seconds=metrics["seconds"]["optimisation"],
    )


def _table(rig: str, shapes: Sequence[Shape]) -> Table:
    headings = ("", "held-out IoU", "chamfer %", "IoU on the views used", "optimisation s")
    rows = [_row(shape.model, [shape]) for shape in shapes]
    return Table(f"command with {' '.join(RIGS[rig])}", headings, (*rows, _row("mean", shapes)))


def _row(name: str, shapes: Sequence[Shape]) -> tuple[str, ...]:
    count = len(shapes)
    return (
        name,
        f"{sum(shape.heldout_iou for shape in shapes) / count:.4f}",
        f"{sum(shape.chamfer_percent for shape in shapes) / count:.3f}",
        f"{sum(shape.iou for shape in shapes) / count:.4f}",
        f"{sum(shape.optimisation_seconds for shape in shapes) / count:.1f}",
    )


def main(argv: Sequence[str] | None = None) -> int:
    """Run the benchmark from the command line.

    Args:
        argv: without the program's name; None for those of the process.
    """
    parser = argparse.ArgumentParser(
        prog=f"python -m benchmarks.{QUESTION}",
        description=__doc__,
        formatter_class=argparse.ArgumentDefaultsHelpFormatter,
    )
    add = parser.add_argument
    bundled = sorted(MODELS_FOLDER.glob("*.glb"))
    add("models", nargs="*", type=Path, default=bundled, help="mesh files to reconstruct")
    add("--rigs", nargs="+", choices=tuple(RIGS), default=tuple(RIGS), help="how the cameras stand")
    add("--scorer", type=Path, help="script to score with instead of the engine's metrics: RESULT MODEL --json")
    add("--options", default="", help='more options of the command, as in --options="--steps 500 --seed 1"')
    add("--out", type=Path, default=RESULTS_FOLDER, help="folder for the results")
    given = parser.parse_args(argv)
    try:
        report = measure(given.models, given.rigs, given.scorer, given.options.split())
    except ValueError as error:
        print(f"{QUESTION}: {error}", file=sys.stderr)
        return 2
    print_report(report)
    print("", *write_report(report, given.out), sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
