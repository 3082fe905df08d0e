# SPDX-License-Identifier: MIT
"""The masks' panel, used by hand: brushes, cuts, thresholds, and undo of each."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import pytest
from PyQt6.QtCore import QPoint, Qt
from PyQt6.QtGui import QColor
from PyQt6.QtWidgets import QLabel, QLineEdit, QPushButton, QSlider, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from app.engine.cameras.camera_set import CameraSet
from app.engine.cameras.rigs import ring_rig
from app.engine.cameras.view_mask import ViewMask
from app.engine.captures.capture import Capture
from app.engine.fitting.settings import FitSettings
from app.engine.meshes.model import Model
from app.ui.document import Document
from app.ui.fit_controller import FitController
from app.ui.panels.mask_canvas import MaskCanvas
from app.ui.panels.mask_panel import MaskPanel
from tests.support.captures import photographed
from tests.support.fits import ellipsoid
from tests.support.hands import begin_drag, click, drag, end_drag, press, turn_wheel, type_text
from tests.support.silent_worker import SilentWorker
from tests.support.views import ball_document

HEIGHT, WIDTH = 90, 120
VIEWS = ("view-01", "view-02", "view-03")


@dataclass
class Desk:
    """A panel on the screen, and what a user does there."""

    qtbot: QtBot
    document: Document
    controller: FitController
    panel: MaskPanel
    canvas: MaskCanvas

    def part(self, name: str) -> QWidget:
        found = self.panel.findChild(QWidget, name)
        assert found is not None, name
        return found

    def until(self, condition: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(condition, timeout=10_000)

    def choose(self, tool: str) -> None:
        click(self.part(f"mask_{tool}"))

    def draw(
        self, *points: tuple[float, float], modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
    ) -> None:
        """Drag over points of the photograph, in its pixels."""
        places = [self.canvas.place_of(*point).toPoint() for point in points]
        drag(self.canvas, places, modifier)

    def mask(self, view_id: str = VIEWS[0]) -> ViewMask | None:
        return self.document.cameras[view_id].mask

    def known_mask(self, view_id: str = VIEWS[0]) -> ViewMask:
        mask = self.mask(view_id)
        assert mask is not None
        return mask

    def colour(self, x_pixels: float, y_pixels: float) -> QColor:
        return self.canvas.grab().toImage().pixelColor(self.canvas.place_of(x_pixels, y_pixels).toPoint())

    def steps(self) -> list[str]:
        stack = self.document.undo_stack
        return [stack.text(index) for index in range(stack.count())]


@pytest.fixture(scope="module")
def taken() -> tuple[Capture, CameraSet]:
    views = ring_rig(3, 20.0, (0.0, 0.0, 0.0), 3.6, image_size=(HEIGHT, WIDTH))
    return photographed(Model("ellipsoid", None, ellipsoid()), views)


def opened(qtbot: QtBot, document: Document) -> Desk:
    controller = FitController(document, SilentWorker())
    panel = MaskPanel(document, controller)
    controller.setParent(panel)
    document.setParent(panel)
    qtbot.addWidget(panel)
    panel.resize(430, 520)
    panel.show()
    qtbot.waitExposed(panel)
    canvas = panel.findChild(MaskCanvas, "mask_canvas")
    assert canvas is not None
    return Desk(qtbot, document, controller, panel, canvas)


@pytest.fixture
def desk(qtbot: QtBot, taken: tuple[Capture, CameraSet]) -> Desk:
    """The panel with the first of three masked photographs."""
    document = Document()
    document.open(*taken, FitSettings())
    desk = opened(qtbot, document)
    desk.until(lambda: desk.colour(2, 2).blue() > 60)  # the tint of the background
    return desk


@pytest.fixture
def bare(qtbot: QtBot, taken: tuple[Capture, CameraSet]) -> Desk:
    """The same without masks, and so without taking part."""
    capture, cameras = taken
    document = Document()
    bare = CameraSet(tuple(replace(view, mask=None, enabled=False) for view in cameras))
    document.open(capture, bare, FitSettings())
    desk = opened(qtbot, document)
    desk.until(lambda: "No mask yet" in note(desk))
    return desk


def note(desk: Desk) -> str:
    return desk.canvas.note


def facts(desk: Desk) -> str:
    label = desk.part("mask_facts")
    assert isinstance(label, QLabel)
    return label.text()


def iou(mask: ViewMask, truth: ViewMask | None) -> float:
    assert truth is not None
    found, wanted = mask.coverage / 255.0, truth.coverage / 255.0
    return float(np.minimum(found, wanted).sum() / np.maximum(found, wanted).sum())


def test_a_model_has_no_masks_and_the_panel_says_so(qtbot: QtBot) -> None:
    desk = opened(qtbot, ball_document(3))
    hint = desk.part("mask_hint")
    assert isinstance(hint, QLabel)
    desk.until(hint.isVisible)
    assert hint.text().startswith("Masks belong to photographs")
    assert not desk.canvas.isVisible()


def test_the_object_is_seen_as_it_is_and_the_background_tinted(desk: Desk, taken: tuple[Capture, CameraSet]) -> None:
    colours = taken[0].photographs[VIEWS[0]].colours
    middle = desk.colour(WIDTH / 2, HEIGHT / 2)
    assert middle.red() == pytest.approx(int(colours[HEIGHT // 2, WIDTH // 2, 0]), abs=12)  # but for the noise
    corner = desk.colour(3, 3)
    assert corner.blue() > corner.red() + 40
    assert facts(desk).startswith("120 x 90, object ")


def test_a_stroke_is_painted_while_it_is_drawn_and_is_one_step(desk: Desk) -> None:
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


def test_undo_and_redo_of_a_stroke_are_seen(desk: Desk) -> None:
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


def test_shift_turns_the_brush_round(desk: Desk) -> None:
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


def test_the_radius_is_that_of_the_slider_the_field_and_the_wheel(desk: Desk) -> None:
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


def test_the_wheel_zooms_the_middle_button_moves_and_the_button_shows_all(desk: Desk) -> None:
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


def test_zoomed_in_the_brush_paints_where_it_is_seen(desk: Desk) -> None:
    turn_wheel(desk.canvas, desk.canvas.place_of(8, 8).toPoint(), 6)
    desk.choose("brush_object")
    desk.draw((8, 8), (8, 8))
    rows, columns = np.nonzero(desk.known_mask().coverage[:25, :25])
    assert (columns.mean() + 0.5, rows.mean() + 0.5) == pytest.approx((8.5, 8.5), abs=1.0)


def test_a_box_cuts_the_object_out_and_switches_the_view_on(bare: Desk, taken: tuple[Capture, CameraSet]) -> None:
    bare.choose("box")
    bare.draw((20, 6), (60, 50), (104, 84))
    assert note(bare) == "Cutting out..."
    bare.until(lambda: bare.mask() is not None)
    assert iou(bare.known_mask(), taken[1][VIEWS[0]].mask) > 0.97
    assert [view.enabled for view in bare.document.cameras] == [True, False, False]
    assert bare.steps() == ["Cut out view-01"]
    bare.document.undo_stack.undo()
    assert bare.mask() is None
    assert not bare.document.cameras[VIEWS[0]].enabled


def test_strokes_put_a_cut_right(bare: Desk, taken: tuple[Capture, CameraSet]) -> None:
    bare.choose("stroke_object")
    bare.draw((50, 45), (70, 45))
    bare.until(lambda: "a stroke on the object and one on the background" in note(bare))
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


def test_several_views_are_cut_at_once(bare: Desk, taken: tuple[Capture, CameraSet]) -> None:
    bare.choose("box")
    name = bare.part("mask_name")
    assert isinstance(name, QLabel)
    for view_id in VIEWS:
        bare.document.select((view_id,), view_id)
        bare.until(lambda wanted=view_id: name.text() == wanted and "No mask yet" in note(bare))  # type: ignore[misc]
        bare.draw((20, 6), (60, 50), (104, 84))
    bare.until(lambda: len(bare.steps()) == 3)
    for view_id in VIEWS:
        assert iou(bare.known_mask(view_id), taken[1][view_id].mask) > 0.97


def test_a_cut_for_a_capture_that_is_gone_is_dropped(bare: Desk, taken: tuple[Capture, CameraSet]) -> None:
    bare.choose("box")
    bare.draw((20, 6), (104, 84))
    again = photographed(Model("again", None, ellipsoid()), taken[1])
    bare.document.open(again[0], bare.document.cameras, FitSettings())
    bare.until(lambda: "No mask yet" in note(bare))
    bare.qtbot.wait(100)
    assert bare.steps() == [] and bare.mask() is None


def test_a_box_that_is_too_small_is_refused_in_words(desk: Desk) -> None:
    before = desk.mask()
    desk.choose("box")
    desk.draw((50, 45), (51, 46))
    desk.until(lambda: note(desk).startswith("The box must take in at least"))
    assert desk.mask() is before
    assert desk.steps() == []


def test_a_cut_that_comes_after_another_change_is_dropped(desk: Desk) -> None:
    desk.choose("box")
    desk.draw((20, 6), (104, 84))
    click(desk.part("mask_invert"))
    inverted = desk.mask()
    desk.until(lambda: note(desk) == "")
    desk.qtbot.wait(50)
    assert desk.mask() is inverted
    assert desk.steps() == ["Invert the mask of view-01"]


def test_a_threshold_is_shown_while_it_is_chosen_and_kept_when_applied(desk: Desk) -> None:
    before = desk.mask()
    desk.choose("threshold")
    slider = desk.part("edit-threshold").findChild(QSlider)
    assert slider is not None
    desk.until(lambda: "preview: object" in facts(desk))
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


def test_another_tool_ends_the_preview(desk: Desk) -> None:
    desk.choose("threshold")
    slider = desk.part("edit-threshold").findChild(QSlider)
    assert slider is not None
    click(slider, QPoint(slider.width() - 8, slider.height() // 2))
    desk.until(lambda: desk.colour(WIDTH / 2, HEIGHT / 2).blue() > 120)
    desk.choose("brush_object")
    assert desk.colour(WIDTH / 2, HEIGHT / 2).blue() < 120
    desk.until(lambda: facts(desk).startswith("120 x 90, object "))


def test_a_threshold_for_all_views_is_one_step(bare: Desk, taken: tuple[Capture, CameraSet]) -> None:
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


def test_a_threshold_for_the_selected_views_leaves_the_others(bare: Desk) -> None:
    bare.document.select(VIEWS[1:], VIEWS[2])
    bare.choose("threshold")
    button = bare.part("mask_apply_selected")
    assert isinstance(button, QPushButton)
    bare.until(lambda: button.text() == "Selected (2)")
    click(button)
    bare.until(lambda: bare.mask(VIEWS[1]) is not None)
    assert bare.mask(VIEWS[2]) is not None and bare.mask(VIEWS[0]) is None


def test_a_threshold_that_finds_nothing_is_told(desk: Desk) -> None:
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


def test_unknown_stays_unknown_through_a_threshold(desk: Desk) -> None:
    desk.choose("brush_unknown")
    desk.draw((10, 10), (30, 10))
    known = desk.known_mask().known
    desk.choose("threshold")
    click(desk.part("mask_apply_current"))
    desk.until(lambda: len(desk.steps()) == 2)
    after = desk.known_mask().known
    assert known is not None and after is not None and np.array_equal(after, known)


def test_invert_and_clear_are_steps_and_need_a_mask(desk: Desk) -> None:
    before = desk.known_mask()
    click(desk.part("mask_invert"))
    assert np.array_equal(desk.known_mask().coverage, 255 - before.coverage)
    click(desk.part("mask_clear"))
    assert desk.mask() is None
    assert desk.steps() == ["Invert the mask of view-01", "Clear the mask of view-01"]
    desk.until(lambda: "No mask yet" in note(desk))
    assert not any(desk.part(name).isEnabled() for name in ("mask_invert", "mask_clear"))


def test_nothing_can_be_unknown_where_nothing_is_known(bare: Desk) -> None:
    bare.choose("brush_unknown")
    bare.draw((10, 10), (30, 10))
    assert bare.steps() == []
    assert note(bare).startswith("Nothing is known here yet")


def test_a_stroke_beside_the_photograph_is_no_step(bare: Desk) -> None:
    bare.choose("brush_object")
    bare.draw((-40, -12), (-20, -12))
    assert bare.steps() == [] and bare.mask() is None


def test_painting_begins_a_mask(bare: Desk) -> None:
    bare.choose("brush_object")
    bare.draw((40, 45), (80, 45))
    assert bare.known_mask().coverage[45, 60] == 255
    assert bare.known_mask().coverage[10, 10] == 0
    assert bare.document.cameras[VIEWS[0]].enabled


def test_the_view_shown_is_the_current_one(desk: Desk) -> None:
    desk.document.select((VIEWS[2],), VIEWS[2])
    name = desk.part("mask_name")
    assert isinstance(name, QLabel)
    desk.until(lambda: name.text() == VIEWS[2] and desk.colour(2, 2).blue() > 60)
    desk.choose("brush_object")
    desk.draw((5, 5), (20, 5))
    assert desk.steps() == ["Paint the mask of view-03"]


def test_a_stroke_under_way_goes_on_while_other_things_change(desk: Desk) -> None:
    desk.choose("brush_object")
    places = [desk.canvas.place_of(x, 5).toPoint() for x in (5, 20)]
    begin_drag(desk.canvas, places)
    desk.document.select(VIEWS, VIEWS[0])
    desk.qtbot.wait(50)
    end_drag(desk.canvas, places[1])
    assert desk.known_mask().coverage[5, 12] == 255
    assert desk.steps() == ["Paint the mask of view-01"]


def test_a_stroke_under_way_ends_with_its_view(desk: Desk) -> None:
    desk.choose("brush_object")
    places = [desk.canvas.place_of(x, 5).toPoint() for x in (5, 20)]
    begin_drag(desk.canvas, places[:1])
    desk.document.select((VIEWS[1],), VIEWS[1])
    name = desk.part("mask_name")
    assert isinstance(name, QLabel)
    desk.until(lambda: name.text() == VIEWS[1])
    end_drag(desk.canvas, places[1])
    assert desk.steps() == []


def test_every_tool_teaches(desk: Desk) -> None:
    buttons = desk.panel.findChildren(QToolButton)
    named = [button for button in buttons if button.objectName().startswith("mask_")]
    assert len(named) == 10
    assert all(len(button.toolTip()) > 30 and button.accessibleName() for button in named)
