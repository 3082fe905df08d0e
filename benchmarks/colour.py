"""What do colours add: how well are unseen views predicted, and how much closer does shading bring the shape?

The command reconstructs every model twice, from outlines alone and in colour. Both are scored alike, and the painted
one is pictured, in the light of the fit, from views that it never had.
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch

from app.engine.appearance.picture_look import PictureLook
from app.engine.cameras.rig_settings import RigSettings
from app.engine.colouring.rendered_colours import RenderedColours
from app.engine.meshes.frame import Frame
from app.engine.meshes.model import Model, read_model
from app.engine.metrics.picture_quality import psnr_decibels, ssim
from app.engine.targets.rendered import RenderedTargets
from benchmarks.support.command import benchmark_parser, reported
from benchmarks.support.machine import Machine, this_machine
from benchmarks.support.report import Bar, Report, Table, write_report
from benchmarks.support.scoring import Score, score
from benchmarks.support.shapes.methods import METHODS, RESULT, Job
from benchmarks.support.shapes.rigs import SPHERE

QUESTION = "colour"
MODELS_FOLDER = Path(__file__).parents[1] / "data" / "models"
HELDOUT_VIEWS = 32
PSNR_BAR_DECIBELS, SECONDS_BAR = 30.0, 60.0
WORST_CHAMFER_BAR, NORMALS_BAR = 1.05, 0.75  # shares of what outlines alone reach


@dataclass(frozen=True)
class Result:
    """One model, reconstructed from outlines alone and in colour.

    Args:
        model: file name.
        outlines: score of the former.
        painted: score of the latter.
        psnr_decibels: mean over the views that were not used, whole pictures.
        psnr_inside_decibels: the same where the model is.
        ssim: mean over these views.
        outlines_seconds: of the whole command.
        painted_seconds: of the whole command.
        fitting_seconds: of the steps in colour.
    """

    model: str
    outlines: Score
    painted: Score
    psnr_decibels: float
    psnr_inside_decibels: float
    ssim: float
    outlines_seconds: float
    painted_seconds: float
    fitting_seconds: float


def measure(
    models: Sequence[Path], colour: str, options: Sequence[str], scorer: Path | None, save: Callable[[Report], object]
) -> Report:
    """Reconstruct and score each model twice.

    Args:
        models: mesh files.
        colour: what carries the colours, vertex or texture.
        options: more options of both commands.
        scorer: as in `score`.
        save: called after each model with the report so far.

    Raises:
        ValueError: a model cannot be read, or a command or the scorer failed.
    """
    machine = this_machine()
    results: list[Result] = []
    for number, path in enumerate(models, start=1):
        print(f"{number}/{len(models)}: {path.name}", file=sys.stderr, flush=True)
        results.append(_result(path, colour, tuple(options), scorer))
        save(_report(machine, results, colour, options, scorer))
    return _report(machine, results, colour, options, scorer)


def _result(path: Path, colour: str, options: tuple[str, ...], scorer: Path | None) -> Result:
    command = METHODS["command"].make
    with tempfile.TemporaryDirectory() as name:
        plain, painted = Path(name) / "outlines", Path(name) / "painted"
        plain_seconds = command(Job(path, SPHERE, None, options, plain))
        seconds = command(Job(path, SPHERE, None, (*options, "--colour", colour), painted))
        fitting_seconds = json.loads((painted / "metrics.json").read_text())["seconds"]["optimisation"]
        psnr, inside, structure = _heldout(path, painted / RESULT)
        of_outlines, of_painted = (score(folder / RESULT, path, scorer) for folder in (plain, painted))
    pictures = psnr, inside, structure
    return Result(path.name, of_outlines, of_painted, *pictures, plain_seconds, seconds, fitting_seconds)


def _heldout(model: Path, result: Path) -> tuple[float, float, float]:
    """PSNR of whole pictures, PSNR where the model is, and SSIM, means over views that were not used.

    Both are pictured alike: supersampled, the model with its faces as they are, the result with rounded normals, as
    it was fitted.
    """
    truth, found = read_model(model), read_model(result)
    views = RigSettings(views=HELDOUT_VIEWS).around(truth.mesh).views
    targets = _colours(truth, truth.frame).colours(views, PictureLook())
    pictures = _colours(found, truth.frame).colours(views, PictureLook(normals="vertices"))
    masks = RenderedTargets(truth.mesh, truth.frame, torch.device("cpu")).targets(views)
    target = torch.stack([item.picture_srgb for item in targets])
    picture = torch.stack([item.picture_srgb for item in pictures])
    inside = torch.stack([(mask.mask > 0.999).to(torch.float32) for mask in masks])
    return (
        float(psnr_decibels(picture, target).mean()),
        float(psnr_decibels(picture, target, inside).mean()),
        float(torch.stack([ssim(a, b) for a, b in zip(picture, target, strict=True)]).mean()),
    )


def _colours(model: Model, frame: Frame) -> RenderedColours:
    return RenderedColours(model.mesh, model.colours, frame, torch.device("cpu"))


def _report(
    machine: Machine, results: Sequence[Result], colour: str, options: Sequence[str], scorer: Path | None
) -> Report:
    used = "the engine's own metrics, which count hidden surfaces" if scorer is None else scorer.name
    notes = (
        f"20 views on a sphere, 256 px; colours: {colour}; scored by {used}; more options of the command: "
        f"{' '.join(options) or 'none'}.",
        f"PSNR and SSIM over {HELDOUT_VIEWS} views that were not used, in the light of the fit; inside: where the "
        "model is.",
        "Seconds of the command are those of the whole process, import, pictures and metrics included.",
    )
    return Report(QUESTION, "What colours add", machine, notes, _tables(results), _bars(results), list(results))


def _tables(results: Sequence[Result]) -> tuple[Table, ...]:
    headings = ("", "PSNR dB", "inside dB", "SSIM", "fit s", "command s", "outlines alone s")
    pictures = tuple(
        (
            r.model,
            f"{r.psnr_decibels:.1f}",
            f"{r.psnr_inside_decibels:.1f}",
            f"{r.ssim:.4f}",
            f"{r.fitting_seconds:.1f}",
            f"{r.painted_seconds:.1f}",
            f"{r.outlines_seconds:.1f}",
        )
        for r in results
    )
    shapes = tuple(
        (
            r.model,
            f"{r.outlines.heldout_iou:.4f}",
            f"{r.painted.heldout_iou:.4f}",
            f"{r.outlines.chamfer_percent:.3f}",
            f"{r.painted.chamfer_percent:.3f}",
            f"{_chamfer_ratio(r):.2f}",
            f"{r.outlines.normal_degrees:.1f}",
            f"{r.painted.normal_degrees:.1f}",
            f"{_normals_ratio(r):.2f}",
        )
        for r in results
    )
    columns = ("IoU", "in colour", "chamfer %", "in colour", "ratio", "normals °", "in colour", "ratio")
    return (Table("Unseen views", headings, pictures), Table("Shape", ("", *columns), shapes))


def _bars(results: Sequence[Result]) -> tuple[Bar, ...]:
    count = len(results)
    psnr = sum(r.psnr_decibels for r in results) / count
    slowest = max(results, key=lambda r: r.painted_seconds)
    worst = max(results, key=_chamfer_ratio)
    chamfer = sum(r.painted.chamfer_percent for r in results) / sum(r.outlines.chamfer_percent for r in results)
    normals = sum(r.painted.normal_degrees for r in results) / sum(r.outlines.normal_degrees for r in results)
    return (
        Bar(f"mean PSNR of unseen views >= {PSNR_BAR_DECIBELS:g} dB", f"{psnr:.1f} dB", psnr >= PSNR_BAR_DECIBELS),
        Bar(
            f"command in colour under {SECONDS_BAR:g} s",
            f"{slowest.painted_seconds:.1f} s ({slowest.model})",
            slowest.painted_seconds < SECONDS_BAR,
        ),
        Bar("mean chamfer below that of outlines alone", f"{chamfer:.2f} of it", chamfer < 1),
        Bar(
            f"no chamfer above {WORST_CHAMFER_BAR:g} of that of outlines alone",
            f"{_chamfer_ratio(worst):.2f} ({worst.model})",
            _chamfer_ratio(worst) <= WORST_CHAMFER_BAR,
        ),
        Bar(
            f"mean angle of normals at most {NORMALS_BAR:g} of that of outlines alone",
            f"{normals:.2f} of it",
            normals <= NORMALS_BAR,
        ),
    )


def _chamfer_ratio(result: Result) -> float:
    return result.painted.chamfer_percent / result.outlines.chamfer_percent


def _normals_ratio(result: Result) -> float:
    return result.painted.normal_degrees / result.outlines.normal_degrees


def _parser() -> argparse.ArgumentParser:
    parser = benchmark_parser(QUESTION, __doc__)
    add = parser.add_argument
    bundled = sorted(MODELS_FOLDER.glob("*.glb"))
    add("models", nargs="*", type=Path, default=bundled, help="mesh files to reconstruct, instead of the bundled ones")
    add("--colour", choices=("vertex", "texture"), default="vertex", help="what carries the colours")
    add("--scorer", type=Path, help="script to score with instead of the engine's metrics: RESULT MODEL --json")
    add("--options", default="", help='more options of both commands, as in --options="--seed 1"')
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run the benchmark from the command line.

    Args:
        argv: without the program's name; None for those of the process.
    """
    given = _parser().parse_args(argv)

    def found() -> Report:
        def save(so_far: Report) -> object:
            return write_report(so_far, given.out)

        return measure(given.models, given.colour, given.options.split(), given.scorer, save)

    return reported(QUESTION, given.out, found)


if __name__ == "__main__":
    sys.exit(main())
