"""Carved surfaces in triangles of an even size."""

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import map_coordinates

from app.engine.carving.surface_extraction import Grid, Surface
from app.engine.meshes.normals import vertex_normals
from app.engine.remeshing.remesh import remeshed
from app.engine.remeshing.self_intersections import self_intersections

EDGES_ACROSS = 2.0
"""A thin part gets edges so short that this many span its thickness."""

SHORTEST_CELLS = 1.0
_PROBE_CELLS = 2.0  # beneath the surface; fields know their distance at most as far
_SHARES = (1.0, 0.7, 0.5)  # of the edge lengths that are wanted, tried one after the other


def evenly_covered(surface: Surface, field: NDArray[np.float32], grid: Grid, edge_length: float) -> Surface:
    """Cover the surface of a field with nearly equilateral triangles that do not pass through one another.

    Args:
        surface: as it was extracted.
        field: (X, Y, Z) at the grid's points, < 0 inside.
        grid: where the points are.
        edge_length: in the grid's unit; a part thinner than some cells gets shorter edges, at least a cell long.

    Returns:
        The new surface; the old one if no edge length will do.
    """
    wanted = _edge_lengths(surface, field, grid, edge_length)
    for share in _SHARES:
        covered = remeshed(surface.positions, surface.faces, share * wanted)
        if len(self_intersections(covered.positions, covered.faces)) == 0:
            return Surface(covered.positions, covered.faces)
    return surface


def _edge_lengths(surface: Surface, field: NDArray[np.float32], grid: Grid, edge_length: float) -> NDArray[np.float64]:
    """On the way through a part, the distance falls and rises again; where a part is thick, it still falls."""
    depth = _PROBE_CELLS * grid.spacing
    beneath = surface.positions - depth * vertex_normals(surface.positions, surface.faces)
    places = ((beneath - grid.origin) / grid.spacing).T
    thickness = depth - map_coordinates(field, places, order=1, mode="nearest").astype(np.float64)
    thin = np.clip(thickness / EDGES_ACROSS, SHORTEST_CELLS * grid.spacing, None)
    return np.where(thickness < 2 * depth * 0.95, np.minimum(thin, edge_length), edge_length)
