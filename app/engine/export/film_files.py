"""Frames into a GIF or an MP4, one after the other, so that a long film takes no more memory than a short one."""

import errno
import itertools
import os
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from app.engine.atomic_file import atomic_file
from app.engine.export.film_settings import MOST_FRAMES_PER_SECOND
from app.engine.export.suffix import known_suffix
from app.engine.progress import Progress

if TYPE_CHECKING:
    from PIL.Image import Image

Frame = NDArray[np.uint8]

FILM_SUFFIXES = (".gif", ".mp4")
"""What `write_film` writes."""

_SHORTEST_CENTISECONDS = 100 // MOST_FRAMES_PER_SECOND
_UNSEEN_DIFFERENCE = 1.0  # of 255, in the mean over a frame
_TOLERATED_LOSS = 1.5  # of colours chosen for another frame, as a multiple of that of its own
# What every player knows, sharp edges at a few hundred kilobytes; colours are said, not left to guess; the index comes
# first, so that a browser plays the film while it loads.
_COLORS = ("-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709")
_H264 = (
    *("-c:v", "libx264", "-crf", "18", "-pix_fmt", "yuv420p", "-vf", "scale=out_color_matrix=bt709:out_range=tv"),
    *(*_COLORS, "-movflags", "+faststart"),
)


class FilmError(ValueError):
    """A film cannot be made on this machine; the message is one sentence."""


def write_film(
    path: Path, count: int, frame: Callable[[int], Frame], frames_per_second: int, progress: Progress | None = None
) -> None:
    """Write a film that loops (GIF) or plays once (MP4), whole or not at all.

    Args:
        path: of the file, its suffix one of `FILM_SUFFIXES`, in capitals or not.
        count: how many frames, >= 1.
        frame: makes the frame of a number from 0 on: (H, W, 3) uint8 sRGB, all of one size, even for an MP4.
        frames_per_second: 1 to `MOST_FRAMES_PER_SECOND`.
        progress: told after each frame.

    Raises:
        ValueError: no format has that suffix.
        FilmError: an MP4 is asked for and there is no ffmpeg.
        FileWriteError: the file cannot be written.
        Cancelled: the work has been told to end.
    """
    suffix = known_suffix(path, FILM_SUFFIXES)
    frames = _made(count, frame, progress or Progress())
    with atomic_file(path) as beside:
        if suffix == ".gif":
            _write_gif(beside, frames, frame_centiseconds(count, frames_per_second))
        else:
            _write_mp4(beside, frames, frames_per_second)


def frame_centiseconds(count: int, frames_per_second: int) -> list[int]:
    """How long each frame of a GIF stays: whole hundredths of a second that add up to the film's length."""
    ends = [round(100 * number / frames_per_second) for number in range(count + 1)]
    return [max(_SHORTEST_CENTISECONDS, end - start) for start, end in itertools.pairwise(ends)]


def _made(count: int, frame: Callable[[int], Frame], progress: Progress) -> Iterator[Frame]:
    progress.check()
    for number in range(count):
        yield frame(number)
        progress.report((number + 1) / count, f"frame {number + 1:,} of {count:,}")


def _write_gif(path: Path, frames: Iterator[Frame], centiseconds: list[int]) -> None:
    from PIL import Image

    images = _in_few_colours(Image.fromarray(frame) for frame in frames)
    milliseconds = [10 * duration for duration in centiseconds]
    next(images).save(path, format="GIF", save_all=True, append_images=images, duration=milliseconds, loop=0)


def _in_few_colours(images: "Iterator[Image]") -> "Iterator[Image]":
    """The images in 256 colours each, those of the one before as long as they do: to choose them takes long."""
    from PIL import Image

    latest, tolerance = None, 0.0
    for image in images:
        reused = None if latest is None else image.quantize(palette=latest, dither=Image.Dither.NONE)
        if reused is not None and _difference(reused, image) <= tolerance:
            yield reused
        else:
            latest = image.quantize()
            tolerance = max(_UNSEEN_DIFFERENCE, _TOLERATED_LOSS * _difference(latest, image))
            yield latest


def _difference(reduced: "Image", image: "Image") -> float:
    """Mean over every fourth pixel of the channel that differs most, of 255."""
    found, wanted = (np.asarray(picture)[::2, ::2].astype(np.int16) for picture in (reduced.convert("RGB"), image))
    apart = found - wanted
    return float(np.abs(apart).max(axis=2).mean())


def _write_mp4(path: Path, frames: Iterator[Frame], frames_per_second: int) -> None:
    """Through a process of ffmpeg, whose end is asked how it went: imageio's own writer does not tell."""
    program = _ffmpeg(path)
    first = next(frames)
    height, width = first.shape[:2]
    raw = ["-f", "rawvideo", "-pix_fmt", "rgb24", "-s", f"{width}x{height}", "-r", str(frames_per_second), "-i", "-"]
    command = [program, "-y", "-v", "error", *raw, "-an", *_H264, str(path)]
    window = getattr(subprocess, "CREATE_NO_WINDOW", 0)  # Windows would open one for the process
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stderr=said, creationflags=window)
        try:
            _feed(process, itertools.chain([first], frames))
        finally:
            process.kill()  # nothing to kill after a good end
            process.wait()
        if process.returncode:
            said.seek(0)
            raise _ffmpeg_error(path, said.read().decode(errors="replace"))


def _feed(process: "subprocess.Popen[bytes]", frames: Iterator[Frame]) -> None:
    """All frames, or as many as the process takes, and then its end."""
    assert process.stdin is not None
    with suppress(BrokenPipeError), process.stdin:
        for frame in frames:
            process.stdin.write(np.ascontiguousarray(frame).data)
    process.wait()


def _ffmpeg(path: Path) -> str:
    try:
        import imageio_ffmpeg

        return str(imageio_ffmpeg.get_ffmpeg_exe())
    except (ImportError, RuntimeError) as error:
        raise FilmError(
            f"{path.suffix} films need the program ffmpeg, which is missing: "
            "install the Python package imageio-ffmpeg, or choose .gif"
        ) from error


def _ffmpeg_error(path: Path, said: str) -> OSError:
    """What ended ffmpeg: a full disk by its number, anything else in its own words."""
    full = os.strerror(errno.ENOSPC)
    if full in said:
        return OSError(errno.ENOSPC, full)
    lines = said.strip().splitlines()
    return OSError(f"ffmpeg failed: {lines[-1].strip() if lines else 'it gave no reason'}")
