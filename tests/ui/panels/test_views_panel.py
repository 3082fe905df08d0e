# SPDX-License-Identifier: MIT
"""The thumbnail grid: what a user sees and what mouse and keys do there."""

from dataclasses import dataclass, replace

import numpy as np
import pytest
from PyQt6.QtCore import QPoint, Qt
from PyQt6.QtGui import QAction, QColor, QCursor, QImage
from PyQt6.QtWidgets import QApplication, QComboBox, QLabel, QMenu, QSlider, QWidget
from pytestqt.qtbot import QtBot

from app.engine.cameras.rigs import sphere_rig
from app.engine.captures.capture import Photograph
from app.engine.fitting.settings import FitSettings
from app.ui import camera_edits
from app.ui.document import Document
from app.ui.fit_controller import FitController
from app.ui.panels import views_model
from app.ui.panels.views_delegate import picture_rect
from app.ui.panels.views_grid import DEFAULT_TILE, ViewsGrid
from app.ui.panels.views_menu import ViewsMenu
from app.ui.panels.views_model import SortBy
from app.ui.panels.views_panel import ViewsPanel
from app.ui.theme import ThemeChoice, apply_theme, theme
from app.ui.view_images import ColourTable, Picture, view_image
from tests.support.captures import photographed
from tests.support.hands import click, double_click, open_menu, turn_wheel
from tests.support.silent_worker import SilentWorker
from tests.support.views import CENTER, PAINTED, SEEN, ball, ball_document, in_colour, pictures

PLAIN = Qt.KeyboardModifier.NoModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
CTRL = Qt.KeyboardModifier.ControlModifier


@dataclass
class Shown:
    """A panel on the screen, and what a user does to it."""

    qtbot: QtBot
    document: Document
    controller: FitController
    panel: ViewsPanel
    grid: ViewsGrid

    @property
    def area(self) -> QWidget:
        viewport = self.grid.viewport()
        assert viewport is not None
        return viewport

    def names(self) -> list[str]:
        model = self.grid.model()
        assert model is not None
        return [str(model.index(row, 0).data()) for row in range(model.rowCount())]

    def place(self, view_id: str) -> QPoint:
        model = self.grid.model()
        assert model is not None
        index = model.index(self.names().index(view_id), 0)
        self.grid.scrollTo(index)
        return picture_rect(self.grid.visualRect(index)).center()

    def eye(self, view_id: str) -> QPoint:
        model = self.grid.model()
        assert model is not None
        return self.grid.eye_place(model.index(self.names().index(view_id), 0))

    def click(self, view_id: str, modifier: Qt.KeyboardModifier = PLAIN) -> None:
        click(self.area, self.place(view_id), modifier)

    def show(self, ious: dict[str, float] | None = None) -> None:
        self.controller.pictures_changed.emit(pictures(self.document.cameras, ious))
        QApplication.processEvents()

    def colour(self, view_id: str, right: float, down: float) -> QColor:
        """Of the picture at a share of its sides."""
        place = self.place(view_id)
        model = self.grid.model()
        assert model is not None
        room = picture_rect(self.grid.visualRect(model.index(self.names().index(view_id), 0)))
        place = room.topLeft() + QPoint(round(right * room.width()), round(down * room.height()))
        return self.area.grab().toImage().pixelColor(place)


def shown(qtbot: QtBot, document: Document) -> Shown:
    controller = FitController(document, SilentWorker())
    panel = ViewsPanel(document, controller)
    controller.setParent(panel)
    document.setParent(panel)
    qtbot.addWidget(panel)
    panel.resize(420, 480)
    with qtbot.waitExposed(panel):
        panel.show()
    grid = panel.findChild(ViewsGrid, "views_grid")
    assert grid is not None
    return Shown(qtbot, document, controller, panel, grid)


