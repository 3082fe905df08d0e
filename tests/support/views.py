# SPDX-License-Identifier: MIT
"""Documents with views, and pictures of them, without an engine."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from app.engine.cameras.camera_set import CameraSet
from app.engine.cameras.rigs import sphere_rig
from app.engine.cameras.view import Calibrated, View
from app.engine.fitting.settings import FitSettings
from app.engine.fitting.snapshot import ColourPicture, Pictures, ViewPicture, ViewQuality, ViewThumbnail
from app.engine.meshes.model import Model
from app.engine.meshes.primitives import icosphere
from app.ui.document import Document

CENTER = (1.0, 2.0, 3.0)
BY_MATRICES = View(
    "photo",
    Calibrated(np.array([[100.0, 0, 32], [0, 100, 32], [0, 0, 1]]), np.eye(3), np.array([0.0, 0, 9])),
    (64, 64),
)


def ball_document(views: int, with_photo: bool = False) -> Document:
    """A document with a ball and views all around it.

    Args:
        views: how many, of 64 x 64 pixels.
        with_photo: whether one more, last, is given by matrices.
    """
    cameras = sphere_rig(views, CENTER, 4.0, image_size=(64, 64))
    document = Document()
    document.open(ball(), cameras.with_added(BY_MATRICES) if with_photo else cameras, FitSettings())
    return document


def ball() -> Model:
    """A model that is a ball."""
    return Model("ball", None, icosphere(2, 1.0, CENTER))


def half(side: int, left: bool) -> NDArray[np.uint8]:
    """A square of that side, covered in its left or its upper half."""
    image = np.zeros((side, side), dtype=np.uint8)
    image[(slice(None), slice(side // 2)) if left else (slice(side // 2), slice(None))] = 255
    return image


def pictures(cameras: CameraSet, ious: Mapping[str, float] | None = None, selected: str | None = None) -> Pictures:
    """Pictures in which targets cover the left half and rendered ones the upper.

    Args:
        cameras: all views; those that are off have no rendered picture.
        ious: by id; 0.5 for the others.
        selected: the view to picture in full size.
    """
    target, rendered = half(32, left=True), half(32, left=False)
    thumbnails = tuple(
        ViewThumbnail(
            view.id,
            target,
            rendered if view.enabled else None,
            (ious or {}).get(view.id, 0.5) if view.enabled else None,
        )
        for view in cameras
    )
    full = None
    if selected is not None:
        covered = [(half(64, is_left) / 255).astype(np.float32) for is_left in (True, False)]
        full = ViewPicture(selected, covered[0], covered[1], (ious or {}).get(selected, 0.5))
    return Pictures(1, 10, thumbnails, full)


SEEN, PAINTED = (200, 60, 40), (180, 60, 90)
"""What `in_colour` shows where a target covers, and where what is rendered does; white elsewhere."""


def in_colour(plain: Pictures, with_gradient: bool = True) -> Pictures:
    """The same pictures with colours.

    Args:
        plain: from `pictures`.
        with_gradient: whether colours have been updated before; the gradient asks for less red in the upper half.
    """
    thumbnails = tuple(
        replace(
            item,
            target_colour=painted(item.target, SEEN),
            rendered_colour=None if item.rendered is None else painted(item.rendered, PAINTED),
            quality=None if item.rendered is None else ViewQuality(item.view_id, 31.25, 28.5, 0.875),
        )
        for item in plain.thumbnails
    )
    return replace(plain, thumbnails=thumbnails, selected=_full_in_colour(plain.selected, with_gradient))


def _full_in_colour(full: ViewPicture | None, with_gradient: bool) -> ViewPicture | None:
    if full is None:
        return None
    target, rendered = (np.rint(255 * item).astype(np.uint8) for item in (full.target, full.rendered))
    gradient = np.zeros((*target.shape, 3), np.float32)
    gradient[..., 0] = full.rendered
    quality = ViewQuality(full.view_id, 31.25, 28.5, 0.875)
    colour = ColourPicture(
        painted(target, SEEN), painted(rendered, PAINTED), gradient if with_gradient else None, quality
    )
    return replace(full, colour=colour)


def painted(coverage: NDArray[np.uint8], colour: tuple[int, int, int]) -> NDArray[np.uint8]:
    """A colour where something is covered, white elsewhere, (h, w, 3)."""
    return np.where(coverage[..., None] > 127, colour, 255).astype(np.uint8)
