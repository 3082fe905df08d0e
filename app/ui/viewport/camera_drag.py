"""Where a camera goes when it is dragged on its sphere, pulled nearer, or dropped: arithmetic on rays."""

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

from app.engine.cameras.orbit_angles import OrbitAngles, orbit_angles, placed
from app.engine.cameras.view import LookAt
from app.engine.meshes.normals import unit_vectors
from app.ui.viewport.picking import Ray

Vector = NDArray[np.float64]

LEAST_CHANGE, GREATEST_CHANGE = 0.05, 20.0  # of a camera's distance, in one drag
PIXELS_PER_DOUBLING = 150.0
_NEARLY_PARALLEL = 0.15  # sine between the cursor's ray and the line on which a camera moves


def faces_viewer(placement: LookAt, eye_world: ArrayLike) -> bool:
    """Whether a camera is on the half of its sphere that is nearer to the viewer at `eye_world`."""
    offset = placement.eye_world - placement.target_world
    return bool(offset @ (np.asarray(eye_world) - placement.eye_world) > 0)


def slid(placement: LookAt, ray: Ray, *, near_side: bool) -> LookAt:
    """The camera where the cursor's ray meets its sphere round its target; it still looks at the target.

    Args:
        placement: before.
        ray: from the viewer through the cursor; one that misses leads to the sphere's rim.
        near_side: which of the two places where the ray meets the sphere is meant.
    """
    distance = orbit_angles(placement).distance_world
    return _with_eye(placement, on_sphere(ray, placement.target_world, distance, near_side=near_side))


def pulled(placement: LookAt, ray: Ray, down_pixels: float) -> LookAt:
    """The camera on the line to its target, where the cursor is along that line.

    Args:
        placement: before.
        ray: from the viewer through the cursor.
        down_pixels: how far the mouse went since the drag began; it decides where the line points at the viewer.
    """
    angles = orbit_angles(placement)
    outward = (placement.eye_world - placement.target_world) / angles.distance_world
    cosine = float(outward @ ray.direction)
    sine_2 = 1 - cosine**2
    if sine_2 < _NEARLY_PARALLEL**2:
        factor = 2 ** (down_pixels / PIXELS_PER_DOUBLING)
    else:
        # The nearest points of the two lines: target + s * outward and origin + t * direction.
        offset = ray.origin - placement.target_world
        factor = float(offset @ outward - cosine * (offset @ ray.direction)) / sine_2 / angles.distance_world
    factor = min(GREATEST_CHANGE, max(LEAST_CHANGE, factor))
    eye = placement.target_world + factor * angles.distance_world * outward
    return LookAt(eye, placement.target_world, placement.up_world, placement.fov_y_degrees)


def dropped(ray: Ray, target_world: ArrayLike, distance_world: float, fov_y_degrees: float) -> LookAt:
    """A new camera under the cursor, on the sphere round a target, looking at it.

    Args:
        ray: from the viewer through the cursor.
        target_world: (3,), world units.
        distance_world: radius of the sphere, > 0.
        fov_y_degrees: of the new camera.
    """
    target = np.asarray(target_world, dtype=np.float64)
    eye = on_sphere(ray, target, distance_world, near_side=True)
    return placed(target, orbit_angles(LookAt(eye, target, _sideways(eye - target))), fov_y_degrees)


def on_sphere(ray: Ray, center: Vector, radius: float, *, near_side: bool) -> Vector:
    """Where a ray meets a sphere (3,): before the origin if it can, else ahead; at the rim if it misses."""
    along = float((center - ray.origin) @ ray.direction)
    closest = ray.at(along)
    gap = float(np.linalg.norm(closest - center))
    if gap >= radius:
        return np.asarray(center + radius * (closest - center) / gap)
    half = math.sqrt(radius**2 - gap**2)
    return ray.at(along - half if near_side and along > half else along + half)


def _with_eye(placement: LookAt, eye: Vector) -> LookAt:
    """The placement moved to an eye at the same distance, its elevation kept off the poles."""
    upright = LookAt(eye, placement.target_world, _sideways(eye - placement.target_world))
    angles = orbit_angles(upright)
    exact = OrbitAngles(angles.azimuth_degrees, angles.elevation_degrees, orbit_angles(placement).distance_world)
    moved = placed(placement.target_world, exact, placement.fov_y_degrees)
    forward = unit_vectors(moved.target_world - moved.eye_world)
    if np.linalg.norm(np.cross(forward, unit_vectors(placement.up_world))) < 1e-2:
        return moved
    return LookAt(moved.eye_world, moved.target_world, placement.up_world, placement.fov_y_degrees)


def _sideways(direction: Vector) -> Vector:
    """Some direction that is not along the given one, for a `LookAt` of which only the place is used."""
    return np.asarray(np.eye(3)[np.argmin(np.abs(direction))])
