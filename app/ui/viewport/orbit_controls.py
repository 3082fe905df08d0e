"""Turntable navigation as arithmetic: how orbit, pan, dolly and framing change where the viewer is."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from app.engine.cameras.camera_matrices import world_to_camera
from app.engine.cameras.orbit_angles import OrbitAngles
from app.engine.cameras.view import DEFAULT_FOV_Y_DEGREES, LookAt
from app.ui.viewport.up_axis import Y_UP, UpAxis

Vector = NDArray[np.float64]

VIEWER_FOV_Y_DEGREES = DEFAULT_FOV_Y_DEGREES  # as that of the cameras, so that looking through one changes little
DEGREES_PER_PIXEL = 0.4
DOLLY_PER_STEP = 0.85  # of the distance, for one notch of the wheel
FRAME_MARGIN = 1.08


@dataclass(frozen=True)
class OrbitState:
    """Where the viewer is: a plain value that can be kept in a file.

    Args:
        pivot_world: what the viewer turns around and looks at, world units.
        azimuth_degrees: around the vertical axis, 0 from +z where y is up, counter-clockwise seen from above.
        elevation_degrees: above the horizon, kept within 89 degrees of it.
        distance_world: from the pivot, > 0, world units.

    Raises:
        ValueError: a number is not finite, or the distance not positive.
    """

    pivot_world: Sequence[float] = (0.0, 0.0, 0.0)
    azimuth_degrees: float = 30.0
    elevation_degrees: float = 18.0
    distance_world: float = 4.0

    def __post_init__(self) -> None:
        pivot = tuple(float(value) for value in self.pivot_world)
        if len(pivot) != 3 or not all(math.isfinite(value) for value in pivot):
            raise ValueError(f"OrbitState: pivot_world must be 3 finite numbers, got {self.pivot_world!r}")
        angles = OrbitAngles(self.azimuth_degrees, self.elevation_degrees, self.distance_world)
        object.__setattr__(self, "pivot_world", pivot)
        object.__setattr__(self, "azimuth_degrees", angles.azimuth_degrees)
        object.__setattr__(self, "elevation_degrees", angles.elevation_degrees)

    @property
    def pivot(self) -> Vector:
        """The pivot as an array (3,) float64."""
        return np.array(self.pivot_world, dtype=np.float64)

    def placement(self, up: UpAxis = Y_UP) -> LookAt:
        """The viewer as a camera, in a world in which that is up."""
        angles = OrbitAngles(self.azimuth_degrees, self.elevation_degrees, self.distance_world)
        return up.placed(self.pivot, angles, VIEWER_FOV_Y_DEGREES)


def orbit_at(placement: LookAt, up: UpAxis = Y_UP) -> OrbitState:
    """The state whose viewer is where a camera is and looks at what it looks at; a roll is lost."""
    angles = up.angles(placement)
    pivot = placement.target_world.tolist()
    return OrbitState(pivot, angles.azimuth_degrees, angles.elevation_degrees, angles.distance_world)


def orbited(state: OrbitState, right_pixels: float, down_pixels: float) -> OrbitState:
    """Turn what is seen along with the mouse.

    Args:
        state: before.
        right_pixels: how far the mouse went, logical pixels.
        down_pixels: the same, downwards: the viewer rises.
    """
    return replace(
        state,
        azimuth_degrees=state.azimuth_degrees - DEGREES_PER_PIXEL * right_pixels,
        elevation_degrees=state.elevation_degrees + DEGREES_PER_PIXEL * down_pixels,
    )


def panned(state: OrbitState, grabbed_world: ArrayLike, under_cursor_world: ArrayLike) -> OrbitState:
    """Move the viewer so that a grabbed point comes under the cursor.

    Args:
        state: before.
        grabbed_world: (3,), the point that was grabbed.
        under_cursor_world: (3,), the point under the cursor now, seen from `state`, at the same depth.
    """
    return replace(state, pivot_world=(state.pivot + np.subtract(grabbed_world, under_cursor_world)).tolist())


def dollied(state: OrbitState, anchor_world: ArrayLike, factor: float, nearest: float, farthest: float) -> OrbitState:
    """Come closer to a point, or go away from it; it stays where it is on screen.

    Args:
        state: before.
        anchor_world: (3,), the point under the cursor.
        factor: new distance by old, > 0.
        nearest: least distance from the pivot, world units.
        farthest: greatest distance from the pivot, world units.
    """
    wanted = min(farthest, max(nearest, state.distance_world * factor))
    factor = wanted / state.distance_world
    anchor = np.asarray(anchor_world, dtype=np.float64)
    pivot = anchor + factor * (state.pivot - anchor)
    return replace(state, pivot_world=pivot.tolist(), distance_world=wanted)


def framed(state: OrbitState, points_world: Vector, aspect: float, up: UpAxis = Y_UP) -> OrbitState:
    """Go to where all points are seen, in the direction one is looking already.

    Args:
        state: before.
        points_world: (N, 3), N >= 1; the viewer will turn around the middle of their bounding box.
        aspect: width of the viewport by its height.
        up: of the world.
    """
    pivot = (points_world.min(axis=0) + points_world.max(axis=0)) / 2
    rotation = world_to_camera(state.placement(up))[:3, :3]
    x, y, z = rotation @ (points_world - pivot).T
    tangent = math.tan(math.radians(VIEWER_FOV_Y_DEGREES) / 2) / FRAME_MARGIN
    # A point is in view if |x| <= aspect * tangent * depth and |y| <= tangent * depth, with depth = distance + z.
    needed = np.maximum(np.abs(x) / (aspect * tangent), np.abs(y) / tangent) - z
    distance = float(needed.max())
    return replace(state, pivot_world=pivot.tolist(), distance_world=distance if distance > 0 else state.distance_world)
