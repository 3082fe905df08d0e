"""What is said of a camera that was suggested."""

import numpy as np

from app.engine.cameras.camera_matrices import eye_world
from app.engine.cameras.camera_set import CameraSet
from app.engine.cameras.orbit_angles import orbit_angles
from app.engine.cameras.view import Calibrated, LookAt
from app.engine.fitting.events import ViewSuggested
from app.engine.meshes.normals import unit_vectors
from app.ui.viewport.up_axis import UpAxis

_SIDES = ("front", "front right", "right", "back right", "back", "back left", "left", "front left")
_STEEP_DEGREES, _LEVEL_DEGREES = 65.0, 15.0


def place_in_words(placement: LookAt | Calibrated) -> str:
    """From where a camera looks, such as "from the back left and above"; +z is the front, +y above."""
    if isinstance(placement, Calibrated):
        return "from where it was calibrated"
    angles = orbit_angles(placement)
    height = "above" if angles.elevation_degrees > 0 else "below"
    if abs(angles.elevation_degrees) >= _STEEP_DEGREES:
        return f"from {height}"
    side = _SIDES[round(angles.azimuth_degrees / 45) % len(_SIDES)]
    return f"from the {side}" + (f" and {height}" if abs(angles.elevation_degrees) > _LEVEL_DEGREES else "")


def suggestion(view_id: str, suggested: ViewSuggested) -> str:
    """Say where the camera is and what it is good for."""
    return (
        f"Added {view_id}, which looks {place_in_words(suggested.view.placement)}: its outline would reach "
        f"{_percent(suggested.opened_share)} of the surface that the views leave open, "
        f"which is {_percent(suggested.unconstrained_share)} of the mesh."
    )


def photograph_suggestion(suggested: ViewSuggested, cameras: CameraSet, up: UpAxis) -> str:
    """Say from where the next photograph would help most: in the angles of the table of cameras, and from the nearest.

    Args:
        suggested: what the engine has found.
        cameras: those of the photographs there are.
        up: of the world.
    """
    placement = suggested.view.placement
    assert isinstance(placement, LookAt)  # as all suggestions
    angles = up.angles(placement)
    nearest, apart_degrees = _nearest(placement, cameras)
    return (
        f"The next photograph would help most from azimuth {angles.azimuth_degrees:.0f}°, elevation "
        f"{angles.elevation_degrees:.0f}°, which is {apart_degrees:.0f}° from {nearest}: its outline would reach "
        f"{_percent(suggested.opened_share)} of the surface that the views leave open, "
        f"which is {_percent(suggested.unconstrained_share)} of the mesh."
    )


def _nearest(placement: LookAt, cameras: CameraSet) -> tuple[str, float]:
    """The camera that looks from the nearest direction, and how many degrees away that is."""
    eyes = np.stack([eye_world(view.placement) for view in cameras])
    directions = unit_vectors(np.vstack([eyes, placement.eye_world]) - placement.target_world)
    cosines = directions[:-1] @ directions[-1]
    index = int(cosines.argmax())
    return cameras.ids[index], float(np.degrees(np.arccos(np.clip(cosines[index], -1.0, 1.0))))


def _percent(share: float) -> str:
    return "less than 1%" if 0 < share < 0.01 else f"{share:.0%}"
