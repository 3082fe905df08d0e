# SPDX-License-Identifier: MIT
"""One rig, written by hand in every convention, becomes the same cameras; known points fall on known pixels."""

import shutil
import struct
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from app.engine.captures.shot import Shot, ShotList
from app.engine.captures.shot_files import read_shots
from tests.support.capture_files import write_pictures

GOLDEN = Path(__file__).with_name("golden")
NAMES = ("front", "right", "rolled")
# World to camera in OpenCV's axes: the rows are right, down and forward.
ROTATIONS = {
    "front": [[1, 0, 0], [0, -1, 0], [0, 0, -1]],
    "right": [[0, 0, -1], [0, -1, 0], [-1, 0, 0]],
    "rolled": [[0, -1, 0], [-1, 0, 0], [0, 0, -1]],
}
POINTS = ([0, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 1, 1])
# From the optical axis, in pixels, x right and y down: 100 times what is across over what is ahead.
PIXELS = {
    "front": [[0, 0], [20, 0], [0, -20], [0, 0], [25, -25]],
    "right": [[0, 0], [0, 0], [0, -20], [-20, 0], [-25, -25]],
    "rolled": [[0, 0], [0, -20], [-20, 0], [0, 0], [-25, -25]],
}
PICTURES = {"nerf": "train", "nerfstudio": "images", "colmap": "images", "binary": "images", "middlebury": "."}
KINDS = tuple(PICTURES)


def capture(tmp_path: Path, kind: str) -> ShotList:
    folder = tmp_path / kind
    shutil.copytree(GOLDEN / ("colmap" if kind == "binary" else kind), folder)
    if kind == "binary":
        write_binary(folder / "sparse" / "0")
    write_pictures(folder / PICTURES[kind], [f"{name}.png" for name in NAMES])
    return read_shots(folder)


def write_binary(folder: Path) -> None:
    """The records of COLMAP's documentation, field by field; the text goes."""
    half = 0.5**0.5
    cameras = struct.pack("<Q", 2)
    cameras += struct.pack("<IiQQ3d", 1, 0, 200, 100, 100, 90, 55)
    cameras += struct.pack("<IiQQ4d", 2, 1, 200, 100, 100, 100, 90, 55)
    images = struct.pack("<Q", 3)
    images += struct.pack("<I4d3dI", 1, 0, 1, 0, 0, 0, 0, 5, 1) + b"front.png\0"
    images += struct.pack("<QddQddQ", 2, 110, 55, 1, 90, 35, 2**64 - 1)
    images += struct.pack("<I4d3dI", 2, 0, half, 0, -half, 0, 0, 5, 2) + b"right.png\0" + struct.pack("<Q", 0)
    images += struct.pack("<I4d3dI", 3, 0, half, -half, 0, 0, 0, 5, 1) + b"rolled.png\0" + struct.pack("<Q", 0)
    for name, content in (("cameras", cameras), ("images", images)):
        (folder / f"{name}.txt").unlink()
        (folder / f"{name}.bin").write_bytes(content)


def center(kind: str) -> NDArray[np.float64]:
    """NeRF's own files cannot say that a lens is off its image's middle."""
    return np.array([100.0, 50.0] if kind == "nerf" else [90.0, 55.0])


def seen(shot: Shot) -> NDArray[np.float64]:
    camera = shot.camera
    rays = np.array(POINTS) @ camera.rotation.T + camera.translation
    pixels = rays @ camera.intrinsic_matrix.T
    return np.asarray(pixels[:, :2] / pixels[:, 2:])


@pytest.mark.parametrize("kind", KINDS)
def test_every_convention_gives_the_same_cameras(tmp_path: Path, kind: str) -> None:
    shots = capture(tmp_path, kind)
    assert shots.warnings == ()
    assert tuple(shot.id for shot in shots.shots) == NAMES
    for shot in shots.shots:
        camera = shot.camera
        np.testing.assert_allclose(camera.rotation, ROTATIONS[shot.id], atol=1e-12)
        np.testing.assert_allclose(camera.translation, [0, 0, 5], atol=1e-12)
        lens = np.array([[100, 0, center(kind)[0]], [0, 100, center(kind)[1]], [0, 0, 1]])
        np.testing.assert_allclose(camera.intrinsic_matrix, lens, atol=1e-10)
        assert shot.distortion is None
        assert shot.lens_size == (None if kind == "middlebury" else (100, 200))
        assert shot.image_path.is_file() and shot.image_path.stem == shot.id


@pytest.mark.parametrize("kind", KINDS)
def test_points_fall_on_the_pixels_they_should(tmp_path: Path, kind: str) -> None:
    for shot in capture(tmp_path, kind).shots:
        np.testing.assert_allclose(seen(shot), center(kind) + PIXELS[shot.id], atol=1e-10)


def test_the_list_of_good_silhouettes_is_honoured(tmp_path: Path) -> None:
    shots = capture(tmp_path, "middlebury")
    assert [shot.has_good_silhouette for shot in shots.shots] == [True, False, True]
    assert all(shot.has_good_silhouette for shot in capture(tmp_path, "colmap").shots)


@pytest.mark.parametrize(("kind", "name"), [("nerf", "nerf"), ("colmap", "colmap"), ("middlebury", "rig")])
def test_captures_are_called_like_their_folder_or_file(tmp_path: Path, kind: str, name: str) -> None:
    assert capture(tmp_path, kind).name == name
