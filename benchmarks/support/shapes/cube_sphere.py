"""A sphere that keeps the octants apart."""

import numpy as np

from app.engine.meshes.mesh import Mesh


def cube_sphere(squares: int, radius: float) -> Mesh:
    """A cube's surface, blown up to a sphere.

    Args:
        squares: along each edge of the cube; with an odd number no vertex lies on a coordinate plane.
        radius: of the sphere.

    Returns:
        The mesh, 6 * squares^2 + 2 vertices, wound outward.
    """
    corner = np.arange(squares + 1)
    across, up = np.meshgrid(corner, corner, indexing="ij")
    sides = []
    for axis in range(3):
        for end in (0, squares):
            lattice = np.stack([np.full_like(across, end), across, up], axis=-1)
            outward = lattice if end else lattice[:, ::-1]
            sides.append(np.roll(outward, axis, axis=-1))
    places, index = np.unique(np.concatenate([side.reshape(-1, 3) for side in sides]), axis=0, return_inverse=True)
    a, b, c, d = (
        index.reshape(6, squares + 1, squares + 1)[:, rows, columns].ravel()
        for rows, columns in (
            (slice(None, -1), slice(None, -1)),
            (slice(1, None), slice(None, -1)),
            (slice(1, None), slice(1, None)),
            (slice(None, -1), slice(1, None)),
        )
    )
    faces = np.concatenate([np.stack([a, b, c], axis=1), np.stack([a, c, d], axis=1)])
    centered = 2.0 * places / squares - 1.0
    return Mesh(radius * centered / np.linalg.norm(centered, axis=1, keepdims=True), faces.astype(np.int32))
