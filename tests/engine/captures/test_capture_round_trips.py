# SPDX-License-Identifier: MIT
"""Cameras that other programs, or this one, write come back as they were."""

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pycolmap
import pytest
from scipy.spatial.transform import Rotation

from app.engine.cameras.camera_matrices import intrinsic_matrix, world_to_camera
from app.engine.cameras.rigs import sphere_rig
from app.engine.cameras.view import Calibrated, View
from app.engine.captures.shot import Distortion, ShotList
from app.engine.captures.shot_files import read_shots
from app.engine.export.transforms_json import write_transforms
from tests.support.capture_files import colmap_model, write_json, write_par, write_pictures


def views(count: int = 7) -> list[View]:
    """Turned and placed at random, of different sizes, with oblong pixels and lenses off the middle."""
    random = np.random.default_rng(4)
    made = []
    for number in range(count):
        height, width = (int(side) for side in random.integers(60, 200, 2))
        focal, center = random.uniform(80, 300, 2), random.uniform(0.3, 0.7, 2) * (width, height)
        lens = np.array([[focal[0], 0, center[0]], [0, focal[1], center[1]], [0, 0, 1]])
        rotation = Rotation.random(random_state=number).as_matrix()
        made.append(View(f"v{number}", Calibrated(lens, rotation, random.normal(size=3)), (height, width)))
    return made


def assert_same(shots: ShotList, expected: Sequence[View], tolerance: float, sized: bool = True) -> None:
    assert shots.warnings == ()
    assert [shot.id for shot in shots.shots] == [view.id for view in expected]
    for shot, view in zip(shots.shots, expected, strict=True):
        np.testing.assert_allclose(shot.camera.intrinsic_matrix, intrinsic_matrix(view), rtol=tolerance, atol=tolerance)
        pose = world_to_camera(view.placement)
        np.testing.assert_allclose(shot.camera.rotation, pose[:3, :3], atol=tolerance)
        np.testing.assert_allclose(shot.camera.translation, pose[:3, 3], atol=10 * tolerance)
        assert shot.lens_size == (view.image_size if sized else None)


@pytest.mark.parametrize("rig", ["different", "one lens"])
def test_transforms_of_our_own(tmp_path: Path, rig: str) -> None:
    cameras = views() if rig == "different" else list(sphere_rig(6, (1.0, -2.0, 0.5), 3.0, image_size=(48, 64)))
    path = tmp_path / "kettle.json"
    write_transforms(path, cameras)
    for frame, view in zip(json.loads(path.read_text())["frames"], cameras, strict=True):
        write_pictures(tmp_path, [frame["file_path"]], view.image_size)
    shots = read_shots(path)
    assert_same(shots, cameras, 1e-12)
    assert shots.name == "kettle"
    assert_same(read_shots(tmp_path), cameras, 1e-12)  # the folder holds nothing else


def test_views_that_are_off_come_back_as_such(tmp_path: Path) -> None:
    on, off = views(2)
    path = tmp_path / "transforms.json"
    write_transforms(path, [on, View("odd / one", off.placement, off.image_size, enabled=False)])
    for frame in json.loads(path.read_text())["frames"]:
        write_pictures(tmp_path, [frame["file_path"]])
    shots = read_shots(path).shots
    assert [(shot.id, shot.has_good_silhouette) for shot in shots] == [("v0", True), ("odd / one", False)]


def test_frames_may_weigh_differently(tmp_path: Path) -> None:
    path = tmp_path / "transforms.json"
    write_transforms(path, views(2))
    document = json.loads(path.read_text())
    document["frames"][1]["weight"] = 0.25
    for frame in document["frames"]:
        write_pictures(tmp_path, [frame["file_path"]])
    assert [shot.weight for shot in read_shots(write_json(path, document)).shots] == [1.0, 0.25]


