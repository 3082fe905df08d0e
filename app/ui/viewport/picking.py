"""What is under the cursor: rays, where they meet a mesh, and which of many outlines a point touches."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float64]

# Pairs of a frustum's points: the eye, and the image's corners from the top left clockwise.
FRUSTUM_EDGES = np.array([(0, 1), (0, 2), (0, 3), (0, 4), (1, 2), (2, 3), (3, 4), (4, 1)])
_IMAGE_TRIANGLES = np.array([(1, 2, 3), (1, 3, 4)])


@dataclass(frozen=True, eq=False)
class Ray:
    """A half-line.

    Args:
        origin: (3,).
        direction: (3,), of length 1.
    """

    origin: Vector
    direction: Vector

    def at(self, distance: float) -> Vector:
        """The point (3,) at a distance from the origin."""
        return np.asarray(self.origin + distance * self.direction)


def mesh_hit(ray: Ray, positions: Vector, faces: NDArray[np.int32]) -> float | None:
    """Where a ray first meets a mesh, from either side.

    Args:
        ray: in the space of the positions.
        positions: (V, 3).
        faces: (F, 3).

    Returns:
        The distance from the ray's origin, None if it misses.
    """
    across, along = _sides(ray.direction)
    u = positions @ across - ray.origin @ across
    v = positions @ along - ray.origin @ along
    # Seen along the ray, a face around the origin has corners on both sides of either axis. One byte a vertex tells
    # that apart, which leaves few faces for the exact test, also of a million.
    sides = (u > 0).astype(np.uint8) + np.uint8(16) * (v > 0).astype(np.uint8)
    corners = sides.take(faces)
    sums = corners[:, 0] + corners[:, 1] + corners[:, 2]
    low, high = sums & 15, sums >> 4
    near = faces[(low != 0) & (low != 3) & (high != 0) & (high != 3)]
    if not len(near):
        return None
    depth = positions[near] @ ray.direction - ray.origin @ ray.direction
    distances = _depth_at_origin(u[near], v[near], depth)
    distances = distances[distances > 0]
    return float(distances.min()) if len(distances) else None


def frustum_at(cursor: Vector, points: Vector, depths: Vector, tolerance: float) -> int | None:
    """Which frustum a point on screen touches: its image, or one of its edges; the nearest of several.

    Args:
        cursor: (2,), pixels.
        points: (N, 5, 2), the frusta's points on screen, pixels.
        depths: (N, 5), of these points; frusta that are not wholly before the viewer are not found.
        tolerance: how far beside an edge still counts, pixels.

    Returns:
        Its index, None if there is none.
    """
    ahead = np.flatnonzero((depths > 0).all(axis=1))
    relative = points[ahead] - cursor
    touched = _inside_triangles(relative[:, _IMAGE_TRIANGLES]).any(axis=1)
    touched |= _distance_to_segments(relative[:, FRUSTUM_EDGES]).min(axis=1) <= tolerance
    indices = ahead[touched]
    return int(indices[np.argmin(depths[indices].mean(axis=1))]) if len(indices) else None


def _sides(direction: Vector) -> tuple[Vector, Vector]:
    """Two unit vectors at right angles to a direction and to each other."""
    helper = np.eye(3)[np.argmin(np.abs(direction))]
    across = np.cross(direction, helper)
    across /= np.linalg.norm(across)
    return across, np.cross(direction, across)


def _depth_at_origin(u: Vector, v: Vector, depth: Vector) -> Vector:
    """Depths (K,) at which triangles (N, 3) contain the origin of the (u, v) plane; K <= N."""
    weights = u[:, [1, 2, 0]] * v[:, [2, 0, 1]] - u[:, [2, 0, 1]] * v[:, [1, 2, 0]]
    inside = (weights >= 0).all(axis=1) | (weights <= 0).all(axis=1)
    area = weights.sum(axis=1)
    inside &= area != 0
    return np.asarray((weights[inside] * depth[inside]).sum(axis=1) / area[inside])


def _inside_triangles(corners: Vector) -> NDArray[np.bool_]:
    """Whether the origin lies in triangles (..., 3, 2)."""
    x, y = corners[..., 0], corners[..., 1]
    turns = x * np.roll(y, -1, axis=-1) - y * np.roll(x, -1, axis=-1)
    return np.asarray((turns >= 0).all(axis=-1) | (turns <= 0).all(axis=-1))


def _distance_to_segments(ends: Vector) -> Vector:
    """Distances of the origin from segments (..., 2, 2)."""
    start, side = ends[..., 0, :], ends[..., 1, :] - ends[..., 0, :]
    length_2 = (side**2).sum(axis=-1)
    share = np.clip(-(start * side).sum(axis=-1) / np.where(length_2 > 0, length_2, 1), 0, 1)
    return np.asarray(np.linalg.norm(start + share[..., None] * side, axis=-1))
