"""The command in colour, on runs of a second: what it writes and tells of models and of photographs."""

import json
from dataclasses import replace
from pathlib import Path

import imageio.v3 as imageio
import numpy as np
import pytest

from app.__main__ import main
from app.engine.appearance.srgb import bytes_from_linear, linear_from_bytes
from app.engine.appearance.surface_colours import SurfaceColours
from app.engine.cameras.rig_settings import RigSettings
from app.engine.export import results
from app.engine.export.mesh_files import write_mesh
from app.engine.export.part_pictures import PART_FOLDERS
from app.engine.export.result_folder import RESULT_NAMES, TEXTURE_NAMES
from app.engine.export.vertex_colours import vertex_colours
from app.engine.fitting.run_log import RunLog
from app.engine.fitting.settings import FitSettings
from app.engine.meshes.files import read_mesh
from app.engine.meshes.mesh import Mesh
from app.engine.meshes.model import read_model
from app.engine.meshes.primitives import icosphere
from app.engine.project.files import write_project
from app.engine.project.project import Project
from tests.support.captures import photographed

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


def test_colours_come_through_an_exported_capture(model: Path, tmp_path: Path) -> None:
    capture, out = tmp_path / "egg", tmp_path / "out"
    rig = ("--views", "6", "--resolution", "48", "--light", "even")
    assert main(["export-capture", str(model), "--out", str(capture), *rig]) == 0
    options = ("--colour", "vertex", "--steps", "20", "--device", "cpu", "--out", str(out))
    assert main(["reconstruct", str(capture), *options]) == 0
    metrics = json.loads((out / "metrics.json").read_text())
    assert metrics["psnr_inside_per_view_mean"] > 35
    seen = imageio.imread(out / "colour" / "001-view-01.png")[20:28, 20:28, :3]
    np.testing.assert_allclose(linear_from_bytes(seen).mean(axis=(0, 1)), GREEN, atol=0.02)


@pytest.mark.parametrize("colour", ["off", "vertex"])
def test_a_project_in_colour_is_exported_in_its_light(model: Path, tmp_path: Path, colour: str) -> None:
    subject = read_model(model)
    cameras = RigSettings(views=2, resolution=32).around(subject.mesh)
    project = Project(subject, cameras, FitSettings(colour=colour, light="even"), RunLog())
    write_project(tmp_path / "egg.photosculpture", project)
    assert main(["export-capture", str(tmp_path / "egg.photosculpture"), "--out", str(tmp_path / "egg")]) == 0
    middle = imageio.imread(tmp_path / "egg" / "transforms_images" / "001-view-01.png")[16, 16]
    assert middle.tolist() == ([128, 128, 128, 255] if colour == "off" else [*bytes_from_linear(GREEN).tolist(), 255])


def test_photographs_of_a_project_bring_their_own_light(
    model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    photographs, cameras = photographed(read_model(model), RigSettings(views=2, resolution=32).around(read_mesh(model)))
    path = tmp_path / "egg.photosculpture"
    write_project(path, Project(photographs, cameras, FitSettings(colour="vertex"), RunLog()))
    assert main(["export-capture", str(path), "--out", str(tmp_path / "egg"), "--light", "sun"]) == 2
    assert capsys.readouterr().err.endswith(f"{path}: is of photographs, which bring their own light\n")
    assert not (tmp_path / "egg").exists()
    assert main(["export-capture", str(path), "--out", str(tmp_path / "egg")]) == 0


def test_without_colour_nothing_is_painted(model: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert main(["reconstruct", str(model), "--device", "cpu", *TINY, "--out", str(out)]) == 0
    assert sorted(path.name for path in out.iterdir()) == sorted(RESULT_NAMES)
    metrics = json.loads((out / "metrics.json").read_text())
    assert not any(key.startswith(("psnr", "ssim")) for key in metrics)
    assert "psnr" not in metrics["history"][-1]
