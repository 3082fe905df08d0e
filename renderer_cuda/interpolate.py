# SPDX-License-Identifier: MIT
"""Interpolation: attributes of vertices, carried to the pixels that show their faces."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import torch
from torch import Tensor

from renderer_cuda import interpolation
from renderer_cuda.checks import check_attributes
from renderer_cuda.interpolate_operator import interpolate_operator

if TYPE_CHECKING:
    from collections.abc import Callable

    from renderer_cuda.rasterize import Fragments


def interpolate(attributes: Tensor, faces: Tensor, fragments: Fragments) -> Tensor:
    """Interpolates vertex attributes linearly over each face, correct in perspective.

    Args:
        attributes: (V, C), or (N, V, C) where each view has its own; the dtype and the device of the fragments.
        faces: (F, 3) int32 or int64, indices into attributes. Face f is face f of the topology that was rasterized;
            its vertices may be others, as at a seam of texture coordinates or normals.
        fragments: what the pixels show.

    Returns:
        (N, H, W, C), 0 at the background. *Differentiable in* attributes and fragments.barycentrics (once; on the CPU
        the gradient does not depend on the number of threads, bit for bit).

    Raises:
        ValueError: names the argument, what was expected and what came. On a GPU, which would have to be waited for,
            the indices in faces are not checked, and a face with a wrong one shows as background.
    """
    check_attributes("interpolate", attributes, faces, len(fragments.face_indices), fragments.barycentrics, "fragments")
    arguments = (
        attributes.contiguous(),
        faces.to(torch.int32).contiguous(),
        fragments.face_indices.contiguous(),
        fragments.barycentrics.contiguous(),
    )
    if torch.compiler.is_compiling():
        return cast("Tensor", interpolate_operator(*arguments))
    run: Callable[..., Tensor] = _Interpolate.apply
    return run(*arguments)


class _Interpolate(torch.autograd.Function):
    """The eager path: half the overhead of a registered operator."""

    @staticmethod
    def forward(ctx: Any, attributes: Tensor, faces: Tensor, face_indices: Tensor, barycentrics: Tensor) -> Tensor:
        ctx.save_for_backward(attributes, faces, face_indices, barycentrics)
        return interpolation.forward(attributes, faces, face_indices, barycentrics)

    @staticmethod
    @torch.autograd.function.once_differentiable
    def backward(ctx: Any, grad_image: Tensor) -> tuple[Tensor | None, ...]:
        wanted = (ctx.needs_input_grad[0], ctx.needs_input_grad[3])
        attributes, faces, face_indices, barycentrics = ctx.saved_tensors
        grad_attributes, grad_barycentrics = interpolation.backward(
            attributes, faces, face_indices, barycentrics, grad_image, wanted
        )
        return grad_attributes, None, None, grad_barycentrics
