"""Targets from mask images: binary masks, or mattes with soft edges."""

import numpy as np
import torch
from numpy.typing import ArrayLike, NDArray
from scipy.ndimage import distance_transform_edt
from scipy.spatial import cKDTree
from skimage.measure import find_contours

from app.engine.targets.edge_distances import edge_distances
from app.engine.targets.target_set import REACH_PIXELS, Target

_SAMPLES = (0.125, 0.375, 0.625, 0.875)
_CANDIDATES = 3
_NEAR_PIXELS = 3.0  # farther off, the segments around that beside the nearest pixel of the other side are enough
_AROUND = np.array([-6, -3, -1, 0, 1, 3, 6])
PADDING_PIXELS = 16
"""How far a mask is continued beyond the image border, so that an outline that it cuts goes on instead of closing."""


def mask_target(view_id: str, mask: ArrayLike, known: ArrayLike | None = None) -> Target:
    """Make a target from a mask image.

    The outline is where the mask, interpolated between pixel centres, is one half. Unknown pixels take the value of the
    nearest known one, so that where knowledge ends no outline appears, and have no weight.

    Args:
        view_id: the view it belongs to.
        mask: (H, W) bool, integers 0 to 255, or floats 0 to 1; inside is high.
        known: (H, W) bool, or None if all pixels are.

    Raises:
        ValueError: a shape or a value is not as above, or no pixel is known.
    """
    matte = _matte(mask)
    weight = None
    if known is not None:
        certain = np.asarray(known, dtype=bool)
        if certain.shape != matte.shape or not certain.any():
            raise ValueError(
                f"mask_target: known must have shape {matte.shape} and a known pixel, got {certain.shape} "
                f"with {np.count_nonzero(certain)}"
            )
        matte = _filled(matte, certain)
        weight = torch.as_tensor(certain, dtype=torch.float32)
    distance = torch.as_tensor(signed_distance_of_mask(matte, REACH_PIXELS), dtype=torch.float32)
    return Target(view_id, torch.as_tensor(matte, dtype=torch.float32), distance, weight)


def signed_distance_of_mask(matte: NDArray[np.float64], reach_pixels: float = np.inf) -> NDArray[np.float64]:
    """Measure the distance of the pixel centres to the outline of a mask.

    The outline runs where `edge_distances`, interpolated between pixel centres, is zero (marching squares).

    Args:
        matte: (H, W) in [0, 1].
        reach_pixels: distances far beyond this one are not measured but given as this one, which takes less time.

    Returns:
        (H, W) pixels, < 0 inside; where there is no outline, the diagonal of the image or the reach, whichever is less.
        Half-planes at 22.5 degrees are off by 0.01 px (root mean square) if anti-aliased, by 0.27 px if binary, in the
        mean by less than 0.01 px.
    """
    inside = matte > 0.5
    sign = np.where(inside, -1.0, 1.0)
    outline = _outline(matte)
    farthest = min(reach_pixels, float(np.hypot(*matte.shape)))
    if outline is None:
        return farthest * sign
    roughly, beside = _roughly(inside)
    distance = np.full(matte.shape, farthest)
    near = roughly <= _NEAR_PIXELS
    distance[near] = outline.distances(np.argwhere(near))
    far = ~near & (roughly <= farthest + 1.0)
    distance[far] = outline.distances_by(np.argwhere(far), beside[:, far].T)
    return np.asarray(sign * np.minimum(distance, farthest))


def _roughly(inside: NDArray[np.bool_]) -> tuple[NDArray[np.float64], NDArray[np.int_]]:
    """Each pixel's distance to the nearest pixel on the other side of the outline, and (2, H, W) where that one is."""
    padded = np.pad(inside, PADDING_PIXELS, mode="edge")
    crop = (..., slice(PADDING_PIXELS, -PADDING_PIXELS), slice(PADDING_PIXELS, -PADDING_PIXELS))
    to_outside, outside = distance_transform_edt(padded, return_indices=True)
    to_inside, within = distance_transform_edt(~padded, return_indices=True)
    nearest = np.where(padded, outside, within)
    return np.where(padded, to_outside, to_inside)[crop], nearest[crop] - PADDING_PIXELS


class _Outline:
    """Line segments in the order of their lines, and the nearest of them.

    Args:
        starts: (S, 2) row and column.
        ends: (S, 2) row and column.
    """

    def __init__(self, starts: NDArray[np.float64], ends: NDArray[np.float64]) -> None:
        self._starts, self._ends = starts, ends
        # A segment is no longer than a pixel's diagonal: one of the few nearest of such samples lies on the nearest.
        samples = np.concatenate([starts + share * (ends - starts) for share in _SAMPLES])
        self._segment_of = np.tile(np.arange(len(starts)), len(_SAMPLES))
        self._tree = cKDTree(samples)

    def distances(self, points: NDArray[np.int_]) -> NDArray[np.float64]:
        """How far each of (P, 2) points is from the nearest segment."""
        _, nearest = self._tree.query(points, k=min(_CANDIDATES, self._tree.n))
        return self._to_segments(points, self._segment_of[nearest.reshape(len(points), -1)])

    def distances_by(self, points: NDArray[np.int_], beside: NDArray[np.int_]) -> NDArray[np.float64]:
        """The same for points that are far from the outline, by (P, 2) pixels beside it where it is nearest to them."""
        pixels, owner = np.unique(beside, axis=0, return_inverse=True)
        _, nearest = self._tree.query(pixels)
        around = self._segment_of[nearest][owner.ravel(), None] + _AROUND
        return self._to_segments(points, np.clip(around, 0, len(self._starts) - 1))

    def _to_segments(self, points: NDArray[np.int_], segments: NDArray[np.int_]) -> NDArray[np.float64]:
        """How far each of (P, 2) points is from the nearest of its (P, K) segments."""
        start, direction = self._starts[segments], (self._ends - self._starts)[segments]
        offset = points[:, None] - start
        length = np.maximum((direction**2).sum(-1), np.finfo(float).tiny)
        share = np.clip((offset * direction).sum(-1) / length, 0.0, 1.0)
        across = offset - share[..., None] * direction
        return np.asarray(np.sqrt((across**2).sum(-1)).min(axis=1))


def _outline(matte: NDArray[np.float64]) -> _Outline | None:
    lines = find_contours(edge_distances(np.pad(matte, PADDING_PIXELS, mode="edge")), 0.0)
    lines = [line - PADDING_PIXELS for line in lines if len(line) > 1]
    if not lines:
        return None
    return _Outline(np.concatenate([line[:-1] for line in lines]), np.concatenate([line[1:] for line in lines]))


def _matte(mask: ArrayLike) -> NDArray[np.float64]:
    values = np.asarray(mask)
    if values.ndim != 2 or values.size == 0:
        raise ValueError(f"mask_target: mask must have shape (H, W), got {values.shape}")
    matte = values.astype(np.float64) / (255.0 if np.issubdtype(values.dtype, np.integer) else 1.0)
    if not (np.isfinite(matte).all() and matte.min() >= 0.0 and matte.max() <= 1.0):
        raise ValueError(
            f"mask_target: mask must be bool, integers 0 to 255 or floats 0 to 1, got {values.dtype} "
            f"from {values.min()} to {values.max()}"
        )
    return matte


def _filled(matte: NDArray[np.float64], known: NDArray[np.bool_]) -> NDArray[np.float64]:
    nearest = distance_transform_edt(~known, return_distances=False, return_indices=True)
    filled: NDArray[np.float64] = matte[tuple(nearest)]
    return filled
