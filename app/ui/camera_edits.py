"""What menus, panels and viewport do to the cameras: each is one named step that undo takes back."""

from collections.abc import Collection

from app.engine.cameras import camera_edits as edits
from app.engine.cameras.camera_numbers import NUMBER_FIELDS
from app.engine.cameras.camera_set import CameraSet
from app.engine.cameras.view import Calibrated, LookAt
from app.ui.document import Document


def add_rig(document: Document, rig: CameraSet, *, replace_all: bool) -> None:
    """Put the views of a rig in the place of all views or after them, and select them."""
    before = document.cameras
    after = edits.with_rig(before, rig, replace_all=replace_all)
    added = after.ids if replace_all else edits.new_ids(before, after)
    text = f"Replace all cameras by {len(rig)}" if replace_all else f"Add {_count(added)}"
    document.edit_cameras(text, after, select=added)


def add_camera(document: Document, placement: LookAt | Calibrated, image_size: tuple[int, int]) -> str:
    """Add a camera at a placement and select it.

    Args:
        document: what to edit.
        placement: where the camera is.
        image_size: (height, width) of its image, pixels.

    Returns:
        Its id.
    """
    view_id = edits.fresh_id(document.cameras)
    after = edits.with_camera(document.cameras, placement, image_size)
    document.edit_cameras(f"Add {view_id}", after, select=(view_id,))
    return view_id


def duplicate_views(document: Document, view_ids: Collection[str]) -> None:
    """Copy views and select the copies."""
    before = document.cameras
    after = edits.duplicated(before, view_ids)
    if after is not before:
        document.edit_cameras(f"Duplicate {_named(view_ids)}", after, select=edits.new_ids(before, after))


def delete_views(document: Document, view_ids: Collection[str]) -> None:
    """Delete views and select the one that comes after them, or else before."""
    before = document.cameras
    after = edits.without(before, view_ids)
    if after is not before:
        document.edit_cameras(f"Delete {_named(view_ids)}", after, select=_neighbour(before, view_ids))


def enable_views(document: Document, view_ids: Collection[str], enabled: bool) -> None:
    """Let views take part in the fit or not."""
    _switch(document, view_ids, edits.with_enabled(document.cameras, view_ids, enabled))


def toggle_views(document: Document, view_ids: Collection[str]) -> None:
    """Disable views if all of them take part, else enable them."""
    _switch(document, view_ids, edits.with_toggled(document.cameras, view_ids))


def _switch(document: Document, view_ids: Collection[str], after: CameraSet) -> None:
    if after is not document.cameras:
        are_more = len(after.enabled) > len(document.cameras.enabled)
        document.edit_cameras(f"{'Enable' if are_more else 'Disable'} {_named(view_ids)}", after)


def set_number(document: Document, view_ids: Collection[str], name: str, value: float) -> None:
    """Change one number of several cameras in one step.

    Args:
        document: what to edit.
        view_ids: which cameras.
        name: of a field of `CameraNumbers`.
        value: the new number.

    Raises:
        ValueError: the value is out of range, as one sentence.
    """
    after = edits.with_numbers(document.cameras, view_ids, name, value)
    if after is not document.cameras:
        label = str(NUMBER_FIELDS[name].metadata["label"]).lower()
        document.edit_cameras(f"Set {label} of {_named(view_ids)}", after)


def set_weight(document: Document, view_ids: Collection[str], weight: float) -> None:
    """Let views count so much in the fit, in one step.

    Raises:
        ValueError: the weight is out of range, as one sentence.
    """
    after = edits.with_weight(document.cameras, view_ids, weight)
    if after is not document.cameras:
        document.edit_cameras(f"Set weight of {_named(view_ids)} to {weight:g}", after)


def move_camera(document: Document, view_id: str, placement: LookAt | Calibrated) -> None:
    """Put a camera somewhere else."""
    document.edit_cameras(f"Move {view_id}", edits.moved(document.cameras, view_id, placement))


def set_resolution(document: Document, longest_side_pixels: int) -> None:
    """Give all images another size.

    Raises:
        ValueError: the side is < 1.
    """
    after = edits.with_resolution(document.cameras, longest_side_pixels)
    if after is not document.cameras:
        document.edit_cameras(f"Set resolution to {longest_side_pixels} pixels", after)


def _neighbour(before: CameraSet, removed: Collection[str]) -> tuple[str, ...]:
    last = max(before.ids.index(view_id) for view_id in removed)
    order = before.ids[last:] + before.ids[:last][::-1]
    return tuple(view_id for view_id in order if view_id not in removed)[:1]


def _named(view_ids: Collection[str]) -> str:
    return next(iter(view_ids)) if len(view_ids) == 1 else _count(view_ids)


def _count(view_ids: Collection[str]) -> str:
    return "1 camera" if len(view_ids) == 1 else f"{len(view_ids)} cameras"
