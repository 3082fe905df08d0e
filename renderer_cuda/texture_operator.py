# SPDX-License-Identifier: MIT
"""The texture stage as a registered torch operator, for torch.compile and torch.export.

Eager calls take the autograd.Function in texture.py, which costs half as much a call; both run the same kernels.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from renderer_cuda import texture_sampling
from renderer_cuda.texture_sampling import Samples, TextureGradients


@torch.library.custom_op("photosculpture::texture", mutates_args=())
def texture_operator(
    texels: Tensor,
    coarser: Tensor,
    uv: Tensor,
    slopes: Tensor,
    face_indices: Tensor,
    wrap: int,
    is_nearest: bool,
) -> Tensor:
    """The image (P..., C) of `Samples`. *Differentiable in* texels, coarser and uv."""
    return texture_sampling.forward(Samples(texels, coarser, uv, slopes, face_indices), wrap, is_nearest)


@texture_operator.register_fake
def _(
    texels: Tensor,
    coarser: Tensor,
    uv: Tensor,
    slopes: Tensor,
    face_indices: Tensor,
    wrap: int,
    is_nearest: bool,
) -> Tensor:
    return texels.new_empty((*uv.shape[:-1], texels.shape[2]))


@torch.library.custom_op("photosculpture::texture_backward", mutates_args=())
def texture_backward_operator(
    samples: list[Tensor], wrap: int, is_nearest: bool, grad_image: Tensor, of_texels: bool, of_uv: bool
) -> tuple[Tensor, Tensor, Tensor]:
    """The three of `TextureGradients`."""
    gradients = texture_sampling.backward(
        Samples(*samples), wrap, is_nearest, grad_image, of_texels=of_texels, of_uv=of_uv
    )
    return gradients.texels, gradients.coarser, gradients.uv


@texture_backward_operator.register_fake
def _(
    samples: list[Tensor], wrap: int, is_nearest: bool, grad_image: Tensor, of_texels: bool, of_uv: bool
) -> tuple[Tensor, ...]:
    return TextureGradients.unwritten(Samples(*samples), of_texels=of_texels, of_uv=of_uv)


def _keep_for_backward(ctx: Any, inputs: tuple[Any, ...], output: Tensor) -> None:
    ctx.save_for_backward(*inputs[:5])
    ctx.wrap, ctx.is_nearest = inputs[5:]


def _differentiate(ctx: Any, grad_image: Tensor) -> tuple[Tensor | None, ...]:
    of_texels = ctx.needs_input_grad[0] or ctx.needs_input_grad[1]
    of_uv = ctx.needs_input_grad[2] and not ctx.is_nearest
    texels, coarser, uv = texture_backward_operator(
        list(ctx.saved_tensors), ctx.wrap, ctx.is_nearest, grad_image, of_texels, of_uv
    )
    by_texels = (texels, coarser) if of_texels else (None, None)
    return (*by_texels, uv if of_uv else None, None, None, None, None)


texture_operator.register_autograd(_differentiate, setup_context=_keep_for_backward)