@pytest.mark.parametrize("suffix", [".txt", ".bin"])
def test_colmap_models(tmp_path: Path, suffix: str) -> None:
    cameras = views()
    write_pictures(tmp_path / "images", [f"{view.id}.png" for view in cameras])
    folder = tmp_path / "sparse" / "0"
    folder.mkdir(parents=True)
    model = colmap_model(cameras)
    model.write_text(folder) if suffix == ".txt" else model.write_binary(folder)
    assert_same(read_shots(tmp_path), cameras, 1e-12)
    assert_same(read_shots(folder / f"images{suffix}"), cameras, 1e-12)
    assert_same(read_shots(tmp_path / "sparse"), cameras, 1e-12)


@pytest.mark.parametrize("suffix", [".txt", ".bin"])
def test_all_of_colmaps_lenses(tmp_path: Path, suffix: str) -> None:
    view = views(1)[0]
    write_pictures(tmp_path, [f"{view.id}.png"])
    for name, model in pycolmap.CameraModelId.__members__.items():
        if name in ("INVALID", "EQUIRECTANGULAR"):
            continue
        names = pycolmap.Camera(model=int(model), width=1, height=1).params_info.split(", ")
        known = {"f": 90.0, "fx": 90.0, "fy": 100.0, "cx": 30.0, "cy": 40.0}
        extra = tuple(0.01 * (number + 1) for number, key in enumerate(names) if key not in known)
        reconstruction = pycolmap.Reconstruction()
        lens = [*(known[key] for key in names if key in known), *extra]
        camera = pycolmap.Camera(camera_id=3, model=int(model), width=64, height=80, params=lens)
        reconstruction.add_camera_with_trivial_rig(camera)
        image = pycolmap.Image(name=f"{view.id}.png", camera_id=3, image_id=1)
        reconstruction.add_image_with_trivial_frame(image, pycolmap.Rigid3d())
        reconstruction.write_text(tmp_path) if suffix == ".txt" else reconstruction.write_binary(tmp_path)
        (shot,) = read_shots(tmp_path).shots
        assert shot.lens_size == (80, 64)
        fy = 90.0 if "f" in names else 100.0
        np.testing.assert_array_equal(shot.camera.intrinsic_matrix, [[90.0, 0, 30], [0, fy, 40], [0, 0, 1]])
        expected = None if name in ("SIMPLE_PINHOLE", "PINHOLE") else Distortion(name, extra)
        assert shot.distortion == expected


def test_a_lens_without_distortion_is_a_pinhole_by_any_name(tmp_path: Path) -> None:
    cameras = views(1)
    write_pictures(tmp_path, ["v0.png"])
    colmap_model(cameras, "FULL_OPENCV", (0.0,) * 8).write_text(tmp_path)
    assert read_shots(tmp_path).shots[0].distortion is None
    colmap_model(cameras, "OPENCV_FISHEYE", (0.0,) * 4).write_text(tmp_path)
    assert read_shots(tmp_path).shots[0].distortion == Distortion("OPENCV_FISHEYE", (0.0,) * 4)


def test_middlebury(tmp_path: Path) -> None:
    cameras = views()
    lens = np.array(cameras[1].placement.intrinsic_matrix)  # type: ignore[union-attr]
    lens[0, 1] = 3.5  # skewed
    placement = cameras[1].placement
    assert isinstance(placement, Calibrated)
    cameras[1] = View("v1", Calibrated(lens, placement.rotation, placement.translation), cameras[1].image_size)
    write_pictures(tmp_path, [f"{view.id}.png" for view in cameras])
    write_par(tmp_path / "rig_par.txt", cameras)
    assert_same(read_shots(tmp_path), cameras, 1e-12, sized=False)
    lines = (tmp_path / "rig_par.txt").read_text().splitlines()
    (tmp_path / "rig_par.txt").write_text("\n".join(lines[1:]))  # without the count
    assert_same(read_shots(tmp_path / "rig_par.txt"), cameras, 1e-12, sized=False)
