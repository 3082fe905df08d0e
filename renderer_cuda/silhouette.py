# SPDX-License-Identifier: MIT
"""The silhouette stage: soft coverage of many views at once, by the distance to the visible contour."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, cast

import torch
from torch import Tensor

from renderer_cuda import outline
from renderer_cuda._native import OutlineRecord
from renderer_cuda.coverage import CUT_OFF_SOFTNESSES
from renderer_cuda.operators import silhouette_operator
from renderer_cuda.projection import anchored, view_matrices

if TYPE_CHECKING:
    from collections.abc import Callable

    from renderer_cuda.camera import Camera
    from renderer_cuda.topology import Topology


def silhouette(
    positions: Tensor,
    topology: Topology,
    camera: Camera,
    image_size: tuple[int, int],
    softness_pixels: float,
) -> Tensor:
    """Renders soft silhouettes: coverage = sigmoid(-signed distance to the outline / softness).

    The outline is that of the union of all projected faces; faces that cross the near plane are clipped there. Signs
    are exact at pixel centres. A part thinner than a pixel that no pixel centre hits still shows as coverage below a
    half, a gap thinner than a pixel as coverage above it; gaps below 1/512 pixel are closed.

    Args:
        positions: (V, 3) float32 or float64, world. A face with a position that is not finite is not drawn.
        topology: connectivity of the mesh, on the device of positions.
        camera: N cameras, on any device.
        image_size: (height, width) pixels, any.
        softness_pixels: > 0; coverage falls from 0.73 to 0.27 from one softness inside the outline to one outside, and
            is the hard mask beyond six.

    Returns:
        (N, H, W) coverage in [0, 1], in the dtype and on the device of positions; row 0 is the top.
        *Differentiable in* positions and all parameters of the camera but near (once; on the CPU the gradient does
        not depend on the number of threads, bit for bit).

    Raises:
        ValueError: names the argument, what was expected and what came.

    Source: the contour-based coverage of docs/silhouette.md; its gradient moves the nearest point of the outline.
    """
    _check_softness("silhouette", "softness_pixels", softness_pixels)
    return _render(
        "silhouette", positions, topology, camera, image_size, softness_pixels, softness_pixels * CUT_OFF_SOFTNESSES
    )


def signed_distance(
    positions: Tensor,
    topology: Topology,
    camera: Camera,
    image_size: tuple[int, int],
    max_distance_pixels: float,
) -> Tensor:
    """Measures every pixel centre's distance to the outline of the projected mesh.

    Args:
        positions: as `silhouette`.
        topology: as `silhouette`.
        camera: as `silhouette`.
        image_size: (height, width) pixels.
        max_distance_pixels: > 0; distances are clamped to it. The cost grows with it.

    Returns:
        (N, H, W) pixels, negative inside. *Differentiable in* positions and camera where not clamped.

    Raises:
        ValueError: as `silhouette`.
    """
    _check_softness("signed_distance", "max_distance_pixels", max_distance_pixels)
    return _render("signed_distance", positions, topology, camera, image_size, 0.0, max_distance_pixels)


def _render(
    caller: str,
    positions: Tensor,
    topology: Topology,
    camera: Camera,
    image_size: tuple[int, int],
    softness_pixels: float,
    reach_pixels: float,
) -> Tensor:
    _check_mesh(caller, positions, topology)
    _check_image(caller, image_size, len(camera))
    matrices = view_matrices(camera)
    _check_matrices(caller, matrices.detach())
    # To a GPU without waiting for it; the driver has read pageable memory when the call returns.
    there = matrices.to(positions.device, non_blocking=True)
    local, local_matrices = anchored(topology.welded(positions), there)
    arguments = (local.contiguous(), local_matrices.contiguous())
    height, width = image_size
    if torch.compiler.is_compiling():
        connectivity = (topology.faces, topology.edges, topology.pair_codes, topology.fan_offsets, topology.fan_codes)
        images = silhouette_operator(*arguments, *connectivity, height, width, softness_pixels, reach_pixels)
        return cast("Tensor", images[0])
    render: Callable[..., Tensor] = _Outline.apply
    return render(*arguments, topology, height, width, softness_pixels, reach_pixels)


def _check_matrices(caller: str, matrices: Tensor) -> None:
    # On a GPU the question would wait for all work queued before it; a Camera has asked it when it was made.
    if matrices.is_cuda or torch.compiler.is_compiling():
        return
    if not bool(torch.isfinite(matrices).all()):
        raise ValueError(f"{caller}: camera must be finite, got NaN or infinity in its parameters")


def _check_softness(caller: str, name: str, value: float) -> None:
    if not (isinstance(value, (int, float)) and math.isfinite(value) and value > 0):
        raise ValueError(f"{caller}: {name} must be a finite number > 0, got {value!r}")


def _check_mesh(caller: str, positions: Tensor, topology: Topology) -> None:
    if positions.ndim != 2 or positions.shape[1] != 3:
        raise ValueError(f"{caller}: positions must have shape (V, 3), got {tuple(positions.shape)}")
    if positions.dtype not in (torch.float32, torch.float64):
        raise ValueError(f"{caller}: positions must be float32 or float64, got {positions.dtype}")
    if positions.shape[0] != topology.vertex_count:
        raise ValueError(
            f"{caller}: positions must have the {topology.vertex_count} vertices of topology, got {positions.shape[0]}"
        )
    if positions.device.type not in ("cpu", "cuda"):
        raise ValueError(f"{caller}: positions must be on cpu or cuda, got {positions.device}")
    if topology.faces.device != positions.device:
        raise ValueError(
            f"{caller}: topology must be on {positions.device} like positions, got {topology.faces.device}"
        )


def _check_image(caller: str, image_size: tuple[int, int], views: int) -> None:
    if len(image_size) != 2 or not all(isinstance(x, int) and x >= 1 for x in image_size):
        raise ValueError(f"{caller}: image_size must be (height, width) with both >= 1, got {image_size!r}")
    if views * image_size[0] * image_size[1] >= 2**31:
        raise ValueError(
            f"{caller}: image_size {image_size} times {views} cameras must stay below 2^31 pixels; split the call"
        )


class _Outline(torch.autograd.Function):
    """The eager path: half the overhead of a registered operator."""

    @staticmethod
    def forward(
        ctx: Any,
        positions: Tensor,
        matrices: Tensor,
        topology: Topology,
        height: int,
        width: int,
        softness_pixels: float,
        reach_pixels: float,
    ) -> Tensor:
        keep = any(ctx.needs_input_grad)
        image, record = outline.forward(
            positions, matrices, topology, (height, width), softness_pixels, reach_pixels, keep_record=keep
        )
        if record is not None:
            ctx.save_for_backward(positions, matrices, *record)
        return image

    @staticmethod
    @torch.autograd.function.once_differentiable
    def backward(ctx: Any, grad_image: Tensor) -> tuple[Tensor | None, ...]:
        positions, matrices, *record = ctx.saved_tensors
        gradients = outline.backward(positions, matrices, OutlineRecord(*record), grad_image)
        return (*gradients, None, None, None, None, None)
