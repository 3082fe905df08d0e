"""The run as a short loop: the mesh turning once while it becomes what it became, then once more as it is."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.engine.export.shaded_picture import Look, shaded_picture, turntable
from app.engine.meshes.mesh import Mesh

MORPH_FRAMES = 36
RESULT_FRAMES = 24
FRAME_MILLISECONDS = 70
DEFAULT_PIXELS = 320
_ELEVATION_DEGREES = 18.0
_ROOM = 1.05  # around the mesh, at least
_RESULT_ROOM = 1.1  # more around the result: a mesh that comes down from a larger one is seen to shrink
_EARLY = 2.5  # above 1: more frames of the early steps, where most of the change is
_CAPTION_COLOR = (110, 110, 112)


@dataclass(frozen=True, eq=False)
class Keyframe:
    """The mesh after a number of steps.

    Args:
        step: updates made so far.
        mesh: in any frame, the same for all keyframes of a run.
    """

    step: int
    mesh: Mesh


def keyframe_steps(steps: int) -> list[int]:
    """The steps after which an animation wants the mesh, 0 and `steps` among them.

    Args:
        steps: planned for the run, >= 1.

    Returns:
        Ascending, at most `MORPH_FRAMES`, dense at the beginning.
    """
    shares = np.linspace(0, 1, MORPH_FRAMES) ** _EARLY
    return sorted({round(float(share) * steps) for share in shares})


def write_animation(path: Path, keyframes: Sequence[Keyframe], pixels: int = DEFAULT_PIXELS) -> None:
    """Write a GIF that loops.

    Args:
        path: of the file.
        keyframes: at least one, ascending; the last is the result. Faces may differ between them.
        pixels: width and height.

    Raises:
        ValueError: there is no keyframe.
        OSError: the file cannot be written.
    """
    import imageio.v3 as imageio

    if not keyframes:
        raise ValueError("write_animation: at least one keyframe is needed")
    center = keyframes[-1].mesh.center
    result_reach = _RESULT_ROOM * _reach(keyframes[-1].mesh, center)
    shown = [*keyframes, *[keyframes[-1]] * RESULT_FRAMES]
    frames = []
    for number, keyframe in enumerate(shown):
        turn = 2 * math.pi * 2 * number / len(shown)
        half_height = _ROOM * max(_reach(keyframe.mesh, center), result_reach)
        picture_to_world = turntable(center, turn, _ELEVATION_DEGREES)
        picture = shaded_picture(keyframe.mesh, picture_to_world, half_height, pixels, Look())
        frames.append(_captioned(picture, f"step {keyframe.step:,}"))
    imageio.imwrite(path, np.stack(frames), extension=".gif", duration=FRAME_MILLISECONDS, loop=0)


def _reach(mesh: Mesh, center: NDArray[np.float64]) -> float:
    """Distance of the farthest vertex that a face uses."""
    return float(np.linalg.norm(mesh.positions[np.unique(mesh.faces)] - center, axis=1).max())


def _captioned(picture: NDArray[np.float64] | NDArray[np.float32], caption: str) -> NDArray[np.uint8]:
    from PIL import Image, ImageDraw, ImageFont

    image = Image.fromarray((picture * 255 + 0.5).astype(np.uint8))
    draw = ImageDraw.Draw(image)
    draw.text((10, image.height - 10), caption, fill=_CAPTION_COLOR, font=ImageFont.load_default(13), anchor="ls")
    return np.asarray(image)
