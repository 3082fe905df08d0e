# SPDX-License-Identifier: MIT
"""One bad picture is left out with a sentence, a bad file ends in one; nothing else is printed or raised."""

import math
import os
import stat
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from app.engine.cameras.rigs import sphere_rig
from app.engine.captures.capture_file_error import CaptureFileError
from app.engine.captures.shot_files import is_capture, read_shots
from tests.support.capture_files import (
    assert_only_b_is_left_out,
    assert_sentence,
    nerf_document,
    standing_at,
    write_json,
    write_par,
    write_pictures,
)

LENS = {"fl_x": 100.0, "fl_y": 100.0, "cx": 100.0, "cy": 50.0, "w": 200, "h": 100}
NAMES = ("a.png", "b.png", "c.png")
NO_NUMBER = float("nan")
Poison = Callable[[dict[str, Any]], object]


@pytest.fixture(autouse=True)
def _nothing_is_printed(capfd: pytest.CaptureFixture[str]) -> Iterator[None]:
    yield
    assert tuple(capfd.readouterr()) == ("", "")


def transforms(folder: Path, poison: Poison = lambda document: None) -> Path:
    """Three frames, after something has been done to them."""
    write_pictures(folder, NAMES)
    document = nerf_document({name: standing_at() for name in NAMES}, **LENS)
    poison(document)
    return write_json(folder / "transforms.json", document)


def middle(key: str, value: object) -> Poison:
    """Changes one field of the frame in the middle."""
    return lambda document: document["frames"][1].update({key: value})


def pose(change: Callable[[Any], object]) -> Poison:
    """Changes the pose of the frame in the middle."""

    def poison(document: dict[str, Any]) -> None:
        matrix = standing_at()
        changed = change(matrix)
        document["frames"][1]["transform_matrix"] = matrix.tolist() if changed is None else changed

    return poison


BAD_FRAMES: dict[str, tuple[Poison, str]] = {
    "missing picture": (middle("file_path", "gone.png"), "gone.png is left out: there is no such picture"),
    "picture outside": (middle("file_path", "../../secret.png"), "outside the capture's folder"),
    "absolute picture": (middle("file_path", "/etc/hostname"), "outside the capture's folder"),
    "Windows's drive": (middle("file_path", "C:\\photos\\gone.png"), "outside the capture's folder"),
    "the folder itself": (middle("file_path", "."), "frame|outside"),
    "no picture's name": (middle("file_path", None), "frame 2 is left out: the name of a picture is expected"),
    "zero byte": (middle("file_path", "b\0.png"), "there is no such picture"),
    "endless name": (middle("file_path", "b" * 5000), "there is no such picture"),
    "same picture": (middle("file_path", "./a.png"), "listed a second time"),
    "no pose": (middle("transform_matrix", None), "transform_matrix must be 4 x 4 numbers"),
    "text for a pose": (middle("transform_matrix", "identity"), "transform_matrix must be 4 x 4 numbers"),
    "ragged pose": (middle("transform_matrix", [[1, 0, 0, 0], [0, 1, 0], [0, 0, 1, 0], [0, 0, 0, 1]]), "4 x 4"),
    "small pose": (pose(lambda matrix: matrix[:2, :2].tolist()), "4 x 4 numbers, got 2 x 2"),
    "NaN pose": (pose(lambda matrix: matrix.__setitem__((0, 3), NO_NUMBER)), "transform_matrix must be finite"),
    "infinite pose": (pose(lambda matrix: matrix.__setitem__((1, 1), math.inf)), "transform_matrix must be finite"),
    "skewed axes": (pose(lambda matrix: matrix.__setitem__((0, 1), 0.3)), "must be a rotation"),
    "stretched axes": (pose(lambda matrix: matrix.__setitem__((0, 0), 1.2)), "must be a rotation"),
    "flat pose": (pose(lambda matrix: matrix.fill(0)), "transform_matrix must"),
    "mirrored": (pose(lambda matrix: matrix.__setitem__((0, 0), -1)), "must not mirror"),
    "column by column": (pose(lambda matrix: matrix.T.tolist()), "must end in the row 0 0 0 1"),
    "no focal length": (middle("fl_x", 0.0), "focal lengths must be greater than 0, got 0 and 100"),
    "negative focal length": (middle("fl_y", -100.0), "focal lengths must be greater than 0"),
    "NaN lens": (middle("cx", NO_NUMBER), "cx must be a finite number, got nan"),
    "text in the lens": (middle("fl_x", "100"), "fl_x must be a finite number"),
    "huge integer": (middle("fl_x", 10**400), "fl_x must be a finite number"),
    "angle": (middle("camera_angle_x", 4.0), "camera_angle_x must be between 0 and pi"),
    "no width": (middle("w", 0), "image's size must be whole pixels"),
    "half a pixel": (middle("h", 99.5), "image's size must be whole pixels"),
    "NaN height": (middle("h", NO_NUMBER), "image's height must be a finite number"),
    "unknown lens": (middle("camera_model", "EQUIRECTANGULAR"), "camera_model must be one of .*EQUIRECTANGULAR"),
    "NaN distortion": (middle("k1", NO_NUMBER), "k1 must be a finite number"),
    "no weight": (middle("weight", 0), "weight must be greater than 0"),
    "no frame": (lambda document: document["frames"].__setitem__(1, 7), "frame 2 is left out: a frame must be"),
}


