"""Colours as OpenGL and NumPy want them, and the map from numbers to colours."""

import numpy as np
from numpy.typing import NDArray
from PyQt6.QtGui import QColor

from app.engine.fitting.readings import Quantity

COLOUR_MAP_SIZE = 256

# Lightness, chroma and hue in degrees along a map, in Oklch (Ottosson, 2020): lightness goes one way, so that the order
# is plain without seeing colour.
_FROM_DARK = ((0.27, 0.115, 308), (0.43, 0.115, 263), (0.59, 0.105, 195), (0.76, 0.145, 148), (0.93, 0.17, 105))
_FROM_FAR = ((0.24, 0.03, 265), (0.60, 0.02, 265), (0.97, 0.01, 265))
_FROM_WARM = ((0.77, 0.155, 58), (0.74, 0.09, 62), (0.69, 0.012, 75), (0.62, 0.028, 250), (0.55, 0.055, 250))


def rgb(colour: QColor) -> tuple[float, float, float]:
    """Red, green and blue in [0, 1]."""
    return colour.redF(), colour.greenF(), colour.blueF()


def rgba(colour: QColor, alpha: float = 1.0) -> NDArray[np.float32]:
    """(4,) float32 in [0, 1]."""
    return np.array([*rgb(colour), alpha], dtype=np.float32)


def _colour_map(stops: tuple[tuple[float, float, float], ...]) -> NDArray[np.uint8]:
    """(256, 3) sRGB between stops at even distances."""
    places, share = np.linspace(0, 1, len(stops)), np.linspace(0, 1, COLOUR_MAP_SIZE)
    lightness, chroma, hue = (np.interp(share, places, values) for values in np.array(stops).T)
    a, b = chroma * np.cos(np.radians(hue)), chroma * np.sin(np.radians(hue))
    return np.asarray((255 * _srgb_from_oklab(np.stack([lightness, a, b], axis=1)) + 0.5).astype(np.uint8))


def _srgb_from_oklab(lab: NDArray[np.float64]) -> NDArray[np.float64]:
    to_cones = np.array(
        [[1, 0.3963377774, 0.2158037573], [1, -0.1055613458, -0.0638541728], [1, -0.0894841775, -1.291485548]]
    )
    to_linear = np.array(
        [
            [4.0767416621, -3.3077115913, 0.2309699292],
            [-1.2684380046, 2.6097574011, -0.3413193965],
            [-0.0041960863, -0.7034186147, 1.7076147010],
        ]
    )
    linear = np.clip((lab @ to_cones.T) ** 3 @ to_linear.T, 0, 1)
    return np.asarray(np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055))


COLOUR_MAPS = {Quantity.DISTANCE: _colour_map(_FROM_DARK), Quantity.CONSTRAINT: _colour_map(_FROM_WARM)}
"""(256, 3) sRGB each: distances from dark violet over blue and green to light yellow, what views determine from orange,
which asks for attention, over grey to a calm blue."""

DEPTH_MAP = _colour_map(_FROM_FAR)
"""(256, 3) sRGB, from dark for what is far to bright for what is near; nearly grey."""
