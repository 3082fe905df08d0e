"""The command line: what it accepts, what it says about the rest, and its help."""

from dataclasses import replace
from pathlib import Path

import pytest

from app.cli.arguments import (
    ExportCaptureArguments,
    ReconstructArguments,
    SubjectArguments,
    WindowArguments,
    parsed_arguments,
)
from app.engine.appearance.lighting import Lighting
from app.engine.appearance.picture_look import PictureLook
from app.engine.cameras.axis_flips import AXIS_FLIPS
from app.engine.cameras.rig_settings import RigSettings
from app.engine.captures.capture_options import CaptureOptions, TurntableSettings
from app.engine.export.result_folder import RESULT_NAMES
from app.engine.fitting.settings import FitSettings
from app.engine.masking.mask_settings import MaskSettings


def message(capsys: pytest.CaptureFixture[str], *argv: str) -> str:
    """The one sentence that parsing ends in."""
    with pytest.raises(SystemExit) as left:
        parsed_arguments(argv)
    assert left.value.code == 2
    text = capsys.readouterr().err
    assert text.startswith("photosculpture: error: ")
    assert text.count("\n") == 1
    return text.removeprefix("photosculpture: error: ").rstrip("\n")


def reconstruct(*argv: str) -> ReconstructArguments:
    arguments = parsed_arguments(("reconstruct", *argv))
    assert isinstance(arguments, ReconstructArguments)
    return arguments


def test_without_a_command_it_is_the_window() -> None:
    assert parsed_arguments([]) == WindowArguments(None)
    assert parsed_arguments(["work.photosculpture"]) == WindowArguments(Path("work.photosculpture"))


def test_defaults_are_those_of_the_settings() -> None:
    arguments = reconstruct("models/chair.tall.glb")
    assert arguments.subject == SubjectArguments(
        Path("models/chair.tall.glb"), RigSettings(), CaptureOptions(), is_capture=False
    )
    assert arguments.fit == FitSettings()
    assert str(arguments.folder) == "results/chair.tall"


def test_every_option_reaches_its_setting() -> None:
    text = (
        "m.obj --views 12 --rig ring --elevation -5.5 --resolution 64 --steps 7 --learning-rate 1e-3"
        " --start s.ply --device cpu --seed 3 --out here --suggest-views 2"
        " --refine-cameras poses --edge-length 2.5 --remeshing off --topology fixed --mirror x --fairness-weight 1e-4"
    )
    arguments = reconstruct(*text.split())
    assert arguments.subject.rig == RigSettings(views=12, rig="ring", elevation_degrees=-5.5, resolution=64)
    shape = FitSettings(edge_length_end_pixels=2.5, remeshing="off", topology="fixed", mirror="x", fairness_weight=1e-4)
    assert arguments.fit == replace(
        shape, steps=7, learning_rate=1e-3, start="s.ply", device="cpu", seed=3, refine_cameras="poses"
    )
    assert str(arguments.folder) == "here"
    assert arguments.suggested_views == 2


def test_options_of_colour_reach_their_settings() -> None:
    text = (
        "m.obj --colour texture --texture-size 512 --light sun --light-azimuth 10 --light-elevation -20"
        " --light-strength 2 --background white --colour-learning-rate 0.02 --light-learning-rate 0.03 --start model"
        " --fit-positions off --fit-exposure on --dssim-weight 0.2 --first-colours grey"
    )
    assert reconstruct(*text.split()).fit == FitSettings(
        colour="texture",
        texture_size_pixels=512,
        light="sun",
        light_azimuth_degrees=10.0,
        light_elevation_degrees=-20.0,
        light_strength=2.0,
        background="white",
        colour_learning_rate=0.02,
        light_learning_rate=0.03,
        start="model",
        fit_positions="off",
        fit_exposure="on",
        dssim_weight=0.2,
        first_colours="grey",
    )


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ("--views 0", "argument --views: must lie between 1 and 1000, got 0"),
        ("--suggest-views many", "argument --suggest-views: must be a whole number from 0 to 100, got 'many'"),
        ("--suggest-views -1", "argument --suggest-views: must be a whole number from 0 to 100, got '-1'"),
        ("--views 2.5", "argument --views: must be a whole number, got '2.5'"),
        ("--rig cube", "argument --rig: must be one of sphere, ring, hemisphere, got 'cube'"),
        ("--rig ring --elevation 90", "argument --elevation: must lie between -89 and 89, got 90"),
        ("--elevation 10", "argument --elevation: is for --rig ring, got --rig sphere"),
        ("--resolution 100000", "argument --resolution: must lie between 8 and 4096, got 100000"),
        ("--steps -1", "argument --steps: must lie between 1 and 1e+07, got -1"),
        ("--learning-rate nan", "argument --learning-rate: must be a finite number, got nan"),
        ("--device tpu", "argument --device: must be one of auto, cpu, cuda, got 'tpu'"),
        ("--seed -1", "argument --seed: must lie between 0 and 2.14748e+09, got -1"),
        ("--speed 3", "unrecognized arguments: --speed 3"),
        ("--mask-threshold 0.2", "argument --mask-threshold: is for photographs, and m.glb is no capture"),
        ("--camera-axes upside-down", "argument --camera-axes: is for photographs, and m.glb is no capture"),
        ("--leave-out a", "argument --leave-out: is for photographs, got m.glb"),
        ("--colour red", "argument --colour: must be one of off, vertex, texture, got 'red'"),
        ("--colour texture --texture-size 8", "argument --texture-size: must lie between 16 and 4096, got 8"),
        ("--texture-size 512", "argument --texture-size: is for --colour vertex or texture, got --colour off"),
        ("--colour off --light sun", "argument --light: is for --colour vertex or texture, got --colour off"),
        ("--colour vertex --light moon", "argument --light: must be one of studio, sun, even, got 'moon'"),
        ("--colour vertex --light-azimuth 200", "argument --light-azimuth: must lie between -180 and 180, got 200"),
    ],
)
def test_what_is_wrong_with_an_option_is_one_sentence(
    capsys: pytest.CaptureFixture[str], options: str, expected: str
) -> None:
    assert message(capsys, "reconstruct", "m.glb", *options.split()) == expected


