# SPDX-License-Identifier: MIT
"""What is taken for a capture, which of its files is read, and what its pictures and masks are."""

import math
from pathlib import Path

import numpy as np
import pytest
from PIL import ExifTags, Image

from app.engine.captures.capture_file_error import TurntableNeededError
from app.engine.captures.capture_options import TurntableSettings
from app.engine.captures.shot import Distortion
from app.engine.captures.shot_files import is_capture, read_shots
from tests.support.capture_files import nerf_document, standing_at, write_json, write_pictures

ANGLE = {"camera_angle_x": math.pi / 2}


def nerf(folder: Path, *names: str, **lens: object) -> Path:
    return write_json(folder / "transforms.json", nerf_document({name: standing_at() for name in names}, **lens))


def test_files_that_are_captures(tmp_path: Path) -> None:
    write_pictures(tmp_path, ["a.png"])
    for name in ("transforms.json", "transforms_test.json"):
        (tmp_path / name).write_text("")
    for name in ("rig_par.txt", "cameras.txt", "images.bin", "points3D.bin", "rigs.txt"):
        (tmp_path / name).write_bytes(b"")
    write_json(tmp_path / "kettle.json", nerf_document({"a.png": standing_at()}, **ANGLE))
    write_json(tmp_path / "other.json", {"frames": 3})
    for path in sorted(tmp_path.iterdir()):
        assert is_capture(path) == (path.name not in ("a.png", "other.json")), path


def test_folders_that_are_captures(tmp_path: Path) -> None:
    def folder(name: str, *files: str) -> Path:
        for file in files:
            path = tmp_path / name / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(b"")
        (tmp_path / name).mkdir(exist_ok=True)
        return tmp_path / name

    assert is_capture(folder("a", "transforms_train.json"))
    assert is_capture(folder("b", "sparse/0/cameras.bin", "sparse/0/images.bin"))
    assert is_capture(folder("c", "sparse/cameras.txt", "sparse/images.txt"))
    assert is_capture(folder("d", "colmap/sparse/0/cameras.txt", "colmap/sparse/0/images.txt"))
    assert is_capture(folder("e", "dino_par.txt"))
    assert is_capture(folder("f", "1.JPG"))
    assert is_capture(folder("g", "images/1.webp"))
    assert is_capture(folder("h", "cameras.txt", "images.txt"))
    assert not is_capture(folder("i"))
    assert not is_capture(folder("j", "kettle.obj", "cameras.txt", ".hidden.png", "a_mask.png"))


def test_cameras_go_before_pictures_and_transforms_before_all(tmp_path: Path) -> None:
    write_pictures(tmp_path, ["a.png", "b.png"])
    settings = TurntableSettings()
    assert len(read_shots(tmp_path, settings).shots) == 2
    (tmp_path / "x_par.txt").write_text("b.png 9 0 0 0 9 0 0 0 1 1 0 0 0 1 0 0 0 1 0 0 5")
    assert [shot.id for shot in read_shots(tmp_path, settings).shots] == ["b"]
    nerf(tmp_path, "a.png", **ANGLE)
    assert [shot.id for shot in read_shots(tmp_path, settings).shots] == ["a"]


def test_a_second_model_is_told_of(tmp_path: Path) -> None:
    write_pictures(tmp_path / "images", ["a.png", "b.png"])
    for number, name in enumerate("ab"):
        folder = tmp_path / "sparse" / str(number)
        folder.mkdir(parents=True)
        (folder / "cameras.txt").write_text("1 SIMPLE_PINHOLE 200 100 100 100 50")
        (folder / "images.txt").write_text(f"1 1 0 0 0 0 0 5 1 {name}.png\n\n")
    shots = read_shots(tmp_path)
    assert [shot.id for shot in shots.shots] == ["a"]
    assert shots.warnings == ("sparse/1 is not read; it can be opened by itself.",)
    assert [shot.id for shot in read_shots(tmp_path / "sparse" / "1").shots] == ["b"]


