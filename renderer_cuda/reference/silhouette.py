# SPDX-License-Identifier: MIT
"""Signed distance to the outline of a projected mesh, as it is defined; quadratic in the number of edges.

It shares nothing with the kernels but the projection: no topology, no contour edges, no winding. A mesh is the union of
its projected faces; an edge's interval is outline where one of its sides is covered by a face and the other is not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from torch import Tensor

from renderer_cuda.coverage import coverage_from_distance
from renderer_cuda.projection import project

if TYPE_CHECKING:
    from renderer_cuda.camera import Camera

_SIDE_STEP_PIXELS = 1e-5  # how far beside an edge coverage is asked for
_CORNER = 1e-9  # crossings nearer to an edge's end, in its own parameter, are that end
_FAR = 1e30


def signed_distance_reference(positions: Tensor, faces: Tensor, camera: Camera, image_size: tuple[int, int]) -> Tensor:
    """Measures every pixel centre's distance to the outline of the union of all projected faces.

    Args:
        positions: (V, 3) float64, world.
        faces: (F, 3) integer.
        camera: N cameras.
        image_size: (height, width) pixels.

    Returns:
        (N, H, W) pixels, negative inside; 1e30 where nothing is in view. *Differentiable in* positions and camera.
    """
    views = project(positions, camera)
    return torch.stack([_signed_distance(view, faces, image_size) for view in views])


def silhouette_reference(
    positions: Tensor, faces: Tensor, camera: Camera, image_size: tuple[int, int], softness_pixels: float
) -> Tensor:
    """Soft coverage (N, H, W) from `signed_distance_reference`; arguments as there and as `silhouette`."""
    return coverage_from_distance(signed_distance_reference(positions, faces, camera, image_size), softness_pixels)


def _signed_distance(homogeneous: Tensor, faces: Tensor, image_size: tuple[int, int]) -> Tensor:
    height, width = image_size
    rows = torch.arange(height, dtype=homogeneous.dtype) + 0.5
    columns = torch.arange(width, dtype=homogeneous.dtype) + 0.5
    centers = torch.stack(torch.meshgrid(columns, rows, indexing="xy"), dim=-1).reshape(-1, 2)
    polygons = [polygon for face in faces.tolist() if (polygon := _clip(homogeneous[face])) is not None]
    outline = _outline(polygons) if polygons else homogeneous.new_zeros((0, 2, 2))
    if len(outline) == 0:
        return homogeneous.new_full((height, width), _FAR)
    inside = _is_covered(centers, polygons)
    distance = _distance(centers, outline)
    return torch.where(inside, -distance, distance).reshape(height, width)


def _clip(corners: Tensor) -> Tensor | None:
    """Pixels (K, 2) of a face's corners (3, 4) after clipping at the near plane; None where nothing is left."""
    kept = []
    for k in range(3):
        current, following = corners[k], corners[(k + 1) % 3]
        if current[2] >= 0:
            kept.append(current)
        if (current[2] >= 0) != (following[2] >= 0):
            t = current[2] / (current[2] - following[2])
            kept.append(current + t * (following - current))
    if not kept:
        return None
    clipped = torch.stack(kept)
    return clipped[:, :2] / clipped[:, 3:]


def _outline(polygons: list[Tensor]) -> Tensor:
    """(I, 2, 2) begins and ends of the edges' intervals with a covered and an uncovered side; differentiable."""
    edges = torch.cat([torch.stack([p, p.roll(-1, 0)], dim=1) for p in polygons])  # (M, 2, 2)
    edges = edges[(edges[:, 1] - edges[:, 0]).detach().norm(dim=1) > 1e-12]
    fixed = edges.detach()
    edge, begin_t, end_t, begin_other, end_other = _intervals(fixed)
    along = fixed[:, 1] - fixed[:, 0]
    middles = fixed[edge, 0] + ((begin_t + end_t) / 2)[:, None] * along[edge]
    unit = torch.nn.functional.normalize(along[edge], dim=1)
    step = torch.stack([-unit[:, 1], unit[:, 0]], dim=1) * _SIDE_STEP_PIXELS
    kept = _is_covered(middles + step, polygons) != _is_covered(middles - step, polygons)
    begins = _end_points(edges, edge[kept], begin_other[kept], 0)
    ends = _end_points(edges, edge[kept], end_other[kept], 1)
    return torch.stack([begins, ends], dim=1)