def choose(views: Shown, view_id: str, action_name: str) -> None:
    """Open the menu of a view and click an item."""
    place = views.place(view_id)
    open_menu(views.area, place)
    menu = views.panel.findChildren(ViewsMenu)[-1]
    action = menu.findChild(QAction, action_name)
    assert action is not None
    click(menu, menu.actionGeometry(action).center())
    assert not menu.isVisible()


@pytest.fixture
def views(qtbot: QtBot) -> Shown:
    return shown(qtbot, ball_document(8))


def test_clicks_select_in_the_document(views: Shown) -> None:
    views.click("view-02")
    assert [*views.document.selected_ids, views.document.current_id] == ["view-02", "view-02"]
    views.click("view-04", SHIFT)
    assert list(views.document.selected_ids) == ["view-02", "view-03", "view-04"]
    views.click("view-03", CTRL)
    assert list(views.document.selected_ids) == ["view-02", "view-04"]
    views.click("view-06", CTRL)
    assert [*views.document.selected_ids, views.document.current_id] == ["view-02", "view-04", "view-06", "view-06"]


def test_what_the_document_selects_is_selected(views: Shown) -> None:
    views.document.select(("view-03", "view-07"), "view-07")
    selection = views.grid.selectionModel()
    assert selection is not None
    assert [index.data() for index in selection.selectedRows()] == ["view-03", "view-07"]
    assert selection.currentIndex().data() == "view-07"
    views.document.select(())
    assert selection.selectedRows() == []


def test_a_selection_survives_edits_and_undo(views: Shown) -> None:
    views.click("view-05")
    camera_edits.delete_views(views.document, ("view-01",))
    selection = views.grid.selectionModel()
    assert selection is not None
    assert list(views.document.selected_ids) == ["view-02"]
    views.document.undo_stack.undo()
    assert list(views.document.selected_ids) == ["view-05"]
    assert [index.data() for index in selection.selectedRows()] == ["view-05"]
    assert views.names() == list(views.document.cameras.ids)


def test_an_eye_switches_its_view_and_selects_nothing(views: Shown) -> None:
    views.click("view-02")
    click(views.area, views.eye("view-04"))
    assert not views.document.cameras["view-04"].enabled
    assert list(views.document.selected_ids) == ["view-02"]
    assert views.document.undo_stack.undoText() == "Disable view-04"
    click(views.area, views.eye("view-04"))
    assert views.document.cameras["view-04"].enabled


def test_an_eye_of_a_selected_view_switches_all_selected_in_one_step(views: Shown) -> None:
    views.click("view-01")
    views.click("view-03", SHIFT)
    click(views.area, views.eye("view-02"))
    assert [view.id for view in views.document.cameras.enabled] == [f"view-0{number}" for number in range(4, 9)]
    assert views.document.undo_stack.count() == 1


def test_a_double_click_asks_to_look_through(views: Shown) -> None:
    with views.qtbot.waitSignal(views.panel.look_through_requested) as signal:
        double_click(views.area, views.place("view-03"))
    assert signal.args == ["view-03"]


def test_a_double_click_on_an_eye_does_not(views: Shown) -> None:
    with views.qtbot.assertNotEmitted(views.panel.look_through_requested):
        double_click(views.area, views.eye("view-03"))
    assert views.document.cameras["view-03"].enabled


def test_pictures_come_in_live(views: Shown) -> None:
    def upper_right() -> QColor:
        return views.colour("view-01", 0.75, 0.25)

    assert upper_right() == theme().picture_background
    views.show({"view-01": 0.25})
    assert upper_right() == theme().excess
    assert views.colour("view-01", 0.25, 0.25) == theme().agree
    assert views.colour("view-01", 0.25, 0.75) == theme().missing
    apply_theme(ThemeChoice.DARK)
    QApplication.processEvents()
    assert upper_right() == theme().excess


