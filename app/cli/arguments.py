"""The command line: what can be asked for."""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from app.cli.colour_options import COLOUR, LIGHT_OPTIONS, PAINT_OPTIONS
from app.cli.help_texts import EXPORT_DESCRIPTION, EXPORT_EPILOG, RECONSTRUCT_DESCRIPTION, RECONSTRUCT_EPILOG
from app.cli.messages import PROGRAM
from app.cli.options import Option, add_options, first_given, settings_of
from app.engine.appearance.picture_look import PictureLook
from app.engine.cameras.axis_flips import AS_GIVEN, AXIS_FLIPS, AxisFlip
from app.engine.cameras.rig_settings import RigSettings
from app.engine.captures.capture_options import CaptureOptions, TurntableSettings
from app.engine.captures.shot_files import is_capture
from app.engine.fitting.settings import FitSettings
from app.engine.fitting.target_look import picture_look
from app.engine.masking.mask_settings import MaskSettings
from app.engine.meshes.files import SUFFIXES
from app.engine.project.project import SUFFIX
from app.engine.versions import installed_version

RECONSTRUCT, EXPORT_CAPTURE = "reconstruct", "export-capture"
RESULTS_FOLDER = "results"
MOST_SUGGESTED_VIEWS = 100


@dataclass(frozen=True)
class SubjectArguments:
    """What is to be seen, and how.

    Args:
        path: of a model, a capture, or a project.
        rig: the cameras around a model.
        capture: how photographs are read.
        is_capture: whether `path` is that of photographs.
        flip: what the cameras of photographs mean.
    """

    path: Path
    rig: RigSettings
    capture: CaptureOptions
    is_capture: bool
    flip: AxisFlip = AS_GIVEN


@dataclass(frozen=True)
class ReconstructArguments:
    """What `reconstruct` was asked to do.

    Args:
        subject: what to reconstruct.
        fit: how to fit.
        folder: where the results go.
        suggested_views: how many more views to suggest.
        left_out: ids of the photographs that are scored and not fitted.
    """

    subject: SubjectArguments
    fit: FitSettings
    folder: Path
    suggested_views: int = 0
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True)
class ExportCaptureArguments:
    """What `export-capture` was asked to do.

    Args:
        subject: what to export.
        folder: where its pictures go.
        look: of a model's pictures; None for that of its project, or for silhouettes.
    """

    subject: SubjectArguments
    folder: Path
    look: PictureLook | None = None


@dataclass(frozen=True)
class WindowArguments:
    """What the window was asked to open; None for the bundled model."""

    path: Path | None


Arguments = ReconstructArguments | ExportCaptureArguments | WindowArguments

_RESOLUTION, _CAMERA_AXES = "--resolution", "--camera-axes"
_FLIPS = {flip.option: flip for flip in (AS_GIVEN, *AXIS_FLIPS)}
_ELEVATION = Option("--elevation", "elevation_degrees", "DEG")
_RIG_OPTIONS = (Option("--views", "views", "N"), Option("--rig", "rig"), _ELEVATION)
_MASK_OPTIONS = (
    Option("--mask-source", "source"),
    Option("--mask-polarity", "polarity"),
    Option("--mask-threshold", "threshold", "X"),
    Option("--mask-dilate", "dilate_pixels", "PX"),
    Option("--mask-erode", "erode_pixels", "PX"),
    Option("--mask-fill-holes", "fill_holes"),
)
_TURNTABLE_OPTIONS = (
    Option("--turntable-step", "step_degrees", "DEG"),
    Option("--turntable-elevation", "elevation_degrees", "DEG"),
    Option("--fov-y", "fov_y_degrees", "DEG"),
)
_FIT_OPTIONS = (
    Option("--steps", "steps", "N"),
    Option("--learning-rate", "learning_rate", "X"),
    Option("--start", "start", "best|sphere|hull|model|PATH"),
    Option("--edge-length", "edge_length_end_pixels", "PX"),
    Option("--remeshing", "remeshing"),
    Option("--topology", "topology"),
    Option("--mirror", "mirror"),
    Option("--fairness-weight", "fairness_weight", "X"),
    Option("--refine-cameras", "refine_cameras"),
    Option("--device", "device"),
    Option("--seed", "seed", "N"),
)


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{PROGRAM}: error: {message}\n")


