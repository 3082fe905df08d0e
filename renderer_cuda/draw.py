# SPDX-License-Identifier: MIT
"""Three stages in one: attributes of vertices as images with blended edges."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor

from renderer_cuda import _native_draw
from renderer_cuda.antialias import antialias
from renderer_cuda.checks import check_attributes, check_image, check_mesh
from renderer_cuda.interpolate import interpolate
from renderer_cuda.placement import placed
from renderer_cuda.rasterize import rasterize

if TYPE_CHECKING:
    from collections.abc import Callable

    from renderer_cuda.camera import Camera
    from renderer_cuda.topology import Topology


def draw(
    attributes: Tensor,
    faces: Tensor,
    positions: Tensor,
    topology: Topology,
    camera: Camera,
    image_size: tuple[int, int],
    *,
    intersections: bool = True,
) -> Tensor:
    """What `rasterize`, `interpolate` and `antialias` give in a row, in one pass on the CPU.

    There it is the same image bit for bit, with its gradients but for rounding, where faces have many pixels in about
    half the time, where they have two or three in the same. Nothing that lies between the stages is written: neither
    barycentrics and depths nor an image with hard edges, nor the gradients by them. On a GPU, and for torch.compile, it
    is those three in a row.

    Args:
        attributes: (V, C), or (N, V, C) where each view has its own, in the dtype and on the device of positions.
        faces: (F, 3) int32 or int64, indices into attributes; face f is face f of topology, its corners may be others.
        positions: (V, 3) float32 or float64, world.
        topology: connectivity of the mesh, on the device of positions.
        camera: N cameras, on any device.
        image_size: (height, width) pixels, any.
        intersections: as in `antialias`.

    Returns:
        (N, H, W, C), 0 at the background. *Differentiable in* attributes, positions and all parameters of the camera
        but near (once; on the CPU neither value nor gradient depends on the number of threads, bit for bit).

    Raises:
        ValueError: names the argument, what was expected and what came.

    Source: those of the three stages.
    """
    check_mesh("draw", positions, topology)
    check_image("draw", image_size, len(camera))
    check_attributes("draw", attributes, faces, len(camera), positions, "positions")
    if len(faces) != len(topology.faces):
        raise ValueError(f"draw: faces must be as many as the {len(topology.faces)} of topology, got {len(faces)}")
    if positions.is_cuda or torch.compiler.is_compiling():
        fragments = rasterize(positions, topology, camera, image_size)
        hard = interpolate(attributes, faces, fragments)
        return antialias(hard, fragments, positions, topology, camera, intersections=intersections)
    local, matrices = placed("draw", positions, topology, camera)
    run: Callable[..., Tensor] = _Draw.apply
    corners = faces.to(torch.int32).contiguous()
    return run(local, matrices, attributes.contiguous(), corners, topology, image_size, intersections)


class _Draw(torch.autograd.Function):
    @staticmethod
    def forward(
        ctx: Any,
        positions: Tensor,
        matrices: Tensor,
        attributes: Tensor,
        faces: Tensor,
        topology: Topology,
        image_size: tuple[int, int],
        intersections: bool,
    ) -> Tensor:
        image, record = _native_draw.forward(
            positions, matrices, attributes, faces, topology, image_size, intersections=intersections
        )
        if any(ctx.needs_input_grad):
            ctx.save_for_backward(positions, matrices, attributes, faces, topology.faces)
            ctx.record = record
        return image

    @staticmethod
    @torch.autograd.function.once_differentiable
    def backward(ctx: Any, grad_image: Tensor) -> tuple[Tensor | None, ...]:
        positions, matrices, attributes, faces, mesh_faces = ctx.saved_tensors
        gradients = _native_draw.backward(positions, matrices, attributes, faces, mesh_faces, ctx.record, grad_image)
        return (*gradients, None, None, None, None)