@pytest.mark.parametrize("name", BAD_FRAMES)
def test_a_bad_frame_is_left_out(tmp_path: Path, name: str) -> None:
    poison, said = BAD_FRAMES[name]
    assert_only_b_is_left_out(read_shots(transforms(tmp_path, poison)), "transforms.json", said)


def test_a_picture_that_cannot_tell_its_size(tmp_path: Path) -> None:
    def poison(document: dict[str, Any]) -> None:
        for key in LENS:
            del document[key]
        document["camera_angle_x"] = 1.0

    path = transforms(tmp_path, poison)
    (tmp_path / "b.png").write_bytes((tmp_path / "b.png").read_bytes()[:20])
    assert_only_b_is_left_out(read_shots(path), "b.png", "cannot be read")


def test_a_missing_mask_is_told_of_and_the_picture_stays(tmp_path: Path) -> None:
    shots = read_shots(transforms(tmp_path, middle("mask_path", "masks/b.png")))
    assert len(shots.shots) == 3 and shots.shots[1].mask_path is None
    assert shots.warnings == ("transforms.json: the mask masks/b.png is not there.",)


def test_a_pipe_is_no_picture(tmp_path: Path) -> None:
    path = transforms(tmp_path)
    (tmp_path / "b.png").unlink()
    os.mkfifo(tmp_path / "b.png")
    assert_only_b_is_left_out(read_shots(path), "b.png", "there is no such picture")
    path.unlink()
    os.mkfifo(path)
    assert stat.S_ISFIFO(path.stat().st_mode)
    assert not is_capture(path)
    with pytest.raises(CaptureFileError, match="is no capture"):
        read_shots(path)


BAD_DOCUMENTS = {
    "empty": (b"", "is not JSON"),
    "no text": (bytes(range(256)), "is not JSON"),
    "deep": (b"[" * 200_000, "is not JSON"),
    "long number": (b'{"frames": [], "x": ' + b"9" * 5000 + b"}", "is not JSON"),
    "a list": (b"[]", "holds no cameras"),
    "no frames": (b'{"camera_angle_x": 1}', "holds no cameras"),
    "frames of another kind": (b'{"frames": {}}', "holds no cameras"),
    "without frames": (b'{"frames": []}', "no picture can be used"),
    "frames without anything": (
        b'{"frames": [{}, {}]}',
        "no picture can be used; transforms.json: frame 1 is left out",
    ),
}


@pytest.mark.parametrize("name", BAD_DOCUMENTS)
def test_a_bad_document(tmp_path: Path, name: str) -> None:
    content, said = BAD_DOCUMENTS[name]
    path = tmp_path / "transforms.json"
    path.write_bytes(content)
    for asked in (path, tmp_path):
        with pytest.raises(CaptureFileError, match=said) as caught:
            read_shots(asked)
        assert_sentence(caught.value, path)


def test_truncated_json_wherever_it_ends(tmp_path: Path) -> None:
    path = transforms(tmp_path)
    whole = path.read_bytes()
    for end in range(0, len(whole) - 1, 37):
        path.write_bytes(whole[:end])
        with pytest.raises(CaptureFileError, match="is not JSON"):
            read_shots(path)


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "transforms.json"
    with path.open("wb") as file:
        file.truncate(2**40)  # nothing on the disk
    with pytest.raises(CaptureFileError, match="is larger than 64 MiB"):
        read_shots(path)