def test_a_view_that_is_off_is_dim(views: Shown) -> None:
    views.show()
    before = views.colour("view-02", 0.25, 0.25)
    camera_edits.enable_views(views.document, ("view-02",), False)
    views.show()
    after, ground = views.colour("view-02", 0.25, 0.75), theme().field
    assert before == theme().agree
    distances = [abs(colour.lightness() - ground.lightness()) for colour in (before, after)]
    assert distances[1] < distances[0]


def test_the_worst_views_come_first(views: Shown) -> None:
    order = views.panel.findChild(QComboBox, "views_order")
    assert order is not None
    views.show({"view-05": 0.1, "view-02": 0.3})
    views.click("view-05")
    order.setCurrentIndex(order.findData(SortBy.WORST))
    assert views.names()[:3] == ["view-05", "view-02", "view-01"]
    assert list(views.document.selected_ids) == ["view-05"]
    order.setCurrentIndex(order.findData(SortBy.ADDED))
    assert views.names() == list(views.document.cameras.ids)


def test_the_order_follows_while_the_fit_runs(views: Shown) -> None:
    order = views.panel.findChild(QComboBox, "views_order")
    assert order is not None
    order.setCurrentIndex(order.findData(SortBy.WORST))
    views.panel.move(300, 300)
    QCursor.setPos(0, 0)
    views.show({"view-07": 0.2})
    views.qtbot.waitUntil(lambda: views.names()[0] == "view-07")


def test_names_are_sorted_as_people_do(qtbot: QtBot) -> None:
    document = ball_document(9)
    camera_edits.duplicate_views(document, ("view-01", "view-02"))
    for_people = shown(qtbot, document)
    order = for_people.panel.findChild(QComboBox, "views_order")
    assert order is not None
    order.setCurrentIndex(order.findData(SortBy.NAME))
    assert for_people.names()[-2:] == ["view-10", "view-11"]


def test_control_and_wheel_or_the_slider_size_the_tiles(views: Shown) -> None:
    slider = views.panel.findChild(QSlider, "views_size")
    assert slider is not None
    turn_wheel(views.area, views.area.rect().center(), 2, CTRL)
    assert views.grid.tile_size > DEFAULT_TILE
    assert slider.value() == views.grid.tile_size
    slider.setValue(200)
    assert views.grid.gridSize().width() == pytest.approx(200, rel=0.1)


def test_the_menu_acts_on_the_selected_views(views: Shown) -> None:
    views.click("view-02")
    views.click("view-03", CTRL)
    choose(views, "view-02", "views_menu_disable")
    assert [view.id for view in views.document.cameras if not view.enabled] == ["view-02", "view-03"]
    choose(views, "view-02", "views_menu_duplicate")
    assert list(views.document.selected_ids) == ["view-09", "view-10"]
    choose(views, "view-09", "views_menu_delete")
    assert len(views.document.cameras) == 8
    assert views.document.undo_stack.count() == 3
    with views.qtbot.waitSignal(views.panel.look_through_requested) as signal:
        choose(views, "view-08", "views_menu_look_through")
    assert signal.args == ["view-08"]


def test_the_summary_counts_and_averages(views: Shown) -> None:
    summary = views.panel.findChild(QLabel, "views_summary")
    assert summary is not None
    assert summary.text() == "8 of 8 on"
    camera_edits.enable_views(views.document, ("view-01",), False)
    views.show({"view-02": 0.85})
    assert summary.text() == "7 of 8 on  IoU 0.550"


