"""Photographs on the command line: exported, reconstructed, scored where they were left out, or refused."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from app.__main__ import main
from app.engine.cameras.camera_matrices import intrinsic_matrix, world_to_camera
from app.engine.cameras.rig_settings import RigSettings
from app.engine.captures.reading import read_capture
from app.engine.export import results
from app.engine.export.mesh_files import write_mesh
from app.engine.export.result_folder import RESULT_NAMES
from app.engine.meshes.files import read_mesh
from app.engine.meshes.mesh import Mesh
from app.engine.meshes.primitives import icosphere
from app.engine.metrics.surface_distance import surface_distance

VIEWS = 8
RIG = ("--views", str(VIEWS), "--resolution", "64")
FIT = ("--steps", "40", "--device", "cpu")
BRIEF = ("--steps", "2", "--start", "sphere", "--device", "cpu")


@pytest.fixture(autouse=True)
def small_animation(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(results, "FILM", replace(results.FILM, pixels=64))


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    sphere = icosphere(3)
    path = tmp_path_factory.mktemp("models") / "egg.glb"
    write_mesh(path, Mesh(sphere.positions * [3, 4, 2.5] + [100, 50, 20], sphere.faces))
    return path


@pytest.fixture(scope="module")
def exported(model: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("captures") / "egg"
    assert main(["export-capture", str(model), "--out", str(folder), *RIG]) == 0
    return folder


@pytest.fixture
def capture(exported: Path, tmp_path: Path) -> Path:
    """A copy to be damaged."""
    return Path(shutil.copytree(exported, tmp_path / "egg"))


def metrics(folder: Path) -> dict[str, object]:
    document: dict[str, object] = json.loads((folder / "metrics.json").read_text())
    return document


def test_an_exported_capture_has_the_cameras_and_silhouettes_of_the_model(model: Path, exported: Path) -> None:
    direct = RigSettings(views=VIEWS, resolution=64).around(read_mesh(model))
    again = read_capture(exported).cameras
    assert again.ids == direct.ids
    for one, other in zip(direct, again, strict=True):
        np.testing.assert_allclose(
            world_to_camera(other.placement), world_to_camera(one.placement), rtol=1e-6, atol=1e-6
        )
        np.testing.assert_allclose(intrinsic_matrix(other), intrinsic_matrix(one), rtol=1e-6)
        assert other.image_size == one.image_size and other.mask is not None and other.enabled


def test_a_capture_gives_the_same_result_as_its_model(model: Path, exported: Path, tmp_path: Path) -> None:
    assert main(["reconstruct", str(model), "--out", str(tmp_path / "direct"), *RIG, *FIT]) == 0
    assert main(["reconstruct", str(exported), "--out", str(tmp_path / "again"), *FIT]) == 0
    assert sorted(path.name for path in (tmp_path / "again").iterdir()) == sorted(RESULT_NAMES)
    direct, again = (read_mesh(tmp_path / name / "mesh.glb") for name in ("direct", "again"))
    # The larger side is 8 units, of some 45 pixels.
    assert surface_distance(again, direct, 0).chamfer_percent < 0.35
    np.testing.assert_allclose(again.bounds, direct.bounds, atol=0.06)


def test_views_that_are_left_out_are_scored(exported: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out"
    assert main(["reconstruct", str(exported), "--leave-out", "view-03", "--out", str(out), *FIT]) == 0
    record = metrics(out)
    assert list(record["iou_left_out"]) == ["view-03"]  # type: ignore[call-overload]
    assert record["iou_left_out"]["view-03"] > 0.9  # type: ignore[index]
    assert len(record["iou_per_view"]) == VIEWS - 1  # type: ignore[arg-type]
    assert record["settings"]["capture"] == str(exported)  # type: ignore[index]
    assert "surface_distance" not in record
    said = capsys.readouterr()
    assert "of view-03, which was left out" in said.out
    assert f"{VIEWS - 1} cameras, up is" in said.err and "consistency" in said.err


def test_refined_cameras_are_kept(exported: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert main(["reconstruct", str(exported), "--refine-cameras", "poses", "--out", str(out), *FIT]) == 0
    cameras = metrics(out)["refined_cameras"]
    assert len(cameras) == VIEWS  # type: ignore[arg-type]
    assert all(camera["turned_degrees"] < 2 for camera in cameras)  # type: ignore[attr-defined]


def refused(capsys: pytest.CaptureFixture[str], capture: Path, out: Path, *options: str) -> str:
    """The sentence that a run ends in, which leaves nothing behind."""
    assert main(["reconstruct", str(capture), "--out", str(out), *options, *FIT]) == 2
    assert not out.exists()
    error = capsys.readouterr().err.strip().splitlines()[-1]
    assert error.startswith("photosculpture: error: ")
    return error.removeprefix("photosculpture: error: ")


def test_captures_that_cannot_be_used_are_refused_with_a_sentence(
    capture: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    assert "--leave-out nobody: there is no such photograph" in refused(capsys, capture, out, "--leave-out", "nobody")
    document = capture / "transforms.json"
    document.write_text(document.read_text()[:-200])
    assert "transforms.json" in refused(capsys, document, out)
    pictures = tmp_path / "pictures"
    (capture / "transforms_images").rename(pictures)
    assert "--turntable-step" in refused(capsys, pictures, out)


def test_what_is_wrong_with_single_pictures_is_said_and_the_rest_is_used(
    capture: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pictures = sorted((capture / "transforms_images").iterdir())
    pictures[0].unlink()
    pictures[1].write_bytes(pictures[1].read_bytes()[:60])
    for picture, alpha in ((pictures[2], 0), (pictures[3], 1)):
        image = Image.open(picture).convert("RGBA")
        image.putalpha(Image.fromarray(np.full((64, 64), alpha, dtype=np.uint8)))
        image.save(picture)
    assert main(["reconstruct", str(capture), "--out", str(tmp_path / "out"), *BRIEF]) == 0
    said = capsys.readouterr().err
    for picture in pictures[:4]:
        assert picture.name in said, said
    assert len(metrics(tmp_path / "out")["iou_per_view"]) == VIEWS - 4  # type: ignore[arg-type]


def test_one_photograph_alone_still_gives_a_mesh(capture: Path, tmp_path: Path) -> None:
    document = capture / "transforms.json"
    contents = json.loads(document.read_text())
    contents["frames"] = contents["frames"][:1]
    document.write_text(json.dumps(contents))
    assert main(["reconstruct", str(capture), "--out", str(tmp_path / "out"), *FIT]) == 0
    record = metrics(tmp_path / "out")
    assert record["capture_check"]["consistency"] is None  # type: ignore[index]
    assert record["iou_per_view"]["view-01"] > 0.9  # type: ignore[index]


def test_cameras_that_mean_something_else_are_recognised_and_taken_so(
    capture: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    document = capture / "transforms.json"
    contents = json.loads(document.read_text())
    for frame in contents["frames"]:
        frame["transform_matrix"] = (np.array(frame["transform_matrix"]) * [1, -1, -1, 1]).tolist()
    document.write_text(json.dumps(contents))
    assert main(["reconstruct", str(capture), "--out", str(tmp_path / "as_given"), *BRIEF]) == 0
    said = capsys.readouterr().err
    assert "Most cameras look away" in said and "`--camera-axes opengl-axes` takes the cameras so" in said
    out = tmp_path / "as_meant"
    assert main(["reconstruct", str(capture), "--camera-axes", "opengl-axes", "--out", str(out), *BRIEF]) == 0
    assert metrics(out)["capture_check"]["consistency"] > 0.95  # type: ignore[index]
    assert "warning" not in capsys.readouterr().err


def test_photographs_of_several_sizes_are_fitted_together(capture: Path, tmp_path: Path) -> None:
    document = capture / "transforms.json"
    contents = json.loads(document.read_text())
    for frame in contents["frames"][:3]:
        picture = capture / frame["file_path"]
        Image.open(picture).resize((32, 32), Image.Resampling.BOX).save(picture)
    document.write_text(json.dumps(contents))
    assert main(["reconstruct", str(capture), "--out", str(tmp_path / "out"), *FIT]) == 0
    ious = metrics(tmp_path / "out")["iou_per_view"]
    assert len(ious) == VIEWS and min(ious.values()) > 0.9  # type: ignore[arg-type,attr-defined]


def test_photographs_hold_no_model_to_start_from(
    exported: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["reconstruct", str(exported), "--out", str(tmp_path / "out"), "--start", "model", *FIT]) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert f"{exported}: photographs hold no model to start from" in said
    assert not (tmp_path / "out").exists()


def test_a_run_starts_from_the_model_itself(model: Path, tmp_path: Path) -> None:
    options = ("--start", "model", "--remeshing", "off", "--steps", "1", "--device", "cpu")
    assert main(["reconstruct", str(model), "--out", str(tmp_path / "out"), *RIG, *options]) == 0
    distance = surface_distance(read_mesh(tmp_path / "out" / "mesh.glb"), read_mesh(model), 0)
    assert distance.chamfer_percent < 3
