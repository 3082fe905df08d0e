"""Where a surface meets itself."""

import numpy as np
from numpy.typing import NDArray

from app.engine.meshes.mesh import Mesh
from app.engine.remeshing._native import kernels


def self_intersections(positions: NDArray[np.float64], faces: NDArray[np.int32]) -> NDArray[np.int32]:
    """Find the faces that meet each other anywhere but in a corner or side of both.

    Exact: decided as if by real arithmetic on the float64 coordinates. Faces that only touch count, as do faces that
    lie on each other; a crease counts once it is folded flat. Vertices at equal positions are one corner. Faces without
    area meet nothing.

    Args:
        positions: (V, 3), any unit.
        faces: (F, 3).

    Returns:
        (P, 2) int32, pairs of faces, the lower index first, in order.

    Raises:
        ValueError: a shape or value is not as above.
    """
    mesh = Mesh(positions, faces)
    return np.asarray(kernels.self_intersections(mesh.positions, mesh.faces))
