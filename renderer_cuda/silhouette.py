# SPDX-License-Identifier: MIT
"""The silhouette stage: soft coverage of many views at once, by the distance to the visible contour."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, cast

import torch
from torch import Tensor

from renderer_cuda import outline
from renderer_cuda._native import OutlineRecord
from renderer_cuda.checks import check_image, check_mesh
from renderer_cuda.coverage import CUT_OFF_SOFTNESSES
from renderer_cuda.operators import silhouette_operator
from renderer_cuda.placement import placed

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
    check_mesh(caller, positions, topology)
    check_image(caller, image_size, len(camera))
    arguments = placed(caller, positions, topology, camera)
    height, width = image_size
    if torch.compiler.is_compiling():
        connectivity = (topology.faces, topology.edges, topology.pair_codes, topology.fan_offsets, topology.fan_codes)
        images = silhouette_operator(*arguments, *connectivity, height, width, softness_pixels, reach_pixels)
        return cast("Tensor", images[0])
    render: Callable[..., Tensor] = _Outline.apply
    return render(*arguments, topology, height, width, softness_pixels, reach_pixels)


def _check_softness(caller: str, name: str, value: float) -> None:
    if not (isinstance(value, (int, float)) and math.isfinite(value) and value > 0):
        raise ValueError(f"{caller}: {name} must be a finite number > 0, got {value!r}")


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
