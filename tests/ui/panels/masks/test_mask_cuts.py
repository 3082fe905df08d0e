# SPDX-License-Identifier: MIT
"""Objects cut out in the masks' panel, from a box and from strokes."""

from app.engine.cameras.camera_set import CameraSet
from app.engine.captures.capture import Capture
from app.engine.fitting.settings import FitSettings
from app.engine.meshes.model import Model
from tests.support.captures import photographed
from tests.support.fits import ellipsoid
from tests.support.hands import click
from tests.support.mask_desk import VIEWS, MaskDesk, iou


def test_a_box_cuts_the_object_out_and_switches_the_view_on(bare: MaskDesk, taken: tuple[Capture, CameraSet]) -> None:
    bare.choose("box")
    bare.draw((20, 6), (60, 50), (104, 84))
    assert bare.note() == "Cutting out..."
    bare.until(lambda: bare.mask() is not None)
    assert iou(bare.known_mask(), taken[1][VIEWS[0]].mask) > 0.97
    assert [view.enabled for view in bare.document.cameras] == [True, False, False]
    assert bare.steps() == ["Cut out view-01"]
    bare.document.undo_stack.undo()
    assert bare.mask() is None
    assert not bare.document.cameras[VIEWS[0]].enabled


def test_strokes_put_a_cut_right(bare: MaskDesk, taken: tuple[Capture, CameraSet]) -> None:
    bare.choose("stroke_object")
    bare.draw((50, 45), (70, 45))
    bare.until(lambda: "a stroke on the object and one on the background" in bare.note())
    assert bare.mask() is None
    bare.choose("stroke_background")
    bare.draw((5, 5), (5, 85))
    bare.until(lambda: bare.mask() is not None)
    first = bare.known_mask()
    assert iou(first, taken[1][VIEWS[0]].mask) > 0.95
    bare.draw((60, 40), (60, 50))
    bare.until(lambda: bare.mask() is not first)
    assert bare.known_mask().coverage[45, 60] == 0
    assert bare.known_mask().coverage[45, 50] == 255, "the first stroke holds still"
    assert bare.steps() == ["Cut out view-01"] * 2


def test_several_views_are_cut_at_once(bare: MaskDesk, taken: tuple[Capture, CameraSet]) -> None:
    bare.choose("box")
    for view_id in VIEWS:
        bare.document.select((view_id,), view_id)
        bare.until(lambda wanted=view_id: bare.text("name") == wanted and "No mask yet" in bare.note())  # type: ignore[misc]
        bare.draw((20, 6), (60, 50), (104, 84))
    bare.until(lambda: len(bare.steps()) == 3)
    for view_id in VIEWS:
        assert iou(bare.known_mask(view_id), taken[1][view_id].mask) > 0.97


def test_a_cut_for_a_capture_that_is_gone_is_dropped(bare: MaskDesk, taken: tuple[Capture, CameraSet]) -> None:
    bare.choose("box")
    bare.draw((20, 6), (104, 84))
    again = photographed(Model("again", None, ellipsoid()), taken[1])
    bare.document.open(again[0], bare.document.cameras, FitSettings())
    bare.until(lambda: "No mask yet" in bare.note())
    bare.qtbot.wait(100)
    assert bare.steps() == [] and bare.mask() is None


def test_a_box_that_is_too_small_is_refused_in_words(desk: MaskDesk) -> None:
    before = desk.mask()
    desk.choose("box")
    desk.draw((50, 45), (51, 46))
    desk.until(lambda: desk.note().startswith("The box must take in at least"))
    assert desk.mask() is before
    assert desk.steps() == []


def test_a_cut_that_comes_after_another_change_is_dropped(desk: MaskDesk) -> None:
    desk.choose("box")
    desk.draw((20, 6), (104, 84))
    click(desk.part("mask_invert"))
    inverted = desk.mask()
    desk.until(lambda: desk.note() == "")
    desk.qtbot.wait(50)
    assert desk.mask() is inverted
    assert desk.steps() == ["Invert the mask of view-01"]
