"""Penalties on the shape of a mesh, in time linear in its size.

Each is the discrete form of an integral over the surface at rest and is divided by the power of the edge length at
rest that this asks for: a weight keeps its meaning when the mesh is subdivided (within 5 % on icospheres of level 3 to
5; the Laplacian, which sees where their triangles change size, within a factor of 1.7 a level).
"""

import torch
from torch import Tensor

from app.engine.losses.connectivity import Connectivity


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
    a, b, c = (positions.index_select(0, corner) for corner in connectivity.faces.unbind(1))
    normals = _unit_or_zero(torch.linalg.cross(b - a, c - a), 1e-8 * connectivity.rest_edge_length**2)
    left, right = (normals.index_select(0, side) for side in connectivity.face_pairs.unbind(1))
    cosines = (left * right * connectivity.pair_signs).sum(1)
    if shares is not None:
        of_faces = shares.index_select(0, connectivity.faces.reshape(-1)).reshape(-1, 3).amin(1)
        return ((1.0 - cosines) * of_faces[connectivity.face_pairs].amin(1)).mean() / connectivity.rest_edge_length**2
    return (1.0 - cosines).mean() / connectivity.rest_edge_length**2


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


def _unit_or_zero(vectors: Tensor, smallest_length: float) -> Tensor:
    squared = vectors.square().sum(1, keepdim=True)
    long_enough = squared > smallest_length**2
    return torch.where(long_enough, vectors * torch.where(long_enough, squared, 1.0).rsqrt(), 0.0)
