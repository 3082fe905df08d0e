# SPDX-License-Identifier: MIT
"""Other programs see each camera where it is and as it is: numbers by hand, and what it projects to where."""

import json
import math
import struct
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import trimesh
from numpy.typing import NDArray
from PIL import Image

from app.engine.appearance.lighting import Lighting
from app.engine.appearance.picture_look import PictureLook
from app.engine.appearance.surface_colours import SurfaceColours
from app.engine.atomic_file import FileWriteError
from app.engine.cameras.camera_matrices import clip_from_world, intrinsic_matrix, world_to_camera
from app.engine.cameras.rigs import sphere_rig
from app.engine.cameras.view import Calibrated, LookAt, View
from app.engine.cameras.view_mask import ViewMask
from app.engine.captures.capture import Capture, Photograph
from app.engine.export.gltf_cameras import write_gltf_cameras
from app.engine.export.seen_pictures import SeenPicture, seen_pictures
from app.engine.export.target_masks import target_masks
from app.engine.export.transforms_json import write_transforms
from app.engine.meshes.frame import Frame
from app.engine.meshes.mesh import Mesh
from app.engine.meshes.model import Model
from app.engine.meshes.primitives import icosphere
from app.engine.progress import Cancelled, Progress

Floats = NDArray[np.float64]

FRONT = View("front", LookAt([0, 0, 5], [0, 0, 0], [0, 1, 0], 90.0), (100, 200))  # type: ignore[arg-type]
RIGHT = View("right", LookAt([5, 0, 0], [0, 0, 0], [0, 1, 0], 90.0), (100, 200))  # type: ignore[arg-type]


def calibrated(skew: float = 0.0) -> View:
    """Off-centre, with oblong pixels, turned and moved by nothing simple."""
    rotation = trimesh.transformations.random_rotation_matrix(np.random.RandomState(3).random(3))[:3, :3]
    lens = np.array([[310.0, skew, 70.5], [0.0, 290.0, 61.25], [0.0, 0.0, 1.0]])
    placement = Calibrated(lens, rotation, np.array([0.3, -0.2, 4.0]))
    return View("odd / one", placement, (120, 160), enabled=False, weight=0.25)


def views() -> list[View]:
    return [*sphere_rig(5, (1.0, -2.0, 0.5), 3.0, image_size=(48, 64)), calibrated()]


def document(path: Path) -> dict[str, Any]:
    if path.suffix != ".glb":
        return dict(json.loads(path.read_text()))
    content = path.read_bytes()
    magic, version, length, chunk, kind = struct.unpack("<4sII I4s", content[:20])
    assert (magic, version, length, kind) == (b"glTF", 2, len(content), b"JSON")
    assert len(content) == 20 + chunk and chunk % 4 == 0
    return dict(json.loads(content[20:]))


def blank(height: int, width: int) -> SeenPicture:
    return SeenPicture(ViewMask(np.zeros((height, width), np.uint8)))


def points() -> Floats:
    return np.asarray(np.random.default_rng(1).uniform(-0.5, 0.5, (20, 3)) + np.array([1.0, -2.0, 0.5]))


def on_image(view: View, positions: Floats) -> Floats:
    """Where the engine's own camera sees world positions, in [-1, 1] across the image, y up."""
    clip = np.c_[positions, np.ones(len(positions))] @ clip_from_world(view, 1e-3, 100.0).T
    return np.asarray(clip[:, :2] / clip[:, 3:])


