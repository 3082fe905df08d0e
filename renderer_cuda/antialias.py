# SPDX-License-Identifier: MIT
"""The antialias stage: pixels at a visible edge become a mixture, and their colours a function of where the edge is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import torch
from torch import Tensor

from renderer_cuda import blending
from renderer_cuda.antialias_operator import antialias_operator
from renderer_cuda.blending import BlendRecord, SeenMesh
from renderer_cuda.checks import check_mesh
from renderer_cuda.placement import placed

if TYPE_CHECKING:
    from collections.abc import Callable

    from renderer_cuda.camera import Camera
    from renderer_cuda.rasterize import Fragments
    from renderer_cuda.topology import Topology


def antialias(
    image: Tensor,
    fragments: Fragments,
    positions: Tensor,
    topology: Topology,
    camera: Camera,
    *,
    intersections: bool = True,
) -> Tensor:
    """Blends the pixels on either side of each visible contour by where it passes between their centres.

    Contour edges are those with all their faces on one side in a view: outlines, parts before other parts, borders of
    open meshes, edges of more than two faces, and cuts at the near plane. They are walked along the rows of pixel
    centres where they are steep and along the columns where they are not; of the two pixels whose centres an edge
    passes between, the one on whose half of the way it lies takes on the other's colour by as much of its half as the
    other's surface covers (a box filter along the line through both). Edges shorter than a pixel are walked in the
    direction of the contour about them, and of several between two centres the one that reaches farthest counts, so
    that the triangles' size does not matter. Creases are left alone.

    Args:
        image: (N, H, W, C) float32 or float64, C >= 1, of any values, as seen at pixel centres.
        fragments: what `rasterize` gave for the same positions, topology and camera.
        positions: (V, 3) in the dtype and on the device of image, world.
        topology: connectivity of the mesh, on the same device.
        camera: N cameras, on any device.
        intersections: also blend where surfaces pass through each other: those of two parts of the mesh that share no
            vertex, at any fineness, and those of one part where the two faces seen reach the place where they meet.

    Returns:
        (N, H, W, C), linear in image. *Differentiable in* image, positions and all parameters of the camera but near
        (once; on the CPU neither value nor gradient depends on the number of threads, bit for bit). A surface that no
        pixel centre sees does not show, and the choice of pixels that blend carries no gradient. Along edges shorter
        than a pixel a crossing moves with the slope of the contour about them, not with their own.

    Raises:
        ValueError: names the argument, what was expected and what came.

    Source: analytic antialiasing after Laine et al., "Modular Primitives for High-Performance Differentiable
    Rendering", 2020, led by the mesh's contour edges in place of discontinuities between pixels.
    """
    check_mesh("antialias", positions, topology)
    _check_images(image, fragments.face_indices, positions, len(camera))
    local, matrices = placed("antialias", positions, topology, camera)
    arguments = (local, matrices, fragments.face_indices.contiguous(), image.contiguous())
    if torch.compiler.is_compiling():
        connectivity = (topology.faces, topology.edges, topology.pair_codes, topology.fan_offsets, topology.fan_codes)
        return cast("Tensor", antialias_operator(*arguments, *connectivity, topology.parts, intersections)[0])
    blend: Callable[..., Tensor] = _Antialias.apply
    return blend(*arguments, topology, intersections)


def _check_images(image: Tensor, face_indices: Tensor, positions: Tensor, views: int) -> None:
    if image.ndim != 4 or min(image.shape) < 1:
        raise ValueError(f"antialias: image must have shape (N, H, W, C), none 0, got {tuple(image.shape)}")
    if image.shape[0] != views:
        raise ValueError(f"antialias: image must have one view for each of {views} cameras, got {image.shape[0]}")
    if image.shape[:3].numel() >= 2**31:
        raise ValueError(f"antialias: image must have fewer than 2^31 pixels, got {tuple(image.shape)}; split the call")
    if image.dtype != positions.dtype or image.device != positions.device:
        raise ValueError(
            f"antialias: image must be {positions.dtype} on {positions.device} like positions, "
            f"got {image.dtype} on {image.device}"
        )
    if face_indices.shape != image.shape[:3] or face_indices.dtype != torch.int32:
        raise ValueError(
            f"antialias: fragments must have int32 face_indices of shape {tuple(image.shape[:3])} as image, "
            f"got {face_indices.dtype} of {tuple(face_indices.shape)}"
        )
    if face_indices.device != image.device:
        raise ValueError(f"antialias: fragments must be on {image.device} like image, got {face_indices.device}")


class _Antialias(torch.autograd.Function):
    """The eager path: half the overhead of a registered operator."""

    @staticmethod
    def forward(
        ctx: Any,
        positions: Tensor,
        matrices: Tensor,
        face_indices: Tensor,
        image: Tensor,
        topology: Topology,
        intersections: bool,
    ) -> Tensor:
        seen = SeenMesh(positions, matrices, face_indices)
        result, record = blending.forward(seen, topology, image, intersections=intersections)
        if any(ctx.needs_input_grad):
            ctx.save_for_backward(positions, matrices, topology.faces, image, *record)
        return result

    @staticmethod
    @torch.autograd.function.once_differentiable
    def backward(ctx: Any, grad_result: Tensor) -> tuple[Tensor | None, ...]:
        positions, matrices, faces, image, *record = ctx.saved_tensors
        of_mesh, of_image = any(ctx.needs_input_grad[:2]), ctx.needs_input_grad[3]
        gradients = blending.backward(
            positions,
            matrices,
            faces,
            image,
            BlendRecord(*record),
            grad_result,
            of_image=of_image,
            of_mesh=of_mesh,
        )
        by_mesh = (gradients.positions, gradients.matrices) if of_mesh else (None, None)
        return (*by_mesh, None, gradients.image if of_image else None, None, None)