def test_in_colour_a_thumbnail_is_half_target_half_rendered(views: Shown) -> None:
    views.document.edit_settings("paint", replace(views.document.settings, colour="vertex"))
    plain = pictures(views.document.cameras)
    views.controller.pictures_changed.emit(in_colour(plain))
    QApplication.processEvents()
    assert views.colour("view-01", 0.25, 0.75).getRgb()[:3] == SEEN
    assert views.colour("view-01", 0.75, 0.25).getRgb()[:3] == PAINTED
    assert views.colour("view-01", 0.75, 0.75).getRgb()[:3] == (255, 255, 255)
    summary = views.panel.findChild(QLabel, "views_summary")
    assert summary is not None and summary.text() == "8 of 8 on  IoU 0.500  31.2 dB"
    model = views.grid.model()
    assert model is not None
    assert model.index(0, 0).data(Qt.ItemDataRole.ToolTipRole) == (
        "view-01: 64 x 64 pixels, IoU 0.500, PSNR 31.2 dB, inside the mask 28.5 dB, SSIM 0.875"
    )
    assert "what the camera saw" in views.grid.toolTip()
    views.panel.want_colours(False)
    assert views.colour("view-01", 0.25, 0.25) == theme().agree
    assert "agree" in views.grid.toolTip()


def test_what_is_said_of_colours_has_a_line_of_its_own(views: Shown) -> None:
    views.show()
    low = views.grid.gridSize().height()
    views.controller.pictures_changed.emit(in_colour(pictures(views.document.cameras)))
    QApplication.processEvents()
    assert views.grid.gridSize().height() == low + views.grid.fontMetrics().height()
    views.show()
    assert views.grid.gridSize().height() == low


def test_of_many_views_only_those_in_sight_are_coloured(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    many = shown(qtbot, ball_document(200))
    coloured: list[int] = []

    def noted(target: Picture, rendered: Picture | None, table: ColourTable) -> QImage:
        coloured.append(len(target))
        return view_image(target, rendered, table)

    monkeypatch.setattr(views_model, "view_image", noted)
    many.show()
    many.area.grab()
    assert 0 < len(coloured) <= 24
    many.panel.hide()
    many.show()
    assert len(coloured) <= 24


def test_pictures_of_another_model_are_not_shown(views: Shown) -> None:
    views.show()
    assert views.colour("view-01", 0.25, 0.25) == theme().agree
    views.document.open(ball(), views.document.cameras, views.document.settings)
    assert views.colour("view-01", 0.25, 0.25) == theme().picture_background


def test_the_menu_sets_weights(views: Shown) -> None:
    views.click("view-02")
    views.click("view-03", CTRL)
    open_menu(views.area, views.place("view-03"))
    menu = views.panel.findChildren(ViewsMenu)[-1]
    weights = menu.findChild(QMenu, "views_menu_weight")
    assert weights is not None
    weights.popup(menu.pos())
    present = {action.text(): action.isChecked() for action in weights.actions()}
    assert present == {"0.25": False, "0.5": False, "1": True, "2": False, "4": False}
    action = menu.findChild(QAction, "views_menu_weight_2")
    assert action is not None
    click(weights, weights.actionGeometry(action).center())
    assert [view.id for view in views.document.cameras if view.weight == 2] == ["view-02", "view-03"]
    assert views.document.undo_stack.count() == 1


def test_a_capture_shows_its_photographs_dim_outside_the_mask_and_coloured_where_the_mesh_differs(
    views: Shown, qtbot: QtBot
) -> None:
    rig = sphere_rig(3, CENTER, 4.0, image_size=(64, 64))
    capture, cameras = photographed(ball(), rig)
    plain = {view.id: Photograph.of(np.full((64, 64, 3), 200, dtype=np.uint8)) for view in cameras}
    views.controller.open(replace(capture, photographs=plain), cameras, FitSettings())
    qtbot.waitUntil(lambda: views.colour("view-01", 0.25, 0.25).red() == 200)
    views.show()  # targets cover the left half, meshes the upper one
    assert views.colour("view-01", 0.25, 0.25) == QColor(200, 200, 200)
    outside = views.colour("view-01", 0.75, 0.75)
    assert outside.lightness() != 200
    missing, excess = views.colour("view-01", 0.25, 0.75), views.colour("view-01", 0.75, 0.25)
    assert missing.blue() > missing.red() > 0
    assert excess.red() > excess.blue()
    views.controller.open(ball(), rig, FitSettings())
    assert views.colour("view-01", 0.25, 0.25) == theme().picture_background
