"""How well silhouettes cover each other, counted in pixels."""

import torch
from torch import Tensor


def silhouette_iou(inside: Tensor, target_inside: Tensor, weight: Tensor | None = None) -> Tensor:
    """Return each view's intersection over union.

    Args:
        inside: (N, H, W) bool, the pixels whose centres the silhouette covers.
        target_inside: (N, H, W) bool.
        weight: (N, H, W); pixels of weight 0 do not count. None counts all.

    Returns:
        (N,) float64 in [0, 1]; 1 where both are empty.
    """
    both, either = inside & target_inside, inside | target_inside
    if weight is not None:
        known = weight > 0
        both, either = both & known, either & known
    shared = both.sum((1, 2)).to(torch.float64)
    covered = either.sum((1, 2))
    return torch.where(covered > 0, shared / covered.clamp_min(1), 1.0)
