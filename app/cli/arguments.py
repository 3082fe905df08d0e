"""The options of the command, made from the fields of the settings they set."""

import argparse
import dataclasses
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn, TypeVar

from app.cli.messages import PROGRAM
from app.engine.cameras.rig_settings import RigSettings
from app.engine.fitting.settings import FitSettings
from app.engine.meshes.files import SUFFIXES
from app.engine.setting_fields import setting_problem
from app.engine.versions import installed_version

S = TypeVar("S", RigSettings, FitSettings)

RECONSTRUCT = "reconstruct"
RESULTS_FOLDER = "results"
MOST_SUGGESTED_VIEWS = 100


@dataclass(frozen=True)
class ReconstructArguments:
    """What `reconstruct` was asked to do.

    Args:
        model: the file to reconstruct.
        rig: the cameras around it.
        fit: how to fit.
        folder: where the results go.
        suggested_views: how many more views to suggest.
    """

    model: Path
    rig: RigSettings
    fit: FitSettings
    folder: Path
    suggested_views: int = 0


@dataclass(frozen=True)
class WindowArguments:
    """What the window was asked to open; None for the bundled model."""

    path: Path | None


@dataclass(frozen=True)
class _Option:
    """An option that sets one field of a settings dataclass, under a name and with a placeholder of its own."""

    flag: str
    field: str
    placeholder: str | None = None


_CAMERA_OPTIONS = (
    _Option("--views", "views", "N"),
    _Option("--rig", "rig"),
    _Option("--elevation", "elevation_degrees", "DEG"),
    _Option("--resolution", "resolution", "PX"),
)
_FIT_OPTIONS = (
    _Option("--steps", "steps", "N"),
    _Option("--learning-rate", "learning_rate", "X"),
    _Option("--start", "start", "best|sphere|hull|PATH"),
    _Option("--edge-length", "edge_length_end_pixels", "PX"),
    _Option("--remeshing", "remeshing"),
    _Option("--topology", "topology"),
    _Option("--mirror", "mirror"),
    _Option("--fairness-weight", "fairness_weight", "X"),
    _Option("--device", "device"),
    _Option("--seed", "seed", "N"),
)

_DESCRIPTION = """\
Reconstruct a model from its silhouettes: render it from all sides, carve what
they have in common, then bend that until it casts the same silhouettes."""

_EPILOG = """\
what DIR holds afterwards:
  mesh.glb, mesh.obj  the result, where the model is in the world
  metrics.json        settings, versions, device, history of loss and IoU,
                      IoU of each view, soundness of the mesh, seconds of
                      each phase, views to add
  loss.png            loss and silhouette error, logarithmic
  views.png           target, rendered and difference of each view
  progress.gif        from the start to the result, turning

Ctrl-C stops the fit and writes what there is; once more stops without writing.

exit status:
  0 done   1 failed on the way   2 unusable argument or file   130 interrupted

examples:
  photosculpture reconstruct data/models/kettle.glb
  photosculpture reconstruct scan.obj --views 12 --rig ring --elevation 10
  photosculpture reconstruct scan.obj --views 8 --suggest-views 3
  photosculpture reconstruct chair.glb --resolution 512 --out chair-512
  photosculpture reconstruct chair.glb --start chair-512/mesh.glb --steps 300
  photosculpture reconstruct chair.glb --mirror x --edge-length 2"""


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{PROGRAM}: error: {message}\n")


def parsed_arguments(argv: Sequence[str]) -> ReconstructArguments | WindowArguments:
    """Parse the command line; leaves the process with status 2 and one sentence if it is not one.

    Args:
        argv: without the program's name.
    """
    if argv and argv[0] == RECONSTRUCT:
        return _parsed_reconstruct(argv[1:])
    given = _window_parser().parse_args(argv)
    return WindowArguments(None if given.model is None else Path(given.model))


