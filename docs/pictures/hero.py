"""The picture that the README opens with: outlines, a sphere that follows them, the mesh."""

import math
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from app.engine.export.animation import Keyframe
from app.engine.export.shaded_picture import Look, shaded_picture, turntable
from app.engine.meshes.mesh import Mesh
from pictures.run import Run

WIDTH, HEIGHT = 1600, 720
TOP, LEFT = 84, 44  # of the outlines
COLUMNS, ROWS = 4, 5
TILE, TILE_GAP = 108, 11
STAGES_MIDDLE = 704  # column
STAGE_PIXELS = 196
STAGE_SHARES = (0.0, 0.02, 0.1)  # of the steps
RESULT_MIDDLE = 1216  # column
RESULT_PIXELS = 700
TURN = math.radians(24.0)
ELEVATION_DEGREES = 20.0
INK, PAPER, TEXT, ARROW = (33, 79, 91), (255, 255, 255), (84, 86, 88), (176, 176, 172)


def write_hero(path: Path, run: Run) -> None:
    """Draw the picture of a run; it shows as many of the outlines as there are tiles."""
    canvas = Image.new("RGB", (WIDTH, HEIGHT), tuple(round(255 * channel) for channel in Look().background))
    draw = ImageDraw.Draw(canvas)
    _place_outlines(canvas, run.outlines[: COLUMNS * ROWS])
    _place_stages(canvas, draw, run.keyframes)
    picture = _picture(run.keyframes[-1].mesh, RESULT_PIXELS)
    canvas.paste(picture, (RESULT_MIDDLE - RESULT_PIXELS // 2, (HEIGHT - RESULT_PIXELS) // 2 + 10))
    grid_width = COLUMNS * (TILE + TILE_GAP) - TILE_GAP
    _write(draw, LEFT + grid_width // 2, 60, f"{len(run.outlines)} outlines", 26)
    _write(draw, STAGES_MIDDLE, 60, "a sphere follows them", 26)
    _write(draw, RESULT_MIDDLE, 60, f"the mesh after {run.keyframes[-1].step:,} steps", 26)
    for column in (LEFT + grid_width + 44, STAGES_MIDDLE + STAGE_PIXELS // 2 + 36):
        _arrow(draw, column)
    canvas.quantize(256, dither=Image.Dither.FLOYDSTEINBERG).save(path, optimize=True)


def _place_outlines(canvas: Image.Image, outlines: NDArray[np.float32]) -> None:
    corners = Image.new("L", (4 * TILE, 4 * TILE), 0)
    ImageDraw.Draw(corners).rounded_rectangle((0, 0, 4 * TILE - 1, 4 * TILE - 1), 4 * 10, fill=255)
    rounded = corners.resize((TILE, TILE), Image.Resampling.BOX)
    for number, outline in enumerate(outlines):
        row, column = divmod(number, COLUMNS)
        ink = outline[..., None] * (np.array(INK) - PAPER) + PAPER
        tile = Image.fromarray((ink + 0.5).astype(np.uint8)).resize((TILE, TILE), Image.Resampling.LANCZOS)
        canvas.paste(tile, (LEFT + column * (TILE + TILE_GAP), TOP + row * (TILE + TILE_GAP)), rounded)


def _place_stages(canvas: Image.Image, draw: ImageDraw.ImageDraw, keyframes: tuple[Keyframe, ...]) -> None:
    """The sphere and two meshes on its way, one below the other."""
    steps = keyframes[-1].step
    stages = [min(keyframes, key=lambda frame: abs(frame.step - share * steps)) for share in STAGE_SHARES]
    for row, stage in enumerate(stages):
        top = TOP - 6 + row * STAGE_PIXELS
        picture = _picture(stage.mesh, STAGE_PIXELS - 28)
        canvas.paste(picture, (STAGES_MIDDLE - picture.width // 2, top))
        _write(draw, STAGES_MIDDLE, top + STAGE_PIXELS - 10, f"step {stage.step:,}", 17)


def _picture(mesh: Mesh, pixels: int) -> Image.Image:
    center = mesh.center
    reach = float(np.linalg.norm(mesh.positions - center, axis=1).max())
    shaded = shaded_picture(mesh, turntable(center, TURN, ELEVATION_DEGREES), reach, pixels, Look())
    return Image.fromarray((shaded * 255 + 0.5).astype(np.uint8))


def _write(draw: ImageDraw.ImageDraw, middle: int, baseline: int, text: str, size: int) -> None:
    draw.text((middle, baseline), text, fill=TEXT, font=ImageFont.load_default(size), anchor="ms")


def _arrow(draw: ImageDraw.ImageDraw, middle: int) -> None:
    height = TOP + (ROWS * (TILE + TILE_GAP) - TILE_GAP) // 2
    draw.line([(middle - 11, height - 28), (middle + 11, height), (middle - 11, height + 28)], ARROW, 8, "curve")
