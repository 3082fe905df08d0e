"""Masks as pictures to lay over a photograph: a tint, and a quick outline."""

import math
from typing import cast

import numpy as np
from numpy.typing import NDArray
from PyQt6.QtCore import QPointF
from PyQt6.QtGui import QColor, QImage, QPainterPath, QPolygonF

from app.engine.cameras.view_mask import ViewMask

Colours = NDArray[np.uint8]
Table = NDArray[np.uint32]

_BACKGROUND_TINT = QColor(24, 70, 160, 150)
_UNKNOWN_TINTS = (QColor(232, 176, 40, 165), QColor(60, 44, 8, 150))  # of its stripes
_STRIPES_ACROSS = 60  # the picture's longer side
_NARROWEST_STRIPE = 3  # pixels
_QUICK_PIXELS = 5e5  # in larger masks not every pixel is looked at
_QUICK_PRECISION_PIXELS = 1.0


def photograph_image(colours: Colours) -> QImage:
    """A photograph (H, W, 3) as Qt draws it."""
    height, width = colours.shape[:2]
    return QImage(colours.tobytes(), width, height, 3 * width, QImage.Format.Format_RGB888).convertToFormat(
        QImage.Format.Format_RGB32
    )


class MaskTint:
    """A mask's tint: none where the object is, one colour over the background, stripes over what is unknown."""

    def __init__(self) -> None:
        self._background = _tints(_BACKGROUND_TINT, np.arange(255, -1, -1))
        self.image = QImage()
        """The tint, of the mask's size."""
        self._pixels = np.zeros((0, 0), dtype=np.uint32)  # the image's own

    def show(self, mask: ViewMask, rows: slice = slice(None), columns: slice = slice(None)) -> None:
        """Take another mask.

        Args:
            mask: the mask.
            rows: of the pixels that differ from the mask before.
            columns: of the pixels that differ.
        """
        if self._pixels.shape != mask.coverage.shape:
            self._make(*mask.image_size)
            rows = columns = slice(None)
        part = self._background[mask.coverage[rows, columns]]
        if mask.known is not None:
            is_unknown = ~mask.known[rows, columns]
            part[is_unknown] = self._stripes(rows, columns)[is_unknown]
        self._pixels[rows, columns] = part

    def _make(self, height: int, width: int) -> None:
        self.image = QImage(width, height, QImage.Format.Format_ARGB32_Premultiplied)
        bits = self.image.bits()
        assert bits is not None
        bits.setsize(4 * width * height)
        self._pixels = np.frombuffer(cast("bytearray", bits), dtype=np.uint32).reshape(height, width)

    def _stripes(self, rows: slice, columns: slice) -> NDArray[np.uint32]:
        height, width = self._pixels.shape
        stripe = max(_NARROWEST_STRIPE, round(max(height, width) / _STRIPES_ACROSS))
        y, x = np.arange(height)[rows, None], np.arange(width)[None, columns]
        both = np.array([_tints(colour, np.array([255]))[0] for colour in _UNKNOWN_TINTS], dtype=np.uint32)
        return np.asarray(both[(x + y) // stripe % 2])


def rough_outline(mask: ViewMask, is_quick: bool = False) -> QPainterPath:
    """The line along whole pixels that the object covers by half.

    Args:
        mask: the mask; what is unknown of it has no outline.
        is_quick: whether to be off by a pixel or two, and by more in large masks, so that it is found and drawn in
            milliseconds.

    Returns:
        In pixels; the centre of the first one is at (0.5, 0.5).
    """
    import cv2

    step = max(1, round(math.sqrt(mask.coverage.size / _QUICK_PIXELS))) if is_quick else 1
    is_object = mask.coverage[::step, ::step] >= 128
    if mask.known is not None:
        is_object &= mask.known[::step, ::step]
    lines, _ = cv2.findContours(is_object.astype(np.uint8), cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)
    path = QPainterPath()
    for line in lines:
        kept = cv2.approxPolyDP(line, _QUICK_PRECISION_PIXELS, True) if is_quick else line
        path.addPolygon(QPolygonF([QPointF(step * x + 0.5, step * y + 0.5) for x, y in kept[:, 0].tolist()]))
        path.closeSubpath()
    return path


def _tints(colour: QColor, strengths: NDArray[np.integer]) -> Table:
    """ARGB32, premultiplied, of a colour at strengths from 0 to 255."""
    alpha = np.rint(strengths * colour.alpha() / 255).astype(np.uint32)
    parts = (colour.red(), colour.green(), colour.blue())
    red, green, blue = (np.rint(alpha * part / 255).astype(np.uint32) for part in parts)
    return np.asarray((alpha << 24) | (red << 16) | (green << 8) | blue, dtype=np.uint32)
