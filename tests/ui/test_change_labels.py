# SPDX-License-Identifier: MIT
"""What is said of changes, and of views that are of no use."""

from dataclasses import replace

import numpy as np

from app.engine.cameras.camera_set import CameraSet
from app.engine.cameras.rigs import ring_rig
from app.engine.cameras.view_mask import ViewMask
from app.ui.change_labels import cameras_change, suspicions

VIEWS = ring_rig(3, 15.0, (0, 0, 0), 4.0, image_size=(6, 8))


def masked(*view_ids: str) -> CameraSet:
    mask = ViewMask(np.full((6, 8), 255, dtype=np.uint8))
    return CameraSet(tuple(replace(view, mask=mask) if view.id in view_ids else view for view in VIEWS))


def test_another_mask_is_a_change() -> None:
    assert cameras_change(VIEWS, masked("view-02")) == "view-02 masked"
    assert cameras_change(masked("view-02"), masked()) == "view-02 masked"
    assert cameras_change(VIEWS, masked("view-01", "view-03")) == "2 views masked"


def test_another_weight_is_a_change() -> None:
    heavy = VIEWS.with_replaced("view-01", replace(VIEWS["view-01"], weight=2.0))
    assert cameras_change(VIEWS, heavy) == "view-01 weighed"


def test_nothing_is_said_of_what_stays_or_takes_no_part() -> None:
    assert cameras_change(VIEWS, VIEWS) is None
    off = VIEWS.with_enabled("view-03", False)
    assert cameras_change(off, masked("view-03").with_enabled("view-03", False)) is None


def test_views_of_no_use_are_told_in_the_words_of_what_they_are() -> None:
    (of_model,) = suspicions(("view-01",), (), are_photographs=False)
    assert of_model == "view-01: sees nothing of the model; turn it towards the model or disable it."
    of_photographs = suspicions(("view-01", "view-02"), ("view-03",), are_photographs=True)
    assert of_photographs == [
        "view-01, view-02: no object in the mask; edit the mask or disable the view.",
        "view-03: nothing but object in the mask; edit the mask or disable the view.",
    ]
