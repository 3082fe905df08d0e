"""What was changed, in the few words of a marker on the loss curve."""

import dataclasses
from collections.abc import Sequence

from app.engine.cameras.camera_set import CameraSet
from app.engine.fitting.settings import FitSettings

_CAMERAS = (
    "sees nothing of the model; turn it towards the model or disable it.",
    "sees nothing but the model; is it inside? Move it away.",
)
_MASKS = (
    "no object in the mask; edit the mask or disable the view.",
    "nothing but object in the mask; edit the mask or disable the view.",
)


def settings_change(before: FitSettings, after: FitSettings) -> str | None:
    """Name the settings that differ, with their new values; None if none does."""
    parts = [
        f"{field.metadata['label'].lower()} {_short(getattr(after, field.name))}"
        for field in dataclasses.fields(after)
        if getattr(before, field.name) != getattr(after, field.name)
    ]
    return ", ".join(parts) or None


def cameras_change(before: CameraSet, after: CameraSet) -> str | None:
    """Say how the cameras that take part differ; None if they do not."""
    old = {view.id: view for view in before.enabled}
    new = {view.id: view for view in after.enabled}
    changed = [
        view_id
        for view_id in new
        if view_id in old
        and (new[view_id].placement is not old[view_id].placement or new[view_id].image_size != old[view_id].image_size)
    ]
    sizes = {view.image_size for view in new.values()}
    parts = []
    if changed and len(sizes) == 1 and all(old[view_id].image_size not in sizes for view_id in changed):
        height, width = sizes.pop()
        parts.append(f"views {width} x {height} px")
    elif changed:
        parts.append(_named(changed, "moved"))
    if masked := [view_id for view_id in new if view_id in old and new[view_id].mask is not old[view_id].mask]:
        parts.append(_named(masked, "masked"))
    if weighed := [view_id for view_id in new if view_id in old and new[view_id].weight != old[view_id].weight]:
        parts.append(_named(weighed, "weighed"))
    if added := [view_id for view_id in new if view_id not in old]:
        parts.append(_named(added, "added" if not set(added) & set(before.ids) else "on"))
    if removed := [view_id for view_id in old if view_id not in new]:
        parts.append(_named(removed, "removed" if not set(removed) & set(after.ids) else "off"))
    return ", ".join(parts) or None


def suspicions(empty_ids: Sequence[str], full_ids: Sequence[str], are_photographs: bool) -> list[str]:
    """Say of views that see nothing of the object, and of views that see nothing else, what to do about them."""
    empty, full = _MASKS if are_photographs else _CAMERAS
    found = ((empty_ids, empty), (full_ids, full))
    return [f"{', '.join(view_ids)}: {advice}" for view_ids, advice in found if view_ids]


def same_subject(label: str, other: str) -> bool:
    """Whether two labels are of the same change going on, such as a slider being drawn."""
    return label.rstrip("0123456789.e-+") == other.rstrip("0123456789.e-+")


def _named(view_ids: list[str], what: str) -> str:
    return f"{view_ids[0]} {what}" if len(view_ids) == 1 else f"{len(view_ids)} views {what}"


def _short(value: object) -> str:
    return f"{value:.3g}" if isinstance(value, float) else str(value)
