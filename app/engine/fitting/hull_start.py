"""Whether a fit starts from the visual hull of its views, and why. Importing this module imports torch."""

from dataclasses import dataclass

from app.engine.carving.visual_hull import RESOLUTION, SEARCH_BOX, Hull, visual_hull
from app.engine.fitting.fit_views import FitViews
from app.engine.fitting.settings import FitSettings
from app.engine.meshes.frame import LARGEST_COORDINATE

SOFTNESS_PIXELS = 2.0
"""The plan of a fit that starts from the hull begins where outlines are this soft: it is near them already."""

LEAST_CELLS = 48
"""Along the hull's longest side, however little silhouettes tell."""

_OPEN_WITHIN = 0.02
"""Local units from the side of the search box: a hull that comes so close was cut off by it."""


@dataclass(frozen=True, eq=False)
class StartChoice:
    """What a fit starts from.

    Args:
        hull: the hull, or None for the mesh that is there already.
        label: a few words.
        sentence: why.
    """

    hull: Hull | None
    label: str
    sentence: str


def start_choice(settings: FitSettings, views: FitViews) -> StartChoice | None:
    """Carve the hull if the settings leave or ask for it.

    Args:
        settings: `start` is used.
        views: at least one.

    Returns:
        The choice; None if the settings name the sphere or a file.

    Raises:
        ValueError: the settings ask for the hull and there is none.
    """
    if settings.start not in ("best", "hull"):
        return None
    try:
        hull = visual_hull(views.views, views.targets, views.frame, _resolution(views))
    except ValueError as error:
        if settings.start == "hull":
            raise
        return StartChoice(None, "starts from the sphere", f"starts from the sphere, because {error}")
    if settings.start == "best" and _is_open(hull, views):
        return StartChoice(
            None,
            "starts from the sphere",
            "starts from the sphere, because the views leave the hull open to one side: views from elsewhere close it",
        )
    return StartChoice(hull, "starts from the hull", _praise(hull))


def _resolution(views: FitViews) -> int:
    """Cells finer than silhouettes agree, or than pixels, would show contradictions, as tunnels and loose bits."""
    if views.disagreement_pixels == 0:
        return RESOLUTION
    pixels_across = 2 * LARGEST_COORDINATE / views.pixel_local
    return max(LEAST_CELLS, round(min(RESOLUTION, pixels_across) / (1 + views.disagreement_pixels)))


def _is_open(hull: Hull, views: FitViews) -> bool:
    low, high = views.frame.from_world(hull.bounds)
    return bool((low < SEARCH_BOX.low + _OPEN_WITHIN).any() or (high > SEARCH_BOX.high - _OPEN_WITHIN).any())


def _praise(hull: Hull) -> str:
    holes = {0: "no hole", 1: "one hole"}.get(hull.genus, f"{hull.genus} holes")
    parts = "in one part" if hull.parts == 1 else f"in {hull.parts} parts"
    return f"starts from the hull: what all outlines have in common is closed, {parts} with {holes}"