@pytest.fixture
def photographs(tmp_path: Path) -> Path:
    folder = tmp_path / "owl"
    folder.mkdir()
    (folder / "transforms.json").write_text('{"frames": []}')
    return folder


def test_photographs_have_options_of_their_own(photographs: Path) -> None:
    text = (
        "--mask-source threshold --mask-polarity white --mask-threshold 0.19 --mask-dilate 10 --mask-erode 7"
        " --mask-fill-holes none --resolution 400 --turntable-step 15 --turntable-elevation 5 --fov-y 35"
        " --leave-out a --leave-out b --camera-axes opengl-axes"
    )
    arguments = reconstruct(str(photographs), *text.split())
    masks = MaskSettings("threshold", "white", 0.19, 10, 7, "none")
    options = CaptureOptions(400, masks, TurntableSettings(15.0, 35.0, 5.0))
    assert arguments.subject == SubjectArguments(photographs, RigSettings(), options, True, AXIS_FLIPS[0])
    assert arguments.left_out == ("a", "b")
    assert arguments.folder == Path("results/owl")
    assert reconstruct(str(photographs / "transforms.json")).folder == Path("results/owl")


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ("--views 3", "argument --views: is for a model, and {} is photographs"),
        (
            "--camera-axes odd",
            "argument --camera-axes: must be one of as-given, opengl-axes, poses-inverted, poses-inverted-opengl-axes, "
            "upside-down, left-handed-y-up, left-handed-z-forward, got 'odd'",
        ),
        ("--resolution 16", "argument --resolution: must lie between 32 and 4096, got 16"),
        ("--colour vertex --light sun", "argument --light: is for a model, and {} is photographs"),
        ("--background black", "argument --background: is for a model, and {} is photographs"),
        ("--mask-fill-holes big", "argument --mask-fill-holes: must be one of small, all, none, got 'big'"),
    ],
)
def test_what_is_wrong_with_an_option_for_photographs_is_one_sentence(
    photographs: Path, capsys: pytest.CaptureFixture[str], options: str, expected: str
) -> None:
    assert message(capsys, "reconstruct", str(photographs), *options.split()) == expected.format(photographs)


def test_a_capture_is_exported_with_the_cameras_that_were_asked_for() -> None:
    arguments = parsed_arguments(["export-capture", "m.glb", "--out", "there", "--views", "7"])
    subject = SubjectArguments(Path("m.glb"), RigSettings(views=7), CaptureOptions(), is_capture=False)
    assert arguments == ExportCaptureArguments(subject, Path("there"))


def test_a_light_is_that_of_the_pictures_that_are_exported(
    photographs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = parsed_arguments(["export-capture", "m.glb", "--out", "there", "--light-azimuth", "10"])
    assert isinstance(arguments, ExportCaptureArguments)
    assert arguments.look == PictureLook(Lighting(azimuth_degrees=10.0))
    told = message(capsys, "export-capture", str(photographs), "--out", "there", "--light", "sun")
    assert told == f"argument --light: is for a model, and {photographs} is photographs"
    told = message(capsys, "export-capture", "m.glb", "--out", "there", "--light", "moon")
    assert told == "argument --light: must be one of studio, sun, even, got 'moon'"


def test_what_is_missing_is_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert message(capsys, "--speed", "3") == "unrecognized arguments: --speed"
    assert message(capsys, "reconstruct") == "the following arguments are required: MODEL|CAPTURE"


def test_help_names_options_defaults_and_results(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        parsed_arguments(["reconstruct", "--help"])
    assert left.value.code == 0
    text = capsys.readouterr().out
    default = f"(default: {FitSettings().learning_rate:g})"
    for expected in (
        *RESULT_NAMES,
        "--learning-rate",
        default,
        "cameras around a model:",
        "photographs:",
        "fit:",
        "results:",
        "examples:",
    ):
        assert expected in text
    assert max(map(len, text.splitlines())) <= 79


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        parsed_arguments(["--version"])
    assert left.value.code == 0
    assert capsys.readouterr().out.startswith("photosculpture ")
