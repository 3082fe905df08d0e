# SPDX-License-Identifier: MIT
"""The rasterizer: which face is seen at each pixel centre, where on the face, and how deep."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor

from renderer_cuda import rasterization
from renderer_cuda.checks import check_image, check_mesh
from renderer_cuda.placement import placed
from renderer_cuda.rasterize_operator import rasterize_operator

if TYPE_CHECKING:
    from collections.abc import Callable

    from renderer_cuda.camera import Camera
    from renderer_cuda.topology import Topology


@dataclass(frozen=True, eq=False)
class Fragments:
    """What the pixels of N views show.

    Attributes:
        face_indices: (N, H, W) int32, -1 at the background.
        barycentrics: (N, H, W, 2) perspective-correct weights of the face's first two corners, in the order of
            `topology.faces`; the third's is what is left to 1. 0 at the background. *Differentiable in* positions and
            camera.
        depth: (N, H, W) along the direction of view, world units; 0 at the background. *Differentiable in* positions
            and camera.
    """

    face_indices: Tensor
    barycentrics: Tensor
    depth: Tensor


def rasterize(positions: Tensor, topology: Topology, camera: Camera, image_size: tuple[int, int]) -> Fragments:
    """Finds the nearest face at every pixel centre.

    Faces of either winding are drawn; what lies in front of the near plane is not, pixel by pixel. A centre on an edge
    that two faces share belongs to exactly one of them. Where two faces are equally deep, to the digits of a float32,
    the one with the lower index is seen.

    Args:
        positions: (V, 3) float32 or float64, world. A face with a position that is not finite is not drawn, nor is one
            without area on screen.
        topology: connectivity of the mesh, on the device of positions.
        camera: N cameras, on any device.
        image_size: (height, width) pixels, any.

    Returns:
        Fragments in the dtype and on the device of positions; row 0 is the top. *Differentiable in* positions and all
        parameters of the camera but near (once): the gradient is that of the face which is seen, and says nothing of
        which one that is (`antialias` does). On the CPU neither values nor gradients depend on the number of
        threads, bit for bit.

    Raises:
        ValueError: names the argument, what was expected and what came.

    Source: Olano and Greer, "Triangle scan conversion using 2D homogeneous coordinates", 1997.
    """
    check_mesh("rasterize", positions, topology)
    check_image("rasterize", image_size, len(camera))
    local, matrices = placed("rasterize", positions, topology, camera)
    nears = camera.near.detach().to(local, non_blocking=True)
    arguments = (local, matrices, nears.contiguous(), topology.faces, *image_size)
    if torch.compiler.is_compiling():
        barycentrics, depth, face_indices = rasterize_operator(*arguments)
        return Fragments(face_indices, barycentrics, depth)
    run: Callable[..., tuple[Tensor, Tensor, Tensor]] = _Rasterize.apply
    return Fragments(*run(*arguments))


class _Rasterize(torch.autograd.Function):
    """The eager path: half the overhead of a registered operator."""

    @staticmethod
    def forward(
        ctx: Any, positions: Tensor, matrices: Tensor, nears: Tensor, faces: Tensor, height: int, width: int
    ) -> tuple[Tensor, Tensor, Tensor]:
        face_indices, barycentrics, depth = rasterization.forward(positions, matrices, nears, faces, (height, width))
        ctx.save_for_backward(positions, matrices, faces, face_indices, barycentrics)
        ctx.mark_non_differentiable(face_indices)
        ctx.set_materialize_grads(False)
        return face_indices, barycentrics, depth

    @staticmethod
    @torch.autograd.function.once_differentiable
    def backward(
        ctx: Any, _: Tensor | None, grad_barycentrics: Tensor | None, grad_depth: Tensor | None
    ) -> tuple[Tensor | None, ...]:
        rest = (None,) * 4
        if grad_barycentrics is None and grad_depth is None:
            return (None, None, *rest)
        positions, matrices, faces, face_indices, barycentrics = ctx.saved_tensors
        gradients = rasterization.backward(
            positions, matrices, faces, face_indices, barycentrics, grad_barycentrics, grad_depth
        )
        return (*gradients, *rest)
