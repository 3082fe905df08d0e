# SPDX-License-Identifier: MIT
"""The selected view, large: its modes, what it shows before the full picture is there, zoom and previews."""

from dataclasses import dataclass

import numpy as np
import pytest
from PyQt6.QtCore import QPoint, QPointF
from PyQt6.QtGui import QColor
from PyQt6.QtWidgets import QApplication, QLabel, QSlider, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from app.engine.fitting.snapshot import Pictures, TargetPreview, ViewThumbnail
from app.ui import camera_edits
from app.ui.document import Document
from app.ui.fit_controller import FitController
from app.ui.panels.selected_view_canvas import SelectedViewCanvas
from app.ui.panels.selected_view_panel import SelectedViewPanel
from app.ui.theme import theme
from app.ui.view_images import PictureMode, faint_agreement
from tests.support.hands import click, double_click, drag, turn_wheel
from tests.support.silent_worker import SilentWorker
from tests.support.views import ball, ball_document, pictures


@dataclass
class Shown:
    """A panel on the screen, and what a user sees there."""

    document: Document
    controller: FitController
    panel: SelectedViewPanel
    canvas: SelectedViewCanvas

    def show(self, new: Pictures) -> None:
        self.controller.pictures_changed.emit(new)
        QApplication.processEvents()

    def show_full(self) -> None:
        self.show(pictures(self.document.cameras, {"view-01": 0.75}, selected=self.document.current_id))

    def colour(self, right: float, down: float) -> QColor:
        """Of the picture at a share of its sides."""
        QApplication.processEvents()
        place = self.canvas.picture_place()
        at = place.topLeft() + QPointF(right * place.width(), down * place.height())
        return self.canvas.grab().toImage().pixelColor(at.toPoint())

    def corners(self) -> list[QColor]:
        """Where target and rendered both are, only the target, only the rendered, and neither."""
        return [self.colour(0.25, 0.25), self.colour(0.25, 0.75), self.colour(0.75, 0.25), self.colour(0.75, 0.75)]

    def text(self, name: str) -> str:
        label = self.panel.findChild(QLabel, f"selected_view_{name}")
        assert label is not None
        QApplication.processEvents()
        return label.text()

    def button(self, mode: PictureMode) -> QToolButton:
        button = self.panel.findChild(QToolButton, f"selected_view_{mode.value}")
        assert button is not None
        return button


@pytest.fixture
def view(qtbot: QtBot) -> Shown:
    document = ball_document(4)
    controller = FitController(document, SilentWorker())
    panel = SelectedViewPanel(document, controller)
    controller.setParent(panel)
    document.setParent(panel)
    qtbot.addWidget(panel)
    panel.resize(420, 400)
    with qtbot.waitExposed(panel):
        panel.show()
    canvas = panel.findChild(SelectedViewCanvas, "selected_view_canvas")
    assert canvas is not None
    return Shown(document, controller, panel, canvas)


def expected(mode: PictureMode) -> list[QColor]:
    colours = theme()
    ground = colours.picture_background
    if mode is PictureMode.TARGET:
        return [colours.target, colours.target, ground, ground]
    if mode is PictureMode.RENDERED:
        return [colours.rendered, ground, colours.rendered, ground]
    return [faint_agreement(colours), colours.missing, colours.excess, ground]


@pytest.mark.parametrize("mode", [PictureMode.TARGET, PictureMode.RENDERED, PictureMode.XOR])
def test_each_mode_shows_what_its_button_says(view: Shown, mode: PictureMode) -> None:
    view.show_full()
    click(view.button(mode))
    assert view.panel.mode is mode
    assert view.corners() == expected(mode)


def test_a_blend_is_faded_by_its_slider(view: Shown) -> None:
    slider = view.panel.findChild(QSlider, "selected_view_blend")
    assert slider is not None
    view.show_full()
    assert not slider.isVisible()
    click(view.button(PictureMode.BLEND))
    assert slider.isVisible()
    slider.setValue(slider.minimum())
    assert view.corners() == expected(PictureMode.TARGET)
    slider.setValue(slider.maximum())
    assert view.corners() == expected(PictureMode.RENDERED)


def test_cycling_comes_round(view: Shown, qtbot: QtBot) -> None:
    first = view.panel.mode
    seen = []
    silhouettes = set(PictureMode) - {PictureMode.PHOTO, PictureMode.GRADIENT}
    for _ in silhouettes:
        with qtbot.waitSignal(view.panel.mode_changed):
            view.panel.cycle_mode()
        seen.append(view.panel.mode)
        assert view.button(view.panel.mode).isChecked()
    assert set(seen) == silhouettes
    assert seen[-1] is first


def test_name_iou_and_size_are_told(view: Shown) -> None:
    assert (view.text("name"), view.text("iou"), view.text("size")) == ("view-01", "", "64 x 64")
    view.show_full()
    assert view.text("iou") == "IoU 0.750"
    view.document.select(("view-03",), "view-03")
    assert view.text("name") == "view-03"


def test_the_small_picture_stands_in_for_the_large_one(view: Shown) -> None:
    view.show(pictures(view.document.cameras, {"view-02": 0.25}, selected="view-01"))
    view.document.select(("view-02",), "view-02")
    assert view.corners() == expected(PictureMode.XOR)
    assert view.text("iou") == "IoU 0.250"


