"""Pictures of a view in colour: what it should show, what it shows, how the two differ, and the gradient."""

import math

import numpy as np
from numpy.typing import NDArray
from PyQt6.QtGui import QImage

from app.engine.fitting.snapshot import ViewQuality
from app.ui.view_images import LARGEST_SHOWN_PIXELS

Colours = NDArray[np.uint8]
Gradient = NDArray[np.float32]

DIFFERENCE_GAIN = 4
"""Times which a difference is shown: 64 of 255 steps of brightness make it white."""

ZERO_GRADIENT = 128
"""The grey of a gradient that is 0."""

_SEAM = (255, 255, 255)


def colour_image(pixels: Colours) -> QImage:
    """An image for Qt; one too large for a screen is thinned out.

    Args:
        pixels: (h, w, 3) sRGB.
    """
    stride = -(-max(pixels.shape[:2]) // LARGEST_SHOWN_PIXELS)
    shown = np.ascontiguousarray(pixels[::stride, ::stride])
    height, width = shown.shape[:2]
    return QImage(shown.tobytes(), width, height, 3 * width, QImage.Format.Format_RGB888).copy()  # owns its pixels


def difference(target: Colours, rendered: Colours) -> Colours:
    """The absolute difference of two pictures times `DIFFERENCE_GAIN`: black where they are equal.

    Args:
        target: (h, w, 3) sRGB.
        rendered: of the same shape.
    """
    apart = np.abs(target.astype(np.int16) - rendered.astype(np.int16))
    return np.asarray(np.minimum(DIFFERENCE_GAIN * apart, 255), dtype=np.uint8)


def blend(target: Colours, rendered: Colours, share: float) -> Colours:
    """Two pictures over one another.

    Args:
        target: (h, w, 3) sRGB.
        rendered: of the same shape.
        share: of the rendered one, in [0, 1].
    """
    values = np.arange(256)
    # The halves are rounded so that no sum is greater than 255.
    of_target, of_rendered = (np.floor(part * values).astype(np.uint8) for part in (1 - share, share))
    mixed: Colours = target if share == 0 else rendered if share == 1 else of_target[target] + of_rendered[rendered]
    return mixed


def gradient_colours(gradient: Gradient) -> Colours:
    """A signed gradient about a middle grey, red, green and blue each for itself.

    Shown are square roots, since few pixels have a gradient near the largest.

    Args:
        gradient: (h, w, 3) in [-1, 1].
    """
    roots = np.sign(gradient) * np.sqrt(np.abs(gradient))
    return np.asarray(np.rint(ZERO_GRADIENT + 127 * np.clip(roots, -1, 1)), dtype=np.uint8)


def halves(target: Colours, rendered: Colours | None) -> Colours:
    """The left half of the target beside the right half of what is rendered, with a seam; the target alone if none is.

    Args:
        target: (h, w, 3) sRGB.
        rendered: of the same shape.
    """
    if rendered is None:
        return target
    middle = target.shape[1] // 2
    joined = np.concatenate((target[:, :middle], rendered[:, middle:]), axis=1)
    joined[:, middle] = _SEAM
    return joined


def psnr_text(decibels: float) -> str:
    """A PSNR as people read it; a dash where nothing could be compared."""
    if math.isnan(decibels):
        return "\N{EN DASH}"
    return "\N{INFINITY} dB" if math.isinf(decibels) else f"{decibels:.1f} dB"


def quality_text(quality: ViewQuality) -> str:
    """All that is known of how well colours fit."""
    inside = psnr_text(quality.psnr_inside_decibels)
    structure = "" if quality.ssim is None else f", SSIM {quality.ssim:.3f}"
    return f"PSNR {psnr_text(quality.psnr_decibels)}, inside the mask {inside}{structure}"
