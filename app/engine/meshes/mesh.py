"""The triangle mesh that every other part of the engine passes around."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.engine.appearance.surface_colours import SurfaceColours


@dataclass(frozen=True, eq=False)
class Mesh:
    """A triangle mesh in world coordinates.

    Args:
        positions: (V, 3), kept as float64, finite, in the unit of the file it came from.
        faces: (F, 3), kept as int32, F >= 1, indices into `positions`, counter-clockwise seen from outside.
        colours: what is painted on it, for as many vertices and faces; None where nothing is said.

    Raises:
        ValueError: a shape, a type, an index or a coordinate is not as above.
    """

    positions: NDArray[np.float64]
    faces: NDArray[np.int32]
    colours: SurfaceColours | None = None

    def __post_init__(self) -> None:
        positions = np.ascontiguousarray(self.positions, dtype=np.float64)
        faces = np.asarray(self.faces)
        if positions.ndim != 2 or positions.shape[1] != 3:
            raise ValueError(f"Mesh: positions must have shape (V, 3), got {positions.shape}")
        if faces.ndim != 2 or faces.shape[1] != 3 or len(faces) == 0:
            raise ValueError(f"Mesh: faces must have shape (F, 3) with F >= 1, got {faces.shape}")
        if not np.issubdtype(faces.dtype, np.integer):
            raise ValueError(f"Mesh: faces must be integers, got {faces.dtype}")
        if faces.min() < 0 or faces.max() >= len(positions):
            raise ValueError(f"Mesh: faces must index 0 to {len(positions) - 1}, got {faces.min()} to {faces.max()}")
        if not np.isfinite(positions).all():
            raise ValueError("Mesh: positions must be finite, got NaN or infinity")
        object.__setattr__(self, "positions", positions)
        object.__setattr__(self, "faces", np.ascontiguousarray(faces, dtype=np.int32))
        problem = self.colours and self.colours.problem(len(positions), len(faces))
        if problem:
            raise ValueError(f"Mesh: colours {problem}")

    @property
    def bounds(self) -> NDArray[np.float64]:
        """Lowest and highest corner of the box around the faces, (2, 3) float64, world units."""
        used = self.positions[self.faces].reshape(-1, 3)
        return np.stack([used.min(axis=0), used.max(axis=0)])

    @property
    def center(self) -> NDArray[np.float64]:
        """Centre of the bounding box, (3,) float64, world units."""
        return np.asarray(self.bounds.mean(axis=0))

    def welded(self) -> "Mesh":
        """The same surface with one vertex a place.

        Vertices at exactly equal positions become the first of them (and take its colour); faces that collapse and
        vertices that no face uses are dropped. Order is kept otherwise.

        Returns:
            A mesh without seams.

        Raises:
            ValueError: every face collapses.
        """
        first_at_place = _first_at_place(self.positions)
        faces = first_at_place[self.faces]
        collapsed = (faces == np.roll(faces, 1, axis=1)).any(axis=1)
        colours = None if self.colours is None else self.colours.of_faces(~collapsed)
        return Mesh(self.positions, faces[~collapsed].astype(np.int32), colours).without_unused_vertices()

    def without_unused_vertices(self) -> "Mesh":
        """The same faces on only the vertices they use, in the same order."""
        used, faces = np.unique(self.faces, return_inverse=True)
        colours = None if self.colours is None else self.colours.of_vertices(used)
        return Mesh(self.positions[used], faces.reshape(-1, 3).astype(np.int32), colours)


def _first_at_place(positions: NDArray[np.float64]) -> NDArray[np.int64]:
    """For each vertex the lowest index among those at its position, (V,)."""
    x, y, z = positions.T + 0.0  # -0.0 and 0.0 are one place
    order = np.lexsort((np.arange(len(positions)), z, y, x))
    ordered = np.stack([x, y, z], axis=1)[order]
    starts = np.ones(len(order), dtype=bool)
    starts[1:] = (ordered[1:] != ordered[:-1]).any(axis=1)
    first = np.empty(len(order), dtype=np.int64)
    first[order] = order[starts][np.cumsum(starts) - 1]
    return first