def parsed_arguments(argv: Sequence[str]) -> Arguments:
    """Parse the command line; leaves the process with status 2 and one sentence if it is not one.

    Args:
        argv: without the program's name.
    """
    if argv and argv[0] == RECONSTRUCT:
        return _parsed_reconstruct(argv[1:])
    if argv and argv[0] == EXPORT_CAPTURE:
        return _parsed_export(argv[1:])
    given = _window_parser().parse_args(argv)
    return WindowArguments(None if given.path is None else Path(given.path))


def _parsed_reconstruct(argv: Sequence[str]) -> ReconstructArguments:
    parser = _reconstruct_parser()
    given = parser.parse_args(argv)
    subject = _subject(parser, given)
    if given.left_out and not subject.is_capture:
        parser.error(f"argument --leave-out: is for photographs, got {subject.path}")
    fit = settings_of(FitSettings, (*_FIT_OPTIONS, COLOUR, *PAINT_OPTIONS, *LIGHT_OPTIONS), given)
    problem = _fit_problem(subject, fit, given)
    if problem is not None:
        parser.error(problem)
    return ReconstructArguments(
        subject,
        fit,
        Path(given.out) if given.out is not None else Path(RESULTS_FOLDER) / _name(subject.path),
        given.suggested_views,
        tuple(given.left_out),
    )


def _fit_problem(subject: SubjectArguments, fit: FitSettings, given: argparse.Namespace) -> str | None:
    """What keeps settings from being those of that subject or of each other."""
    problem = _light_problem(subject, given)
    if problem is not None:
        return problem
    flag = first_given((*PAINT_OPTIONS, *LIGHT_OPTIONS), given)
    if fit.colour == "off" and flag is not None:
        return f"argument {flag}: is for {COLOUR.flag} vertex or texture, got {COLOUR.flag} off"
    return None


def _light_problem(subject: SubjectArguments, given: argparse.Namespace) -> str | None:
    lit = first_given(LIGHT_OPTIONS, given)
    if lit is None or not subject.is_capture:
        return None
    return f"argument {lit}: is for a model, and {subject.path} is photographs"


def _parsed_export(argv: Sequence[str]) -> ExportCaptureArguments:
    parser = _export_parser()
    given = parser.parse_args(argv)
    subject = _subject(parser, given)
    problem = _light_problem(subject, given)
    if problem is not None:
        parser.error(problem)
    is_lit = first_given(LIGHT_OPTIONS, given) is not None
    look = picture_look(settings_of(FitSettings, LIGHT_OPTIONS, given)) if is_lit else None
    return ExportCaptureArguments(subject, Path(given.out), look)


def _subject(parser: argparse.ArgumentParser, given: argparse.Namespace) -> SubjectArguments:
    path = Path(given.path)
    photographs = path.suffix.lower() not in (*SUFFIXES, SUFFIX) and is_capture(path)
    wrong = _RIG_OPTIONS if photographs else (*_MASK_OPTIONS, *_TURNTABLE_OPTIONS)
    flag = first_given(wrong, given)
    if not photographs and given.flip is not None:
        flag = _CAMERA_AXES
    if flag is not None:
        needed, found = ("a model", "photographs") if photographs else ("photographs", "no capture")
        parser.error(f"argument {flag}: is for {needed}, and {path} is {found}")
    resolution = (_resolution(photographs),)
    rig = settings_of(RigSettings, _RIG_OPTIONS if photographs else (*_RIG_OPTIONS, *resolution), given)
    if getattr(given, _ELEVATION.flag) is not None and rig.rig != "ring":
        parser.error(f"argument {_ELEVATION.flag}: is for --rig ring, got --rig {rig.rig}")
    masks = settings_of(MaskSettings, _MASK_OPTIONS, given)
    turntable = None
    if first_given(_TURNTABLE_OPTIONS, given) is not None:
        turntable = settings_of(TurntableSettings, _TURNTABLE_OPTIONS, given)
    try:
        longest = settings_of(CaptureOptions, resolution if photographs else (), given).longest_side_pixels
    except ValueError as error:
        parser.error(f"argument {_RESOLUTION}: {str(error).partition('longest_side_pixels ')[2]}")
    return SubjectArguments(path, rig, CaptureOptions(longest, masks, turntable), photographs, given.flip or AS_GIVEN)


def _resolution(photographs: bool) -> Option:
    """One flag for both: how large pictures are."""
    return Option(_RESOLUTION, "longest_side_pixels" if photographs else "resolution", "PX")


def _name(path: Path) -> str:
    """What results are called after: the model, or the folder of photographs."""
    if path.is_dir():
        return path.resolve().name
    return path.stem if path.suffix.lower() in (*SUFFIXES, SUFFIX) else path.absolute().parent.name


