"""The shape a reconstruction starts from when no file is given."""

import numpy as np
from numpy.typing import ArrayLike

from app.engine.meshes.mesh import Mesh

MAX_ICOSPHERE_LEVEL = 8  # 655,362 vertices; each level is four times the one before


def icosphere(level: int, radius: float = 1.0, center: ArrayLike = (0.0, 0.0, 0.0)) -> Mesh:
    """A sphere of 20 * 4^level near-equilateral triangles, closed and wound outward.

    Args:
        level: times each triangle of an icosahedron is split in four, 0 to `MAX_ICOSPHERE_LEVEL`.
        radius: of the vertices about `center`, > 0, world units.
        center: (3,), world units.

    Returns:
        The mesh, 10 * 4^level + 2 vertices.

    Raises:
        ValueError: `level` or `radius` is out of range.
    """
    if not 0 <= level <= MAX_ICOSPHERE_LEVEL:
        raise ValueError(f"icosphere: level must be 0 to {MAX_ICOSPHERE_LEVEL}, got {level}")
    if not radius > 0:
        raise ValueError(f"icosphere: radius must be positive, got {radius}")
    from trimesh.creation import icosphere as unit_icosphere  # slow to import, and the window opens without it

    sphere = unit_icosphere(subdivisions=level)
    positions = np.asarray(sphere.vertices) * radius + np.asarray(center, dtype=np.float64)
    return Mesh(positions, np.asarray(sphere.faces, dtype=np.int32))
