"""A closed mesh made sound by way of a grid."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from app.engine.carving.adaptive_grid import Box
from app.engine.carving.mesh_field import mesh_field
from app.engine.carving.settling import settled_on
from app.engine.carving.solid import Solid, solid
from app.engine.carving.surface_extraction import Surface

RESOLUTION = 256


def regridded(
    positions: NDArray[np.float64],
    faces: NDArray[np.int32],
    resolution: int = RESOLUTION,
    edge_length: float | None = None,
) -> Solid:
    """Return the outside of a mesh as a surface that does not meet itself.

    Parts that overlap become one, what is turned inside out and cavities vanish, and what is thinner than a cell may
    be lost. The new vertices lie on the old surface, but for those where parts meet.

    Args:
        positions: (V, 3), any unit.
        faces: (F, 3), closed and wound outward; it may intersect itself, and its edges may have four faces or more.
        resolution: cells along the longest side of its bounding box.
        edge_length: of the new triangles, in the unit of the positions; None for the average edge of the old ones.

    Raises:
        ValueError: nothing of the mesh is thick enough for the grid, or it is wound inward.
    """
    surface = Surface(positions, faces)
    grid = Box.around(positions[faces]).grid(resolution)
    found = solid(mesh_field(surface, grid), grid, edge_length or average_edge(surface))
    if found is None:
        raise ValueError(
            f"nothing of the mesh is inside at {resolution} cells along its longest side: it must be closed, wound "
            "outward and thicker than a cell"
        )
    return replace(found, surface=settled_on(found.surface, surface, grid.spacing))


def average_edge(surface: Surface) -> float:
    """Root mean square length of the sides of all faces."""
    corners = surface.positions[surface.faces]
    return float(np.sqrt(((corners - np.roll(corners, 1, axis=1)) ** 2).sum(axis=2).mean()))
