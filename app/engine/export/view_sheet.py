"""All views of a run on one sheet: what each should show, what it shows, and where the two differ."""

import math
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from app.engine.fitting.snapshot import ViewPicture

_LARGEST_TILE, _SMALLEST_TILE = 256, 96  # pixels
_SHEET_WIDTH = 3200  # pixels, about; tiles shrink to it where there are many views
_WIDTH_TO_HEIGHT = 1.8  # of the sheet, about
_GAP, _LABEL, _MARGIN, _HEADER = 4, 24, 24, 44  # pixels
_PAPER = np.array([255.0, 255, 255])
_INK = np.array([58.0, 62, 70])  # a silhouette
_AGREED = np.array([214.0, 216, 220])
_MISSING = np.array([33.0, 102, 172])  # blue and orange: told apart by everyone
_SURPLUS = np.array([230.0, 97, 1])
_FRAME = (200, 202, 206)


def write_view_sheet(path: Path, pictures: Sequence[ViewPicture]) -> None:
    """Draw target, rendered and difference of each view, side by side, with its id and IoU.

    Args:
        path: of the PNG file.
        pictures: at least one.

    Raises:
        ValueError: there is no picture.
        OSError: the file cannot be written.
    """
    if not pictures:
        raise ValueError("write_view_sheet: at least one picture is needed")
    tile = _tile_pixels(pictures)
    width, height = 3 * tile + 2 * _GAP, tile + _LABEL
    columns = _columns(len(pictures), width, height)
    rows = math.ceil(len(pictures) / columns)
    size = (columns * (width + _MARGIN) + _MARGIN, _HEADER + rows * (height + _MARGIN))
    sheet = Image.new("RGB", (max(size[0], _header_width() + 2 * _MARGIN), size[1]), "white")
    _draw_header(ImageDraw.Draw(sheet))
    for number, picture in enumerate(pictures):
        row, column = divmod(number, columns)
        _draw_view(sheet, picture, _MARGIN + column * (width + _MARGIN), _HEADER + row * (height + _MARGIN), tile)
    sheet.save(path)


def difference_colors(target: NDArray[np.float32], rendered: NDArray[np.float32]) -> NDArray[np.uint8]:
    """White where neither is, grey where both are, blue where only the target is, orange where only the rendered is.

    Args:
        target: (H, W) in [0, 1]; covered from 0.5 on, so that the soft edge of a good fit shows nothing.
        rendered: (H, W) in [0, 1], likewise.

    Returns:
        (H, W, 3) sRGB.
    """
    palette = _bytes(np.stack([_PAPER, _MISSING, _SURPLUS, _AGREED]))
    return np.asarray(palette[(target >= 0.5) + 2 * (rendered >= 0.5)])


def _tile_pixels(pictures: Sequence[ViewPicture]) -> int:
    largest = max(side for picture in pictures for side in picture.target.shape)
    columns = _columns(len(pictures), 3 * _LARGEST_TILE, _LARGEST_TILE + _LABEL)
    fitting = _SHEET_WIDTH // columns // 3
    return int(max(_SMALLEST_TILE, min(_LARGEST_TILE, largest, fitting)))


def _columns(count: int, width: int, height: int) -> int:
    """How many views beside each other make a sheet of about the wanted proportions."""
    return max(1, min(count, round(math.sqrt(count * _WIDTH_TO_HEIGHT * height / width))))


def _draw_view(sheet: Image.Image, picture: ViewPicture, left: int, top: int, tile: int) -> None:
    draw = ImageDraw.Draw(sheet)
    right = left + 3 * tile + 2 * _GAP
    draw.text((left, top + _LABEL - 7), picture.view_id, fill="black", font=_font(14), anchor="ls")
    draw.text((right, top + _LABEL - 7), f"IoU {picture.iou:.4f}", fill="black", font=_font(14), anchor="rs")
    images = (
        _silhouette_colors(picture.target),
        _silhouette_colors(picture.rendered),
        difference_colors(picture.target, picture.rendered),
    )
    for number, image in enumerate(images):
        corner = (left + number * (tile + _GAP), top + _LABEL)
        _paste(sheet, image, corner, tile)
        draw.rectangle((*corner, corner[0] + tile - 1, corner[1] + tile - 1), outline=_FRAME)


def _paste(sheet: Image.Image, colors: NDArray[np.uint8], corner: tuple[int, int], tile: int) -> None:
    """The image in the middle of its tile; large ones are averaged down, small ones show their pixels."""
    height, width = colors.shape[:2]
    scale = tile / max(height, width)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    resample = Image.Resampling.NEAREST if scale > 1 else Image.Resampling.BOX
    image = Image.fromarray(colors).resize(size, resample)
    sheet.paste(image, (corner[0] + (tile - size[0]) // 2, corner[1] + (tile - size[1]) // 2))


_LEGEND = (("both", _AGREED), ("target only", _MISSING), ("rendered only", _SURPLUS))
_TITLE = "Each view: target, rendered, difference"


def _draw_header(draw: ImageDraw.ImageDraw) -> None:
    draw.text((_MARGIN, _HEADER - 14), _TITLE, fill="black", font=_font(16), anchor="ls")
    x = _MARGIN + _font(16).getlength(_TITLE) + 28
    for label, color in _LEGEND:
        draw.rectangle((x, _HEADER - 27, x + 13, _HEADER - 14), fill=tuple(int(c) for c in color), outline=_FRAME)
        draw.text((x + 20, _HEADER - 15), label, fill="black", font=_font(14), anchor="ls")
        x += 20 + _font(14).getlength(label) + 22


def _header_width() -> int:
    return round(_font(16).getlength(_TITLE) + 28 + sum(42 + _font(14).getlength(label) for label, _ in _LEGEND))


def _silhouette_colors(coverage: NDArray[np.float32]) -> NDArray[np.uint8]:
    return _bytes(_PAPER + coverage[..., None] * (_INK - _PAPER))


def _bytes(colors: NDArray[np.float64]) -> NDArray[np.uint8]:
    return np.clip(colors + 0.5, 0, 255).astype(np.uint8)


def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size)
