"""A ball that holds a mesh however it is turned."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.engine.meshes.mesh import Mesh


@dataclass(frozen=True, eq=False)
class BoundingSphere:
    """The smallest ball around the centre of a mesh's bounding box that holds the mesh.

    Args:
        center_world: (3,) float64, world units.
        radius_world: >= 0, world units.
    """

    center_world: NDArray[np.float64]
    radius_world: float

    @classmethod
    def around(cls, mesh: Mesh) -> "BoundingSphere":
        """The ball around what the mesh's faces use."""
        center = mesh.center
        used = np.zeros(len(mesh.positions), dtype=bool)
        used[mesh.faces] = True
        return cls(center, float(np.linalg.norm(mesh.positions[used] - center, axis=1).max()))
