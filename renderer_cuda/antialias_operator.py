# SPDX-License-Identifier: MIT
"""The antialias stage as a registered torch operator, for torch.compile and torch.export.

Eager calls take the autograd.Function in antialias.py, which costs half as much a call; both run the same kernels.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from renderer_cuda import blending
from renderer_cuda.blending import BlendGradients, BlendRecord, SeenMesh
from renderer_cuda.topology import Topology


@torch.library.custom_op("photosculpture::antialias", mutates_args=())
def antialias_operator(
    positions: Tensor,
    matrices: Tensor,
    face_indices: Tensor,
    image: Tensor,
    faces: Tensor,
    edges: Tensor,
    pair_codes: Tensor,
    fan_offsets: Tensor,
    fan_codes: Tensor,
    parts: Tensor,
    intersections: bool,
) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """The result (N, H, W, C) and its BlendRecord. *Differentiable in* positions, matrices and image."""
    topology = Topology(faces, edges, pair_codes, fan_offsets, fan_codes, parts, None, positions.shape[0])
    seen = SeenMesh(positions, matrices, face_indices)
    result, record = blending.forward(seen, topology, image, intersections=intersections)
    return (result, *record)


@antialias_operator.register_fake
def _(
    positions: Tensor,
    matrices: Tensor,
    face_indices: Tensor,
    image: Tensor,
    faces: Tensor,
    edges: Tensor,
    pair_codes: Tensor,
    fan_offsets: Tensor,
    fan_codes: Tensor,
    parts: Tensor,
    intersections: bool,
) -> tuple[Tensor, ...]:
    result = image.new_empty(image.shape)
    if image.is_cuda:
        from renderer_cuda.antialias_cuda import new_record

        return (result, *new_record(image))
    count = torch.library.get_ctx().new_dynamic_size()
    return (
        result,
        faces.new_empty((count, 7)),
        positions.new_empty((count, 2), dtype=torch.float64),
        faces.new_empty((image.shape[0] + 1,), dtype=torch.int64),
    )


@torch.library.custom_op("photosculpture::antialias_backward", mutates_args=())
def antialias_backward_operator(
    positions: Tensor,
    matrices: Tensor,
    faces: Tensor,
    image: Tensor,
    record: list[Tensor],
    grad_result: Tensor,
    of_image: bool,
    of_mesh: bool,
) -> tuple[Tensor, Tensor, Tensor]:
    """The three of `BlendGradients`."""
    return blending.backward(
        positions,
        matrices,
        faces,
        image,
        BlendRecord(*record),
        grad_result,
        of_image=of_image,
        of_mesh=of_mesh,
    )


@antialias_backward_operator.register_fake
def _(
    positions: Tensor,
    matrices: Tensor,
    faces: Tensor,
    image: Tensor,
    record: list[Tensor],
    grad_result: Tensor,
    of_image: bool,
    of_mesh: bool,
) -> tuple[Tensor, ...]:
    return BlendGradients.unwritten(image, positions, matrices, of_image=of_image, of_mesh=of_mesh)


def _keep_for_backward(ctx: Any, inputs: tuple[Any, ...], output: tuple[Tensor, ...]) -> None:
    positions, matrices, _, image, faces = inputs[:5]
    ctx.save_for_backward(positions, matrices, faces, image, *output[1:])
    ctx.set_materialize_grads(False)


def _differentiate(ctx: Any, grad_result: Tensor | None, *_: Any) -> tuple[Tensor | None, ...]:
    rest = (None,) * 7
    if grad_result is None:
        return (None, None, None, None, *rest)
    positions, matrices, faces, image, *record = ctx.saved_tensors
    of_mesh, of_image = any(ctx.needs_input_grad[:2]), ctx.needs_input_grad[3]
    by_image, *by_mesh = antialias_backward_operator(
        positions, matrices, faces, image, record, grad_result, of_image, of_mesh
    )
    return (*(by_mesh if of_mesh else (None, None)), None, by_image if of_image else None, *rest)


antialias_operator.register_autograd(_differentiate, setup_context=_keep_for_backward)
