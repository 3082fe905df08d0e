"""Vertices moved from the surface of a grid onto that of the field itself."""

import numpy as np
import torch
from numpy.typing import NDArray

from app.engine.carving.adaptive_grid import DistanceField
from app.engine.carving.surface_extraction import Surface
from app.engine.meshes.normals import vertex_normals
from app.engine.remeshing.self_intersections import self_intersections

_ROUNDS = 2
_PROBE_CELLS, _FARTHEST_CELLS = 0.25, 0.75  # of a step along the normal
_LEAST_SLOPE = 0.3  # of the field along the normal: where it is less, the normal does not lead to the surface
_ATTEMPTS = 3


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
