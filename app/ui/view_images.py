"""Silhouettes in colour: target and rendered picture of a view laid over one another, as images that Qt draws.

Two 8-bit pictures are combined by one look-up in a table of 256 x 256 colours, so that a thumbnail costs
microseconds and soft edges stay soft.
"""

import math
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray
from PyQt6.QtGui import QColor, QImage

from app.ui.theme_colours import Theme

Picture = NDArray[np.uint8]
ColourTable = NDArray[np.uint32]

LARGEST_SHOWN_PIXELS = 2048
"""Of a side: more than a screen shows, little enough to be coloured between two frames."""

_CONTRAST = 4.0  # of differences: a soft outline counts, as for the IoU, where half of it is passed
_GOOD_IOU = 0.95
_POOR_IOU = 0.8
_FAINT_AGREEMENT = 0.28  # of the difference's agreement, so that what differs stands out


class PictureMode(StrEnum):
    """What of a view is shown."""

    PHOTO = "photo"
    TARGET = "target"
    RENDERED = "rendered"
    XOR = "xor"
    BLEND = "blend"
    GRADIENT = "gradient"
    """Of the colours."""
    ALL = "all"
    """Side by side."""


def overlay_table(colours: Theme) -> ColourTable:
    """Where both are covered, where the target alone is (missing), and where the rendered alone is (excess).

    Args:
        colours: of the window.

    Returns:
        (65536,) RGB32; the entry for two pixels is at 256 * target + rendered.
    """
    return _difference(colours, 1.0)


def colour_table(mode: PictureMode, colours: Theme, blend: float = 0.5) -> ColourTable:
    """The table for one way to show a view.

    Args:
        mode: what is shown; where there is no photograph, the target stands in for it.
        colours: of the window.
        blend: share of the rendered picture in a blend, in [0, 1].

    Returns:
        As `overlay_table`.
    """
    if mode is PictureMode.XOR:
        return _difference(colours, _FAINT_AGREEMENT)
    share = {PictureMode.PHOTO: 0.0, PictureMode.TARGET: 0.0, PictureMode.RENDERED: 1.0}.get(mode, blend)
    target, rendered = _coverages()
    ground = _rgb(colours.picture_background)
    of_target = ground + target[..., None] * (_rgb(colours.target) - ground)
    of_rendered = ground + rendered[..., None] * (_rgb(colours.rendered) - ground)
    return _packed((1 - share) * of_target + share * of_rendered)


def view_image(target: Picture, rendered: Picture | None, table: ColourTable) -> QImage:
    """A picture of a view.

    Args:
        target: (h, w) coverage.
        rendered: (h, w) coverage, or None to take the target for it.
        table: of the wanted mode.
    """
    other = target if rendered is None else rendered
    height, width = target.shape
    pixels = table[(target.astype(np.uint16) << 8) | other].tobytes()
    return QImage(pixels, width, height, 4 * width, QImage.Format.Format_RGB32).copy()  # a copy owns its pixels


def shown_bytes(coverage: NDArray[np.float32]) -> Picture:
    """A full-size picture as `view_image` takes it; one too large for a screen is thinned out.

    Args:
        coverage: (H, W) in [0, 1].
    """
    stride = -(-max(coverage.shape) // LARGEST_SHOWN_PIXELS)
    return np.rint(coverage[::stride, ::stride] * 255).astype(np.uint8)


def faint_agreement(colours: Theme) -> QColor:
    """The colour in which a difference shows what agrees."""
    return QColor(*(round(value) for value in _agreement(colours, _FAINT_AGREEMENT)))


def iou_text(iou: float | None) -> str:
    """An IoU in three digits, never rounded up; a dash where there is none."""
    return "\N{EN DASH}" if iou is None else f"{math.floor(iou * 1000) / 1000:.3f}"


def percent(share: float) -> str:
    """A share in percent, never rounded up: 100 % means all."""
    return f"{math.floor(100 * share)} %"


def iou_colour(iou: float, colours: Theme) -> QColor:
    """The colour that says how good an IoU is."""
    if iou >= _GOOD_IOU:
        return colours.ok
    return colours.warning if iou >= _POOR_IOU else colours.error


def _difference(colours: Theme, agreement: float) -> ColourTable:
    target, rendered = (np.clip((share - 0.5) * _CONTRAST + 0.5, 0, 1) for share in _coverages())
    ground = _rgb(colours.picture_background)
    return _packed(
        ground
        + np.minimum(target, rendered)[..., None] * (_agreement(colours, agreement) - ground)
        + np.maximum(target - rendered, 0)[..., None] * (_rgb(colours.missing) - ground)
        + np.maximum(rendered - target, 0)[..., None] * (_rgb(colours.excess) - ground)
    )


def _agreement(colours: Theme, strength: float) -> NDArray[np.float64]:
    ground = _rgb(colours.picture_background)
    return ground + strength * (_rgb(colours.agree) - ground)


def _coverages() -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Every pair of a target's and a rendered picture's pixel, each (256, 256) in [0, 1]."""
    values = np.arange(256) / 255
    return np.broadcast_to(values[:, None], (256, 256)), np.broadcast_to(values[None, :], (256, 256))


def _rgb(colour: QColor) -> NDArray[np.float64]:
    return np.array([colour.red(), colour.green(), colour.blue()], dtype=np.float64)


def _packed(rgb: NDArray[np.float64]) -> ColourTable:
    channels = np.rint(rgb).astype(np.uint32).reshape(-1, 3)
    return np.asarray(0xFF000000 | channels[:, 0] << 16 | channels[:, 1] << 8 | channels[:, 2], dtype=np.uint32)
