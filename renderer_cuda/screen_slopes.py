# SPDX-License-Identifier: MIT
"""How fast attributes change from pixel to pixel: what tells a texture's level of detail."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import torch

from renderer_cuda.checks import check_attributes, check_mesh
from renderer_cuda.placement import placed
from renderer_cuda.screen_slopes_operator import screen_slopes_operator

if TYPE_CHECKING:
    from torch import Tensor

    from renderer_cuda.camera import Camera
    from renderer_cuda.rasterize import Fragments
    from renderer_cuda.topology import Topology


def screen_slopes(
    attributes: Tensor,
    faces: Tensor,
    fragments: Fragments,
    positions: Tensor,
    topology: Topology,
    camera: Camera,
) -> Tensor:
    """Differentiates interpolated attributes by the pixel, on the face that is seen there.

    Args:
        attributes: (V, C) or (N, V, C), as `interpolate`.
        faces: (F, 3), as `interpolate`; as many as topology has.
        fragments: what the pixels show.
        positions: as they were given to `rasterize`.
        topology: as it was given to `rasterize`.
        camera: as it was given to `rasterize`.

    Returns:
        (N, H, W, C, 2) per pixel to the right and per pixel down, correct in perspective; 0 at the background. Not
        differentiable.

    Raises:
        ValueError: names the argument, what was expected and what came.
    """
    check_attributes(
        "screen_slopes", attributes, faces, len(fragments.face_indices), fragments.barycentrics, "fragments"
    )
    check_mesh("screen_slopes", positions, topology)
    _check_same(faces, fragments, positions, topology, camera)
    with torch.no_grad():
        local, matrices = placed("screen_slopes", positions.detach(), topology, camera)
        slopes = screen_slopes_operator(
            attributes.detach().contiguous(),
            faces.to(torch.int32).contiguous(),
            fragments.face_indices.contiguous(),
            local,
            topology.faces,
            matrices,
        )
    return cast("Tensor", slopes)


def _check_same(faces: Tensor, fragments: Fragments, positions: Tensor, topology: Topology, camera: Camera) -> None:
    if len(faces) != len(topology.faces):
        raise ValueError(f"screen_slopes: faces must be the {len(topology.faces)} of topology, got {len(faces)}")
    if len(camera) != len(fragments.face_indices):
        raise ValueError(f"screen_slopes: camera must be of {len(fragments.face_indices)} views, got {len(camera)}")
    if positions.dtype != fragments.depth.dtype or positions.device != fragments.depth.device:
        raise ValueError(
            f"screen_slopes: positions must be {fragments.depth.dtype} on {fragments.depth.device} like fragments, "
            f"got {positions.dtype} on {positions.device}"
        )
