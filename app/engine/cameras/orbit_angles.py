"""Where a camera is around what it looks at, as the three numbers that a user types."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from app.engine.cameras.view import WORLD_UP, LookAt

LARGEST_ELEVATION_DEGREES = 89.0  # nearer to the pole, up in the image would be undefined


@dataclass(frozen=True)
class OrbitAngles:
    """A place on a sphere around a target.

    Args:
        azimuth_degrees: around the vertical axis, 0 from +z, counter-clockwise seen from above; kept in (-180, 180].
        elevation_degrees: above the horizon; kept within 89 degrees of it.
        distance_world: from the target, > 0, world units.

    Raises:
        ValueError: a number is not finite, or the distance not positive.
    """

    azimuth_degrees: float
    elevation_degrees: float
    distance_world: float

    def __post_init__(self) -> None:
        for name in ("azimuth_degrees", "elevation_degrees", "distance_world"):
            value = getattr(self, name)
            if not math.isfinite(value):
                raise ValueError(f"OrbitAngles: {name} must be finite, got {value}")
        if self.distance_world <= 0:
            raise ValueError(f"OrbitAngles: distance_world must be positive, got {self.distance_world}")
        limit = LARGEST_ELEVATION_DEGREES
        object.__setattr__(self, "azimuth_degrees", 180.0 - (180.0 - self.azimuth_degrees) % 360.0)
        object.__setattr__(self, "elevation_degrees", min(limit, max(-limit, self.elevation_degrees)))


def orbit_angles(placement: LookAt) -> OrbitAngles:
    """Where a camera is around its target, with +y up."""
    offset = placement.eye_world - placement.target_world
    distance = float(np.linalg.norm(offset))
    elevation = math.degrees(math.asin(min(1.0, max(-1.0, float(offset[1]) / distance))))
    return OrbitAngles(math.degrees(math.atan2(offset[0], offset[2])), elevation, distance)


def placed(target_world: ArrayLike, angles: OrbitAngles, fov_y_degrees: float) -> LookAt:
    """The camera at a place around a target, looking at it, upright.

    Args:
        target_world: (3,), world units.
        angles: where it is.
        fov_y_degrees: the image's vertical angle, between 0 and 180.
    """
    azimuth, elevation = math.radians(angles.azimuth_degrees), math.radians(angles.elevation_degrees)
    around = math.cos(elevation)
    direction = np.array([around * math.sin(azimuth), math.sin(elevation), around * math.cos(azimuth)])
    target = np.asarray(target_world, dtype=np.float64)
    return LookAt(target + angles.distance_world * direction, target, WORLD_UP, fov_y_degrees)
