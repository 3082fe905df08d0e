# SPDX-License-Identifier: MIT
"""The kernels of the texture stage, on the device where the tensors are."""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor

from renderer_cuda import _native_texture
from renderer_cuda.mip_levels import level_sizes

WRAPS = ("repeat", "clamp", "mirror")
"""In the order of `Wrap` in csrc/texture/sampling.h."""
FILTERS = ("bilinear", "nearest")


class Samples(NamedTuple):
    """The tensors of a call, contiguous and on one device; those that are not there have no elements.

    Attributes:
        texels: (H, W, C).
        coarser: the coarser levels, one after the other.
        uv: (P..., 2).
        slopes: (P..., 2, 2), or none: level 0 alone is sampled.
        face_indices: (P...) int32, negative where there is nothing to sample; or none.
    """

    texels: Tensor
    coarser: Tensor
    uv: Tensor
    slopes: Tensor
    face_indices: Tensor

    @property
    def levels(self) -> int:
        """How many levels may be sampled."""
        return len(level_sizes(*self.texels.shape[:2])) if self.slopes.numel() else 1


class TextureGradients(NamedTuple):
    """Gradients of a call; those that nobody asked for have no elements."""

    texels: Tensor
    coarser: Tensor
    uv: Tensor

    @classmethod
    def unwritten(cls, samples: Samples, *, of_texels: bool, of_uv: bool) -> TextureGradients:
        """Memory for those gradients that are wanted."""

        def like(tensor: Tensor, is_wanted: bool) -> Tensor:
            return torch.empty_like(tensor) if is_wanted else tensor.new_empty(0)

        return cls(like(samples.texels, of_texels), like(samples.coarser, of_texels), like(samples.uv, of_uv))


def forward(samples: Samples, wrap: int, is_nearest: bool) -> Tensor:
    """The image (P..., C).

    Args:
        samples: what is sampled, and where.
        wrap: index into `WRAPS`.
        is_nearest: whether the filter is "nearest".
    """
    image = samples.texels.new_empty((*samples.uv.shape[:-1], samples.texels.shape[2]))
    if not image.is_cuda:
        _native_texture.forward(samples, wrap, is_nearest, image)
        return image
    # Imported here: nothing of CUDA is needed, nor looked for, where torch has none.
    from renderer_cuda import texture_cuda

    with texture_cuda.launching(samples.texels) as launcher:
        texture_cuda.forward(launcher, samples, wrap, is_nearest, image)
    return image


def backward(
    samples: Samples, wrap: int, is_nearest: bool, grad_image: Tensor, *, of_texels: bool, of_uv: bool
) -> TextureGradients:
    """Gradients of an image gradient (P..., C) with any strides; the other arguments as in `forward`."""
    gradients = TextureGradients.unwritten(samples, of_texels=of_texels, of_uv=of_uv)
    grad_image = grad_image.contiguous()
    if not grad_image.is_cuda:
        _native_texture.backward(samples, wrap, is_nearest, grad_image, gradients)
        return gradients
    from renderer_cuda import texture_cuda

    with texture_cuda.launching(samples.texels) as launcher:
        texture_cuda.backward(launcher, samples, wrap, is_nearest, grad_image, gradients)
    return gradients