def _parsed_reconstruct(argv: Sequence[str]) -> ReconstructArguments:
    parser = _reconstruct_parser()
    given = parser.parse_args(argv)
    if given.elevation_degrees is not None and given.rig != "ring":
        parser.error(f"argument --elevation: is for --rig ring, got --rig {given.rig}")
    model = Path(given.model)
    return ReconstructArguments(
        model,
        _settings(RigSettings, _CAMERA_OPTIONS, given),
        _settings(FitSettings, _FIT_OPTIONS, given),
        Path(given.out) if given.out is not None else Path(RESULTS_FOLDER) / model.stem,
        given.suggested_views,
    )


def _window_parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog=PROGRAM,
        description=f"Open a window and sculpt a mesh from silhouettes; `{PROGRAM} {RECONSTRUCT}` does it without one.",
        usage=f"{PROGRAM} [MODEL | PROJECT]\n       {PROGRAM} {RECONSTRUCT} MODEL [options]",
        epilog=f"{PROGRAM} {RECONSTRUCT} --help says more about the command.",
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"{PROGRAM} {installed_version(PROGRAM)}")
    parser.add_argument(
        "model",
        metavar="MODEL | PROJECT",
        nargs="?",
        help=f"what to open: {', '.join(SUFFIXES)} or a saved project (default: the bundled kettle)",
    )
    return parser


def _reconstruct_parser() -> argparse.ArgumentParser:
    command = _Parser(
        prog=f"{PROGRAM} {RECONSTRUCT}",
        description=_DESCRIPTION,
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    command.add_argument("model", metavar="MODEL", help=f"the file to reconstruct: {', '.join(SUFFIXES)}")
    _add_options(command.add_argument_group("cameras"), RigSettings, _CAMERA_OPTIONS)
    _add_options(command.add_argument_group("fit"), FitSettings, _FIT_OPTIONS)
    _add_result_options(command.add_argument_group("results"))
    return command


def _add_result_options(group: Any) -> None:
    group.add_argument(
        "--out",
        metavar="DIR",
        help="folder for the results; made if need be, files of other names in it stay "
        f"(default: {RESULTS_FOLDER}/NAME for a MODEL called NAME)",
    )
    group.add_argument(
        "--suggest-views",
        dest="suggested_views",
        metavar="N",
        type=_suggested_views,
        default=0,
        help="number of views to suggest adding, of those that would show most of what the present ones leave open "
        "(default: 0)",
    )


def _suggested_views(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) > MOST_SUGGESTED_VIEWS:
        raise argparse.ArgumentTypeError(f"must be a whole number from 0 to {MOST_SUGGESTED_VIEWS}, got {text!r}")
    return int(text)


def _add_options(group: Any, settings: type[Any], options: Sequence[_Option]) -> None:
    fields = {field.name: field for field in dataclasses.fields(settings)}
    for option in options:
        field = fields[option.field]
        group.add_argument(
            option.flag,
            dest=option.field,
            metavar=option.placeholder or "|".join(field.metadata["choices"]),
            type=_converter(field),
            # None tells the one option that depends on another whether it was given.
            default=None if option.field == "elevation_degrees" else field.default,
            help=_help(field),
        )


def _help(field: dataclasses.Field[Any]) -> str:
    default = f"{field.default:g}" if isinstance(field.default, float) else str(field.default)
    unit = field.metadata["unit"]
    return f"{field.metadata['help']} (default: {default}{f' {unit}' if unit else ''})".replace("%", "%%")


def _converter(field: dataclasses.Field[Any]) -> Callable[[str], Any]:
    kind: type[Any] = type(field.default)

    def convert(text: str) -> Any:
        try:
            value = kind(text)
        except ValueError:
            expected = "whole number" if kind is int else "number"
            raise argparse.ArgumentTypeError(f"must be a {expected}, got {text!r}") from None
        problem = setting_problem(field, value)
        if problem:
            raise argparse.ArgumentTypeError(problem)
        return value

    return convert


def _settings(settings: type[S], options: Sequence[_Option], given: argparse.Namespace) -> S:
    values = {option.field: getattr(given, option.field) for option in options}
    return settings(**{name: value for name, value in values.items() if value is not None})
