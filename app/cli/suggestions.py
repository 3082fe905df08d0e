"""What the command says about views to add."""

from collections.abc import Iterator

from app.engine.advice.next_view import SuggestedView, ViewAdvice
from app.engine.cameras.orbit_angles import orbit_angles


def advice_lines(advice: ViewAdvice) -> Iterator[str]:
    """Give a sentence for each suggested view, the most useful first."""
    for number, suggestion in enumerate(advice.suggestions, start=1):
        yield f"next best view {number}: {_in_words(suggestion)}"


def _in_words(suggestion: SuggestedView) -> str:
    placement = suggestion.placement
    angles = orbit_angles(placement)
    x, y, z = placement.eye_world
    return (
        f"direction azimuth {angles.azimuth_degrees:.1f} degrees, elevation {angles.elevation_degrees:.1f} degrees "
        f"(eye {x:.4g} {y:.4g} {z:.4g}), would bring {suggestion.opened_share:.0%} of the unconstrained surface to an "
        "outline"
    )
