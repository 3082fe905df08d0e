# SPDX-License-Identifier: MIT
"""World to camera to pixel, in plain PyTorch: differentiable in positions and in every camera parameter."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from torch import Tensor

if TYPE_CHECKING:
    from renderer_cuda.camera import Camera


def view_matrices(camera: Camera) -> Tensor:
    """The matrices that take a position to homogeneous pixels, the renderer's own clip space.

    Args:
        camera: N cameras.

    Returns:
        (N, 4, 4) float64; takes (position_world, 1) to (pixel_x * w, pixel_y * w, depth - near, w), where w is the
        depth along the view direction in a perspective view and 1 in an orthographic one. *Differentiable in* all
        parameters of the camera but near.
    """
    lens = camera.intrinsics
    # Not camera.world_to_camera: its last row is copied from the host, which a GPU would be waited for.
    extrinsics = camera.extrinsics
    pose = torch.cat([extrinsics.rotation, extrinsics.translation[:, :, None]], dim=2).to(torch.float64)
    x, y, z = pose[:, 0], pose[:, 1], pose[:, 2]
    one = torch.zeros_like(z)
    one[:, 3] = 1.0
    w = torch.where(lens.orthographic[:, None], one, z)
    focal, center = lens.focal_pixels.to(torch.float64), lens.principal_point_pixels.to(torch.float64)
    rows = [
        focal[:, :1] * x + lens.skew_pixels.to(torch.float64)[:, None] * y + center[:, :1] * w,
        focal[:, 1:] * y + center[:, 1:] * w,
        z - camera.near.to(torch.float64)[:, None] * one,
        w,
    ]
    return torch.stack(rows, dim=1)


def anchored(positions: Tensor, matrices: Tensor) -> tuple[Tensor, Tensor]:
    """Moves the origin to the middle of the positions, and the matrices with it.

    A float32 object far from the origin loses its digits when a large position meets a large translation; their
    difference is taken here once, the translation's side in float64.

    Args:
        positions: (V, 3) world, float32 or float64.
        matrices: (N, 4, 4) float64, as `view_matrices` gives them.

    Returns:
        (V, 3) positions and (N, 4, 4) matrices, both in the dtype of the positions, with the same products.
        *Differentiable in* both.
    """
    # A position that is not finite must not spoil the others.
    anchor = torch.nan_to_num(positions.detach().mean(dim=0), nan=0.0, posinf=0.0, neginf=0.0)
    offset = matrices[:, :, :3] @ anchor.to(torch.float64)
    shift = torch.nn.functional.pad(offset[:, :, None], (3, 0))
    return positions - anchor, (matrices + shift).to(positions.dtype)


def project(positions_world: Tensor, camera: Camera) -> Tensor:
    """Projects positions into every view.

    Args:
        positions_world: (V, 3) float32 or float64.
        camera: N cameras.

    Returns:
        (N, V, 4) in the dtype of the positions: (pixel_x * w, pixel_y * w, depth - near, w) as `view_matrices` says;
        a point with depth - near < 0 is clipped. *Differentiable in* positions_world and the camera.
    """
    local, matrices = anchored(positions_world, view_matrices(camera).to(positions_world.device))
    return local @ matrices[:, :, :3].mT + matrices[:, None, :, 3]