def _window_parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog=PROGRAM,
        description=f"Open a window and sculpt a mesh from silhouettes; `{PROGRAM} {RECONSTRUCT}` does it without one.",
        usage=f"{PROGRAM} [MODEL | CAPTURE | PROJECT]\n"
        f"       {PROGRAM} {RECONSTRUCT} MODEL|CAPTURE [options]\n"
        f"       {PROGRAM} {EXPORT_CAPTURE} MODEL|CAPTURE|PROJECT --out DIR [options]",
        epilog=f"{PROGRAM} {RECONSTRUCT} --help says more about the command.",
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"{PROGRAM} {installed_version(PROGRAM)}")
    parser.add_argument(
        "path",
        metavar="MODEL | CAPTURE | PROJECT",
        nargs="?",
        help=f"what to open: {', '.join(SUFFIXES)}, photographs with known cameras, or a saved project "
        "(default: the bundled kettle)",
    )
    return parser


def _command_parser(command: str, description: str, epilog: str) -> argparse.ArgumentParser:
    return _Parser(
        prog=f"{PROGRAM} {command}",
        description=description,
        epilog=epilog,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )


def _reconstruct_parser() -> argparse.ArgumentParser:
    command = _command_parser(RECONSTRUCT, RECONSTRUCT_DESCRIPTION, RECONSTRUCT_EPILOG)
    command.add_argument(
        "path",
        metavar="MODEL|CAPTURE",
        help=f"what to reconstruct: {', '.join(SUFFIXES)}, or a folder or file of photographs with known cameras",
    )
    _add_subject_options(command)
    add_options(command.add_argument_group("fit"), FitSettings, _FIT_OPTIONS)
    colour = command.add_argument_group("colour")
    add_options(colour, FitSettings, (COLOUR, *PAINT_OPTIONS))
    add_options(command.add_argument_group("light on a model in colour"), FitSettings, LIGHT_OPTIONS)
    _add_result_options(command.add_argument_group("results"))
    return command


def _export_parser() -> argparse.ArgumentParser:
    command = _command_parser(EXPORT_CAPTURE, EXPORT_DESCRIPTION, EXPORT_EPILOG)
    command.add_argument("path", metavar="MODEL|CAPTURE|PROJECT", help="what to export")
    command.add_argument("--out", metavar="DIR", required=True, help="folder for the file and the pictures")
    _add_subject_options(command)
    light = command.add_argument_group(
        "light on a model", "any of these has it pictured in colour; without them it is grey"
    )
    add_options(light, FitSettings, LIGHT_OPTIONS)
    return command


def _add_subject_options(command: argparse.ArgumentParser) -> None:
    cameras = command.add_argument_group("cameras around a model")
    add_options(cameras, RigSettings, _RIG_OPTIONS)
    add_options(cameras, RigSettings, [_resolution(photographs=False)])
    longest = CaptureOptions().longest_side_pixels
    photographs = command.add_argument_group(
        "photographs", f"{_RESOLUTION} is the longest side to which they are reduced (default: {longest} px)"
    )
    add_options(photographs, MaskSettings, _MASK_OPTIONS)
    add_options(photographs, TurntableSettings, _TURNTABLE_OPTIONS)
    photographs.add_argument(
        _CAMERA_AXES,
        dest="flip",
        metavar="NAME",
        type=_flip,
        help=f"what the cameras' axes and poses mean, where a file breaks its format's rules: {', '.join(_FLIPS)} "
        f"(default: {AS_GIVEN.option})",
    )


def _add_result_options(group: Any) -> None:
    group.add_argument(
        "--out",
        metavar="DIR",
        help="folder for the results; made if need be, files of other names in it stay "
        f"(default: {RESULTS_FOLDER}/NAME for a MODEL or a CAPTURE called NAME)",
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
    group.add_argument(
        "--leave-out",
        dest="left_out",
        metavar="NAME",
        action="append",
        default=[],
        help="a photograph, by its name without the suffix, that is scored at the end and not fitted; may be repeated",
    )


def _flip(text: str) -> AxisFlip:
    if text not in _FLIPS:
        raise argparse.ArgumentTypeError(f"must be one of {', '.join(_FLIPS)}, got {text!r}")
    return _FLIPS[text]


def _suggested_views(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) > MOST_SUGGESTED_VIEWS:
        raise argparse.ArgumentTypeError(f"must be a whole number from 0 to {MOST_SUGGESTED_VIEWS}, got {text!r}")
    return int(text)
