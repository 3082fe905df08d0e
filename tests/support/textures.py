# SPDX-License-Identifier: MIT
"""Textures and where they are sampled."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import torch

if TYPE_CHECKING:
    from torch import Tensor


@dataclass(frozen=True, eq=False)
class TextureCase:
    """Arguments of `texture`: texels (Ht, Wt, C), uv (N, H, W, 2), slopes (N, H, W, 2, 2), mask (N, H, W)."""

    texels: Tensor
    uv: Tensor
    slopes: Tensor | None
    mask: Tensor | None
    wrap: str
    filter: str

    def __str__(self) -> str:
        """What tells it from the other cases."""
        kind = "trilinear" if self.slopes is not None else self.filter
        return f"{'x'.join(map(str, self.texels.shape))}-{self.wrap}-{kind}"

    @property
    def options(self) -> dict[str, Any]:
        """All arguments but texels and uv, by name."""
        return {"uv_slopes": self.slopes, "mask": self.mask, "wrap": self.wrap, "filter": self.filter}

    def to(self, dtype: torch.dtype) -> TextureCase:
        """The same in other numbers."""
        slopes = None if self.slopes is None else self.slopes.to(dtype)
        return replace(self, texels=self.texels.to(dtype), uv=self.uv.to(dtype), slopes=slopes)


def texture_cases() -> list[TextureCase]:
    """Every wrap mode and kind of sampling on textures of several sizes and numbers of channels, in double."""
    sizes = [(16, 8, 3), (1, 1, 1), (5, 9, 2), (1, 6, 4), (33, 70, 5)]
    kinds = ["bilinear", "nearest", "trilinear"]
    return [
        _case(*choice, seed)
        for seed, choice in enumerate(itertools.product(sizes, ("repeat", "clamp", "mirror"), kinds))
    ]


def _case(size: tuple[int, int, int], wrap: str, kind: str, seed: int) -> TextureCase:
    generator = torch.Generator().manual_seed(seed)
    texels = torch.randn(size, dtype=torch.float64, generator=generator)
    uv = 5 * torch.rand((2, 11, 13, 2), dtype=torch.float64, generator=generator) - 2
    turned = torch.randn((2, 11, 13, 2, 2), dtype=torch.float64, generator=generator)
    lengths = (8 * torch.rand((2, 11, 13, 1, 1), dtype=torch.float64, generator=generator) - 2).exp2()
    slopes = turned * lengths / max(size) if kind == "trilinear" else None
    mask = torch.randint(-1, 4, (2, 11, 13), dtype=torch.int32, generator=generator)
    filter = "nearest" if kind == "nearest" else "bilinear"
    return TextureCase(texels, uv, slopes, mask if seed % 2 else None, wrap, filter)
