"""Films of meshes: one that turns, and one that shows how it became what it is."""

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.engine.export.film_files import write_film
from app.engine.export.film_settings import DARK, FilmSettings, HistorySettings, TurntableSettings
from app.engine.export.shaded_picture import Look, shaded_picture, turntable
from app.engine.meshes.mesh import Mesh
from app.engine.progress import Progress

MORPH_FRAMES = 36
_ROOM = 1.05  # around the mesh, at least
_RESULT_ROOM = 1.1  # more around the result: a mesh that comes down from a larger one is seen to shrink
_EARLY = 2.5  # above 1: more frames of the early steps, where most of the change is
_DARK = (0.11, 0.115, 0.125)
_CAPTION_ON_LIGHT, _CAPTION_ON_DARK = (110, 110, 112), (150, 152, 156)
_CAPTION_SHARE, _SMALLEST_CAPTION = 0.04, 9  # of the picture's height; pixels


@dataclass(frozen=True, eq=False)
class Keyframe:
    """The mesh after a number of steps.

    Args:
        step: updates made so far.
        mesh: in any frame, the same for all keyframes of a run.
    """

    step: int
    mesh: Mesh


@dataclass(frozen=True, eq=False)
class _Shot:
    """One frame: what is seen, how much of the world, and what is written below."""

    mesh: Mesh
    half_height_world: float
    caption: str = ""


def keyframe_steps(steps: int) -> list[int]:
    """The steps after which an animation wants the mesh, 0 and `steps` among them.

    Args:
        steps: planned for the run, >= 1.

    Returns:
        Ascending, at most `MORPH_FRAMES`, dense at the beginning.
    """
    return sorted({round(share * steps) for share in _paces(MORPH_FRAMES)})


def write_turntable(path: Path, mesh: Mesh, settings: TurntableSettings, progress: Progress | None = None) -> None:
    """Write a film of a mesh that turns, seen from all around.

    Args:
        path: of the file, its suffix one of `FILM_SUFFIXES`.
        mesh: in any frame, +y up.
        settings: how.
        progress: told after each frame.

    Raises:
        FilmError: an MP4 is asked for and there is no ffmpeg.
        FileWriteError: the file cannot be written.
        Cancelled: the work has been told to end.
    """
    shot = _Shot(mesh, _ROOM * _reach(mesh, mesh.center))
    _write_shots(path, [shot] * settings.frames, mesh.center, settings, progress)


def write_history(
    path: Path, keyframes: Sequence[Keyframe], settings: HistorySettings, progress: Progress | None = None
) -> None:
    """Write a film of a run: the mesh turning while it becomes what it became, then the result for a while.

    Args:
        path: of the file, its suffix one of `FILM_SUFFIXES`.
        keyframes: at least one, ascending; the last is the result. Faces may differ between them.
        settings: how.
        progress: told after each frame.

    Raises:
        ValueError: there is no keyframe.
        FilmError: an MP4 is asked for and there is no ffmpeg.
        FileWriteError: the file cannot be written.
        Cancelled: the work has been told to end.
    """
    if not keyframes:
        raise ValueError("write_history: at least one keyframe is needed")
    result = keyframes[-1]
    center = result.mesh.center
    least = _RESULT_ROOM * _reach(result.mesh, center)
    shown = [*_paced(keyframes, settings.frames), *[result] * settings.hold_frames]
    shots = [_Shot(item.mesh, _ROOM * max(_reach(item.mesh, center), least), f"step {item.step:,}") for item in shown]
    _write_shots(path, shots, center, settings, progress)


def still(mesh: Mesh, settings: FilmSettings, pixels: int) -> NDArray[np.uint8]:
    """The picture that a film of a mesh begins with.

    Args:
        mesh: in any frame, +y up.
        settings: of the film; its size is not looked at.
        pixels: width and height.

    Returns:
        (pixels, pixels, 3), sRGB.
    """
    shot = _Shot(mesh, _ROOM * _reach(mesh, mesh.center))
    return _drawn(shot, turntable(mesh.center, 0.0, settings.elevation_degrees), pixels, settings)


def _paces(count: int) -> list[float]:
    """Shares of a run, ascending from 0 to 1, dense at the beginning."""
    return [float(share) for share in np.linspace(0, 1, count) ** _EARLY]


def _paced(keyframes: Sequence[Keyframe], count: int) -> list[Keyframe]:
    """What each of `count` frames shows: the keyframes nearest to the paces, each for the same time."""
    steps = np.array([keyframe.step for keyframe in keyframes], dtype=np.float64)
    wanted = steps[0] + np.array(_paces(count)) * (steps[-1] - steps[0])
    nearest = np.abs(steps[None, :] - wanted[:, None]).argmin(axis=1)
    chosen = [index for index, _ in itertools.groupby([*nearest.tolist(), len(keyframes) - 1])]
    return [keyframes[chosen[number * len(chosen) // count]] for number in range(count)]


def _write_shots(
    path: Path,
    shots: Sequence[_Shot],
    center: NDArray[np.float64],
    settings: FilmSettings,
    progress: Progress | None,
) -> None:
    pixels = settings.pixels + (settings.pixels % 2 if path.suffix.lower() == ".mp4" else 0)

    def frame(number: int) -> NDArray[np.uint8]:
        shot = shots[number]
        turn = 2 * math.pi * settings.turns * number / len(shots)
        return _drawn(shot, turntable(center, turn, settings.elevation_degrees), pixels, settings)

    write_film(path, len(shots), frame, settings.frames_per_second, progress)


def _drawn(
    shot: _Shot, picture_to_world: NDArray[np.float64], pixels: int, settings: FilmSettings
) -> NDArray[np.uint8]:
    is_dark = settings.background == DARK
    look = Look(background=_DARK) if is_dark else Look()
    picture = shaded_picture(shot.mesh, picture_to_world, shot.half_height_world, pixels, look)
    colors = (picture * 255 + 0.5).astype(np.uint8)
    return _captioned(colors, shot.caption, _CAPTION_ON_DARK if is_dark else _CAPTION_ON_LIGHT)


def _reach(mesh: Mesh, center: NDArray[np.float64]) -> float:
    """Distance of the farthest vertex that a face uses."""
    return float(np.linalg.norm(mesh.positions[np.unique(mesh.faces)] - center, axis=1).max())


def _captioned(picture: NDArray[np.uint8], caption: str, color: tuple[int, int, int]) -> NDArray[np.uint8]:
    from PIL import Image, ImageDraw, ImageFont

    if not caption:
        return picture
    image = Image.fromarray(picture)
    size = max(_SMALLEST_CAPTION, _CAPTION_SHARE * image.height)
    corner = (0.75 * size, image.height - 0.75 * size)
    ImageDraw.Draw(image).text(corner, caption, fill=color, font=ImageFont.load_default(size), anchor="ls")
    return np.asarray(image)