def test_relative_paths(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    nerf(tmp_path / "cup", "a.png", **ANGLE)
    write_pictures(tmp_path / "cup", ["a.png"])
    monkeypatch.chdir(tmp_path / "cup")
    for path in (Path("."), Path("transforms.json"), Path("../cup")):
        assert is_capture(path)
        shots = read_shots(path)
        assert (shots.name, len(shots.shots)) == ("cup", 1)


def test_names_without_a_type_and_of_other_machines(tmp_path: Path) -> None:
    write_pictures(tmp_path, ["train/r_0.png", "train/r_1.jpg", "images/c.png", "images/d.tif", "e.001.png"])
    names = ["./train/r_0", "train/r_1", "/home/someone/cup/images/c.png", "..\\cup\\images\\d.tif", "e.001"]
    shots = read_shots(nerf(tmp_path, *names, **ANGLE))
    assert shots.warnings == ()
    assert [shot.image_path.name for shot in shots.shots] == ["r_0.png", "r_1.jpg", "c.png", "d.tif", "e.001.png"]


def test_ids_have_as_many_folders_as_they_need(tmp_path: Path) -> None:
    names = ["left/1.png", "right/1.png", "2.png", "a/x/3.png", "b/x/3.png", "4.png", "4.jpg"]
    write_pictures(tmp_path, names)
    shots = read_shots(nerf(tmp_path, *names, **ANGLE))
    assert [shot.id for shot in shots.shots] == ["left/1", "right/1", "2", "a/x/3", "b/x/3", "4.png", "4.jpg"]


def test_names_of_frames_are_ids_unless_they_are_given_twice(tmp_path: Path) -> None:
    write_pictures(tmp_path, ["1.png", "2.png", "3.png"])
    document = nerf_document({name: standing_at() for name in ("1.png", "2.png", "3.png")}, **ANGLE)
    for frame, name in zip(document["frames"], ("front", "same", "same"), strict=True):
        frame["name"] = name
    shots = read_shots(write_json(tmp_path / "transforms.json", document))
    assert [shot.id for shot in shots.shots] == ["front", "2", "3"]


def test_what_a_frame_says_of_its_lens_goes_first(tmp_path: Path) -> None:
    write_pictures(tmp_path, ["a.png", "b.png", "c.png"])
    document = nerf_document(
        {name: standing_at() for name in ("a.png", "b.png", "c.png")}, fl_x=50.0, w=400, h=200, k1=0.1, k3=0.2
    )
    document["frames"][1] |= {"camera_angle_x": math.pi / 2, "w": 800, "h": 100, "cx": 1.0, "k1": 0, "k3": 0}
    document["frames"][2] |= {"fl_y": 70.0, "camera_model": "OPENCV_FISHEYE", "k4": -0.5}
    first, second, third = read_shots(write_json(tmp_path / "transforms.json", document)).shots
    np.testing.assert_array_equal(first.camera.intrinsic_matrix, [[50, 0, 200], [0, 50, 100], [0, 0, 1]])
    assert (first.lens_size, first.distortion) == ((200, 400), Distortion("FULL_OPENCV", (0.1, 0, 0, 0, 0.2, 0, 0, 0)))
    np.testing.assert_allclose(second.camera.intrinsic_matrix, [[400, 0, 1], [0, 400, 50], [0, 0, 1]])
    assert (second.lens_size, second.distortion) == ((100, 800), None)
    np.testing.assert_array_equal(third.camera.intrinsic_matrix, [[50, 0, 200], [0, 70, 100], [0, 0, 1]])
    assert third.distortion == Distortion("OPENCV_FISHEYE", (0.1, 0, 0.2, -0.5))


@pytest.mark.parametrize(
    "mask",
    [
        "images/front_mask.png",
        "images/front.mask.png",
        "images/masks/front.png",
        "masks/front.jpg.png",
        "Masks/images/front.png",
        "mask/front.PNG",
        "silhouettes/front.tif",
        "silhouette/front_mask.webp",
        "mattes/front.bmp",
        "matte/front.jpg",
    ],
)
def test_masks_are_found_beside_the_pictures(tmp_path: Path, mask: str) -> None:
    write_pictures(tmp_path, ["images/front.jpg", "images/other.jpg", mask])
    front, other = read_shots(nerf(tmp_path, "images/front.jpg", "images/other.jpg", **ANGLE)).shots
    assert front.mask_path == tmp_path / mask
    assert other.mask_path is None


def test_masks_with_the_folders_of_their_pictures(tmp_path: Path) -> None:
    names = ["left/1.png", "right/1.png"]
    write_pictures(tmp_path / "images", names)
    write_pictures(tmp_path / "masks", names)
    shots = read_shots(nerf(tmp_path, *(f"images/{name}" for name in names), **ANGLE)).shots
    assert [shot.mask_path for shot in shots] == [tmp_path / "masks" / name for name in names]


def test_a_mask_that_two_pictures_claim_is_not_used(tmp_path: Path) -> None:
    write_pictures(tmp_path, ["left/1.png", "right/1.png", "masks/1.png"])
    shots = read_shots(nerf(tmp_path, "left/1.png", "right/1.png", **ANGLE))
    assert [shot.mask_path for shot in shots.shots] == [None, None]
    assert shots.warnings == ("1.png is not used as a mask: 2 pictures have a claim to it.",)


def test_a_mask_that_a_frame_names_goes_first_and_may_serve_many(tmp_path: Path) -> None:
    write_pictures(tmp_path, ["a.png", "b.png", "all.png", "masks/a.png"])
    document = nerf_document({name: standing_at() for name in ("a.png", "b.png")}, **ANGLE)
    for frame in document["frames"]:
        frame["mask_path"] = "all.png"
    shots = read_shots(write_json(tmp_path / "transforms.json", document)).shots
    assert [shot.mask_path for shot in shots] == [tmp_path / "all.png"] * 2


def test_masks_above_the_capture_are_strangers(tmp_path: Path) -> None:
    write_pictures(tmp_path, ["masks/a.png", "cup/images/a.png"])
    assert read_shots(nerf(tmp_path / "cup", "images/a.png", **ANGLE)).shots[0].mask_path is None


def test_pictures_alone_need_a_turntable(tmp_path: Path) -> None:
    write_pictures(tmp_path, ["1.png", "2.png", "2_mask.png"])
    with pytest.raises(TurntableNeededError, match="holds 2 pictures and no cameras; say how a turntable stood"):
        read_shots(tmp_path)


def test_a_turntable(tmp_path: Path) -> None:
    names = ["p10.png", "p9.png", "p8.png", "p7.png"]
    write_pictures(tmp_path, [*names, "p9_mask.png", "masks/p8.png", ".trash.png"], (100, 200))
    (tmp_path / "readme.txt").write_text("")
    shots = read_shots(tmp_path, TurntableSettings(fov_y_degrees=90.0))
    assert [shot.id for shot in shots.shots] == ["p7", "p8", "p9", "p10"]
    assert [shot.mask_path and shot.mask_path.name for shot in shots.shots] == [None, "p8.png", "p9_mask.png", None]
    np.testing.assert_array_equal(shots.up_world, [0, 1, 0])
    first, second = shots.shots[:2]
    assert first.lens_size == (100, 200)
    np.testing.assert_allclose(first.camera.intrinsic_matrix, [[50, 0, 100], [0, 50, 50], [0, 0, 1]], atol=1e-12)
    np.testing.assert_allclose(first.camera.rotation, np.diag([1, -1, -1]), atol=1e-12)
    distance = first.camera.translation[2]
    assert 0.5 * math.sqrt(2) < distance < 1  # a ball of one unit just fits into 90 degrees
    # The object has turned a quarter counter-clockwise: what was on the right, at +x, is now behind.
    np.testing.assert_allclose(
        second.camera.rotation @ [1, 0, 0] + second.camera.translation, [0, 0, distance + 1], atol=1e-12
    )


def test_a_turntable_seen_from_above_in_steps(tmp_path: Path) -> None:
    write_pictures(tmp_path / "images", ["1.png", "2.png", "3.png"])
    (tmp_path / "images" / "2.png").write_bytes(b"damaged")
    shots = read_shots(tmp_path, TurntableSettings(-10.0, 40.0, 30.0))
    assert [shot.id for shot in shots.shots] == ["1", "3"]
    assert shots.warnings == ("images: 2.png is left out: the picture cannot be read.",)
    eyes = [-shot.camera.rotation.T @ shot.camera.translation for shot in shots.shots]
    for eye, azimuth in zip(eyes, (0, 20), strict=True):  # the picture in between keeps its step
        assert eye[1] == pytest.approx(np.linalg.norm(eye) / 2)
        assert math.degrees(math.atan2(eye[0], eye[2])) == pytest.approx(azimuth)


def test_a_turntable_before_a_camera_that_was_held_askew(tmp_path: Path) -> None:
    for orientation in (1, 3, 6, 8):
        exif = Image.Exif()
        exif[ExifTags.Base.Orientation] = orientation
        Image.new("RGB", (200, 100)).save(tmp_path / f"{orientation}.jpg", exif=exif)
    upright, overhead, left, right = read_shots(tmp_path, TurntableSettings(1e-12, 90.0)).shots  # hardly turned
    assert [shot.lens_size for shot in (upright, overhead)] == [(100, 200)] * 2
    np.testing.assert_allclose(overhead.camera.rotation, np.diag([-1, 1, -1]), atol=1e-12)
    for shot in (left, right):  # turned when they are opened: their lens fits them no other way
        assert shot.lens_size == (200, 100)
        np.testing.assert_allclose(shot.camera.rotation, upright.camera.rotation, atol=1e-12)
        np.testing.assert_allclose(shot.camera.intrinsic_matrix[:2, 2], [50, 100])
