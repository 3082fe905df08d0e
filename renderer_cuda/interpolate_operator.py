# SPDX-License-Identifier: MIT
"""Interpolation as a registered torch operator, for torch.compile and torch.export; see operators.py."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from renderer_cuda import interpolation


@torch.library.custom_op("photosculpture::interpolate", mutates_args=())
def interpolate_operator(attributes: Tensor, faces: Tensor, face_indices: Tensor, barycentrics: Tensor) -> Tensor:
    """Image (N, H, W, C). *Differentiable in* attributes and barycentrics."""
    return interpolation.forward(attributes, faces, face_indices, barycentrics)


@interpolate_operator.register_fake
def _(attributes: Tensor, faces: Tensor, face_indices: Tensor, barycentrics: Tensor) -> Tensor:
    return attributes.new_empty((*face_indices.shape, attributes.shape[-1]))


@torch.library.custom_op("photosculpture::interpolate_backward", mutates_args=())
def interpolate_backward_operator(
    attributes: Tensor, faces: Tensor, face_indices: Tensor, barycentrics: Tensor, grad_image: Tensor
) -> tuple[Tensor, Tensor]:
    """Gradients by attributes and by barycentrics."""
    gradients = interpolation.backward(attributes, faces, face_indices, barycentrics, grad_image, (True, True))
    assert gradients[0] is not None and gradients[1] is not None
    return gradients[0], gradients[1]


@interpolate_backward_operator.register_fake
def _(
    attributes: Tensor, faces: Tensor, face_indices: Tensor, barycentrics: Tensor, grad_image: Tensor
) -> tuple[Tensor, Tensor]:
    return torch.empty_like(attributes), torch.empty_like(barycentrics)


def _keep_for_backward(ctx: Any, inputs: tuple[Tensor, ...], output: Tensor) -> None:
    ctx.save_for_backward(*inputs)


def _differentiate(ctx: Any, grad_image: Tensor) -> tuple[Tensor | None, ...]:
    grad_attributes, grad_barycentrics = interpolate_backward_operator(*ctx.saved_tensors, grad_image)
    return grad_attributes, None, None, grad_barycentrics


interpolate_operator.register_autograd(_differentiate, setup_context=_keep_for_backward)
