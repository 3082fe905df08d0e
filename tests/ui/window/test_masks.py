# SPDX-License-Identifier: MIT
"""Masks in the whole window: where their panel is, and that it is edited there by mouse and keys."""

from dataclasses import replace

import numpy as np
import pytest
from PyQt6.QtCore import QPoint, Qt
from PyQt6.QtWidgets import QDockWidget

from app.engine.cameras.rigs import ring_rig
from app.engine.fitting.settings import FitSettings
from app.engine.meshes.model import Model
from app.ui.app_state import AppState
from app.ui.panels.mask_canvas import MaskCanvas
from tests.support.captures import photographed
from tests.support.fits import ellipsoid
from tests.support.hands import drag
from tests.support.windows import WindowAtWork


@pytest.fixture
def with_photographs(at_work: WindowAtWork) -> WindowAtWork:
    """The window with four photographs."""
    views = ring_rig(4, 15.0, (0, 0, 0), 4.0, image_size=(60, 80))
    capture, cameras = photographed(Model("bean", None, ellipsoid()), views)
    at_work.controller.open(capture, cameras, FitSettings(device="cpu"))
    at_work.until(lambda: at_work.document.capture is capture)
    at_work.spin(50)
    return at_work


def dock(at_work: WindowAtWork) -> QDockWidget:
    found = at_work.part("mask_dock")
    assert isinstance(found, QDockWidget)
    return found


def in_front(at_work: WindowAtWork, name: str) -> bool:
    return not at_work.part(name).visibleRegion().isEmpty()


def canvas_is_shown(at_work: WindowAtWork) -> bool:
    """Whether the photograph is there, under the tint of its background."""
    canvas = at_work.part("mask_canvas")
    assert isinstance(canvas, MaskCanvas)
    return in_front(at_work, "mask_panel") and (
        canvas.grab().toImage().pixelColor(canvas.place_of(2, 2).toPoint()).blue() > 60
    )


def test_the_panel_is_there_for_photographs_and_not_for_models(with_photographs: WindowAtWork) -> None:
    assert not dock(with_photographs).isHidden()
    assert in_front(with_photographs, "selected_view_panel") or in_front(with_photographs, "views_panel")
    assert not in_front(with_photographs, "mask_panel")
    with_photographs.open()
    assert dock(with_photographs).isHidden()
    assert not with_photographs.window.actions_table["edit_mask"].isEnabled()


def test_a_window_is_no_higher_for_the_form_of_thresholds(with_photographs: WindowAtWork) -> None:
    at_work = with_photographs
    at_work.window.resize(1440, 900)
    at_work.key(Qt.Key.Key_M)
    at_work.until(lambda: canvas_is_shown(at_work))
    at_work.click("mask_threshold")
    at_work.until(lambda: in_front(at_work, "mask_threshold_form"))
    at_work.spin(100)
    assert at_work.window.height() == 900
    assert in_front(at_work, "edit-polarity") and in_front(at_work, "mask_apply_all")


def painted(at_work: WindowAtWork) -> float:
    """How much of a corner of the first view is object for the fit."""
    pictures = at_work.controller.pictures
    assert pictures is not None
    (target,) = (thumbnail.target for thumbnail in pictures.thumbnails if thumbnail.view_id == "view-01")
    return float(target[3:7, 6:40].mean()) / 255


def paint_a_corner(at_work: WindowAtWork) -> None:
    canvas = at_work.part("mask_canvas")
    assert isinstance(canvas, MaskCanvas)
    drag(canvas, [canvas.place_of(x, 5).toPoint() for x in (5, 20, 40)])


def test_before_the_start_a_stroke_and_its_undo_reach_the_fit(with_photographs: WindowAtWork) -> None:
    at_work = with_photographs
    at_work.key(Qt.Key.Key_M)
    at_work.until(lambda: canvas_is_shown(at_work) and at_work.controller.pictures is not None)
    assert painted(at_work) < 0.05
    paint_a_corner(at_work)
    at_work.until(lambda: painted(at_work) > 0.95)
    at_work.key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    at_work.until(lambda: painted(at_work) < 0.05)
    assert at_work.controller.step_count == 0


def test_while_it_starts_a_stroke_reaches_the_fit(with_photographs: WindowAtWork) -> None:
    at_work = with_photographs
    at_work.key(Qt.Key.Key_M)
    at_work.until(lambda: canvas_is_shown(at_work))
    at_work.click("start_pause_button")
    paint_a_corner(at_work)
    at_work.until(lambda: at_work.controller.step_count > 3 and painted(at_work) > 0.95)
    at_work.click("start_pause_button")
    at_work.until(lambda: at_work.controller.state is AppState.PAUSED)


def test_while_it_runs_a_stroke_and_its_undo_reach_the_fit(with_photographs: WindowAtWork) -> None:
    at_work = with_photographs
    at_work.document.edit_settings("Many steps", replace(at_work.document.settings, steps=100_000))
    at_work.key(Qt.Key.Key_M)
    at_work.until(lambda: canvas_is_shown(at_work))
    at_work.click("start_pause_button")
    at_work.until(lambda: at_work.controller.step_count > 3)
    paint_a_corner(at_work)
    at_work.until(lambda: painted(at_work) > 0.95)
    at_work.until(lambda: at_work.controller.run_log.markers[-1].label == "view-01 masked")
    at_work.key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    at_work.until(lambda: painted(at_work) < 0.05)
    step = at_work.controller.step_count
    at_work.until(lambda: at_work.controller.step_count > step)
    at_work.click("start_pause_button")
    at_work.until(lambda: at_work.controller.state is AppState.PAUSED)
    paint_a_corner(at_work)
    at_work.until(lambda: painted(at_work) > 0.95)


def test_m_brings_it_up_and_a_stroke_can_be_undone_by_keys(with_photographs: WindowAtWork) -> None:
    at_work = with_photographs
    at_work.key(Qt.Key.Key_M)
    at_work.until(lambda: canvas_is_shown(at_work))
    before = at_work.document.cameras["view-01"].mask
    paint_a_corner(at_work)
    after = at_work.document.cameras["view-01"].mask
    assert after is not None and after.coverage[5, 5:40].min() == 255
    at_work.key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert at_work.document.cameras["view-01"].mask is before
    at_work.key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    redone = at_work.document.cameras["view-01"].mask
    assert redone is not None and np.array_equal(redone.coverage, after.coverage)


def test_brackets_go_on_to_the_next_photograph(with_photographs: WindowAtWork) -> None:
    at_work = with_photographs
    at_work.key(Qt.Key.Key_M)
    at_work.key(Qt.Key.Key_BracketRight)
    at_work.until(lambda: canvas_is_shown(at_work))
    canvas = at_work.part("mask_canvas")
    assert isinstance(canvas, MaskCanvas)
    middle = canvas.place_of(40, 30).toPoint()
    at_work.click("mask_brush_background")
    drag(canvas, [middle, middle + QPoint(1, 0)])
    assert at_work.document.undo_stack.undoText() == "Paint the mask of view-02"
