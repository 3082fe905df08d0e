# SPDX-License-Identifier: MIT
"""Masks by brightness: shown while they are chosen, kept when they are applied."""

import numpy as np
from PyQt6.QtCore import QPoint, Qt
from PyQt6.QtWidgets import QLineEdit, QPushButton, QSlider

from app.engine.cameras.camera_set import CameraSet
from app.engine.captures.capture import Capture
from app.ui.widgets.slider_field import SliderField
from tests.support.hands import click, press, type_text
from tests.support.mask_desk import HEIGHT, VIEWS, WIDTH, MaskDesk, iou


def type_into(desk: MaskDesk, name: str, text: str) -> None:
    field = desk.part(f"edit-{name}").findChild(QLineEdit)
    assert field is not None
    click(field)
    field.selectAll()
    type_text(field, text)
    press(field, Qt.Key.Key_Return)


def test_a_threshold_is_shown_while_it_is_chosen_and_kept_when_applied(desk: MaskDesk) -> None:
    before = desk.mask()
    desk.choose("threshold")
    slider = desk.part("edit-threshold").findChild(QSlider)
    assert slider is not None
    desk.until(lambda: "preview: object" in desk.text("facts"))
    right = QPoint(slider.width() - 8, slider.height() // 2)
    click(slider, right)
    desk.until(lambda: desk.colour(WIDTH / 2, HEIGHT / 2).blue() > 120)  # nothing is as bright as that
    assert desk.mask() is before
    click(slider, QPoint(round(0.27 * slider.width()), slider.height() // 2))
    desk.until(lambda: desk.colour(WIDTH / 2, HEIGHT / 2).blue() < 120)
    assert desk.steps() == []
    click(desk.part("mask_apply_current"))
    desk.until(lambda: desk.mask() is not before)
    assert iou(desk.known_mask(), before) > 0.95
    assert desk.steps() == ["Threshold the mask of view-01"]


def test_another_tool_ends_the_preview(desk: MaskDesk) -> None:
    desk.choose("threshold")
    slider = desk.part("edit-threshold").findChild(QSlider)
    assert slider is not None
    click(slider, QPoint(slider.width() - 8, slider.height() // 2))
    desk.until(lambda: desk.colour(WIDTH / 2, HEIGHT / 2).blue() > 120)
    desk.choose("brush_object")
    assert desk.colour(WIDTH / 2, HEIGHT / 2).blue() < 120
    desk.until(lambda: desk.text("facts").startswith("120 x 90, object "))


def test_a_threshold_for_all_views_is_one_step(bare: MaskDesk, taken: tuple[Capture, CameraSet]) -> None:
    bare.choose("threshold")
    click(bare.part("mask_apply_all"))
    bare.until(lambda: bare.mask() is not None)
    for view_id in VIEWS:
        assert iou(bare.known_mask(view_id), taken[1][view_id].mask) > 0.97
    assert all(view.enabled for view in bare.document.cameras)
    assert bare.steps() == ["Threshold the mask of 3 views"]
    bare.document.undo_stack.undo()
    assert [view.mask for view in bare.document.cameras] == [None] * 3
    assert not bare.document.cameras.enabled


def test_a_threshold_for_the_selected_views_leaves_the_others(bare: MaskDesk) -> None:
    bare.document.select(VIEWS[1:], VIEWS[2])
    bare.choose("threshold")
    button = bare.part("mask_apply_selected")
    assert isinstance(button, QPushButton)
    bare.until(lambda: button.text() == "Selected (2)" and button.isEnabled())
    click(button)
    bare.until(lambda: bare.mask(VIEWS[1]) is not None)
    assert bare.mask(VIEWS[2]) is not None and bare.mask(VIEWS[0]) is None


def test_a_threshold_that_finds_nothing_is_told(desk: MaskDesk) -> None:
    said: list[tuple[str, str]] = []
    desk.controller.message.connect(lambda level, text: said.append((level, text)))
    desk.choose("threshold")
    slider = desk.part("edit-threshold").findChild(QSlider)
    assert slider is not None
    click(slider, QPoint(slider.width() - 8, slider.height() // 2))
    click(desk.part("mask_apply_all"))
    found = "The threshold finds no outline in view-01, view-02, view-03: switched off until there is a mask."
    desk.until(lambda: ("warning", found) in said)
    assert not desk.document.cameras.enabled


def test_unknown_stays_unknown_through_a_threshold(desk: MaskDesk) -> None:
    desk.choose("brush_unknown")
    desk.draw((10, 10), (30, 10))
    known = desk.known_mask().known
    desk.choose("threshold")
    click(desk.part("mask_apply_current"))
    desk.until(lambda: len(desk.steps()) == 2)
    after = desk.known_mask().known
    assert known is not None and after is not None and np.array_equal(after, known)


def test_the_form_stands_still_while_a_threshold_is_typed(desk: MaskDesk) -> None:
    desk.choose("threshold")
    row = desk.part("edit-dilate_pixels")
    desk.until(lambda: "preview: object" in desk.text("facts"))
    before = row.mapTo(desk.panel, QPoint(0, 0))
    type_into(desk, "threshold", "0.2")
    desk.until(lambda: not desk.part("mask_found").isVisible())
    desk.qtbot.wait(50)
    assert row.mapTo(desk.panel, QPoint(0, 0)) == before


def test_what_finds_the_threshold_is_called_auto(desk: MaskDesk) -> None:
    desk.choose("threshold")
    row = desk.part("edit-threshold")
    assert isinstance(row, SliderField)
    assert row.number.text() == "auto"
    type_into(desk, "threshold", "0.2")
    assert row.number.text() == "0.2"
    type_into(desk, "threshold", "Auto")
    assert row.number.text() == "auto" and not row.number.is_wrong
    desk.until(lambda: desk.part("mask_found").isVisible())


def test_in_a_low_panel_the_settings_are_scrolled(desk: MaskDesk) -> None:
    desk.panel.resize(430, 600)
    desk.choose("threshold")
    last, apply = desk.part("edit-fill_holes"), desk.part("mask_apply_all")
    desk.until(lambda: last.visibleRegion().boundingRect().height() == last.height())
    desk.panel.resize(430, desk.panel.minimumSizeHint().height())
    desk.until(lambda: last.visibleRegion().isEmpty())
    assert apply.visibleRegion().boundingRect().height() == apply.height()
    assert desk.panel.height() < 340


def test_what_is_out_of_range_cannot_be_applied(desk: MaskDesk) -> None:
    desk.choose("threshold")
    buttons = [desk.part(f"mask_apply_{scope}") for scope in ("current", "selected", "all")]
    desk.until(lambda: all(button.isEnabled() for button in buttons))
    type_into(desk, "threshold", "10")
    assert not any(button.isEnabled() for button in buttons)
    type_into(desk, "threshold", "0.3")
    assert all(button.isEnabled() for button in buttons)
