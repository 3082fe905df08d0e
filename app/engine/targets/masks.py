"""Targets from mask images: binary masks, or mattes with soft edges."""

from collections.abc import Mapping, Sequence

import numpy as np
import torch
from numpy.typing import ArrayLike, NDArray
from scipy.ndimage import binary_erosion, distance_transform_edt, map_coordinates

from app.engine.cameras.view import View
from app.engine.targets.target_set import Target

FINENESS = 4
PADDING_PIXELS = 16
"""How far a mask is continued beyond the image border, so that an outline that it cuts goes on instead of closing."""


class MaskTargets:
    """The targets of photographs, or of any images, from their masks.

    Args:
        targets: one a view.
    """

    def __init__(self, targets: Sequence[Target]) -> None:
        self._targets: Mapping[str, Target] = {target.view_id: target for target in targets}

    def targets(self, views: Sequence[View]) -> list[Target]:
        """Return one target for each view, in order.

        Raises:
            ValueError: a view has no target, or its image size is not its mask's.
        """
        return [self._target(view) for view in views]

    def _target(self, view: View) -> Target:
        target = self._targets.get(view.id)
        if target is None:
            raise ValueError(f"MaskTargets: there is no mask for view {view.id}")
        if target.image_size != view.image_size:
            raise ValueError(f"MaskTargets: view {view.id} is {view.image_size} pixels, its mask {target.image_size}")
        return target


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
    distance = torch.as_tensor(signed_distance_of_mask(matte), dtype=torch.float32)
    return Target(view_id, torch.as_tensor(matte, dtype=torch.float32), distance, weight)


def signed_distance_of_mask(matte: NDArray[np.float64]) -> NDArray[np.float64]:
    """Measure the distance of the pixel centres to the outline of a mask.

    The mask is interpolated on a grid four times as fine. Each point looks for the nearest of the fine pixels that the
    outline leaves inside, and adds how far before that pixel's centre the outline lies, by the mask's value and slope
    there (Gustavson and Strand, Anti-aliased Euclidean distance transform, 2011). Pixel centres are corners of the fine
    grid: they are read as the mean of the four points around.

    Args:
        matte: (H, W) in [0, 1].

    Returns:
        (H, W) pixels, < 0 inside; where there is no outline, the diagonal of the image. Half-planes at 22.5 degrees are
        off by 0.04 px (root mean square) if anti-aliased, by 0.25 px if binary, in the mean by less than 0.01 px.
    """
    height, width = matte.shape
    fine = _finer(np.pad(matte, PADDING_PIXELS, mode="edge"))
    inside = fine > 0.5
    if inside.all() or not inside.any():
        return np.full(matte.shape, np.hypot(height, width) * (-1.0 if inside.all() else 1.0))
    innermost = inside & ~binary_erosion(inside, border_value=1)
    distance, nearest = distance_transform_edt(~innermost, return_indices=True)
    slope = np.maximum(np.hypot(*np.gradient(fine)), np.finfo(float).tiny)
    before = np.clip((fine - 0.5) / slope, 0.0, 1.0)[tuple(nearest)]
    signed = np.where(inside, -distance, distance) - before
    first = PADDING_PIXELS * FINENESS + FINENESS // 2 - 1
    rows, columns = (first + FINENESS * np.arange(count) for count in (height, width))
    corners = [signed[np.ix_(rows + i, columns + j)] for i in (0, 1) for j in (0, 1)]
    return np.asarray(np.mean(corners, axis=0) / FINENESS)


def _finer(matte: NDArray[np.float64]) -> NDArray[np.float64]:
    """Bilinear interpolation at the centres of pixels a quarter as wide."""
    axes = [(np.arange(FINENESS * count) + 0.5) / FINENESS - 0.5 for count in matte.shape]
    finer: NDArray[np.float64] = map_coordinates(matte, np.meshgrid(*axes, indexing="ij"), order=1, mode="nearest")
    return finer


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
