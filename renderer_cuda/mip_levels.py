# SPDX-License-Identifier: MIT
"""The coarser levels of a texture."""

from __future__ import annotations

import torch
from torch import Tensor


def level_sizes(height: int, width: int) -> list[tuple[int, int]]:
    """(height, width) of every level: each axis is halved, rounded down, until it is one texel; the first is given."""
    sizes = [(height, width)]
    while sizes[-1] != (1, 1):
        height, width = max(height // 2, 1), max(width // 2, 1)
        sizes.append((height, width))
    return sizes


def coarser_levels(texels: Tensor) -> list[Tensor]:
    """Averages a texture down to one texel, each level from the one before it.

    A texel is the mean over the area that it covers. Where an axis has an even number of texels, these are two; where
    it has 2 m + 1, each of the m new texels covers 2 + 1 / m old ones, so that no row is lost, nothing shifts, and the
    mean of the texture stays what it is in every level.

    Args:
        texels: (H, W, C), both sizes at least 1.

    Returns:
        Levels 1 to the last, each (h, w, C) as `level_sizes` says. *Differentiable in* texels.

    Source: Guthe and Heckbert, Non-Power-of-Two Mipmapping, NVIDIA 2005 (the polyphase box filter).
    """
    levels = []
    while texels.shape[0] > 1 or texels.shape[1] > 1:
        texels = _halved(_halved(texels, 0), 1)
        levels.append(texels)
    return levels


def _halved(texels: Tensor, axis: int) -> Tensor:
    """One axis of (H, W, C) with half the texels."""
    size = texels.shape[axis]
    if size == 1:
        return texels
    half = size // 2
    if size % 2 == 0:
        # Unbound, not sliced: its gradient is written once instead of added up from two halves padded with zeros.
        first, second = texels.unflatten(axis, (half, 2)).unbind(axis + 1)
        mean: Tensor = (first + second) * 0.5
        return mean
    # Of the three texels under the new texel k, the outer two belong to it in part.
    weights = torch.arange(half + 1, dtype=texels.dtype, device=texels.device) / size
    last, first = weights[1:], weights.flip(0)[:-1]
    column = [-1, 1, 1] if axis == 0 else [1, -1, 1]
    low, middle, high = (texels.narrow(axis, start, size - 2)[_every_second(axis)] for start in range(3))
    return low * first.view(column) + middle * (half / size) + high * last.view(column)


def _every_second(axis: int) -> tuple[slice, ...]:
    return (slice(None),) * axis + (slice(None, None, 2),)
