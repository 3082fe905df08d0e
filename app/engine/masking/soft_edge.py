"""From a mask of whole pixels to the soft edge that the picture has there."""

import math

import numpy as np
from numpy.typing import NDArray

_STRIP_ROWS = 256  # of a picture that are looked at together: in full, large ones would take gigabytes
_LEARNT_FROM_PIXELS = 4.0  # on either side of the edge, away from the band where both mix
_SHALLOW_WEIGHT = 1e-3  # of pixels in that band: they tell of parts so thin that they hold no others
_FAINTEST_CONTRAST = 12.0  # of 255, between object and background; below, a mixture cannot be told from noise
_CLEAR_CONTRAST = 36.0
_ROUNDING_PIXELS = 0.6  # of the steps of a slanting edge, where nothing tells more

_Shares = NDArray[np.float32]


def soft_edge(
    colours: NDArray[np.uint8], is_object: NDArray[np.bool_], freedom_pixels: float = 1.0
) -> NDArray[np.uint8]:
    """How much of each pixel the object covers, where only whole pixels are known.

    Beside the edge a pixel's colour is a mixture of those of the object and the background nearby; the share of the
    first is its coverage. Where the two are alike, the edge is only rounded.

    Args:
        colours: (H, W, 3) uint8.
        is_object: (H, W) bool.
        freedom_pixels: by how much the edge may be off, >= 1; a mixture farther from it is texture.

    Returns:
        (H, W) uint8, 255 where all of the pixel is the object.
    """
    if is_object.all() or not is_object.any():
        return np.where(is_object, np.uint8(255), np.uint8(0))
    inward = _inward(is_object)
    coverage = np.where(is_object, np.uint8(255), np.uint8(0))
    height = len(coverage)
    room = math.ceil(freedom_pixels + _LEARNT_FROM_PIXELS) + 1
    for top in range(0, height, _STRIP_ROWS):
        bottom = min(height, top + _STRIP_ROWS)
        if (np.abs(inward[top:bottom]) < freedom_pixels + 0.5).any():
            around = slice(max(0, top - room), min(height, bottom + room))
            share = _shares(colours[around], is_object[around], inward[around], freedom_pixels)
            inside = share[top - around.start : bottom - around.start]
            coverage[top:bottom] = np.rint(255 * inside)
    return coverage


def _shares(
    colours: NDArray[np.uint8], is_object: NDArray[np.bool_], inward: _Shares, freedom_pixels: float
) -> _Shares:
    mixture, contrast = _mixture(colours, inward, freedom_pixels)
    trust = np.clip((contrast - _FAINTEST_CONTRAST) / (_CLEAR_CONTRAST - _FAINTEST_CONTRAST), 0.0, 1.0)
    rounded = _rounded(is_object)
    share = rounded + trust * (mixture - rounded)
    least, most = (np.clip(0.5 + inward + way, 0.0, 1.0) for way in (-freedom_pixels, freedom_pixels))
    return np.asarray(np.clip(share, least, most))


def _inward(is_object: NDArray[np.bool_]) -> _Shares:
    """How deep in the object the middle of each pixel is, pixels; negative outside."""
    import cv2

    depths = [
        cv2.distanceTransform(side.astype(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
        for side in (is_object, ~is_object)
    ]
    return np.where(is_object, depths[0] - 0.5, 0.5 - depths[1]).astype(np.float32)


def _rounded(is_object: NDArray[np.bool_]) -> _Shares:
    import cv2

    return np.asarray(cv2.GaussianBlur(is_object.astype(np.float32), (0, 0), _ROUNDING_PIXELS), dtype=np.float32)


def _mixture(colours: NDArray[np.uint8], inward: _Shares, band_pixels: float) -> tuple[_Shares, _Shares]:
    """The object's share in each pixel's colour, and how much the two colours that are mixed differ."""
    picture = colours.astype(np.float32)
    of_object = _mean_nearby(picture, inward, band_pixels)
    of_background = _mean_nearby(picture, -inward, band_pixels)
    way = of_object - of_background
    squared = (way**2).sum(axis=2)
    share = ((picture - of_background) * way).sum(axis=2) / np.maximum(squared, 1.0)
    return np.clip(share, 0.0, 1.0), np.sqrt(squared)


def _mean_nearby(picture: NDArray[np.float32], inward: _Shares, band_pixels: float) -> NDArray[np.float32]:
    """The mean colour (H, W, 3) of what lies around each pixel on the side that is inward, if any does."""
    import cv2

    weights = np.where(inward > band_pixels, 1.0, np.where(inward > 0, _SHALLOW_WEIGHT, 0.0)).astype(np.float32)
    side = 2 * round(band_pixels + _LEARNT_FROM_PIXELS) + 1
    weighted = cv2.boxFilter(picture * weights[..., None], -1, (side, side))
    return np.asarray(weighted / np.maximum(cv2.boxFilter(weights, -1, (side, side)), 1e-9)[..., None])
