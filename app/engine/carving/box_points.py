"""The grid points in many small boxes at once."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

CHUNK_POINTS = 100_000  # in a chunk of boxes, about: what is computed for them should stay in the cache


def chunks(low: NDArray[np.int32], high: NDArray[np.int32]) -> Iterator[slice]:
    """Split a list of boxes so that each piece holds about as many points.

    Args:
        low: (B, D) first point of each box.
        high: (B, D) last point of each box.
    """
    ends = np.cumsum(_counts(low, high))
    total = int(ends[-1]) if len(ends) else 0
    cuts = np.searchsorted(ends, np.arange(CHUNK_POINTS, total, CHUNK_POINTS))
    for first, last in zip([0, *cuts], [*cuts, len(low)], strict=True):
        if first < last:
            yield slice(int(first), int(last))


def box_points(low: NDArray[np.int32], high: NDArray[np.int32]) -> tuple[NDArray[np.intp], NDArray[np.int32]]:
    """List all points of all boxes.

    Args:
        low: (B, D) first point of each box.
        high: (B, D) last point of each box; below `low` where a box is empty.

    Returns:
        For each point its box (P,), and its indices (D, P).
    """
    counts = _counts(low, high)
    box = np.repeat(np.arange(len(low)), counts)
    rank = (np.arange(len(box)) - np.repeat(np.cumsum(counts) - counts, counts)).astype(np.int32)
    sizes = (high - low + 1)[box].T
    indices = np.empty((low.shape[1], len(box)), dtype=np.int32)
    for axis in reversed(range(1, len(indices))):
        rank, indices[axis] = np.divmod(rank, sizes[axis])
    indices[0] = rank
    indices += low[box].T
    return box, indices


def _counts(low: NDArray[np.int32], high: NDArray[np.int32]) -> NDArray[np.int64]:
    return np.asarray(np.maximum(high.astype(np.int64) - low + 1, 0).prod(axis=1))
