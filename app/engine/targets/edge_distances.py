"""How far the centres of pixels are from an edge that covers a part of them."""

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import correlate1d

Matte = NDArray[np.float64]

_WEIGHTS = np.array([1.0, np.sqrt(2.0), 1.0]) / (2 + np.sqrt(2.0))  # beside one another, across the slope's direction
_SLOPE = np.array([-0.5, 0.0, 0.5])
_FARTHEST = 1.0


def edge_distances(matte: Matte) -> Matte:
    """Turn coverage into distances to the edge: a line through it where the edge is straight.

    The share that a straight edge covers of a pixel is not linear in its distance, unless it runs along the pixel's
    sides: read as if it were, an edge is off by up to a tenth of a pixel, to and fro along its way. The distance
    follows from the share and the edge's direction, which is that of the matte's slope (Gustavson and Strand,
    Anti-aliased Euclidean distance transform, 2011). Pixels beside an edge that covers none of them or all count on
    from their neighbours.

    Args:
        matte: (H, W) in [0, 1], the share of each pixel that is inside.

    Returns:
        (H, W) pixels, < 0 inside, within one of the edge; one and minus one elsewhere.
    """
    across = correlate1d(correlate1d(matte, _SLOPE, axis=1, mode="nearest"), _WEIGHTS, axis=0, mode="nearest")
    down = correlate1d(correlate1d(matte, _SLOPE, axis=0, mode="nearest"), _WEIGHTS, axis=1, mode="nearest")
    length = np.maximum(np.hypot(across, down), np.finfo(float).tiny)
    normal = np.abs(np.stack([down, across]) / length)
    is_partly = (matte > 0) & (matte < 1) & (np.hypot(across, down) > 0)
    distance = np.where(matte > 0.5, -_FARTHEST, _FARTHEST)
    distance[is_partly] = _distance(matte[is_partly], normal[:, is_partly])
    return _counted_on(distance, is_partly, normal)


def _distance(share: Matte, normal: Matte) -> Matte:
    """Of a unit square's middle to a straight edge, by the share that is inside and the edge's unit normal."""
    larger, smaller = normal.max(axis=0), normal.min(axis=0)
    corner = 0.5 * smaller / larger  # the share up to which the edge cuts off a corner
    less = np.minimum(share, 1 - share)
    by_corner = 0.5 * (larger + smaller) - np.sqrt(2 * larger * smaller * less)
    by_sides = (0.5 - less) * larger
    return np.asarray(np.where(share > 0.5, -1, 1) * np.where(less < corner, by_corner, by_sides))


def _counted_on(distance: Matte, is_partly: NDArray[np.bool_], normal: Matte) -> Matte:
    """Distances of whole pixels from those of the partly covered ones beside them."""
    result = distance.copy()
    whole = ~is_partly
    for axis in (0, 1):
        for shift in (1, -1):
            beside = np.roll(distance, shift, axis)
            step = np.roll(normal[axis], shift, axis)
            counts = np.roll(is_partly, shift, axis) & whole
            edge = [slice(None), slice(None)]
            edge[axis] = slice(0, 1) if shift == 1 else slice(-1, None)
            counts[tuple(edge)] = False  # rolled round from the other side
            inside = distance < 0
            counted = np.where(inside, np.minimum(beside - step, -0.5 * step), np.maximum(beside + step, 0.5 * step))
            nearer = counts & (np.abs(counted) < np.abs(result))
            result[nearer] = counted[nearer]
    return result