def test_a_view_that_is_off_shows_its_target_alone(view: Shown) -> None:
    camera_edits.enable_views(view.document, ("view-01",), False)
    view.show(pictures(view.document.cameras))
    assert [view.colour(0.25, down) for down in (0.25, 0.75)] == [theme().target] * 2
    assert view.text("iou") == ""


def test_without_views_the_panel_says_what_to_do(view: Shown) -> None:
    camera_edits.delete_views(view.document, view.document.cameras.ids)
    assert view.text("name") == "No view"


def corner_preview(view_id: str) -> TargetPreview:
    target = np.zeros((32, 32), np.uint8)
    target[16:, 16:] = 255
    return TargetPreview(view_id, target)


def only_lower_right(view: Shown) -> bool:
    return view.corners() == [*[theme().picture_background] * 3, theme().target]


def test_while_a_camera_is_moved_its_preview_is_shown(view: Shown) -> None:
    view.show_full()
    view.controller.preview_changed.emit(corner_preview("view-01"))
    assert only_lower_right(view)
    view.show_full()  # of a fit that runs on meanwhile
    assert only_lower_right(view)
    view.panel.end_preview()
    assert view.corners() == expected(PictureMode.XOR)


def test_a_preview_stays_until_pictures_from_the_new_place_come(view: Shown) -> None:
    view.show_full()
    view.controller.preview_changed.emit(corner_preview("view-01"))
    camera_edits.set_number(view.document, ("view-01",), "azimuth_degrees", 33.0)
    view.show_full()  # made before the camera was let go
    assert only_lower_right(view)
    fresh = pictures(view.document.cameras, selected="view-01")
    moved = ViewThumbnail("view-01", fresh.thumbnails[0].target[::-1, ::-1], None, None)
    view.show(Pictures(1, 11, (moved, *fresh.thumbnails[1:]), fresh.selected))
    assert view.corners() == expected(PictureMode.XOR)


def test_previews_that_come_late_are_not_shown(view: Shown) -> None:
    view.show_full()
    camera_edits.set_number(view.document, ("view-01",), "azimuth_degrees", 33.0)
    view.controller.preview_changed.emit(corner_preview("view-01"))
    view.controller.preview_changed.emit(corner_preview("view-01"))
    assert view.corners() == expected(PictureMode.XOR)
    view.controller.preview_changed.emit(corner_preview("view-01"))  # of the next movement
    assert only_lower_right(view)


def test_a_preview_of_another_view_is_not_shown(view: Shown) -> None:
    view.show_full()
    view.controller.preview_changed.emit(corner_preview("view-03"))
    assert view.corners() == expected(PictureMode.XOR)


def test_the_wheel_zooms_to_the_cursor_and_a_drag_moves(view: Shown) -> None:
    view.show_full()
    QApplication.processEvents()
    before = view.canvas.picture_place()
    cursor = QPoint(round(before.left() + 0.25 * before.width()), round(before.top() + 0.75 * before.height()))
    turn_wheel(view.canvas, cursor, 8)
    assert view.canvas.zoom > 4
    after = view.canvas.picture_place()
    share = (cursor.x() - after.left()) / after.width(), (cursor.y() - after.top()) / after.height()
    assert share == pytest.approx((0.25, 0.75), abs=0.01)
    drag(view.canvas, [cursor, cursor + QPoint(10, -6), cursor + QPoint(20, -12)])
    moved = view.canvas.picture_place()
    assert (moved.left() - after.left(), moved.top() - after.top()) == pytest.approx((20, -12), abs=0.01)
    double_click(view.canvas, cursor)
    assert view.canvas.zoom == 1.0
    turn_wheel(view.canvas, cursor, -8)
    assert view.canvas.picture_place() == before


def test_zoomed_in_pixels_have_edges(view: Shown) -> None:
    view.show_full()
    QApplication.processEvents()
    middle = view.canvas.picture_place().center().toPoint()
    turn_wheel(view.canvas, middle, 12)
    image = view.canvas.grab().toImage()
    row = middle.y() - 20
    colours = {image.pixelColor(x, row).name() for x in range(middle.x() - 40, middle.x() + 40)}
    assert colours == {faint_agreement(theme()).name(), theme().excess.name()}


def test_the_picture_keeps_its_shape(view: Shown) -> None:
    view.show_full()
    view.panel.resize(700, 260)
    QApplication.processEvents()
    place = view.canvas.picture_place()
    assert place.width() == pytest.approx(place.height())
    assert place.height() < view.canvas.height()
    assert view.canvas.grab().toImage().pixelColor(2, view.canvas.height() // 2) == theme().window


def test_a_hidden_panel_shows_the_newest_when_it_comes_back(view: Shown) -> None:
    view.panel.hide()
    view.show_full()
    assert view.text("iou") == ""
    view.panel.show()
    assert view.text("iou") == "IoU 0.750"


def test_the_legend_names_the_colours(view: Shown) -> None:
    legend = view.panel.findChild(QWidget, "selected_view_legend")
    assert legend is not None
    assert "missing" in legend.accessibleName()


def test_pictures_of_another_model_are_not_shown(view: Shown) -> None:
    view.show_full()
    view.document.open(ball(), view.document.cameras, view.document.settings)
    assert view.text("iou") == ""
