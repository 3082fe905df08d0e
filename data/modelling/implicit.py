"""Smooth closed solids from the level set of a distance."""

from collections.abc import Callable

import manifold3d
import numpy as np
from manifold3d import Manifold
from numpy.typing import NDArray

from modelling.curves import Points
from modelling.solids import CHANNELS, UV_CHANNELS, TextureRegion

Distance = Callable[[Points], NDArray[np.float64]]

_NEWTON_STEPS = 4
_SLOPE_STEP = 1e-4  # of an edge


def implicit_solid(distance: Distance, low: Points, high: Points, edge_length: float, front: TextureRegion) -> Manifold:
    """The solid in which a distance is negative, its vertices exactly where it is zero.

    Args:
        distance: of points (N, 3) in metres from the surface, (N,), negative inside; smooth near the surface.
        low: (3,) lowest corner of a box that holds the solid.
        high: (3,) highest corner.
        edge_length: of the triangles, about; metres.
        front: where the box's front lies in the texture, which is projected through the solid along z.

    Returns:
        The solid, wound outward.
    """
    coarse = Manifold.level_set(lambda x, y, z: -float(distance(np.array([[x, y, z]]))[0]), [*low, *high], edge_length)
    mesh = coarse.to_mesh()
    positions = np.asarray(mesh.vert_properties, dtype=np.float64)[:, :3]
    for _ in range(_NEWTON_STEPS):
        positions = positions - _step_to_surface(distance, positions, _SLOPE_STEP * edge_length)
    across, up, _ = ((positions - low) / np.subtract(high, low)).T
    channels = np.zeros((len(positions), CHANNELS), dtype=np.float32)
    channels[:, :3] = positions
    channels[:, UV_CHANNELS] = front.uv(across, up)
    solid = Manifold(manifold3d.Mesh(channels, np.asarray(mesh.tri_verts, dtype=np.uint32)))
    if solid.status() != manifold3d.Error.NoError or solid.volume() <= 0.0:
        raise ValueError(f"implicit_solid: must be closed, got {solid.status()}, volume {solid.volume():g}")
    return solid


def _step_to_surface(distance: Distance, positions: Points, step: float) -> Points:
    """One Newton step (N, 3) along the slope, which is taken by central differences."""
    slope = np.stack(
        [(distance(positions + offset) - distance(positions - offset)) / (2.0 * step) for offset in step * np.eye(3)],
        axis=1,
    )
    share = distance(positions) / np.einsum("nx,nx->n", slope, slope)
    return np.asarray(share[:, None] * slope)
