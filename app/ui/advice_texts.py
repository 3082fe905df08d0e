"""What is said of a camera that was suggested."""

from app.engine.cameras.orbit_angles import orbit_angles
from app.engine.cameras.view import Calibrated, LookAt
from app.engine.fitting.events import ViewSuggested

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


def _percent(share: float) -> str:
    return "less than 1%" if 0 < share < 0.01 else f"{share:.0%}"
