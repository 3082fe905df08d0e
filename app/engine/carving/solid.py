"""From a field of signed distances to the skin of what stays of it."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from app.engine.carving.covering import evenly_covered
from app.engine.carving.surface_extraction import Grid, Surface, extracted_surface, without_cavities
from app.engine.carving.surface_parts import SurfaceParts, surface_parts, with_parts

PartChoice = Callable[[Surface, SurfaceParts], NDArray[np.bool_]]
"""Tells which parts of a surface stay, (C,)."""


@dataclass(frozen=True, eq=False)
class Solid:
    """The closed, manifold, outward skin of one or several bodies without cavities.

    Args:
        surface: in the coordinates of the grid it came from.
        volume: inside, in those cubed.
        genus: handles of all parts together.
        parts: separate bodies.
        removed_parts: bodies and cavities that were left out.
    """

    surface: Surface
    volume: float
    genus: int
    parts: int
    removed_parts: int


def all_parts(surface: Surface, parts: SurfaceParts) -> NDArray[np.bool_]:
    """Keep whatever has an inside: a `PartChoice`."""
    return parts.volumes > 0


def solid(
    field: NDArray[np.float32], grid: Grid, edge_length: float | None, choice: PartChoice = all_parts
) -> Solid | None:
    """Extract the surface of a field, leave out cavities and parts that are not wanted, and cover it evenly.

    Args:
        field: (X, Y, Z) at the grid's points, < 0 inside.
        grid: where the points are.
        edge_length: of the triangles, in the grid's unit, > 0, shorter where a part is thin; None for the triangles of
            the cells, of which many are slivers.
        choice: which parts stay.

    Returns:
        What stays, or None if nothing does.
    """
    surface, parts, removed = _without_crumbs(field, grid)
    cavities = int((parts.volumes < 0).sum())
    if cavities:
        surface, parts, removed = _without_crumbs(without_cavities(field, grid), grid)
    kept = choice(surface, parts) if parts.count else np.zeros(0, dtype=bool)
    if not kept.any():
        return None
    found = Solid(
        surface=with_parts(surface, parts, kept),
        volume=float(parts.volumes[kept].sum()),
        genus=int(parts.genera[kept].sum()),
        parts=int(kept.sum()),
        removed_parts=int((~kept).sum()) + cavities + removed,
    )
    return found if edge_length is None else covered(found, field, grid, edge_length)


def covered(found: Solid, field: NDArray[np.float32], grid: Grid, edge_length: float) -> Solid:
    """Return a solid that was found without an edge length as it would have been found with it."""
    return replace(found, surface=evenly_covered(found.surface, field, grid, edge_length))


def _without_crumbs(field: NDArray[np.float32], grid: Grid) -> tuple[Surface, SurfaceParts, int]:
    """The surface of a field, its parts, and how many are left out as they, or cavities, are smaller than a cell."""
    surface = extracted_surface(field, grid)
    parts = surface_parts(surface)
    large = np.abs(parts.volumes) >= grid.spacing**3
    if large.all():
        return surface, parts, 0
    surface = with_parts(surface, parts, large)
    return surface, surface_parts(surface), int((~large).sum())
