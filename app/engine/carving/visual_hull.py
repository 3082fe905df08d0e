"""The visual hull: the largest shape that all silhouettes allow (Laurentini, 1994)."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.engine.cameras.view import View
from app.engine.carving.adaptive_grid import Box, occupied_box, sampled_field
from app.engine.carving.empty_hull import why_empty
from app.engine.carving.floaters import wanted_parts
from app.engine.carving.surface_extraction import Surface, extracted_surface
from app.engine.carving.surface_parts import surface_parts, with_parts
from app.engine.carving.view_cones import ViewCones, view_cones
from app.engine.meshes.frame import Frame
from app.engine.meshes.mesh import Mesh
from app.engine.targets.target_set import Target

RESOLUTION = 256
SEARCH_BOX = Box.cube(1.05)
"""Where to look for a hull, local coordinates: all of a fit's frame, and a little more."""


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
        search_box: where to look.
        tolerance_pixels: the silhouettes are taken as so much wider, for masks that do not agree.

    Raises:
        ValueError: no view is enabled, or the silhouettes have nothing in common.
    """
    if resolution < 8:
        raise ValueError(f"visual_hull: resolution must be at least 8, got {resolution}")
    cones = view_cones(views, targets, frame, tolerance_pixels=tolerance_pixels)
    surface = _carved(cones, resolution, search_box)
    parts = surface_parts(surface)
    kept = wanted_parts(surface, parts, cones)
    cleaned = with_parts(surface, parts, kept)
    return Hull(
        mesh=Mesh(frame.to_world(cleaned.positions), cleaned.faces),
        volume=float(parts.volumes[kept].sum()) * frame.scale**3,
        genus=int(parts.genera[kept].sum()),
        parts=int(kept.sum()),
        removed_parts=int((~kept).sum()),
    )


def _carved(cones: ViewCones, resolution: int, search_box: Box) -> Surface:
    distance = search_box.closing(cones.signed_distance)
    box = occupied_box(distance, search_box, cones.steepness, cones.device)
    if box is not None:
        grid = box.grid(resolution)
        surface = extracted_surface(sampled_field(distance, grid, cones.steepness, cones.device), grid)
        if len(surface.faces) > 0:
            return surface
    raise ValueError(why_empty(cones, search_box))
