"""All views of a run on one sheet: what each should show, what it shows, and where the two differ."""

import math
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from app.engine.export.picture_names import PNG_LEVEL
from app.engine.fitting.snapshot import ViewPicture

_TILES, _COLOUR_TILES = 3, 6  # of a view
_LARGEST_TILE, _SMALLEST_TILE = 256, 96  # pixels
_SHEET_WIDTH = 3200  # pixels, about; tiles shrink to it where there are many views
_WIDTH_TO_HEIGHT = 1.8  # of the sheet, about
_GAP, _LABEL, _MARGIN, _HEADER = 4, 28, 24, 52  # pixels
_LABEL_FONT, _TITLE_FONT, _SWATCH, _LABEL_GAP = 18, 20, 14, 7  # pixels
_WIDEST_HEADER = 1000  # pixels
_PAPER = np.array([255.0, 255, 255])
_INK = np.array([58.0, 62, 70])  # a silhouette
_AGREED = np.array([214.0, 216, 220])
_MISSING = np.array([33.0, 102, 172])  # blue and orange: told apart by everyone
_SURPLUS = np.array([230.0, 97, 1])
_FRAME = (200, 202, 206)
_TITLE = "Each view: target, rendered, difference"
_COLOUR_TITLE = f"{_TITLE}; the same in colour"
_COLOUR_GAIN = 4  # of differences of colours: a quarter of full brightness is white
_LEGEND = (("both", _AGREED), ("target only", _MISSING), ("rendered only", _SURPLUS))


def write_view_sheet(path: Path, pictures: Sequence[ViewPicture]) -> None:
    """Draw target, rendered and difference of each view, side by side, with its id and IoU.

    Where there are colours, the same follows in colour, the difference four times as bright as it is, and the PSNR.

    Args:
        path: of the PNG file.
        pictures: at least one.

    Raises:
        ValueError: there is no picture.
        OSError: the file cannot be written.
    """
    if not pictures:
        raise ValueError("write_view_sheet: at least one picture is needed")
    tiles = _COLOUR_TILES if any(picture.colour for picture in pictures) else _TILES
    tile = _tile_pixels(pictures, tiles)
    width, height = tiles * (tile + _GAP) - _GAP, tile + _LABEL
    columns = _columns(len(pictures), width, height)
    rows = math.ceil(len(pictures) / columns)
    header = _header(_TITLE if tiles == _TILES else _COLOUR_TITLE)
    sheet_width = _MARGIN + max(columns * (width + _MARGIN), header.width)
    sheet = Image.new("RGB", (sheet_width, _HEADER + rows * (height + _MARGIN)), "white")
    sheet.paste(header, (_MARGIN, 0))
    for number, picture in enumerate(pictures):
        row, column = divmod(number, columns)
        corner = (_MARGIN + column * (width + _MARGIN), _HEADER + row * (height + _MARGIN))
        _draw_view(sheet, picture, corner, width, tile)
    sheet.save(path, compress_level=PNG_LEVEL)


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


def colour_difference(target: NDArray[np.uint8], rendered: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """How far two pictures (H, W, 3) are apart in each channel, four times as bright; black where they are equal."""
    apart = np.abs(target.astype(np.int16) - rendered.astype(np.int16))
    return np.asarray(np.minimum(_COLOUR_GAIN * apart, 255), dtype=np.uint8)


def _tile_pixels(pictures: Sequence[ViewPicture], tiles: int) -> int:
    largest = max(side for picture in pictures for side in picture.target.shape)
    columns = _columns(len(pictures), tiles * _LARGEST_TILE, _LARGEST_TILE + _LABEL)
    fitting = _SHEET_WIDTH // columns // tiles
    return int(max(_SMALLEST_TILE, min(_LARGEST_TILE, largest, fitting)))


def _columns(count: int, width: int, height: int) -> int:
    """How many views beside each other make a sheet of about the wanted proportions."""
    return max(1, min(count, round(math.sqrt(count * _WIDTH_TO_HEIGHT * height / width))))


def _draw_view(sheet: Image.Image, picture: ViewPicture, corner: tuple[int, int], width: int, tile: int) -> None:
    left, top = corner
    draw, baseline = ImageDraw.Draw(sheet), top + _LABEL - _LABEL_GAP
    draw.text((left, baseline), picture.view_id, fill="black", font=_font(_LABEL_FONT), anchor="ls")
    draw.text((left + width, baseline), _figures(picture), fill="black", font=_font(_LABEL_FONT), anchor="rs")
    images = [
        _silhouette_colors(picture.target),
        _silhouette_colors(picture.rendered),
        difference_colors(picture.target, picture.rendered),
    ]
    if picture.colour is not None:
        target, rendered = picture.colour.target, picture.colour.rendered
        images += [target, rendered, colour_difference(target, rendered)]
    for number, image in enumerate(images):
        place = (left + number * (tile + _GAP), top + _LABEL)
        _paste(sheet, image, place, tile)
        draw.rectangle((*place, place[0] + tile - 1, place[1] + tile - 1), outline=_FRAME)


def _figures(picture: ViewPicture) -> str:
    iou = f"IoU {picture.iou:.4f}"
    return iou if picture.colour is None else f"{iou}, PSNR {picture.colour.quality.psnr_decibels:.1f} dB"


def _paste(sheet: Image.Image, colors: NDArray[np.uint8], corner: tuple[int, int], tile: int) -> None:
    """The image in the middle of its tile; large ones are averaged down, small ones show their pixels."""
    height, width = colors.shape[:2]
    scale = tile / max(height, width)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    resample = Image.Resampling.NEAREST if scale > 1 else Image.Resampling.BOX
    image = Image.fromarray(colors).resize(size, resample)
    sheet.paste(image, (corner[0] + (tile - size[0]) // 2, corner[1] + (tile - size[1]) // 2))


def _header(title: str) -> Image.Image:
    """Title and legend, cropped to their width."""
    image = Image.new("RGB", (_WIDEST_HEADER, _HEADER), "white")
    draw = ImageDraw.Draw(image)
    baseline = _HEADER - _SWATCH
    x = draw.textlength(title, font=_font(_TITLE_FONT)) + _MARGIN
    draw.text((0, baseline), title, fill="black", font=_font(_TITLE_FONT), anchor="ls")
    for label, color in _LEGEND:
        fill = tuple(int(channel) for channel in color)
        draw.rectangle((x, baseline - _SWATCH, x + _SWATCH, baseline), fill=fill, outline=_FRAME)
        x += _SWATCH + _LABEL_GAP
        draw.text((x, baseline), label, fill="black", font=_font(_LABEL_FONT), anchor="ls")
        x += draw.textlength(label, font=_font(_LABEL_FONT)) + _MARGIN
    return image.crop((0, 0, round(x), _HEADER))


def _silhouette_colors(coverage: NDArray[np.float32]) -> NDArray[np.uint8]:
    return _bytes(_PAPER + coverage[..., None] * (_INK - _PAPER))


def _bytes(colors: NDArray[np.float64]) -> NDArray[np.uint8]:
    return np.clip(colors + 0.5, 0, 255).astype(np.uint8)


def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size)
