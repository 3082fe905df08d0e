# SPDX-License-Identifier: MIT
"""Which face is seen at each pixel centre, face by face over the whole image, in plain PyTorch."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from torch import Tensor

from renderer_cuda.projection import project

if TYPE_CHECKING:
    from renderer_cuda.camera import Camera


def rasterize_reference(
    positions: Tensor, faces: Tensor, camera: Camera, image_size: tuple[int, int]
) -> tuple[Tensor, Tensor, Tensor]:
    """Rasterizes in homogeneous coordinates (Olano and Greer 1997), with no clipping of faces.

    Args:
        positions: (V, 3) float64, world, welded.
        faces: (F, 3) integer.
        camera: N cameras.
        image_size: (height, width) pixels.

    Returns:
        (N, H, W) int32 face indices, -1 = background; (N, H, W, 2) perspective-correct weights of the face's first two
        corners; (N, H, W) depth. The last two are *differentiable in* positions and camera.
    """
    views = project(positions, camera)
    indices = torch.stack([_nearest_faces(view.detach(), faces, image_size) for view in views])
    weights, clipped_depth = _at_pixels(views, faces, indices)
    seen = indices >= 0
    near = camera.near.detach().to(positions.dtype)[:, None, None]
    barycentrics = torch.where(seen[..., None], weights[..., :2], 0.0)
    return indices, barycentrics, torch.where(seen, clipped_depth + near, 0.0)


def _centers(image_size: tuple[int, int], like: Tensor) -> Tensor:
    """(H, W, 3) homogeneous pixel centres."""
    height, width = image_size
    rows, columns = torch.meshgrid(torch.arange(height) + 0.5, torch.arange(width) + 0.5, indexing="ij")
    return torch.stack([columns, rows, torch.ones_like(rows)], dim=-1).to(like)


def _nearest_faces(view: Tensor, faces: Tensor, image_size: tuple[int, int]) -> Tensor:
    """(H, W) int32 of one view (V, 4): the nearest face in front of the near plane, the lower index where two tie."""
    centers = _centers(image_size, view)
    nearest = view.new_full(image_size, torch.inf, dtype=torch.float32)
    indices = torch.full(image_size, -1, dtype=torch.int32)
    for index, face in enumerate(faces.tolist()):
        edges = [_edge_function(view, centers, face[(k + 1) % 3], face[(k + 2) % 3]) for k in range(3)]
        values = torch.stack([value for value, _ in edges], dim=-1)
        side = _side(view[face])
        if side == 0:
            continue
        covered = torch.stack([(v * side > 0) | ((v == 0) & (owner == side)) for v, owner in edges]).all(0)
        depth = ((values @ view[face, 2]) / values.sum(-1)).to(torch.float32)
        closer = covered & (depth >= 0) & (depth < nearest)
        nearest = torch.where(closer, depth, nearest)
        indices = torch.where(closer, index, indices)
    return indices


def _side(corners: Tensor) -> int:
    """Sign of the determinant of a face's corners (3, 4), 0 where it is not drawn."""
    determinant = torch.linalg.det(corners[:, [0, 1, 3]])
    return int(torch.sign(torch.nan_to_num(determinant, nan=0.0, posinf=0.0, neginf=0.0)))


def _edge_function(view: Tensor, centers: Tensor, begin: int, end: int) -> tuple[Tensor, int]:
    """(H, W) of the side begin -> end, and the sign of the side that owns centres exactly on it.

    Computed from the lower vertex to the higher, so that both faces of an edge get exactly opposite values. The owner
    is the face to the right of the line, or below it where it is level.
    """
    low, high = view[min(begin, end)], view[max(begin, end)]
    line = torch.linalg.cross(low[[0, 1, 3]], high[[0, 1, 3]])
    sign = 1 if begin < end else -1
    owner = sign * int(torch.sign(line[0] if line[0] != 0 else line[1]))
    return sign * (centers @ line), owner


def _at_pixels(views: Tensor, faces: Tensor, indices: Tensor) -> tuple[Tensor, Tensor]:
    """Weights (N, H, W, 3) of the corners of the given faces at pixel centres, and depth - near (N, H, W) there."""
    which = torch.arange(len(views))[:, None, None, None]
    corners = views[which, faces[indices.clamp_min(0).long()].long()]  # (N, H, W, 3, 4)
    points = corners[..., [0, 1, 3]]
    centers = _centers((indices.shape[1], indices.shape[2]), views)[..., None, :].expand_as(points)
    values = (centers * torch.linalg.cross(points.roll(-1, 3), points.roll(-2, 3), dim=-1)).sum(-1)
    # A divisor of 1 at the background, whose values nobody sees but whose gradient must not be NaN.
    total = torch.where(indices >= 0, values.sum(-1), 1.0)
    weights = values / total[..., None]
    return weights, (weights * corners[..., 2]).sum(-1)
