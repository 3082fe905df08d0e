"""Refined cameras as people are shown them. NumPy only, no torch."""

import dataclasses
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.engine.cameras.view import Calibrated, View


@dataclass(frozen=True, eq=False)
class RefinedCamera:
    """Where a fit has moved a camera.

    Args:
        view_id: of the view.
        placement: the camera now.
        turned_degrees: angle between its orientation and the given one.
        moved_share: how far its eye is from the given one, by the eye's distance from the object's middle.
        focal_percent: how much longer its focal length is, in percent; negative if shorter.
    """

    view_id: str
    placement: Calibrated
    turned_degrees: float
    moved_share: float
    focal_percent: float


def with_refined(views: Sequence[View], refined: Iterable[RefinedCamera]) -> tuple[View, ...]:
    """Views with the cameras that a fit has found for some of them."""
    placements = {camera.view_id: camera.placement for camera in refined}
    return tuple(
        dataclasses.replace(view, placement=placements[view.id]) if view.id in placements else view for view in views
    )