def _intervals(edges: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor]:
    """Cuts every edge (M, 2, 2) where others cross it: for each interval its edge, the parameters at its begin and
    end, and the edges that cross there (-1 at an end of the edge itself)."""
    t = _crossing_parameter(edges[:, None], edges[None])
    s = t.mT
    crosses = (t > _CORNER) & (t < 1 - _CORNER) & (s > -_CORNER) & (s < 1 + _CORNER)
    edge, other = crosses.nonzero(as_tuple=True)
    every, none = torch.arange(len(edges)), torch.full((len(edges),), -1)
    edge, other = torch.cat([every, edge, every]), torch.cat([none, other, none])
    zero, one = edges.new_zeros(len(edges)), edges.new_ones(len(edges))
    parameter = torch.cat([zero, t[crosses], one])
    order = parameter.argsort(stable=True)
    order = order[edge[order].argsort(stable=True)]
    edge, other, parameter = edge[order], other[order], parameter[order]
    same = edge[1:] == edge[:-1]
    return edge[:-1][same], parameter[:-1][same], parameter[1:][same], other[:-1][same], other[1:][same]


def _crossing_parameter(edges: Tensor, others: Tensor) -> Tensor:
    """Parameter on each edge (..., 2, 2) at which the line of the other crosses it; infinite where parallel."""
    along, other_along = edges[..., 1, :] - edges[..., 0, :], others[..., 1, :] - others[..., 0, :]
    denominator = _cross(along, other_along)
    parallel = denominator.abs() < 1e-12
    t = _cross(others[..., 0, :] - edges[..., 0, :], other_along) / torch.where(parallel, 1.0, denominator)
    return torch.where(parallel, torch.inf, t)


def _end_points(edges: Tensor, edge: Tensor, other: Tensor, end: int) -> Tensor:
    """(I, 2) ends of intervals: an end of the edge, or its crossing with the other; differentiable in both."""
    points = edges[edge, end]
    crossing = other >= 0
    crossed, others = edges[edge[crossing]], edges[other[crossing]]
    t = _crossing_parameter(crossed, others)[:, None]
    return points.index_put((crossing.nonzero().squeeze(1),), crossed[:, 0] + t * (crossed[:, 1] - crossed[:, 0]))


def _is_covered(points: Tensor, polygons: list[Tensor]) -> Tensor:
    """(P,) whether any of the convex polygons covers each point (P, 2)."""
    covered = torch.zeros(len(points), dtype=torch.bool)
    for polygon in polygons:
        corners = polygon.detach()
        sides = _cross((corners.roll(-1, 0) - corners)[None], points[:, None] - corners[None])
        area = _cross(corners[1:-1] - corners[0], corners[2:] - corners[0]).sum()
        if area != 0:
            covered |= (sides * area.sign() >= 0).all(dim=1)
    return covered


def _distance(points: Tensor, outline: Tensor) -> Tensor:
    """(P,) distance of each point to the nearest interval; the choice of the nearest carries no gradient."""
    with torch.no_grad():
        nearest = torch.cat([_to_intervals(chunk[:, None], outline).argmin(1) for chunk in points.split(2048)])
    return _to_intervals(points, outline[nearest])


def _to_intervals(points: Tensor, intervals: Tensor) -> Tensor:
    begins, ends = intervals[..., 0, :], intervals[..., 1, :]
    along = ends - begins
    t = ((points - begins) * along).sum(-1) / (along * along).sum(-1).clamp_min(1e-300)
    away: Tensor = points - begins - t.clamp(0, 1)[..., None] * along
    return torch.hypot(away[..., 0], away[..., 1])


def _cross(a: Tensor, b: Tensor) -> Tensor:
    product: Tensor = a[..., 0] * b[..., 1] - a[..., 1] * b[..., 0]
    return product
