"""Between the numbers of a picture (sRGB) and amounts of light (linear), as IEC 61966-2-1 has it."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

TOE_SRGB, TOE_LINEAR, TOE_SLOPE = 0.04045, 0.0031308, 12.92
"""Below these the curve is a line."""
OFFSET, EXPONENT = 0.055, 2.4
"""Above, light is ((number + OFFSET) / (1 + OFFSET)) to the power of EXPONENT."""


def linear_from_srgb(values_srgb: ArrayLike) -> NDArray[np.float64]:
    """The light of numbers in a picture.

    Args:
        values_srgb: any shape; 0 is black and 1 white, what lies beyond continues the curve, odd about 0.
    """
    values = np.asarray(values_srgb, dtype=np.float64)
    size = np.abs(values)
    curve = ((np.maximum(size, TOE_SRGB) + OFFSET) / (1 + OFFSET)) ** EXPONENT
    return np.asarray(np.copysign(np.where(size <= TOE_SRGB, size / TOE_SLOPE, curve), values))


def srgb_from_linear(values_linear: ArrayLike) -> NDArray[np.float64]:
    """The numbers in a picture that show an amount of light; the inverse of `linear_from_srgb`."""
    values = np.asarray(values_linear, dtype=np.float64)
    size = np.abs(values)
    curve = (1 + OFFSET) * np.maximum(size, TOE_LINEAR) ** (1 / EXPONENT) - OFFSET
    return np.asarray(np.copysign(np.where(size <= TOE_LINEAR, size * TOE_SLOPE, curve), values))


def linear_from_bytes(bytes_srgb: NDArray[np.uint8]) -> NDArray[np.float32]:
    """The light of a picture with 8 bits a channel, float32 in [0, 1]."""
    return _LINEAR_OF_BYTE[bytes_srgb]


def bytes_from_linear(values_linear: ArrayLike) -> NDArray[np.uint8]:
    """The picture with 8 bits a channel that shows amounts of light; what is beyond black and white is cut off."""
    values = srgb_from_linear(np.clip(np.asarray(values_linear, dtype=np.float64), 0.0, 1.0))
    return np.round(values * 255).astype(np.uint8)


_LINEAR_OF_BYTE = linear_from_srgb(np.arange(256) / 255).astype(np.float32)
