"""Vertices moved from the surface of a grid onto that of the field itself."""

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.spatial import cKDTree
from trimesh.triangles import closest_point

from app.engine.carving.adaptive_grid import DistanceField
from app.engine.carving.mesh_field import divided
from app.engine.carving.surface_extraction import Surface
from app.engine.meshes.normals import unit_vectors, vertex_normals
from app.engine.remeshing.self_intersections import self_intersections

_ROUNDS = 2
_PROBE_CELLS, _FARTHEST_CELLS = 0.25, 0.75  # of a step along the normal
_LEAST_SLOPE = 0.3  # of the field along the normal: where it is less, the normal does not lead to the surface
_ATTEMPTS = 3

_PIECE_CELLS, _CANDIDATES = 2.0, 6  # the nearest point is looked for on pieces so large, as many for each vertex
_ALIKE_COSINE = 0.5  # between the normals of a vertex and of the piece that it moves to


def settled(surface: Surface, distance: DistanceField, cell: float, device: torch.device) -> Surface:
    """Move the vertices of a surface along their normals to where a field is 0.

    Between the points of a grid a rod as thin as a cell is too thin, since none of them need be on its axis.

    Args:
        surface: from a grid that the field was sampled on.
        distance: the field.
        cell: of the grid, in its unit; vertices move a cell and a half at most.
        device: where the field measures.

    Returns:
        The surface; vertices whose faces would pass through others stay where they were.
    """
    positions = surface.positions
    for _ in range(_ROUNDS):
        normals = vertex_normals(positions, surface.faces)
        here = _at(distance, positions, device)
        slope = (_at(distance, positions + _PROBE_CELLS * cell * normals, device) - here) / (_PROBE_CELLS * cell)
        steps = np.where(slope > _LEAST_SLOPE, -here / np.maximum(slope, _LEAST_SLOPE), 0.0)
        positions = positions + np.clip(steps, -_FARTHEST_CELLS * cell, _FARTHEST_CELLS * cell)[:, None] * normals
    return _uncrossed(positions, surface)


def settled_on(surface: Surface, old: Surface, cell: float) -> Surface:
    """Move the vertices of a surface to the nearest points of another one, where it runs along it.

    Args:
        surface: from a grid that the distance to the other was sampled on.
        old: the other.
        cell: of the grid, in its unit; what is farther than most of one stays.

    Returns:
        The surface; vertices whose faces would pass through others stay where they were.
    """
    pieces = divided(old.positions[old.faces] / cell, _PIECE_CELLS).astype(np.float64) * cell
    normals = unit_vectors(np.cross(pieces[:, 1] - pieces[:, 0], pieces[:, 2] - pieces[:, 0]))
    _, near = cKDTree(pieces.mean(axis=1)).query(surface.positions, min(_CANDIDATES, len(pieces)))
    near = near.reshape(len(surface.positions), -1)
    asked = np.repeat(surface.positions, near.shape[1], axis=0)
    points = closest_point(pieces[near.ravel()], asked)
    away = np.linalg.norm(points - asked, axis=1)
    along = np.repeat(vertex_normals(surface.positions, surface.faces), near.shape[1], axis=0)
    away[(along * normals[near.ravel()]).sum(axis=1) < _ALIKE_COSINE] = np.inf
    away = away.reshape(near.shape)
    best = away.argmin(axis=1)
    rows = np.arange(len(best))
    nearest = points.reshape(*near.shape, 3)[rows, best]
    moves = away[rows, best] <= _FARTHEST_CELLS * cell
    return _uncrossed(np.where(moves[:, None], nearest, surface.positions), surface)


def _uncrossed(positions: NDArray[np.float64], surface: Surface) -> Surface:
    """The surface at other positions, but for faces that would pass through others."""
    for _ in range(_ATTEMPTS):
        crossing = self_intersections(positions, surface.faces)
        if len(crossing) == 0:
            return Surface(positions, surface.faces)
        back = np.unique(surface.faces[crossing])
        positions[back] = surface.positions[back]
    return surface


def _at(distance: DistanceField, positions: NDArray[np.float64], device: torch.device) -> NDArray[np.float64]:
    values = distance(torch.as_tensor(positions, dtype=torch.float32, device=device))
    # Where nothing constrains, there is no surface to move to.
    return np.nan_to_num(values.cpu().numpy().astype(np.float64), nan=0.0, posinf=0.0, neginf=0.0)
