"""A photograph with what is made of it: dim outside its mask, and coloured where the mesh differs from that."""

import numpy as np
from numpy.typing import NDArray
from PyQt6.QtGui import QColor, QImage

from app.ui.theme_colours import Theme

Picture = NDArray[np.uint8]
Shares = NDArray[np.float32]

_OUTSIDE = 0.3  # of the photograph's colours, what is left outside the mask
_STRENGTH = 0.75  # of the colours of a difference
_CONTRAST = 4.0  # a soft outline differs, as for the IoU, where half of it is passed


def photograph_image(photograph: Picture, target: Picture | None, rendered: Picture | None, colours: Theme) -> QImage:
    """A small picture of a view of a capture.

    Args:
        photograph: (h, w, 3) sRGB.
        target: coverage by the mask, in about the same shape; None where it is not known yet.
        rendered: coverage by the mesh, of the target's size; None where there is none.
        colours: of the window.
    """
    size = photograph.shape[:2]
    mixed = photograph.astype(np.float32)
    if target is not None:
        mask = _coverage(target, size)
        mixed = _mix(_rgb(colours.picture_background), mixed, _OUTSIDE + (1 - _OUTSIDE) * mask)
        if rendered is not None:
            too_much = (_coverage(rendered, size) - mask) * _CONTRAST
            mixed = _mix(mixed, _rgb(colours.missing), _STRENGTH * np.clip(-too_much, 0, 1))
            mixed = _mix(mixed, _rgb(colours.excess), _STRENGTH * np.clip(too_much, 0, 1))
    pixels = np.rint(mixed).astype(np.uint8).tobytes()
    height, width = size
    return QImage(pixels, width, height, 3 * width, QImage.Format.Format_RGB888).copy()  # a copy owns its pixels


def _coverage(picture: Picture, size: tuple[int, int]) -> Shares:
    """In [0, 1], in that size: the two are made small by different hands, and may be a pixel apart."""
    rows, columns = (np.arange(wanted) * given // wanted for wanted, given in zip(size, picture.shape, strict=True))
    return (picture[np.ix_(rows, columns)] / 255).astype(np.float32)


def _mix(first: Shares, second: Shares, share: Shares) -> Shares:
    return first + share[..., None] * (second - first)


def _rgb(colour: QColor) -> Shares:
    return np.array([colour.red(), colour.green(), colour.blue()], dtype=np.float32)
