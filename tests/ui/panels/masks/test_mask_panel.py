# SPDX-License-Identifier: MIT
"""The masks' panel: what it shows, its brushes, its zoom, and undo."""

import numpy as np
import pytest
from PyQt6.QtCore import QPoint, Qt
from PyQt6.QtWidgets import QLabel, QLineEdit, QToolButton
from pytestqt.qtbot import QtBot

from app.engine.cameras.camera_set import CameraSet
from app.engine.captures.capture import Capture
from tests.support.hands import begin_drag, click, drag, end_drag, press, turn_wheel, type_text
from tests.support.mask_desk import HEIGHT, VIEWS, WIDTH, MaskDesk, mask_desk
from tests.support.views import ball_document


def test_a_model_has_no_masks_and_the_panel_says_so(qtbot: QtBot) -> None:
    desk = mask_desk(qtbot, ball_document(3))
    hint = desk.part("mask_hint")
    assert isinstance(hint, QLabel)
    desk.until(hint.isVisible)
    assert hint.text().startswith("Masks belong to photographs")
    assert not desk.canvas.isVisible()


def test_the_object_is_seen_as_it_is_and_the_background_tinted(
    desk: MaskDesk, taken: tuple[Capture, CameraSet]
) -> None:
    colours = taken[0].photographs[VIEWS[0]].colours
    middle = desk.colour(WIDTH / 2, HEIGHT / 2)
    assert middle.red() == pytest.approx(int(colours[HEIGHT // 2, WIDTH // 2, 0]), abs=12)  # but for the noise
    corner = desk.colour(3, 3)
    assert corner.blue() > corner.red() + 40
    assert desk.text("facts").startswith("120 x 90, object ")


def test_a_stroke_is_painted_while_it_is_drawn_and_is_one_step(desk: MaskDesk) -> None:
    before = desk.known_mask()
    desk.choose("brush_background")
    places = [desk.canvas.place_of(x, HEIGHT / 2).toPoint() for x in (40, 60, 80)]
    clear = desk.colour(60, HEIGHT / 2)
    begin_drag(desk.canvas, places)
    assert desk.colour(60, HEIGHT / 2).blue() > clear.blue() + 20, "it is seen at once"
    assert desk.mask() is before
    end_drag(desk.canvas, places[2])
    after = desk.known_mask()
    row = after.coverage[HEIGHT // 2]
    assert row[40:80].max() == 0
    assert (before.coverage[HEIGHT // 2 - 12] == after.coverage[HEIGHT // 2 - 12]).all()
    assert desk.steps() == ["Paint the mask of view-01"]


def test_undo_and_redo_of_a_stroke_are_seen(desk: MaskDesk) -> None:
    before = desk.known_mask()
    desk.choose("brush_object")
    desk.draw((3, 3), (20, 3))
    assert desk.known_mask().coverage[3, 10] == 255
    desk.until(lambda: desk.colour(10, 3).blue() < 80)
    desk.document.undo_stack.undo()
    assert desk.mask() is before
    desk.until(lambda: desk.colour(10, 3).blue() > 80)
    desk.document.undo_stack.redo()
    assert desk.known_mask().coverage[3, 10] == 255
    desk.until(lambda: desk.colour(10, 3).blue() < 80)


def test_shift_turns_the_brush_round(desk: MaskDesk) -> None:
    shift = Qt.KeyboardModifier.ShiftModifier
    desk.choose("brush_object")
    desk.draw((50, 45), (70, 45), modifier=shift)
    assert desk.known_mask().coverage[45, 60] == 0
    desk.choose("brush_unknown")
    desk.draw((50, 45), (70, 45))
    known = desk.known_mask().known
    assert known is not None and not known[45, 60]
    desk.draw((40, 45), (80, 45), modifier=shift)
    assert desk.known_mask().known is None


def test_the_radius_is_that_of_the_slider_the_field_and_the_wheel(desk: MaskDesk) -> None:
    field = desk.part("mask_radius").findChild(QLineEdit)
    assert field is not None
    field.setFocus()
    field.selectAll()
    type_text(field, "3")
    press(field, Qt.Key.Key_Return)
    desk.choose("brush_object")
    desk.draw((10, 10), (10, 10))
    area = float(desk.known_mask().coverage[:20, :20].sum()) / 255
    assert area == pytest.approx(np.pi * 9, rel=0.05)
    turn_wheel(desk.canvas, desk.canvas.rect().center(), 3, Qt.KeyboardModifier.AltModifier)
    assert float(field.text()) == pytest.approx(3 * 1.25**3, rel=0.01)
    assert desk.canvas.zoom == 1.0


def test_the_wheel_zooms_the_middle_button_moves_and_the_button_shows_all(desk: MaskDesk) -> None:
    place = desk.canvas.place_of(30, 30)
    turn_wheel(desk.canvas, place.toPoint(), 4)
    assert desk.canvas.zoom == pytest.approx(1.25**4)
    stays = desk.canvas.place_of(30, 30)
    assert (stays - place).manhattanLength() < 2
    there = stays.toPoint() + QPoint(9, -7)
    drag(desk.canvas, [stays.toPoint(), there], button=Qt.MouseButton.MiddleButton)
    moved = desk.canvas.place_of(30, 30) - stays
    assert (moved.x(), moved.y()) == pytest.approx((9, -7), abs=0.01)
    assert desk.steps() == []
    click(desk.part("mask_fit"))
    assert desk.canvas.zoom == 1.0


def test_zoomed_in_the_brush_paints_where_it_is_seen(desk: MaskDesk) -> None:
    turn_wheel(desk.canvas, desk.canvas.place_of(8, 8).toPoint(), 6)
    desk.choose("brush_object")
    desk.draw((8, 8), (8, 8))
    rows, columns = np.nonzero(desk.known_mask().coverage[:25, :25])
    assert (columns.mean() + 0.5, rows.mean() + 0.5) == pytest.approx((8.5, 8.5), abs=1.0)


def test_invert_and_clear_are_steps_and_need_a_mask(desk: MaskDesk) -> None:
    before = desk.known_mask()
    click(desk.part("mask_invert"))
    assert np.array_equal(desk.known_mask().coverage, 255 - before.coverage)
    click(desk.part("mask_clear"))
    assert desk.mask() is None
    assert desk.steps() == ["Invert the mask of view-01", "Clear the mask of view-01"]
    desk.until(lambda: "No mask yet" in desk.note())
    assert not any(desk.part(name).isEnabled() for name in ("mask_invert", "mask_clear"))


def test_nothing_can_be_unknown_where_nothing_is_known(bare: MaskDesk) -> None:
    bare.choose("brush_unknown")
    bare.draw((10, 10), (30, 10))
    assert bare.steps() == []
    assert bare.note().startswith("Nothing is known here yet")


def test_a_stroke_beside_the_photograph_is_no_step(bare: MaskDesk) -> None:
    bare.choose("brush_object")
    bare.draw((-40, -12), (-20, -12))
    assert bare.steps() == [] and bare.mask() is None


def test_painting_begins_a_mask(bare: MaskDesk) -> None:
    bare.choose("brush_object")
    bare.draw((40, 45), (80, 45))
    assert bare.known_mask().coverage[45, 60] == 255
    assert bare.known_mask().coverage[10, 10] == 0
    assert bare.document.cameras[VIEWS[0]].enabled


def test_the_view_shown_is_the_current_one(desk: MaskDesk) -> None:
    desk.document.select((VIEWS[2],), VIEWS[2])
    desk.until(lambda: desk.text("name") == VIEWS[2] and desk.colour(2, 2).blue() > 60)
    desk.choose("brush_object")
    desk.draw((5, 5), (20, 5))
    assert desk.steps() == ["Paint the mask of view-03"]


def test_a_stroke_under_way_goes_on_while_other_things_change(desk: MaskDesk) -> None:
    desk.choose("brush_object")
    places = [desk.canvas.place_of(x, 5).toPoint() for x in (5, 20)]
    begin_drag(desk.canvas, places)
    desk.document.select(VIEWS, VIEWS[0])
    desk.qtbot.wait(50)
    end_drag(desk.canvas, places[1])
    assert desk.known_mask().coverage[5, 12] == 255
    assert desk.steps() == ["Paint the mask of view-01"]


def test_a_stroke_under_way_ends_with_its_view(desk: MaskDesk) -> None:
    desk.choose("brush_object")
    places = [desk.canvas.place_of(x, 5).toPoint() for x in (5, 20)]
    begin_drag(desk.canvas, places[:1])
    desk.document.select((VIEWS[1],), VIEWS[1])
    desk.until(lambda: desk.text("name") == VIEWS[1])
    end_drag(desk.canvas, places[1])
    assert desk.steps() == []


def test_every_tool_teaches(desk: MaskDesk) -> None:
    buttons = desk.panel.findChildren(QToolButton)
    named = [button for button in buttons if button.objectName().startswith("mask_")]
    assert len(named) == 10
    assert all(len(button.toolTip()) > 30 and button.accessibleName() for button in named)
