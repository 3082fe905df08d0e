"""What a user does to cameras: each edit takes a set and returns another, or the same one if it changes nothing."""

import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import replace

import numpy as np

from app.engine.cameras.camera_numbers import with_number
from app.engine.cameras.camera_set import CameraSet
from app.engine.cameras.view import Calibrated, LookAt, View

SMALLEST_WEIGHT, LARGEST_WEIGHT = 0.01, 100.0

_NUMBERED = re.compile(r"view-(\d+)\Z")


def fresh_id(cameras: Iterable[View]) -> str:
    """An id that no view has yet, such as "view-21": one more than the highest number taken."""
    return _numbered(_highest_number(cameras) + 1)


def new_ids(before: CameraSet, after: CameraSet) -> tuple[str, ...]:
    """The ids that an edit has added, in order."""
    known = set(before.ids)
    return tuple(view_id for view_id in after.ids if view_id not in known)


def with_rig(cameras: CameraSet, rig: CameraSet, *, replace_all: bool) -> CameraSet:
    """The views of a rig, alone or after the present ones.

    Args:
        cameras: the present views.
        rig: the views to add; after others they are numbered on.
        replace_all: whether the present views go.
    """
    return rig if replace_all else _with_copies(cameras, rig)


def with_camera(cameras: CameraSet, placement: LookAt | Calibrated, image_size: tuple[int, int]) -> CameraSet:
    """The set with one more view at its end, under an id of its own.

    Args:
        cameras: the present views.
        placement: where the new camera is.
        image_size: (height, width) of its image, pixels.
    """
    return cameras.with_added(View(fresh_id(cameras), placement, image_size))


def duplicated(cameras: CameraSet, view_ids: Collection[str]) -> CameraSet:
    """The set with copies of these views at its end, in order, under ids of their own.

    Raises:
        KeyError: no view has one of the ids.
    """
    return _with_copies(cameras, _named(cameras, view_ids))


def without(cameras: CameraSet, view_ids: Collection[str]) -> CameraSet:
    """The set without these views.

    Raises:
        KeyError: no view has one of the ids.
    """
    return cameras.without(*view_ids) if view_ids else cameras


def with_enabled(cameras: CameraSet, view_ids: Collection[str], enabled: bool) -> CameraSet:
    """The set with these views taking part or not.

    Raises:
        KeyError: no view has one of the ids.
    """
    return _changed(cameras, view_ids, lambda view: view if view.enabled == enabled else replace(view, enabled=enabled))


def with_toggled(cameras: CameraSet, view_ids: Collection[str]) -> CameraSet:
    """The set with these views all switched off if all of them take part, else all switched on.

    Raises:
        KeyError: no view has one of the ids.
    """
    all_enabled = all(view.enabled for view in _named(cameras, view_ids))
    return with_enabled(cameras, view_ids, not all_enabled)


def with_numbers(cameras: CameraSet, view_ids: Collection[str], name: str, value: float) -> CameraSet:
    """The set with one number of these views changed; views given by matrices stay as they are.

    Args:
        cameras: the present views.
        view_ids: which of them.
        name: of a field of `CameraNumbers`.
        value: the new number.

    Raises:
        KeyError: no view has one of the ids.
        ValueError: the value is out of range, as one sentence.
    """

    def change(view: View) -> View:
        placement = with_number(view.placement, name, value)
        return view if placement is view.placement else replace(view, placement=placement)

    return _changed(cameras, view_ids, change)


def weight_problem(weight: float) -> str | None:
    """What keeps a typed weight from being one, as one sentence; None if nothing does."""
    if SMALLEST_WEIGHT <= weight <= LARGEST_WEIGHT:
        return None
    return f"Weight must lie between {SMALLEST_WEIGHT:g} and {LARGEST_WEIGHT:g}, got {weight:g}."


def with_weight(cameras: CameraSet, view_ids: Collection[str], weight: float) -> CameraSet:
    """The set with these views counting so much.

    Args:
        cameras: the present views.
        view_ids: which of them.
        weight: the new one.

    Raises:
        KeyError: no view has one of the ids.
        ValueError: the weight is out of range, as one sentence.
    """
    problem = weight_problem(weight)
    if problem:
        raise ValueError(problem)
    return _changed(cameras, view_ids, lambda view: view if view.weight == weight else replace(view, weight=weight))


def moved(cameras: CameraSet, view_id: str, placement: LookAt | Calibrated) -> CameraSet:
    """The set with one view's camera somewhere else.

    Raises:
        KeyError: no view has that id.
    """
    return _changed(cameras, (view_id,), lambda view: replace(view, placement=placement))


def with_resolution(cameras: CameraSet, longest_side_pixels: int) -> CameraSet:
    """The set with the longer side of each image that large; what an image shows stays the same.

    Views with masks stay as they are, for those are of the size of a photograph.

    Args:
        cameras: the present views.
        longest_side_pixels: >= 1.

    Raises:
        ValueError: the side is < 1.
    """
    if longest_side_pixels < 1:
        raise ValueError(f"Resolution must be at least 1 pixel, got {longest_side_pixels}.")
    return _changed(cameras, cameras.ids, lambda view: _resized(view, longest_side_pixels))


def _changed(cameras: CameraSet, view_ids: Collection[str], change: Callable[[View], View]) -> CameraSet:
    _named(cameras, view_ids)
    chosen = set(view_ids)
    views = tuple(change(view) if view.id in chosen else view for view in cameras)
    unchanged = all(new is old for new, old in zip(views, cameras.views, strict=True))
    return cameras if unchanged else CameraSet(views)


def _named(cameras: CameraSet, view_ids: Collection[str]) -> CameraSet:
    """The views of these ids in the set's order; KeyError for an id that is none's."""
    by_id = {view.id: view for view in cameras}
    for view_id in view_ids:
        if view_id not in by_id:
            raise KeyError(f"no view has the id {view_id!r}, there are {', '.join(by_id)}")
    chosen = set(view_ids)
    return CameraSet(tuple(view for view in cameras if view.id in chosen))


def _with_copies(cameras: CameraSet, copies: CameraSet) -> CameraSet:
    if not len(copies):
        return cameras
    first = _highest_number(cameras) + 1
    return cameras.with_added(*(replace(view, id=_numbered(number)) for number, view in enumerate(copies, first)))


def _highest_number(cameras: Iterable[View]) -> int:
    return max((int(match[1]) for view in cameras if (match := _NUMBERED.match(view.id))), default=0)


def _numbered(number: int) -> str:
    return f"view-{number:02d}"


def _resized(view: View, longest_side_pixels: int) -> View:
    height, width = view.image_size
    scale = longest_side_pixels / max(height, width)
    size = (max(1, round(height * scale)), max(1, round(width * scale)))
    if size == view.image_size or view.mask is not None:
        return view
    placement = view.placement
    if isinstance(placement, Calibrated):
        stretch = np.array([[size[1] / width], [size[0] / height], [1.0]])
        placement = replace(placement, intrinsic_matrix=stretch * placement.intrinsic_matrix)
    return replace(view, placement=placement, image_size=size)
