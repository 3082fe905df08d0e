# SPDX-License-Identifier: MIT
"""The curve from signed distance to soft coverage, in plain PyTorch."""

from __future__ import annotations

import torch
from torch import Tensor

CUT_OFF_SOFTNESSES = 6
"""Beyond this many softnesses from the outline coverage is the hard mask (csrc/silhouette/contour_distance.h)."""


def coverage_from_distance(distance_pixels: Tensor, softness_pixels: float) -> Tensor:
    """Soft coverage of pixels at a signed distance from the outline.

    Args:
        distance_pixels: any shape, floating; pixels, negative inside.
        softness_pixels: > 0.

    Returns:
        The same shape, in [0, 1]: sigmoid(-distance / softness) within five softnesses of the outline, faded to the
        mask over the sixth by a cubic, so that neither value nor slope jumps. *Differentiable in* distance_pixels.

    Raises:
        ValueError: softness_pixels is not positive.
    """
    if not softness_pixels > 0:
        raise ValueError(f"coverage_from_distance: softness_pixels must be > 0, got {softness_pixels}")
    z = distance_pixels.abs() / softness_pixels
    s = (z - (CUT_OFF_SOFTNESSES - 1)).clamp(0, 1)
    outside = torch.sigmoid(-z) * (1 - s * s * (3 - 2 * s))
    return torch.where(distance_pixels < 0, 1 - outside, outside)