def test_too_many_frames(tmp_path: Path) -> None:
    path = write_json(tmp_path / "transforms.json", {"frames": [0] * 100_001})
    with pytest.raises(CaptureFileError, match="lists 100001 frames"):
        read_shots(path)


def par(folder: Path) -> list[str]:
    """The lines of a file with three cameras."""
    write_pictures(folder, NAMES)
    rig = sphere_rig(3, (0, 0, 0), 3.0, image_size=(100, 200))
    write_par(folder / "rig_par.txt", [replace(view, id=name) for name, view in zip("abc", rig, strict=True)])
    return (folder / "rig_par.txt").read_text().splitlines()


@pytest.mark.parametrize(
    ("place", "value", "said"),
    [
        (0, "gone.png", "gone.png is left out: there is no such picture"),
        (0, "../gone.png", "outside"),
        (0, "a.png", "listed a second time"),
        (1, "0", "focal lengths must be greater than 0"),
        (1, "nan", "must be finite"),
        (2, "inf", "must be finite"),
        (3, "x", "must be 21 numbers"),
        (4, "5", "the lens's last row"),
        (9, "0", "the lens's last row"),
        (10, "3", "R must be a rotation"),
        (19, "nan", "must be finite"),
        (21, None, "a name and 21 numbers are expected, got 20"),
    ],
)
def test_a_bad_line_of_a_par_file(tmp_path: Path, place: int, value: str | None, said: str) -> None:
    lines = par(tmp_path)
    words = lines[2].split()
    words[place : place + 1] = [] if value is None else [value]
    lines[2] = " ".join(words)
    (tmp_path / "rig_par.txt").write_text("\n".join(lines))
    assert_only_b_is_left_out(read_shots(tmp_path), "rig_par.txt", said)


def test_a_count_that_is_wrong(tmp_path: Path) -> None:
    lines = par(tmp_path)
    (tmp_path / "rig_par.txt").write_text("\n".join(["16", *lines[1:]]))
    shots = read_shots(tmp_path)
    assert len(shots.shots) == 3
    assert shots.warnings == ("rig_par.txt: 16 pictures are announced, 3 are listed.",)


@pytest.mark.parametrize("content", ["", "3\n", "3\nfoo\nbar\n", "\0\xff\n" * 50])
def test_a_par_file_without_cameras(tmp_path: Path, content: str) -> None:
    (tmp_path / "rig_par.txt").write_bytes(content.encode("latin-1"))
    with pytest.raises(CaptureFileError, match="no picture can be used") as caught:
        read_shots(tmp_path)
    assert_sentence(caught.value, tmp_path / "rig_par.txt")


def test_a_list_of_good_silhouettes_of_something_else(tmp_path: Path) -> None:
    (tmp_path / "rig_par.txt").write_text("\n".join(par(tmp_path)))
    (tmp_path / "rig_good_silhouette_images.txt").write_text("other.png\n")
    shots = read_shots(tmp_path)
    assert all(shot.has_good_silhouette for shot in shots.shots)
    assert "rig_good_silhouette_images.txt: names none of the pictures" in shots.warnings[0]


def test_what_is_no_capture(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("hello")
    for path, said in [
        (tmp_path, "holds neither transforms.json, nor a COLMAP model"),
        (tmp_path / "notes.txt", "is no capture"),
        (tmp_path / "gone", "there is no such file or folder"),
    ]:
        assert not is_capture(path)
        with pytest.raises(CaptureFileError, match=said) as caught:
            read_shots(path)
        assert_sentence(caught.value, path)


def test_poses_that_are_rounded_or_scaled_are_put_right(tmp_path: Path) -> None:
    angle = math.radians(30)
    matrix = standing_at()
    matrix[:2, :2] = [[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]]
    write_pictures(tmp_path, NAMES)
    scaled = matrix.copy()
    scaled[:3, :3] *= 2.5
    poses = {"a.png": matrix, "b.png": np.round(matrix, 3), "c.png": scaled}
    shots = read_shots(write_json(tmp_path / "transforms.json", nerf_document(poses, **LENS)))
    assert shots.warnings == ()
    for shot in shots.shots:
        np.testing.assert_allclose(shot.camera.rotation @ shot.camera.rotation.T, np.eye(3), atol=1e-12)
        np.testing.assert_allclose(shot.camera.rotation, shots.shots[0].camera.rotation, atol=1e-3)
        np.testing.assert_allclose(shot.camera.translation, [0, 0, 5], atol=1e-12)
