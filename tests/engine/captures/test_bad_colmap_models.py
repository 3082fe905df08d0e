# SPDX-License-Identifier: MIT
"""COLMAP models that are cut off, or hold noise: what can be read is, and nothing hangs, prints or is raised."""

import random
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.engine.cameras.rigs import sphere_rig
from app.engine.captures.capture_file_error import CaptureFileError
from app.engine.captures.shot_files import read_shots
from tests.support.capture_files import assert_only_b_is_left_out, assert_sentence, colmap_model, write_pictures

NAMES = ("a.png", "b.png", "c.png")


@pytest.fixture(autouse=True)
def _nothing_is_printed(capfd: pytest.CaptureFixture[str]) -> Iterator[None]:
    yield
    assert tuple(capfd.readouterr()) == ("", "")


def colmap(folder: Path, suffix: str) -> Path:
    """A model of three images, a, b and c; its folder."""
    rig = sphere_rig(3, (0, 0, 0), 3.0, image_size=(100, 200))
    cameras = [replace(view, id=name) for name, view in zip("abc", rig, strict=True)]
    write_pictures(folder / "images", NAMES)
    model = colmap_model(cameras)
    inner = folder / "sparse"
    inner.mkdir(exist_ok=True)
    model.write_text(inner) if suffix == ".txt" else model.write_binary(inner)
    return inner


@pytest.mark.parametrize(
    ("file", "pattern", "value", "said"),
    [
        ("images.txt", "b.png", "gone.png", "there is no such picture"),
        ("images.txt", "b.png", "../../b.jpg", "outside"),
        ("images.txt", "b.png", "a.png", "listed a second time"),
        ("images.txt", r" 2 b.png", " 9 b.png", "its camera 9 is not in cameras.txt"),
        ("images.txt", r"(?m)^2 \S+", "2 nan", "its quaternion must be finite"),
        ("images.txt", r"(?m)^2 \S+ \S+ \S+ \S+", "2 0 0 0 0", "its quaternion must not be zero"),
        ("images.txt", r"(?m)^(2 \S+ \S+ \S+ \S+) \S+", r"\1 inf", "its translation must be finite"),
        ("images.txt", r"(?m)^2 \S+ \S+", "2 x y", "line . is left out: id, quaternion, translation, camera and name"),
        ("cameras.txt", r"(?m)^2 PINHOLE 200 100 \S+", "2 PINHOLE 200 100 0", "focal lengths must be greater than 0"),
        ("cameras.txt", r"(?m)^2 PINHOLE 200 100 \S+", "2 PINHOLE 200 100 nan", "PINHOLE camera must be finite"),
        ("cameras.txt", r"(?m)^2 PINHOLE 200 100 \S+", "2 PINHOLE 200 100", "PINHOLE camera must be 4 numbers, got 3"),
        ("cameras.txt", r"(?m)^2 PINHOLE", "2 KEYHOLE", "KEYHOLE is no camera model"),
        ("cameras.txt", r"(?m)^2 PINHOLE .*", "2 EQUIRECTANGULAR 200 100 200 100", "has no image plane"),
        ("cameras.txt", r"(?m)^2 PINHOLE 200", "2 PINHOLE 0", "image's size must be whole pixels"),
    ],
)
def test_a_bad_line_of_a_colmap_model(tmp_path: Path, file: str, pattern: str, value: str, said: str) -> None:
    path = colmap(tmp_path, ".txt") / file
    changed, count = re.subn(pattern, value, path.read_text())
    assert count == 1
    path.write_text(changed)
    assert_only_b_is_left_out(read_shots(tmp_path), ".txt", said)


def test_a_camera_that_cannot_be_read(tmp_path: Path) -> None:
    path = colmap(tmp_path, ".txt") / "cameras.txt"
    path.write_text(re.sub(r"(?m)^2 PINHOLE 200.*", "2 PINHOLE wide", path.read_text()))
    shots = read_shots(tmp_path)
    assert [shot.id for shot in shots.shots] == ["a", "c"]
    line, image = shots.warnings
    assert "cameras.txt: line" in line and "got 2 PINHOLE wide" in line
    assert image == "images.txt: b.png is left out: its camera 2 is not in cameras.txt."


def test_a_text_model_that_ends_early(tmp_path: Path) -> None:
    path = colmap(tmp_path, ".txt") / "images.txt"
    content = path.read_text()
    path.write_text(content[: content.index("c.png") - 60])
    shots = read_shots(tmp_path)
    assert [shot.id for shot in shots.shots] == ["a", "b"]
    assert all("images.txt" in sentence for sentence in shots.warnings) and shots.warnings


@pytest.mark.parametrize("file", ["cameras", "images"])
@pytest.mark.parametrize("suffix", [".txt", ".bin"])
def test_truncated_colmap_models_wherever_they_end(tmp_path: Path, suffix: str, file: str) -> None:
    path = colmap(tmp_path, suffix) / f"{file}{suffix}"
    whole = path.read_bytes()
    for end in range(0, len(whole) - 3, 7):
        path.write_bytes(whole[:end])
        try:
            shots = read_shots(tmp_path)
        except CaptureFileError as error:
            assert_sentence(error, tmp_path)
        else:
            assert 1 <= len(shots.shots) <= 3
            assert len(shots.shots) == 3 or shots.warnings


def test_a_binary_model_keeps_what_comes_before_its_end(tmp_path: Path) -> None:
    path = colmap(tmp_path, ".bin") / "images.bin"
    path.write_bytes(path.read_bytes()[:-20])
    shots = read_shots(tmp_path)
    assert [shot.id for shot in shots.shots] == ["a", "b"]
    assert shots.warnings == ("images.bin: ends in record 3 of 3: the file is too short.",)


@pytest.mark.parametrize("suffix", [".txt", ".bin"])
def test_noise_in_a_colmap_model(tmp_path: Path, suffix: str) -> None:
    folder = colmap(tmp_path, suffix)
    noise = random.Random(5)
    for name in ("cameras", "images"):
        whole = (folder / f"{name}{suffix}").read_bytes()
        for attempt in range(60):
            damaged = bytearray(whole)
            for _ in range(1 + attempt):
                damaged[noise.randrange(len(damaged))] = noise.randrange(256)
            content = noise.randbytes(len(whole)) if attempt % 10 == 9 else bytes(damaged)
            (folder / f"{name}{suffix}").write_bytes(content)
            try:
                read_shots(tmp_path)
            except CaptureFileError as error:
                assert_sentence(error, tmp_path)
        (folder / f"{name}{suffix}").write_bytes(whole)


def test_damage_in_files_that_are_not_needed_does_not_matter(tmp_path: Path) -> None:
    folder = colmap(tmp_path, ".bin")
    (folder / "frames.bin").write_bytes(bytes(random.Random(1).randbytes(500)))
    (folder / "points3D.bin").unlink()
    (folder / "rigs.bin").unlink()
    shots = read_shots(tmp_path)
    assert len(shots.shots) == 3 and shots.warnings == ()


def test_half_a_model(tmp_path: Path) -> None:
    folder = colmap(tmp_path, ".txt")
    (folder / "images.txt").unlink()
    with pytest.raises(CaptureFileError, match=r"images\.txt must lie in the same folder"):
        read_shots(folder / "cameras.txt")
