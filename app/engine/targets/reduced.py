"""Views and their targets in small images, where a rough answer is wanted at once."""

from collections.abc import Sequence

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from scipy.ndimage import distance_transform_edt
from torch.nn.functional import avg_pool2d

from app.engine.cameras.camera_matrices import intrinsic_matrix, world_to_camera
from app.engine.cameras.view import Calibrated, View
from app.engine.cameras.view_mask import ViewMask
from app.engine.targets.target_set import Target

SMALL_PIXELS = 160
"""To which the longer side of an image is reduced, about: by a whole number, so that it is at most twice that."""


def reduced_pair(view: View, target: Target, longest_side_pixels: int = SMALL_PIXELS) -> tuple[View, Target]:
    """Return a view and its target in a smaller image.

    Args:
        view: the camera.
        target: of the view's image size.
        longest_side_pixels: of the result, about.

    Returns:
        The view, given by matrices and without its mask, and the target. Of pixels that are partly known only those
        stay known that mostly are.

    Raises:
        ValueError: the target's size is not the view's.
    """
    if view.image_size != target.image_size:
        raise ValueError(f"view {view.id} is {view.image_size} pixels, its silhouette {target.image_size}")
    factor = _factor(view, longest_side_pixels)
    pooled = [avg_pool2d(image[None, None], factor)[0, 0] for image in (target.mask, target.distance_pixels / factor)]
    weight = None
    if target.weight is not None:
        known = avg_pool2d((target.weight > 0).to(torch.float32)[None, None], factor)[0, 0]
        weight = (known > 0.5).to(torch.float32)
    return _smaller(view, factor), Target(view.id, pooled[0], pooled[1], weight)


def masked_pair(view: View, longest_side_pixels: int = SMALL_PIXELS) -> tuple[View, Target] | None:
    """Return a view and a target from its mask in a smaller image; at once, where the full target takes a second.

    Args:
        view: the camera, with or without a mask.
        longest_side_pixels: of the result, about.

    Returns:
        As of `reduced_pair`, outlines to a quarter of a pixel; None if nothing of the silhouette is known.
    """
    if view.mask is None:
        return None
    factor = _factor(view, longest_side_pixels)
    small = _smaller(view, factor)
    matte = _pooled(view.mask.coverage, factor) / np.float32(255)
    weight = None
    if view.mask.known is not None:
        known = _pooled(view.mask.known.astype(np.uint8), factor) > 0.5
        if not known.any():
            return None
        matte = _known_matte(view.mask, matte, known, factor)
        weight = torch.as_tensor(known, dtype=torch.float32)
    tensors = [torch.as_tensor(image, dtype=torch.float32) for image in (matte, _distance(matte))]
    return small, Target(view.id, tensors[0], tensors[1], weight)


def silhouette_pairs(pairs: Sequence[tuple[View, Target]]) -> list[tuple[View, Target]]:
    """Those of the pairs that take part and whose silhouette is known not to be empty."""
    return [(view, target) for view, target in pairs if view.enabled and bool(known_silhouette(target).any())]


def known_silhouette(target: Target) -> torch.Tensor:
    """(H, W) bool, the pixels that are known to be covered, by half at least."""
    inside = target.mask >= 0.5
    return inside if target.weight is None else inside & (target.weight > 0)


def _factor(view: View, longest_side_pixels: int) -> int:
    return max(1, min(max(view.image_size) // longest_side_pixels, *view.image_size))


def _smaller(view: View, factor: int) -> View:
    """Rows and columns that do not fill a pixel are left out, at the bottom and the right."""
    height, width = view.image_size
    lens = intrinsic_matrix(view) * [[1 / factor], [1 / factor], [1.0]]
    matrix = world_to_camera(view.placement)
    placement = Calibrated(lens, matrix[:3, :3], matrix[:3, 3])
    return View(view.id, placement, (height // factor, width // factor), view.enabled, view.weight)


def _pooled(image: NDArray[np.uint8], factor: int) -> NDArray[np.float32]:
    height, width = (side // factor for side in image.shape)
    whole = image[: factor * height, : factor * width]
    mean = cv2.resize(whole.astype(np.float32), (width, height), interpolation=cv2.INTER_AREA)
    return np.asarray(mean, dtype=np.float32)


def _known_matte(
    mask: ViewMask, matte: NDArray[np.float32], known: NDArray[np.bool_], factor: int
) -> NDArray[np.float32]:
    """The mean of the known pixels; unknown ones continue the nearest known one, so that they make no outline."""
    assert mask.known is not None  # or it would not be called
    share = _pooled(mask.known.astype(np.uint8), factor)
    covered = _pooled(np.where(mask.known, mask.coverage, np.uint8(0)), factor) / np.float32(255)
    mean = np.where(known, covered / np.maximum(share, 1e-6), matte).clip(0.0, 1.0)
    nearest = distance_transform_edt(~known, return_distances=False, return_indices=True)
    return np.asarray(mean[tuple(nearest)], dtype=np.float32)


def _distance(matte: NDArray[np.float32]) -> NDArray[np.float64]:
    """(H, W) pixels, < 0 inside: by the coverage of the pixel, or of the nearest one on the other side."""
    inside = matte >= 0.5
    if inside.all() or not inside.any():
        return np.full(matte.shape, np.hypot(*matte.shape) * (-1.0 if inside.all() else 1.0))
    signed = np.zeros(matte.shape)
    for side, sign in ((inside, 1.0), (~inside, -1.0)):
        distance, nearest = distance_transform_edt(~side, return_indices=True)
        signed += np.where(side, 0.0, sign * (distance - np.abs(matte[tuple(nearest)] - 0.5)))
    return np.where((matte > 0) & (matte < 1), 0.5 - matte, signed)
