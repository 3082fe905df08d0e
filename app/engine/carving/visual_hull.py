"""The visual hull: the largest shape that all silhouettes allow (Laurentini, 1994)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from app.engine.cameras.view import View
from app.engine.carving.adaptive_grid import Box, occupied_box, sampled_field
from app.engine.carving.empty_hull import why_empty
from app.engine.carving.floaters import wanted_parts
from app.engine.carving.settling import settled
from app.engine.carving.solid import Solid, covered, solid
from app.engine.carving.surface_extraction import Grid, Surface
from app.engine.carving.surface_parts import SurfaceParts
from app.engine.carving.view_cones import ViewCones, view_cones
from app.engine.meshes.frame import Frame
from app.engine.meshes.mesh import Mesh
from app.engine.targets.target_set import Target

RESOLUTION = 256
EDGE_CELLS = 3.0
SEARCH_BOX = Box.cube(1.05)
"""Where to look for a hull, local coordinates: all of a fit's frame, and a little more."""

_OFFSETS_CELLS = (0.3, -0.3, 0.6, -0.6)
_VOLUME_CHANGE = 0.2


@dataclass(frozen=True, eq=False)
class Hull:
    """What silhouettes have carved.

    Args:
        mesh: closed, manifold and wound outward, world coordinates.
        volume: cubic world units.
        genus: handles of all its parts together.
        parts: separate pieces.
        removed_parts: pieces and cavities that no silhouette needed.
    """

    mesh: Mesh
    volume: float
    genus: int
    parts: int
    removed_parts: int

    @property
    def bounds(self) -> NDArray[np.float64]:
        """Lowest and highest corner, (2, 3) float64, world units."""
        return self.mesh.bounds


def visual_hull(
    views: Sequence[View],
    targets: Sequence[Target],
    frame: Frame,
    resolution: int = RESOLUTION,
    *,
    edge_cells: float | None = EDGE_CELLS,
    search_box: Box = SEARCH_BOX,
    tolerance_pixels: float = 0.0,
) -> Hull:
    """Carve a shape out of space, by the silhouettes of the views that are enabled.

    What the views leave open, as a single one does, the search box closes.

    Args:
        views: all of them.
        targets: one a view.
        frame: in which to look; the search box is in its coordinates.
        resolution: cells along the longest side of the hull's bounding box, >= 8.
        edge_cells: how many cells long the edges of the triangles are; None for the triangles of marching cubes, of
            which many are slivers. They are shorter where a part is thin.
        search_box: where to look.
        tolerance_pixels: the silhouettes are taken as so much wider, for masks that do not agree.

    Raises:
        ValueError: no view is enabled, or the silhouettes have nothing in common.
    """
    if resolution < 8:
        raise ValueError(f"visual_hull: resolution must be at least 8, got {resolution}")
    cones = view_cones(views, targets, frame, tolerance_pixels=tolerance_pixels)
    carved = _carved(cones, resolution, search_box, edge_cells)
    return Hull(
        mesh=Mesh(frame.to_world(carved.surface.positions), carved.surface.faces),
        volume=carved.volume * frame.scale**3,
        genus=carved.genus,
        parts=carved.parts,
        removed_parts=carved.removed_parts,
    )


def _carved(cones: ViewCones, resolution: int, search_box: Box, edge_cells: float | None) -> Solid:
    distance = search_box.closing(cones.signed_distance)
    box = occupied_box(distance, search_box, cones.steepness, cones.device)
    if box is not None:
        grid = box.grid(resolution)
        field = sampled_field(distance, grid, cones.steepness, cones.device)
        edge_length = None if edge_cells is None else edge_cells * grid.spacing
        found = _plainest(field, grid, edge_length, cones)
        if found is not None:
            return replace(found, surface=settled(found.surface, distance, grid.spacing, cones.device))
    raise ValueError(why_empty(cones, search_box))


def _plainest(field: NDArray[np.float32], grid: Grid, edge_length: float | None, cones: ViewCones) -> Solid | None:
    """Of the surfaces within part of a cell, with as many parts, that with the fewest handles; of equals the nearest.

    Where cones touch at a flat angle, sheets and bridges thinner than a cell come and go with the grid. What is thicker
    is in all of these surfaces, and so is a hole that is wider.
    """

    def choice(surface: Surface, parts: SurfaceParts) -> NDArray[np.bool_]:
        return wanted_parts(surface, parts, cones)

    exact = solid(field, grid, None, choice)
    if exact is None:
        return None
    best, best_cells = exact, 0.0
    for cells in _OFFSETS_CELLS:
        if best.genus == 0:
            break
        other = solid(_offset(field, grid, cells), grid, None, choice)
        if other is None or other.parts != exact.parts or abs(other.volume / exact.volume - 1) > _VOLUME_CHANGE:
            continue  # parts so thin that this much less, or more, of them is another shape
        if other.genus < best.genus:
            best, best_cells = other, cells
    return best if edge_length is None else covered(best, _offset(field, grid, best_cells), grid, edge_length)


def _offset(field: NDArray[np.float32], grid: Grid, cells: float) -> NDArray[np.float32]:
    return field - np.float32(cells * grid.spacing)
