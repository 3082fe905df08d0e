"""Penalties on the shape of a mesh, in time linear in its size.

Each is the discrete form of an integral over the surface at rest and is divided by the power of the edge length at
rest that this asks for: a weight keeps its meaning when the mesh is subdivided (within 5 % on icospheres of level 3 to
5; the Laplacian, which sees where their triangles change size, within a factor of 1.7 a level).
"""

import torch
from torch import Tensor

from app.engine.losses.connectivity import Connectivity
from app.engine.losses.known_slope import with_slopes


def laplacian_loss(positions: Tensor, connectivity: Connectivity, shares: Tensor | None = None) -> Tensor:
    """Return the mean over vertices of |mean of the neighbours - vertex|^2 / length^4, with `length` at rest.

    Its gradient is the bi-Laplacian. A vertex without neighbours adds nothing.

    Args:
        positions: (V, 3) vertex positions.
        connectivity: the neighbourhoods of the mesh.
        shares: (V,) how much each vertex counts, or None for 1.

    Returns:
        () in one over the squared unit of the positions.

    Differentiable in: positions.
    """
    a, b = connectivity.edges.unbind(1)
    span = _edge_vectors(positions, connectivity)
    total = torch.zeros_like(positions).index_add(0, a, span).index_add(0, b, span, alpha=-1)
    offsets = total / connectivity.degrees.clamp_min(1.0)
    squares = offsets.square().sum(1)
    return (squares if shares is None else shares * squares).mean() / connectivity.rest_edge_length**4


def normal_loss(positions: Tensor, connectivity: Connectivity, shares: Tensor | None = None) -> Tensor:
    """Return the mean over pairs of neighbouring faces of (1 - cosine between their normals) / length^2 at rest.

    Edges with one face, or with more than two, add nothing; faces wound backwards are turned round.

    Args:
        positions: (V, 3) vertex positions.
        connectivity: the neighbourhoods of the mesh.
        shares: (V,) how much each vertex counts, an edge as the least of its faces' corners; None for 1.

    Returns:
        () in one over the squared unit of the positions.

    A degenerate face counts as square to its neighbours, without gradient.

    Differentiable in: positions.
    """
    if len(connectivity.face_pairs) == 0:
        return positions.sum() * 0.0
    with torch.no_grad():
        to_second, to_third = _sides(positions, connectivity)
        normals, inverse = _unit_or_zero(_cross(to_second, to_third), 1e-8 * connectivity.rest_edge_length**2)
        left, right = normals.index_select(1, connectivity.paired_faces).view(3, 2, -1).unbind(1)
        signs = connectivity.pair_signs[:, 0].to(positions.dtype)
        weights = torch.ones_like(signs) if shares is None else _of_pairs(shares, connectivity)
        share = 1.0 / (len(connectivity.face_pairs) * connectivity.rest_edge_length**2)
        loss = (weights * (1.0 - _dot(left, right) * signs)).sum() * share
        turned = weights * signs
        by_normals = _added_up(torch.stack([turned * right, turned * left], 1), connectivity.paired_faces, normals)
        by_area = (by_normals - normals * _dot(normals, by_normals)) * inverse
        by_second, by_third = _cross(to_third, by_area), _cross(by_area, to_second)
        by_corners = torch.stack([-(by_second + by_third), by_second, by_third], 1)
        slopes = _added_up(by_corners, connectivity.corners, positions.T).T
    return with_slopes(positions, loss, slopes, positions.new_full((), -share))


def edge_loss(positions: Tensor, connectivity: Connectivity) -> Tensor:
    """Return the mean squared edge length, relative to its value at rest.

    Args:
        positions: (V, 3) vertex positions.
        connectivity: the neighbourhoods of the mesh.

    Returns:
        () without unit; 1 for the mesh at rest.

    Differentiable in: positions.
    """
    return _edge_vectors(positions, connectivity).square().sum(1).mean() / connectivity.rest_edge_length**2


def _edge_vectors(positions: Tensor, connectivity: Connectivity) -> Tensor:
    a, b = connectivity.edges.unbind(1)
    return positions.index_select(0, b) - positions.index_select(0, a)


def _sides(positions: Tensor, connectivity: Connectivity) -> tuple[Tensor, Tensor]:
    """(3, F) from the first corner of each face to the others. With coordinates apart, passes take half the time."""
    corners = positions.T.contiguous().index_select(1, connectivity.corners).view(3, 3, -1)
    first, second, third = corners.unbind(1)
    return second - first, third - first


def _unit_or_zero(vectors: Tensor, smallest_length: float) -> tuple[Tensor, Tensor]:
    """(3, F) at length 1, and (F,) what they were multiplied by for it."""
    squared = _dot(vectors, vectors)
    inverse = torch.where(squared > smallest_length**2, squared.rsqrt(), 0.0)
    return vectors * inverse, inverse


def _of_pairs(shares: Tensor, connectivity: Connectivity) -> Tensor:
    """(P,) the least share of the corners of both faces."""
    of_faces = shares.index_select(0, connectivity.corners).view(3, -1).amin(0)
    return of_faces.index_select(0, connectivity.paired_faces).view(2, -1).amin(0)


def _added_up(values: Tensor, places: Tensor, like: Tensor) -> Tensor:
    """(3, M) like another, the sums of values (3, ...) over the places where they belong."""
    sums = torch.zeros_like(like, memory_format=torch.contiguous_format)
    return sums.scatter_add_(1, places.expand(3, -1), values.reshape(3, -1))


def _cross(left: Tensor, right: Tensor) -> Tensor:
    """Cross products of (3, F)."""
    (x, y, z), (u, v, w) = left, right
    return torch.stack([y * w - z * v, z * u - x * w, x * v - y * u])


def _dot(left: Tensor, right: Tensor) -> Tensor:
    """(F,) products of (3, F); a sum over so short a dimension takes longer."""
    (x, y, z), (u, v, w) = left, right
    product: Tensor = x * u + y * v + z * w
    return product
