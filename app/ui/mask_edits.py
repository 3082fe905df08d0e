"""What panels do to the masks of photographs: each is one named step that undo takes back."""

from collections.abc import Mapping
from dataclasses import replace

from app.engine.cameras.camera_set import CameraSet
from app.engine.cameras.view import View
from app.engine.cameras.view_mask import ViewMask
from app.engine.masking.mask_images import shows_background, shows_object
from app.ui.document import Document


def set_masks(document: Document, text: str, masks: Mapping[str, ViewMask | None]) -> None:
    """Give views other masks.

    A view that is off because its mask was of no use is switched on with one that is, and the other way round: an empty
    silhouette would carve everything away.

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


def is_usable(mask: ViewMask | None) -> bool:
    """Whether a mask shows an outline: there is object in it, and background."""
    return mask is not None and shows_object(mask) and shows_background(mask)


def inverted(mask: ViewMask) -> ViewMask:
    """Object and background exchanged; what is unknown stays so."""
    return ViewMask(255 - mask.coverage, mask.known)


def _with_mask(view: View, mask: ViewMask | None) -> View:
    if mask is view.mask:
        return view
    is_misleading = mask is not None and not is_usable(mask)
    is_first = is_usable(mask) and not is_usable(view.mask)
    enabled = (view.enabled or is_first) and not is_misleading
    return replace(view, mask=mask, enabled=enabled)
