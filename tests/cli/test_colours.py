"""The command in colour, on runs of a second: what it writes and tells of models and of photographs."""

import json
from dataclasses import replace
from pathlib import Path

import imageio.v3 as imageio
import numpy as np
import pytest

from app.__main__ import main
from app.engine.appearance.surface_colours import SurfaceColours
from app.engine.export import results
from app.engine.export.mesh_files import write_mesh
from app.engine.export.part_pictures import PART_FOLDERS
from app.engine.export.result_folder import RESULT_NAMES, TEXTURE_NAMES
from app.engine.export.vertex_colours import vertex_colours
from app.engine.meshes.files import read_mesh
from app.engine.meshes.mesh import Mesh
from app.engine.meshes.primitives import icosphere

TINY = ("--views", "3", "--resolution", "48", "--steps", "12", "--remeshing", "off", "--start", "model")
GREEN = np.array([0.1, 0.6, 0.2])


@pytest.fixture(autouse=True)
def small_animation(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(results, "FILM", replace(results.FILM, pixels=64))


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    sphere = icosphere(2)
    path = tmp_path_factory.mktemp("models") / "egg.glb"
    write_mesh(path, Mesh(sphere.positions * [3, 4, 3], sphere.faces, SurfaceColours(GREEN)))
    return path


@pytest.mark.parametrize("colour", ["vertex", "texture"])
def test_a_run_in_colour_leaves_every_result(
    model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], colour: str
) -> None:
    out = tmp_path / "out"
    options = ("--colour", colour, "--texture-size", "64", "--light", "sun", "--out", str(out))
    assert main(["reconstruct", str(model), "--device", "cpu", *TINY, *options]) == 0
    beside = TEXTURE_NAMES if colour == "texture" else ()
    assert sorted(path.name for path in out.iterdir()) == sorted([*RESULT_NAMES, *beside, *PART_FOLDERS])
    for name in ("mesh.glb", "mesh.obj"):
        mesh = read_mesh(out / name)
        assert mesh.colours is not None and mesh.colours.has_texture == (colour == "texture")
        found = vertex_colours(mesh)
        assert found is not None
        np.testing.assert_allclose(np.median(found, axis=0), GREEN, atol=0.06)
    metrics = json.loads((out / "metrics.json").read_text())
    assert list(metrics["psnr_per_view"]) == list(metrics["ssim_per_view"]) == ["view-01", "view-02", "view-03"]
    assert metrics["psnr_per_view_mean"] > 25 and metrics["ssim_per_view_mean"] > 0.8
    assert metrics["history"][-1]["psnr"] == pytest.approx(metrics["psnr_per_view_mean"], abs=1)
    assert (metrics["settings"]["colour"], metrics["settings"]["light"]) == (colour, "sun")
    said = capsys.readouterr().out
    assert "dB in the mean of 3 views" in said and "colour, albedo, shading" in said


def test_albedo_times_shading_is_the_colour(model: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert main(["reconstruct", str(model), "--device", "cpu", *TINY, "--colour", "vertex", "--out", str(out)]) == 0
    names = sorted(path.name for path in (out / "colour").iterdir())
    assert names == ["001-view-01.png", "002-view-02.png", "003-view-03.png"]
    colour, albedo, shading = (
        (imageio.imread(out / folder / names[0]) / 255.0) ** 2.2 for folder in ("colour", "albedo", "shading")
    )
    inner = (slice(20, 28), slice(20, 28))  # all of it on the object, and nothing brighter than white
    assert shading[inner].max() < 0.99
    np.testing.assert_allclose(colour[inner], (albedo * shading)[inner], atol=0.02)


def test_the_colours_of_photographs_that_are_left_out_are_scored(
    model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    capture, out = tmp_path / "egg", tmp_path / "out"
    assert main(["export-capture", str(model), "--out", str(capture), "--views", "6", "--resolution", "48"]) == 0
    options = ("--colour", "vertex", "--leave-out", "view-03", "--steps", "20", "--device", "cpu", "--out", str(out))
    assert main(["reconstruct", str(capture), *options]) == 0
    metrics = json.loads((out / "metrics.json").read_text())
    assert list(metrics["psnr_left_out"]) == list(metrics["ssim_left_out"]) == ["view-03"]
    assert len(metrics["psnr_per_view"]) == 5
    said = capsys.readouterr().out
    assert "dB, SSIM " in said and "of view-03, which was left out" in said


def test_without_colour_nothing_is_painted(model: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert main(["reconstruct", str(model), "--device", "cpu", *TINY, "--out", str(out)]) == 0
    assert sorted(path.name for path in out.iterdir()) == sorted(RESULT_NAMES)
    metrics = json.loads((out / "metrics.json").read_text())
    assert not any(key.startswith(("psnr", "ssim")) for key in metrics)
    assert "psnr" not in metrics["history"][-1]
