# SPDX-License-Identifier: MIT
"""The rasterizer as a registered torch operator, for torch.compile and torch.export; see operators.py."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from renderer_cuda import rasterization


@torch.library.custom_op("photosculpture::rasterize", mutates_args=())
def rasterize_operator(
    positions: Tensor, matrices: Tensor, nears: Tensor, faces: Tensor, height: int, width: int
) -> tuple[Tensor, Tensor, Tensor]:
    """Barycentrics, depth, face indices. *Differentiable in* positions and matrices."""
    face_indices, barycentrics, depth = rasterization.forward(positions, matrices, nears, faces, (height, width))
    return barycentrics, depth, face_indices


@rasterize_operator.register_fake
def _(
    positions: Tensor, matrices: Tensor, nears: Tensor, faces: Tensor, height: int, width: int
) -> tuple[Tensor, Tensor, Tensor]:
    shape = (matrices.shape[0], height, width)
    return positions.new_empty((*shape, 2)), positions.new_empty(shape), faces.new_empty(shape)


@torch.library.custom_op("photosculpture::rasterize_backward", mutates_args=())
def rasterize_backward_operator(
    positions: Tensor,
    matrices: Tensor,
    faces: Tensor,
    face_indices: Tensor,
    barycentrics: Tensor,
    grad_barycentrics: Tensor | None,
    grad_depth: Tensor | None,
) -> tuple[Tensor, Tensor]:
    """Gradients by positions (V, 3) and matrices (N, 4, 4)."""
    return rasterization.backward(positions, matrices, faces, face_indices, barycentrics, grad_barycentrics, grad_depth)


@rasterize_backward_operator.register_fake
def _(
    positions: Tensor,
    matrices: Tensor,
    faces: Tensor,
    face_indices: Tensor,
    barycentrics: Tensor,
    grad_barycentrics: Tensor | None,
    grad_depth: Tensor | None,
) -> tuple[Tensor, Tensor]:
    return torch.empty_like(positions), torch.empty_like(matrices)


def _keep_for_backward(ctx: Any, inputs: tuple[Any, ...], output: tuple[Tensor, ...]) -> None:
    positions, matrices, _, faces, _, _ = inputs
    barycentrics, _, face_indices = output
    ctx.save_for_backward(positions, matrices, faces, face_indices, barycentrics)
    ctx.mark_non_differentiable(face_indices)
    ctx.set_materialize_grads(False)


def _differentiate(
    ctx: Any, grad_barycentrics: Tensor | None, grad_depth: Tensor | None, _: Tensor | None
) -> tuple[Tensor | None, ...]:
    rest = (None,) * 4
    if grad_barycentrics is None and grad_depth is None:
        return (None, None, *rest)
    return (*rasterize_backward_operator(*ctx.saved_tensors, grad_barycentrics, grad_depth), *rest)


rasterize_operator.register_autograd(_differentiate, setup_context=_keep_for_backward)
