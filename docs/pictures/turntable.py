"""A model beside its reconstruction, turning."""

import math
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from app.engine.export.shaded_picture import Look, shaded_picture, turntable
from app.engine.meshes.mesh import Mesh
from pictures.gif import write_gif

PIXELS = 240
FRAMES = 36
FRAME_MILLISECONDS = 90
ELEVATION_DEGREES = 18.0
ROOM = 1.04  # around the model
CAPTION_HEIGHT = 28
CAPTION_COLOR = (90, 90, 92)


def write_turntable(path: Path, model: Mesh, result: Mesh, caption: str) -> None:
    """Write a GIF that loops: the model on the left, the result on the right.

    Args:
        path: of the file.
        model: the original.
        result: the reconstruction, in the same place.
        caption: of the result.
    """
    center = model.center
    half_height = ROOM * float(np.linalg.norm(model.positions - center, axis=1).max())
    frames = []
    for number in range(FRAMES):
        camera = turntable(center, 2 * math.pi * number / FRAMES, ELEVATION_DEGREES)
        original = shaded_picture(model, camera, half_height, PIXELS, Look())
        reconstruction = shaded_picture(result, camera, half_height, PIXELS, Look())
        frames.append(_side_by_side(original, reconstruction, caption))
    write_gif(path, frames, [FRAME_MILLISECONDS] * FRAMES)


def _side_by_side(original: NDArray[np.float64], result: NDArray[np.float64], caption: str) -> Image.Image:
    pictures = Image.fromarray((np.hstack([original, result]) * 255 + 0.5).astype(np.uint8))
    image = Image.new("RGB", (2 * PIXELS, PIXELS + CAPTION_HEIGHT), pictures.getpixel((0, 0)))
    image.paste(pictures, (0, 0))
    draw = ImageDraw.Draw(image)
    for column, text in ((PIXELS // 2, "original"), (PIXELS + PIXELS // 2, caption)):
        draw.text((column, image.height - 10), text, fill=CAPTION_COLOR, font=ImageFont.load_default(16), anchor="ms")
    return image
