"""What panels do to the masks of photographs: each is one named step that undo takes back."""

from collections.abc import Mapping
from dataclasses import replace

from app.engine.cameras.camera_set import CameraSet
from app.engine.cameras.view import View
from app.engine.cameras.view_mask import ViewMask
from app.ui.document import Document


def set_masks(document: Document, text: str, masks: Mapping[str, ViewMask | None]) -> None:
    """Give views other masks.

    A view that is off because its mask showed no object is switched on with one that does, and the other way round: an
    empty silhouette would carve everything away.

    Args:
        document: what to edit.
        text: what it does, such as "Paint the mask of"; the views are named after it.
        masks: by the ids of their views; those that do not exist are left out.
    """
    before = document.cameras
    views = tuple(_with_mask(view, masks[view.id]) if view.id in masks else view for view in before)
    changed = [new.id for new, old in zip(views, before, strict=True) if new is not old]
    if changed:
        named = changed[0] if len(changed) == 1 else f"{len(changed)} views"
        document.edit_cameras(f"{text} {named}", CameraSet(views))


def shows_object(mask: ViewMask | None) -> bool:
    """Whether a mask says of any pixel that the object is there."""
    if mask is None:
        return False
    is_object = mask.coverage >= 128
    return bool((is_object if mask.known is None else is_object & mask.known).any())


def inverted(mask: ViewMask) -> ViewMask:
    """Object and background exchanged; what is unknown stays so."""
    return ViewMask(255 - mask.coverage, mask.known)


def _with_mask(view: View, mask: ViewMask | None) -> View:
    if mask is view.mask:
        return view
    showed, shows = shows_object(view.mask), shows_object(mask)
    is_harmful = mask is not None and not shows
    enabled = (view.enabled or (shows and not showed)) and not is_harmful
    return replace(view, mask=mask, enabled=enabled)
