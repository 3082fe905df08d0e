"""A camera in the four numbers that a user reads and types."""

import dataclasses
import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from app.engine.cameras.camera_matrices import eye_world, intrinsic_matrix
from app.engine.cameras.orbit_angles import LARGEST_ELEVATION_DEGREES, orbit_angles, placed
from app.engine.cameras.view import Calibrated, LookAt, View
from app.engine.setting_fields import setting, setting_problem

SMALLEST_FOV_DEGREES = 1.0
LARGEST_FOV_DEGREES = 150.0  # beyond, a silhouette is all stretched corners


@dataclass(frozen=True)
class CameraNumbers:
    """Where a camera is and how much it takes in; each field's metadata is that of `setting`.

    The limits hold for what is typed. Numbers that are read off a camera may lie beyond them.
    """

    azimuth_degrees: float = setting(
        0.0,
        label="Azimuth",
        help="direction round the vertical axis, 0 from +z, counter-clockwise seen from above",
        unit="°",
        minimum=-360.0,
        maximum=360.0,
    )
    elevation_degrees: float = setting(
        0.0,
        label="Elevation",
        help="height above the horizon of what the camera looks at",
        unit="°",
        minimum=-LARGEST_ELEVATION_DEGREES,
        maximum=LARGEST_ELEVATION_DEGREES,
    )
    distance_world: float = setting(
        1.0,
        label="Distance",
        help="distance from what the camera looks at, in world units",
        minimum=1e-6,
        maximum=1e9,
    )
    fov_y_degrees: float = setting(
        40.0,
        label="Field of view",
        help="vertical angle that the image takes in: smaller zooms in",
        unit="°",
        minimum=SMALLEST_FOV_DEGREES,
        maximum=LARGEST_FOV_DEGREES,
    )


NUMBER_FIELDS = {field.name: field for field in dataclasses.fields(CameraNumbers)}


def camera_numbers(view: View, center_world: NDArray[np.float64]) -> CameraNumbers:
    """Read a view's numbers off its camera.

    Args:
        view: of either kind.
        center_world: (3,), what a view given by matrices is taken to look at, world units.

    Returns:
        For a view given by matrices: its viewing direction, the eye's distance from the centre, and the vertical angle.
    """
    placement = view.placement
    if isinstance(placement, LookAt):
        angles, fov = orbit_angles(placement), placement.fov_y_degrees
        return CameraNumbers(angles.azimuth_degrees, angles.elevation_degrees, angles.distance_world, fov)
    _, down, forward = placement.rotation
    direction = orbit_angles(LookAt(-forward, np.zeros(3), -down))
    distance = float(np.linalg.norm(eye_world(placement) - center_world))
    return CameraNumbers(
        direction.azimuth_degrees, direction.elevation_degrees, distance, _vertical_angle_degrees(view)
    )


def number_problem(name: str, value: float) -> str | None:
    """What keeps a typed value from being that number, as one sentence; None if nothing does.

    Args:
        name: of a field of `CameraNumbers`.
        value: what was typed.
    """
    field = NUMBER_FIELDS[name]
    if name == "distance_world" and value <= 0:
        return f"{field.metadata['label']} must be greater than 0, got {value:g}."
    problem = setting_problem(field, value)
    return f"{field.metadata['label']} {problem}." if problem else None


def with_number(placement: LookAt | Calibrated, name: str, value: float) -> LookAt | Calibrated:
    """The camera with one of its numbers changed; the same one if it has that number or is given by matrices.

    Args:
        placement: the camera.
        name: of a field of `CameraNumbers`.
        value: within that field's limits.

    Raises:
        ValueError: the value is out of range, in the words of `number_problem`.
    """
    problem = number_problem(name, value)
    if problem:
        raise ValueError(problem)
    if isinstance(placement, Calibrated):
        return placement
    old = orbit_angles(placement)
    present = placement.fov_y_degrees if name == "fov_y_degrees" else getattr(old, name)
    if math.isclose(present, value, rel_tol=1e-12, abs_tol=1e-12):
        return placement
    if name == "fov_y_degrees":
        return replace(placement, fov_y_degrees=value)
    if name == "distance_world":
        offset = placement.eye_world - placement.target_world
        return replace(placement, eye_world=placement.target_world + offset * (value / old.distance_world))
    return placed(placement.target_world, replace(old, **{name: value}), placement.fov_y_degrees)


def _vertical_angle_degrees(view: View) -> float:
    lens = intrinsic_matrix(view)
    above, below = lens[1, 2], view.image_size[0] - lens[1, 2]
    return math.degrees(math.atan(above / lens[1, 1]) + math.atan(below / lens[1, 1]))