@pytest.mark.parametrize("suffix", [".gltf", ".glb"])
def test_gltf_by_hand(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"cameras{suffix}"
    assert write_gltf_cameras(path, [FRONT, RIGHT]) == ()
    scene = document(path)
    assert scene["asset"]["version"] == "2.0"
    assert scene["scenes"][scene["scene"]]["nodes"] == [0, 1]
    front, right = scene["nodes"]
    assert (front["name"], front["camera"], right["name"], right["camera"]) == ("front", 0, "right", 1)
    # Column after column: right, up, backward, where it is. The one at +z has the world's own axes.
    np.testing.assert_allclose(front["matrix"], [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 5, 1], atol=1e-12)
    np.testing.assert_allclose(right["matrix"], [0, 0, -1, 0, 0, 1, 0, 0, 1, 0, 0, 0, 5, 0, 0, 1], atol=1e-12)
    lens = scene["cameras"][0]
    assert lens["type"] == "perspective"
    assert lens["perspective"] == {
        "yfov": pytest.approx(math.pi / 2),
        "aspectRatio": pytest.approx(2.0),
        "znear": pytest.approx(0.005),
    }


def test_gltf_projects_as_the_engine_does(tmp_path: Path) -> None:
    centered = views()[:-1]
    write_gltf_cameras(tmp_path / "cameras.glb", centered)
    scene = document(tmp_path / "cameras.glb")
    for view, node in zip(centered, scene["nodes"], strict=True):
        lens = scene["cameras"][node["camera"]]["perspective"]
        pose = np.reshape(node["matrix"], (4, 4)).T
        seen = np.c_[points(), np.ones(20)] @ np.linalg.inv(pose).T
        half = math.tan(lens["yfov"] / 2)
        found = seen[:, :2] / -seen[:, 2:3] / [half * lens["aspectRatio"], half]  # looking along -z
        np.testing.assert_allclose(found, on_image(view, points()), atol=1e-9)


def test_trimesh_finds_the_gltf_cameras_where_they_are(tmp_path: Path) -> None:
    write_gltf_cameras(tmp_path / "cameras.glb", views())
    scene = trimesh.load_scene(tmp_path / "cameras.glb")
    for view in views():
        pose, _ = scene.graph.get(view.id)
        opencv = np.linalg.inv(pose @ np.diag([1.0, -1.0, -1.0, 1.0]))
        np.testing.assert_allclose(opencv, world_to_camera(view.placement), atol=1e-6)


def test_gltf_says_what_it_cannot_say(tmp_path: Path) -> None:
    (note,) = write_gltf_cameras(tmp_path / "cameras.gltf", views())
    assert "1 of 6 cameras are off-centre or skewed" in note
    camera = document(tmp_path / "cameras.gltf")["cameras"][-1]
    assert camera["extras"]["intrinsic_matrix"] == intrinsic_matrix(calibrated()).tolist()
    assert (camera["extras"]["width"], camera["extras"]["height"], camera["extras"]["enabled"]) == (160, 120, False)
    assert camera["perspective"]["aspectRatio"] == pytest.approx((160 / 310) / (120 / 290))


def test_transforms_by_hand(tmp_path: Path) -> None:
    assert write_transforms(tmp_path / "transforms.json", [FRONT, RIGHT]) == ()
    written = document(tmp_path / "transforms.json")
    lens = {"fl_x": 50.0, "fl_y": 50.0, "cx": 100.0, "cy": 50.0, "w": 200, "h": 100}
    for place in (written, *written["frames"]):
        assert {name: pytest.approx(place[name]) for name in lens} == lens
    assert written["camera_model"] == "OPENCV"
    assert [written[name] for name in ("k1", "k2", "p1", "p2")] == [0, 0, 0, 0]
    assert written["camera_angle_x"] == pytest.approx(2 * math.atan(2))
    front, right = (frame["transform_matrix"] for frame in written["frames"])
    np.testing.assert_allclose(front, [[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 5], [0, 0, 0, 1]], atol=1e-12)
    np.testing.assert_allclose(right, [[0, 0, 1, 5], [0, 1, 0, 0], [-1, 0, 0, 0], [0, 0, 0, 1]], atol=1e-12)
    assert written["frames"][0]["file_path"] == "transforms_images/001-front.png"
    assert [path.name for path in tmp_path.iterdir()] == ["transforms.json"]


def test_transforms_lose_nothing(tmp_path: Path) -> None:
    write_transforms(tmp_path / "transforms.json", views())
    written = document(tmp_path / "transforms.json")
    assert not {"fl_x", "w", "camera_angle_x"} & set(written), "lenses differ: none may stand for all"
    for view, frame in zip(views(), written["frames"], strict=True):
        pose = np.array(frame["transform_matrix"])
        opencv = np.linalg.inv(pose @ np.diag([1.0, -1.0, -1.0, 1.0]))
        np.testing.assert_allclose(opencv, world_to_camera(view.placement), atol=1e-6)
        lens = [[frame["fl_x"], 0, frame["cx"]], [0, frame["fl_y"], frame["cy"]], [0, 0, 1]]
        np.testing.assert_allclose(lens, intrinsic_matrix(view), rtol=1e-12)
        assert (frame["h"], frame["w"]) == view.image_size
        assert (frame["name"], frame["enabled"], frame["weight"]) == (view.id, view.enabled, view.weight)


def test_images_hold_the_targets_as_alpha(tmp_path: Path) -> None:
    mesh = icosphere(2, 0.6, (1.0, -2.0, 0.5))
    chosen = views()[:3]
    masks = list(target_masks(mesh, chosen))
    write_transforms(tmp_path / "scene.json", chosen, seen_pictures(Model("ball", None, mesh), chosen))
    for mask, frame in zip(masks, document(tmp_path / "scene.json")["frames"], strict=True):
        image = np.asarray(Image.open(tmp_path / frame["file_path"]))
        assert image.shape == (48, 64, 4)
        np.testing.assert_allclose(image[..., 3] / 255, mask, atol=0.5 / 255 + 1e-6)
        assert (image[..., :3] == 128).all()
        assert 0.05 < mask.mean() < 0.95
        assert "mask_path" not in frame


def test_a_model_in_a_light_is_written_as_it_looks(tmp_path: Path) -> None:
    ball = icosphere(2, 0.6, (1.0, -2.0, 0.5))
    mesh = Mesh(ball.positions, ball.faces, SurfaceColours(np.array([0.5, 0.1, 0.02])))
    chosen, look = views()[:2], PictureLook(Lighting("even"), backdrop="white")
    write_transforms(tmp_path / "scene.json", chosen, seen_pictures(Model("ball", None, mesh), chosen, look))
    for mask, frame in zip(target_masks(mesh, chosen), document(tmp_path / "scene.json")["frames"], strict=True):
        image = np.asarray(Image.open(tmp_path / frame["file_path"]))
        np.testing.assert_allclose(image[..., 3] / 255, mask, atol=0.5 / 255 + 1e-6)
        assert (image[mask > 0.1][:, :3] == [188, 89, 39]).all(), "at the outline too: alpha says how much of it"
        assert (image[mask == 0][:, :3] == 255).all()


def test_photographs_are_written_in_colour_with_soft_masks_and_what_is_known(tmp_path: Path) -> None:
    rng = np.random.default_rng(4)
    photographs = {name: rng.integers(0, 256, (100, 200, 3), dtype=np.uint8) for name in ("front", "right")}
    coverage = rng.integers(0, 256, (100, 200), dtype=np.uint8)
    known = rng.random((100, 200)) < 0.7
    front = replace(FRONT, mask=ViewMask(coverage, known))
    right = replace(RIGHT, mask=ViewMask(coverage, np.ones((100, 200), dtype=np.bool_)))
    pictures = {name: Photograph.of(colours) for name, colours in photographs.items()}
    capture = Capture("two", None, pictures, Frame(np.zeros(3), 1.0), np.array([0.0, 1.0, 0.0]))
    write_transforms(tmp_path / "two.json", [front, right], seen_pictures(capture, [front, right]))
    frames = document(tmp_path / "two.json")["frames"]
    for colours, frame in zip(photographs.values(), frames, strict=True):
        np.testing.assert_array_equal(Image.open(tmp_path / frame["file_path"]), np.dstack([colours, coverage]))
    written = np.asarray(Image.open(tmp_path / frames[0]["mask_path"]))
    np.testing.assert_array_equal(written, np.where(known, 255, 0))
    assert "mask_path" not in frames[1], "all of it is known"


def test_a_photograph_without_a_mask_is_whole_and_nothing_of_it_is_known(tmp_path: Path) -> None:
    colours = np.full((100, 200, 3), 77, dtype=np.uint8)
    capture = Capture(
        "one", None, {"front": Photograph.of(colours)}, Frame(np.zeros(3), 1.0), np.array([0.0, 1.0, 0.0])
    )
    write_transforms(tmp_path / "one.json", [FRONT], seen_pictures(capture, [FRONT]))
    (frame,) = document(tmp_path / "one.json")["frames"]
    image = np.asarray(Image.open(tmp_path / frame["file_path"]))
    assert (image == [77, 77, 77, 255]).all()
    assert not np.asarray(Image.open(tmp_path / frame["mask_path"])).any()


def test_image_names_are_plain(tmp_path: Path) -> None:
    write_transforms(tmp_path / "transforms.json", [calibrated()], [blank(120, 160)])
    (image,) = (tmp_path / "transforms_images").iterdir()
    assert image.name == "001-odd___one.png"


def test_skew_is_said_to_be_lost(tmp_path: Path) -> None:
    (note,) = write_transforms(tmp_path / "transforms.json", [calibrated(skew=3.0)])
    assert note == "transforms.json cannot say that the pixels of 1 of 1 cameras are skewed."


def test_cancelling_leaves_what_was_there(tmp_path: Path) -> None:
    (tmp_path / "transforms.json").write_text("old")
    progress = Progress(lambda share, text: progress.cancel())  # after the first of two images
    pictures = [blank(100, 200)] * 2
    with pytest.raises(Cancelled):
        write_transforms(tmp_path / "transforms.json", [FRONT, RIGHT], pictures, progress)
    assert [path.name for path in tmp_path.iterdir()] == ["transforms.json"]
    assert (tmp_path / "transforms.json").read_text() == "old"


@pytest.mark.parametrize("write", [write_gltf_cameras, write_transforms])
def test_no_cameras_and_no_folder_are_refused(tmp_path: Path, write: Any) -> None:
    with pytest.raises(ValueError, match="at least one camera is needed"):
        write(tmp_path / "cameras.gltf", [])
    with pytest.raises(FileWriteError, match="cannot be written: no such file"):
        write(tmp_path / "missing" / "cameras.gltf", [FRONT])
    assert list(tmp_path.iterdir()) == []


def test_a_picture_of_another_size_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="picture of front must be"):
        write_transforms(tmp_path / "transforms.json", [FRONT], [blank(2, 2)])
    assert list(tmp_path.iterdir()) == []
