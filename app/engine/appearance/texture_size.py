"""Textures in fewer pixels."""

import numpy as np
from numpy.typing import NDArray

from app.engine.appearance.srgb import bytes_from_linear, linear_from_bytes

LARGEST_TEXTURE_PIXELS = 4096
"""Width and height of a texture, at most."""

_BAND_ROWS = 64  # of the result at a time: in floats a large texture would take a gigabyte


def reduced(texture_srgb: NDArray[np.uint8], factor: int) -> NDArray[np.uint8]:
    """Average squares of pixels, as light; a last row or column that does not fill a square is averaged alone.

    Args:
        texture_srgb: (H, W, 3).
        factor: width of the squares, pixels.

    Returns:
        (ceil(H / factor), ceil(W / factor), 3).
    """
    if factor == 1:
        return texture_srgb
    height, width = texture_srgb.shape[:2]
    filled = ((0, -height % factor), (0, -width % factor), (0, 0))
    whole = np.pad(texture_srgb, filled, mode="edge")
    rows, columns = whole.shape[0] // factor, whole.shape[1] // factor
    result = np.empty((rows, columns, 3), dtype=np.uint8)
    for start in range(0, rows, _BAND_ROWS):
        band = linear_from_bytes(whole[start * factor : (start + _BAND_ROWS) * factor])
        result[start : start + _BAND_ROWS] = bytes_from_linear(
            band.reshape(-1, factor, columns, factor, 3).mean(axis=(1, 3))
        )
    return result
