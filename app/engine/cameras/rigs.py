"""Views spread around an object: over a sphere, over its upper half, or along a ring.

Up is +y. Each function takes the centre they all look at and their distance from it, both in world units.
"""

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

from app.engine.cameras.camera_set import CameraSet
from app.engine.cameras.view import DEFAULT_FOV_Y_DEGREES, WORLD_UP, LookAt, View

DEFAULT_IMAGE_SIZE = (256, 256)
MARGIN = 1.04  # of room around the object, so that its outline and the soft band around it stay inside the image


def fit_distance(radius: float, fov_y_degrees: float = DEFAULT_FOV_Y_DEGREES) -> float:
    """The distance from which a sphere fits a square image with a small margin.

    Args:
        radius: of the sphere, > 0, world units.
        fov_y_degrees: the image's angle, between 0 and 180.

    Returns:
        From the eye to the sphere's centre, world units.

    Raises:
        ValueError: `radius` or `fov_y_degrees` is out of range.
    """
    if not (math.isfinite(radius) and radius > 0):
        raise ValueError(f"fit_distance: radius must be positive and finite, got {radius}")
    if not 0 < fov_y_degrees < 180:
        raise ValueError(f"fit_distance: fov_y_degrees must be between 0 and 180, got {fov_y_degrees}")
    # The sphere's outline is the circle of its tangents; the margin widens that circle on the image.
    tangent = math.tan(math.radians(fov_y_degrees) / 2) / MARGIN
    return radius * math.hypot(1.0, 1.0 / tangent)


def sphere_rig(
    count: int,
    center_world: ArrayLike,
    distance_world: float,
    fov_y_degrees: float = DEFAULT_FOV_Y_DEGREES,
    image_size: tuple[int, int] = DEFAULT_IMAGE_SIZE,
) -> CameraSet:
    """Views from all around, spread evenly (a Fibonacci sphere: Swinbank and Purser, 2006).

    Args:
        count: number of views, >= 1.
        center_world: (3,), the point they look at.
        distance_world: of the eyes from the centre, > 0.
        fov_y_degrees: the images' vertical angle.
        image_size: (height, width), pixels.

    Returns:
        The views, from above to below.

    Raises:
        ValueError: a value is out of range.
    """
    heights = 1 - (2 * np.arange(_checked(count)) + 1) / count
    return _rig(_spiral(heights), center_world, distance_world, fov_y_degrees, image_size)


def hemisphere_rig(
    count: int,
    center_world: ArrayLike,
    distance_world: float,
    fov_y_degrees: float = DEFAULT_FOV_Y_DEGREES,
    image_size: tuple[int, int] = DEFAULT_IMAGE_SIZE,
) -> CameraSet:
    """Views from above and the sides, spread evenly: the upper half of a Fibonacci sphere.

    Arguments, result and errors are those of `sphere_rig`.
    """
    heights = 1 - (np.arange(_checked(count)) + 0.5) / count
    return _rig(_spiral(heights), center_world, distance_world, fov_y_degrees, image_size)


def ring_rig(
    count: int,
    elevation_degrees: float,
    center_world: ArrayLike,
    distance_world: float,
    fov_y_degrees: float = DEFAULT_FOV_Y_DEGREES,
    image_size: tuple[int, int] = DEFAULT_IMAGE_SIZE,
) -> CameraSet:
    """Views at equal steps around the vertical axis, the first from +z.

    Args:
        count: number of views, >= 1.
        elevation_degrees: of the eyes above the centre, between -90 and 90.
        center_world: (3,), the point they look at.
        distance_world: of the eyes from the centre, > 0.
        fov_y_degrees: the images' vertical angle.
        image_size: (height, width), pixels.

    Returns:
        The views, counter-clockwise seen from above.

    Raises:
        ValueError: a value is out of range.
    """
    if not -90 < elevation_degrees < 90:
        raise ValueError(f"ring_rig: elevation_degrees must be between -90 and 90, got {elevation_degrees}")
    azimuths = np.asarray(np.arange(_checked(count)) * (2 * math.pi / count), dtype=np.float64)
    heights = np.full(count, math.sin(math.radians(elevation_degrees)))
    return _rig(_directions(heights, azimuths), center_world, distance_world, fov_y_degrees, image_size)


def _checked(count: int) -> int:
    if count < 1:
        raise ValueError(f"a rig must have at least 1 view, got {count}")
    return count


def _spiral(heights: NDArray[np.float64]) -> NDArray[np.float64]:
    golden_angle = math.pi * (3 - math.sqrt(5))
    azimuths = np.asarray(golden_angle * np.arange(len(heights)), dtype=np.float64)
    return _directions(heights, azimuths)


def _directions(heights: NDArray[np.float64], azimuths: NDArray[np.float64]) -> NDArray[np.float64]:
    """Unit vectors (N, 3) from the centre to the eyes."""
    around = np.sqrt(1 - heights**2)
    return np.stack([around * np.sin(azimuths), heights, around * np.cos(azimuths)], axis=1)


def _rig(
    directions: NDArray[np.float64],
    center_world: ArrayLike,
    distance_world: float,
    fov_y_degrees: float,
    image_size: tuple[int, int],
) -> CameraSet:
    center = np.asarray(center_world, dtype=np.float64)
    if not distance_world > 0:
        raise ValueError(f"a rig's distance_world must be positive, got {distance_world}")
    digits = max(2, len(str(len(directions))))
    return CameraSet(
        tuple(
            View(
                f"view-{number:0{digits}d}",
                LookAt(center + distance_world * direction, center, WORLD_UP, fov_y_degrees),
                image_size,
            )
            for number, direction in enumerate(directions, start=1)
        )
    )
