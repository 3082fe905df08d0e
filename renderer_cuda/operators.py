# SPDX-License-Identifier: MIT
"""The silhouette stage as a registered torch operator, for torch.compile and torch.export.

Eager calls take the autograd.Function in silhouette.py, which costs half as much a call; both run the same kernels.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from renderer_cuda import outline
from renderer_cuda._native import OutlineRecord
from renderer_cuda.topology import Topology


@torch.library.custom_op("photosculpture::silhouette", mutates_args=())
def silhouette_operator(
    positions: Tensor,
    matrices: Tensor,
    faces: Tensor,
    edges: Tensor,
    pair_codes: Tensor,
    fan_offsets: Tensor,
    fan_codes: Tensor,
    height: int,
    width: int,
    softness_pixels: float,
    reach_pixels: float,
) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor, Tensor, Tensor, Tensor]:
    """The image (N, H, W) and the seven tensors of its OutlineRecord. *Differentiable in* positions and matrices."""
    none = faces.new_empty(0)  # of no use to a silhouette
    topology = Topology(faces, edges, pair_codes, fan_offsets, fan_codes, none, None, positions.shape[0])
    image, record = outline.forward(
        positions, matrices, topology, (height, width), softness_pixels, reach_pixels, keep_record=True
    )
    assert record is not None
    return (image, *record)


@silhouette_operator.register_fake
def _(
    positions: Tensor,
    matrices: Tensor,
    faces: Tensor,
    edges: Tensor,
    pair_codes: Tensor,
    fan_offsets: Tensor,
    fan_codes: Tensor,
    height: int,
    width: int,
    softness_pixels: float,
    reach_pixels: float,
) -> tuple[Tensor, ...]:
    views = matrices.shape[0]
    if positions.is_cuda:
        from renderer_cuda.silhouette_cuda import RecordSizes

        sizes = RecordSizes.of(views, edges.shape[0], faces.shape[0], (height, width))
        return (positions.new_empty((views, height, width)), *sizes.new_record(positions))
    context = torch.library.get_ctx()
    contour, segments, band = (context.new_dynamic_size() for _ in range(3))
    return (
        positions.new_empty((views, height, width)),
        faces.new_empty((contour, 5)),
        faces.new_empty((segments, 3)),
        positions.new_empty((segments, 2), dtype=torch.float64),
        faces.new_empty((band,)),
        faces.new_empty((band,)),
        positions.new_empty((band,)),
        faces.new_empty((3, views + 1)),
    )


@torch.library.custom_op("photosculpture::silhouette_backward", mutates_args=())
def silhouette_backward_operator(
    positions: Tensor, matrices: Tensor, record: list[Tensor], grad_image: Tensor
) -> tuple[Tensor, Tensor]:
    """Gradients by positions (V, 3) and matrices (N, 4, 4)."""
    return outline.backward(positions, matrices, OutlineRecord(*record), grad_image)


@silhouette_backward_operator.register_fake
def _(positions: Tensor, matrices: Tensor, record: list[Tensor], grad_image: Tensor) -> tuple[Tensor, Tensor]:
    return torch.empty_like(positions), torch.empty_like(matrices)


def _keep_for_backward(ctx: Any, inputs: tuple[Any, ...], output: tuple[Tensor, ...]) -> None:
    ctx.save_for_backward(inputs[0], inputs[1], *output[1:])
    ctx.set_materialize_grads(False)


def _differentiate(ctx: Any, grad_image: Tensor | None, *_: Any) -> tuple[Tensor | None, ...]:
    rest = (None,) * 9
    if grad_image is None:
        return (None, None, *rest)
    positions, matrices, *record = ctx.saved_tensors
    return (*silhouette_backward_operator(positions, matrices, record, grad_image), *rest)


silhouette_operator.register_autograd(_differentiate, setup_context=_keep_for_backward)
