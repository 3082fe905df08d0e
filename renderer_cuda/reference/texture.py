# SPDX-License-Identifier: MIT
"""Samples of a texture as they are defined: on a plane of texels without end, mixed from all levels.

It shares nothing with the kernels, nor with the pyramid that they are given.
"""

from __future__ import annotations

import torch
from torch import Tensor


def texture_reference(
    texels: Tensor,
    uv: Tensor,
    *,
    uv_slopes: Tensor | None = None,
    wrap: str = "repeat",
    filter: str = "bilinear",
    mask: Tensor | None = None,
) -> Tensor:
    """Samples a texture; arguments, result and gradients as `texture`."""
    if filter == "nearest":
        image = _nearest(texels, uv, wrap)
    elif uv_slopes is None:
        image = _bilinear(texels, uv, wrap)
    else:
        levels = _levels(texels)
        detail = _level_of_detail(texels, uv_slopes).clamp(0, len(levels) - 1)
        shares = [(1 - (detail - index).abs()).clamp_min(0)[..., None] for index in range(len(levels))]
        image = torch.stack(
            [share * _bilinear(level, uv, wrap) for share, level in zip(shares, levels, strict=True)]
        ).sum(0)
    return image if mask is None else torch.where(mask[..., None] >= 0, image, 0.0)


def _nearest(texels: Tensor, uv: Tensor, wrap: str) -> Tensor:
    height, width, _ = texels.shape
    columns = _wrapped((uv[..., 0] * width).floor().long(), width, wrap)
    return texels[_wrapped((uv[..., 1] * height).floor().long(), height, wrap), columns]


def _bilinear(texels: Tensor, uv: Tensor, wrap: str) -> Tensor:
    height, width, _ = texels.shape
    x, y = uv[..., 0] * width - 0.5, uv[..., 1] * height - 0.5
    column, row = x.detach().floor(), y.detach().floor()
    image = torch.zeros((*uv.shape[:-1], texels.shape[2]), dtype=texels.dtype)
    for right in (0, 1):
        for below in (0, 1):
            share = (1 - (x - column - right).abs()) * (1 - (y - row - below).abs())
            rows = _wrapped(row.long() + below, height, wrap)
            image = image + share[..., None] * texels[rows, _wrapped(column.long() + right, width, wrap)]
    return image


def _wrapped(index: Tensor, size: int, wrap: str) -> Tensor:
    """Texels of an axis with `size` of them, for indices on the endless plane."""
    if wrap == "clamp":
        return index.clamp(0, size - 1)
    if wrap == "repeat":
        return index % size
    period = index % (2 * size)
    return torch.where(period < size, period, 2 * size - 1 - period)


def _levels(texels: Tensor) -> list[Tensor]:
    levels = [texels]
    while levels[-1].shape[:2] != (1, 1):
        height, width, _ = levels[-1].shape
        rows, columns = _shares(height, texels.dtype), _shares(width, texels.dtype)
        levels.append(torch.einsum("rh,cw,hwk->rck", rows, columns, levels[-1]))
    return levels


def _shares(size: int, dtype: torch.dtype) -> Tensor:
    """(half, size) which share of each of half as many texels every old texel has: how far they overlap."""
    half = max(size // 2, 1)
    old, new = torch.arange(size + 1, dtype=dtype) / size, torch.arange(half + 1, dtype=dtype) / half
    begin, end = torch.maximum(new[:-1, None], old[:-1]), torch.minimum(new[1:, None], old[1:])
    return (end - begin).clamp_min(0) * half


def _level_of_detail(texels: Tensor, uv_slopes: Tensor) -> Tensor:
    """(N, H, W) log2 of the length in texels of a pixel's longer axis."""
    height, width, _ = texels.shape
    in_texels = uv_slopes.detach() * torch.tensor([width, height], dtype=texels.dtype)[:, None]
    longest: Tensor = torch.linalg.matrix_norm(in_texels, ord=2)
    return longest.log2()
