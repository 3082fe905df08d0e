"""The surface inside a grid of signed distances, always closed and manifold."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import label

_LEAST_SHARE = 0.02  # of a cell's width between a grid point and the surface
_MOST_SHARE = 2.0  # farther off, a value tells nothing about the surface


@dataclass(frozen=True, eq=False)
class Grid:
    """Where the values of a field are: at `origin + spacing * (i, j, k)`.

    Args:
        origin: (3,) float64.
        spacing: between neighbouring points, > 0.
        cells: the number of cells along x, y and z; one point more each.
    """

    origin: NDArray[np.float64]
    spacing: float
    cells: tuple[int, int, int]

    @property
    def shape(self) -> tuple[int, int, int]:
        """The number of points along x, y and z."""
        x, y, z = self.cells
        return x + 1, y + 1, z + 1


@dataclass(frozen=True, eq=False)
class Surface:
    """A closed triangle mesh, wound outward.

    Args:
        positions: (V, 3) float64.
        faces: (F, 3) int32; none where there is no surface.
    """

    positions: NDArray[np.float64]
    faces: NDArray[np.int32]


def extracted_surface(field: NDArray[np.float32], grid: Grid) -> Surface:
    """Return the surface on which a field is 0 (marching cubes: Lorensen and Cline, 1987).

    Two cells that share an ambiguous side decide it alike, from the signs alone (always joining the inside), and no
    value is so near to 0 that two vertices could meet. So every edge has two faces, the faces at a vertex form one
    disk, and this stays so when vertices at one place are merged, in float32 as in float64.

    Args:
        field: (X, Y, Z) at the grid's points, < 0 inside; beyond the grid all is outside.
        grid: where the points are.

    Returns:
        The surface, in the grid's coordinates.
    """
    from skimage.measure import marching_cubes  # slow to import

    values = np.full([points + 2 for points in field.shape], _MOST_SHARE, dtype=np.float32)
    inner = values[1:-1, 1:-1, 1:-1]
    np.divide(field, np.float32(grid.spacing), out=inner)
    np.clip(inner, -_MOST_SHARE, _MOST_SHARE, out=inner)
    near = np.abs(inner) < _LEAST_SHARE
    inner[near] = np.where(inner[near] < 0, -_LEAST_SHARE, _LEAST_SHARE)
    if values.min() > 0:
        return Surface(np.empty((0, 3)), np.empty((0, 3), dtype=np.int32))
    points, faces, _, _ = marching_cubes(values, 0.0, method="lorensen")
    positions = grid.origin + grid.spacing * (points.astype(np.float64) - 1)
    return Surface(positions, np.ascontiguousarray(faces, dtype=np.int32))


def without_cavities(field: NDArray[np.float32], grid: Grid) -> NDArray[np.float32]:
    """Return the same field with all that no way leads to from beyond the grid made inside.

    Args:
        field: (X, Y, Z) at the grid's points, < 0 inside.
        grid: where the points are.
    """
    # Two points outside hang together along an edge only: across the corner of a cell, the surface parts them.
    regions, _ = label(np.pad(field >= 0, 1, constant_values=True))
    enclosed = (regions > 0) & (regions != regions[0, 0, 0])
    return np.where(enclosed[1:-1, 1:-1, 1:-1], np.float32(-grid.spacing), field)
