# SPDX-License-Identifier: MIT
"""A film has the frames, the length and the colours asked for, and is whole or not there."""

import errno
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from app.engine.atomic_file import FileWriteError
from app.engine.export.film_files import FILM_SUFFIXES, FilmError, frame_centiseconds, write_film
from app.engine.export.film_settings import FilmSettings
from app.engine.progress import Cancelled, Progress
from tests.support.films import film_description, film_frames

both = pytest.mark.parametrize("suffix", FILM_SUFFIXES)


def colored(number: int) -> NDArray[np.uint8]:
    """One colour all over, another one for each number."""
    return np.full((64, 96, 3), [(200, 60, 60), (60, 200, 60), (60, 60, 200)][number % 3], dtype=np.uint8)


@both
def test_frames_come_back_in_order_and_colour(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"film{suffix}"
    write_film(path, 6, colored, 10)
    back = film_frames(path)
    assert back.shape == (6, 64, 96, 3)
    for number, frame in enumerate(back):
        assert np.abs(frame.astype(int) - colored(number)).max() <= 8
    assert list(tmp_path.iterdir()) == [path]


def test_colours_that_come_late_in_a_gif_are_kept(tmp_path: Path) -> None:
    shades = np.linspace(40, 200, 96, dtype=np.uint8)

    def frame(number: int) -> NDArray[np.uint8]:
        picture = np.repeat(np.tile(np.roll(shades, number), (64, 1))[..., None], 3, axis=2)
        if number >= 3:
            picture[:8, :8] = (230, 20, 20)
        return picture

    path = tmp_path / "film.gif"
    write_film(path, 6, frame, 10)
    for number, back in enumerate(film_frames(path)):
        assert np.abs(back.astype(int) - frame(number)).max() <= 8


@pytest.mark.parametrize("frames_per_second", [1, 7, 15, 24, 30, 50])
def test_a_gif_keeps_time(frames_per_second: int) -> None:
    durations = frame_centiseconds(3 * frames_per_second, frames_per_second)
    assert sum(durations) == 300
    assert min(durations) >= 2
    assert max(durations) - min(durations) <= 1


def test_an_mp4_plays_at_its_rate(tmp_path: Path) -> None:
    write_film(tmp_path / "film.mp4", 30, colored, 15)
    said = film_description(tmp_path / "film.mp4")
    assert "15 fps" in said
    assert "Duration: 00:00:02.00" in said
    assert "h264" in said and "bt709" in said and "96x64" in said


@both
def test_every_frame_is_reported(tmp_path: Path, suffix: str) -> None:
    heard: list[tuple[float, str]] = []
    write_film(tmp_path / f"film{suffix}", 4, colored, 10, Progress(lambda share, text: heard.append((share, text))))
    assert [share for share, _ in heard] == [0.25, 0.5, 0.75, 1.0]
    assert heard[2][1] == "frame 3 of 4"


@both
def test_cancelling_leaves_what_was_there(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"film{suffix}"
    path.write_bytes(b"old")
    made: list[int] = []
    progress = Progress()

    def frame(number: int) -> NDArray[np.uint8]:
        made.append(number)
        if number == 2:
            progress.cancel()
        return colored(number)

    with pytest.raises(Cancelled):
        write_film(path, 1000, frame, 10, progress)
    assert made == [0, 1, 2]
    assert list(tmp_path.iterdir()) == [path]
    assert path.read_bytes() == b"old"


@both
def test_a_frame_that_cannot_be_made_leaves_nothing(tmp_path: Path, suffix: str) -> None:
    def frame(number: int) -> NDArray[np.uint8]:
        if number == 1:
            raise MemoryError
        return colored(number)

    with pytest.raises(MemoryError):
        write_film(tmp_path / f"film{suffix}", 3, frame, 10)
    assert list(tmp_path.iterdir()) == []


@both
def test_a_missing_folder_is_one_sentence(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / "missing" / f"film{suffix}"
    with pytest.raises(FileWriteError) as caught:
        write_film(path, 3, colored, 10)
    assert str(caught.value).startswith(f"{path}: cannot be written: ")
    assert "\n" not in str(caught.value)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_full_disk_is_found_out_about_an_mp4(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run = subprocess.Popen

    def full(command: list[str], **options: object) -> object:
        return run([*command[:-1], "-f", "mp4", "/dev/full"], **options)  # type: ignore[call-overload]

    monkeypatch.setattr(subprocess, "Popen", full)
    with pytest.raises(FileWriteError) as caught:
        write_film(tmp_path / "film.mp4", 3, colored, 10)
    assert isinstance(caught.value.__cause__, OSError) and caught.value.__cause__.errno == errno.ENOSPC
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("what", ["package", "program"])
def test_a_missing_ffmpeg_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str) -> None:
    import imageio_ffmpeg

    def missing() -> str:
        raise RuntimeError("No ffmpeg exe could be found.")

    if what == "package":
        monkeypatch.setitem(sys.modules, "imageio_ffmpeg", None)
    else:
        monkeypatch.setattr(imageio_ffmpeg, "get_ffmpeg_exe", missing)
    with pytest.raises(FilmError, match=r"^\.mp4 films need the program ffmpeg, which is missing: install [^\n]*$"):
        write_film(tmp_path / "film.mp4", 3, colored, 10)
    assert list(tmp_path.iterdir()) == []


def test_other_suffixes_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"expected a file of type \.gif, \.mp4, got \.avi"):
        write_film(tmp_path / "film.avi", 3, colored, 10)


@pytest.mark.parametrize(("field", "value"), [("pixels", 10), ("frames_per_second", 51), ("background", "pink")])
def test_settings_are_checked(field: str, value: object) -> None:
    with pytest.raises(ValueError, match=f"FilmSettings: {field} must"):
        FilmSettings(**{field: value})  # type: ignore[arg-type]
