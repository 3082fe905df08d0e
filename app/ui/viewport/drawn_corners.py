"""The vertices that OpenGL draws: those of the mesh, more of them where a texture has seams."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

Rows = TypeVar("Rows", "NDArray[np.float32]", "NDArray[np.float64]")


@dataclass(frozen=True, eq=False)
class DrawnCorners:
    """Faces on vertices that have one place in the texture each.

    Args:
        faces: (F, 3) int32, indices of drawn vertices.
        vertices: (K,), the mesh's vertex at each drawn one; None where they are the same.
        places: (K,), the texture's place at each drawn one; None without a texture.
    """

    faces: NDArray[np.int32]
    vertices: NDArray[np.int64] | None = None
    places: NDArray[np.int64] | None = None

    def of_vertices(self, values: Rows) -> Rows:
        """Values of the mesh's vertices (V, ...) at the drawn ones (K, ...)."""
        return values if self.vertices is None else values[self.vertices]

    def places_of(self, uv: NDArray[np.float32]) -> NDArray[np.float32]:
        """The places (K, 3) in the texture of the drawn vertices, as shaders take them, of all places (M, 2)."""
        assert self.places is not None
        drawn = np.zeros((len(self.places), 3), dtype=np.float32)
        drawn[:, :2] = uv[self.places]
        return drawn


def split_at_seams(faces: NDArray[np.int32], uv_faces: NDArray[np.int32]) -> DrawnCorners:
    """One drawn vertex for each pair of a vertex and a place that some face has at a corner.

    Args:
        faces: (F, 3), indices of vertices.
        uv_faces: (F, 3), indices of places in the texture at the same corners.
    """
    count = int(uv_faces.max(initial=0)) + 1
    pairs = faces.astype(np.int64) * count + uv_faces
    drawn, corners = np.unique(pairs, return_inverse=True)
    return DrawnCorners(corners.reshape(-1, 3).astype(np.int32), drawn // count, drawn % count)
