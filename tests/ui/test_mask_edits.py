# SPDX-License-Identifier: MIT
"""Edits of masks: one step each, and views that go on and off with their masks."""

from dataclasses import replace

import numpy as np
import pytest

from app.engine.cameras.camera_set import CameraSet
from app.engine.cameras.rigs import sphere_rig
from app.engine.cameras.view_mask import ViewMask
from app.engine.fitting.settings import FitSettings
from app.ui import mask_edits
from app.ui.document import Document
from tests.support.views import ball, half

EMPTY = ViewMask(np.zeros((64, 64), dtype=np.uint8))
FULL = ViewMask(np.full((64, 64), 255, dtype=np.uint8))
LEFT = ViewMask(half(64, left=True))
HIDDEN = ViewMask(half(64, left=True), half(64, left=True) == 0)


def document(mask: ViewMask | None, enabled: bool = True) -> Document:
    document = Document()
    views = tuple(replace(view, mask=mask, enabled=enabled) for view in sphere_rig(3, (0, 0, 0), 4.0, 40.0, (64, 64)))
    document.open(ball(), CameraSet(views), FitSettings())
    return document


def test_many_masks_are_one_step_that_names_them() -> None:
    edited = document(None)
    mask_edits.set_masks(edited, "Paint the mask of", {"view-01": LEFT})
    mask_edits.set_masks(edited, "Threshold the mask of", {"view-02": LEFT, "view-03": LEFT, "gone": LEFT})
    assert [edited.undo_stack.text(index) for index in range(2)] == [
        "Paint the mask of view-01",
        "Threshold the mask of 2 views",
    ]
    assert [view.mask for view in edited.cameras] == [LEFT] * 3
    edited.undo_stack.undo()
    assert [view.mask for view in edited.cameras] == [LEFT, None, None]
    edited.undo_stack.undo()
    assert [view.mask for view in edited.cameras] == [None] * 3


def test_the_same_mask_is_no_step() -> None:
    edited = document(LEFT)
    mask_edits.set_masks(edited, "Paint the mask of", {"view-01": LEFT})
    assert edited.undo_stack.count() == 0


@pytest.mark.parametrize("before", [None, EMPTY, HIDDEN])
def test_a_view_that_showed_no_object_is_switched_on_with_one_that_does(before: ViewMask | None) -> None:
    edited = document(before, enabled=False)
    mask_edits.set_masks(edited, "Paint the mask of", {"view-02": LEFT})
    assert [view.enabled for view in edited.cameras] == [False, True, False]
    edited.undo_stack.undo()
    assert [view.enabled for view in edited.cameras] == [False, False, False]


def test_a_view_that_was_switched_off_by_hand_stays_so() -> None:
    edited = document(LEFT, enabled=False)
    mask_edits.set_masks(edited, "Invert the mask of", {"view-02": mask_edits.inverted(LEFT)})
    assert not edited.cameras["view-02"].enabled


@pytest.mark.parametrize("mask", [EMPTY, FULL, HIDDEN])
def test_a_mask_without_outline_switches_off_and_none_does_not(mask: ViewMask) -> None:
    edited = document(LEFT)
    mask_edits.set_masks(edited, "Paint the mask of", {"view-01": mask, "view-02": None})
    assert [view.enabled for view in edited.cameras] == [False, True, True]


def test_inverting_twice_gives_the_same() -> None:
    known = half(64, left=False) > 0
    soft = ViewMask(np.arange(4096, dtype=np.uint32).reshape(64, 64).astype(np.uint8), known)
    twice = mask_edits.inverted(mask_edits.inverted(soft))
    assert np.array_equal(twice.coverage, soft.coverage)
    assert twice.known is known
    assert np.array_equal(mask_edits.inverted(soft).coverage, 255 - soft.coverage)


def test_what_is_usable() -> None:
    assert mask_edits.is_usable(LEFT)
    assert not any(mask_edits.is_usable(mask) for mask in (None, EMPTY, FULL, HIDDEN))
