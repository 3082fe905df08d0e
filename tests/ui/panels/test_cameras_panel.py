# SPDX-License-Identifier: MIT
"""The table of cameras: numbers are typed, rows selected, views switched, copied and deleted."""

from dataclasses import dataclass, replace

import numpy as np
import pytest
from PyQt6.QtCore import QModelIndex, QPoint, Qt
from PyQt6.QtWidgets import QApplication, QLabel, QLineEdit, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from app.engine.cameras.camera_numbers import CameraNumbers, camera_numbers
from app.engine.cameras.rigs import sphere_rig
from app.engine.fitting.settings import FitSettings
from app.ui.document import Document
from app.ui.fit_controller import FitController
from app.ui.panels.cameras_model import FIRST_NUMBER_COLUMN, IOU_COLUMN, NAME_COLUMN, ON_COLUMN, WEIGHT_COLUMN
from app.ui.panels.cameras_panel import CamerasPanel
from app.ui.panels.cameras_table import CamerasTable
from tests.support.captures import photographed
from tests.support.hands import click, double_click, press, type_text
from tests.support.silent_worker import SilentWorker
from tests.support.views import CENTER, ball, ball_document, in_colour, pictures

SHIFT = Qt.KeyboardModifier.ShiftModifier
CTRL = Qt.KeyboardModifier.ControlModifier
AZIMUTH, ELEVATION, DISTANCE, FOV = range(FIRST_NUMBER_COLUMN, FIRST_NUMBER_COLUMN + 4)


@dataclass
class Shown:
    """A panel on the screen, and what a user does to it."""

    document: Document
    controller: FitController
    panel: CamerasPanel
    table: CamerasTable

    @property
    def area(self) -> QWidget:
        viewport = self.table.viewport()
        assert viewport is not None
        return viewport

    def cell(self, view_id: str, column: int) -> QModelIndex:
        model = self.table.model()
        assert model is not None
        return model.index(self.document.cameras.ids.index(view_id), column)

    def place(self, view_id: str, column: int) -> QPoint:
        self.table.scrollTo(self.cell(view_id, column))
        return self.table.visualRect(self.cell(view_id, column)).center()

    def select(self, first: str, last: str | None = None) -> None:
        click(self.area, self.place(first, NAME_COLUMN))
        if last is not None:
            click(self.area, self.place(last, NAME_COLUMN), SHIFT)

    def editor(self) -> QLineEdit | None:
        fields = self.panel.findChildren(QLineEdit, "cameras_number")
        return next((field for field in fields if field.isVisible()), None)

    def enter(self, text: str) -> None:
        """Type on in the open field and press Enter, which counts when the event after it is dealt with."""
        editor = self.editor()
        assert editor is not None
        type_text(editor, text)
        press(editor, Qt.Key.Key_Return)
        QApplication.processEvents()

    def type(self, view_id: str, column: int, text: str) -> None:
        """Double-click on a number, type another, press Enter."""
        double_click(self.area, self.place(view_id, column))
        self.enter(text)

    def numbers(self, view_id: str) -> CameraNumbers:
        model = self.document.model
        assert model is not None
        return camera_numbers(self.document.cameras[view_id], model.frame.center_world)

    def problem(self) -> str:
        label = self.panel.findChild(QLabel, "cameras_problem")
        assert label is not None
        return label.text() if label.isVisible() else ""

    def button(self, name: str) -> QToolButton:
        button = self.panel.findChild(QToolButton, f"cameras_{name}")
        assert button is not None
        return button


@pytest.fixture
def cameras(qtbot: QtBot) -> Shown:
    document = ball_document(8, with_photo=True)
    controller = FitController(document, SilentWorker())
    panel = CamerasPanel(document, controller)
    controller.setParent(panel)
    document.setParent(panel)
    qtbot.addWidget(panel)
    panel.resize(420, 400)
    with qtbot.waitExposed(panel):
        panel.show()
        panel.activateWindow()
    table = panel.findChild(CamerasTable, "cameras_table")
    assert table is not None
    return Shown(document, controller, panel, table)


@pytest.mark.parametrize(
    ("column", "text", "name", "value"),
    [
        (AZIMUTH, "-12.5", "azimuth_degrees", -12.5),
        (ELEVATION, "30", "elevation_degrees", 30.0),
        (DISTANCE, "5,5", "distance_world", 5.5),
        (FOV, "25 °", "fov_y_degrees", 25.0),
    ],
)
def test_a_typed_number_moves_the_camera(cameras: Shown, column: int, text: str, name: str, value: float) -> None:
    cameras.type("view-03", column, text)
    assert getattr(cameras.numbers("view-03"), name) == pytest.approx(value)
    assert cameras.document.undo_stack.count() == 1
    assert float(cameras.cell("view-03", column).data()) == pytest.approx(value)
    cameras.document.undo_stack.undo()
    assert getattr(cameras.numbers("view-03"), name) != pytest.approx(value)


def test_a_number_typed_with_several_rows_selected_applies_to_all_in_one_step(cameras: Shown) -> None:
    cameras.select("view-02", "view-05")
    cameras.type("view-03", FOV, "33")
    changed = [view_id for view_id in cameras.document.cameras.ids if cameras.numbers(view_id).fov_y_degrees == 33]
    assert changed == ["view-02", "view-03", "view-04", "view-05"]
    assert len(cameras.document.selected_ids) == 4
    assert cameras.document.undo_stack.undoText() == "Set field of view of 4 cameras"
    cameras.document.undo_stack.undo()
    assert {cameras.numbers(view_id).fov_y_degrees for view_id in changed} == {40.0}


def test_a_number_typed_in_another_row_applies_to_that_row(cameras: Shown) -> None:
    cameras.select("view-02", "view-05")
    cameras.type("view-07", FOV, "33")
    assert cameras.numbers("view-07").fov_y_degrees == 33
    assert cameras.numbers("view-03").fov_y_degrees == 40


@pytest.mark.parametrize(
    ("column", "text", "sentence"),
    [
        (ELEVATION, "95", "Elevation must lie between -89 and 89, got 95."),
        (DISTANCE, "0", "Distance must be greater than 0, got 0."),
        (AZIMUTH, "north", "Azimuth must be a number, got 'north'."),
        (FOV, "nan", "Field of view must be a finite number, got nan."),
    ],
)
def test_what_is_wrong_with_a_number_is_said_and_the_old_one_stays(
    cameras: Shown, column: int, text: str, sentence: str
) -> None:
    before = cameras.document.cameras
    cameras.type("view-03", column, text)
    assert cameras.problem() == sentence
    assert cameras.document.cameras is before
    cameras.type("view-03", FOV, "35")
    assert cameras.problem() == ""


def test_a_typed_weight_counts_for_all_selected_also_those_given_by_matrices(cameras: Shown) -> None:
    cameras.document.select(("view-02", "photo"), "photo")
    cameras.type("photo", WEIGHT_COLUMN, "2,5")
    weights = {view.id: view.weight for view in cameras.document.cameras}
    assert [view_id for view_id, weight in weights.items() if weight == 2.5] == ["view-02", "photo"]
    assert cameras.cell("photo", WEIGHT_COLUMN).data() == "2.5"
    assert cameras.document.undo_stack.undoText() == "Set weight of 2 cameras to 2.5"
    cameras.document.undo_stack.undo()
    assert {view.weight for view in cameras.document.cameras} == {1.0}


@pytest.mark.parametrize(
    ("text", "sentence"),
    [("0", "Weight must lie between 0.01 and 100, got 0."), ("much", "Weight must be a number, got 'much'.")],
)
def test_what_is_no_weight_is_said(cameras: Shown, text: str, sentence: str) -> None:
    before = cameras.document.cameras
    cameras.type("view-03", WEIGHT_COLUMN, text)
    assert cameras.problem() == sentence
    assert cameras.document.cameras is before


def test_enter_types_the_weight_of_a_camera_given_by_matrices(cameras: Shown) -> None:
    cameras.select("photo")
    press(cameras.table, Qt.Key.Key_Return)
    cameras.enter("3")
    assert cameras.document.cameras["photo"].weight == 3


def test_cameras_of_photographs_are_neither_added_nor_copied(cameras: Shown) -> None:
    model = ball()
    capture, views = photographed(model, sphere_rig(3, CENTER, 4.0, image_size=(32, 32)))
    cameras.controller.open(capture, views, FitSettings())
    cameras.select(views.ids[0])
    for name in ("add_rig", "duplicate"):
        assert not cameras.button(name).isEnabled()
        assert "those of the photographs" in cameras.button(name).toolTip()
    click(cameras.button("delete"))
    assert len(cameras.document.cameras) == 2
    cameras.controller.open(model, views, FitSettings())
    assert cameras.button("add_rig").isEnabled()


def test_angles_are_counted_by_what_is_up(cameras: Shown) -> None:
    model = ball()
    capture, views = photographed(model, sphere_rig(3, CENTER, 4.0, image_size=(32, 32)))
    cameras.controller.open(capture, views, FitSettings())
    heights = [float(cameras.cell(view_id, ELEVATION).data()) for view_id in views.ids]
    up = np.array([0.0, -1.0, 0.0])
    cameras.controller.open(replace(capture, up_world=up), views, FitSettings())
    turned = [float(cameras.cell(view_id, ELEVATION).data()) for view_id in views.ids]
    assert turned == pytest.approx([-height for height in heights])


def test_escape_keeps_the_number(cameras: Shown) -> None:
    before = cameras.document.cameras
    double_click(cameras.area, cameras.place("view-02", AZIMUTH))
    editor = cameras.editor()
    assert editor is not None
    type_text(editor, "77")
    press(editor, Qt.Key.Key_Escape)
    assert cameras.document.cameras is before


def test_enter_begins_to_type(cameras: Shown) -> None:
    cameras.select("view-04")
    press(cameras.table, Qt.Key.Key_Return)
    cameras.enter("15")
    assert cameras.numbers("view-04").azimuth_degrees == pytest.approx(15)


def test_a_picture_that_comes_does_not_disturb_what_is_being_typed(cameras: Shown, qtbot: QtBot) -> None:
    double_click(cameras.area, cameras.place("view-02", AZIMUTH))
    editor = cameras.editor()
    assert editor is not None
    type_text(editor, "7")
    cameras.controller.pictures_changed.emit(pictures(cameras.document.cameras, {"view-02": 0.987}))
    qtbot.waitUntil(lambda: cameras.cell("view-02", IOU_COLUMN).data() == "0.987")
    cameras.enter("7")
    assert cameras.numbers("view-02").azimuth_degrees == pytest.approx(77)


def test_a_camera_given_by_matrices_is_shown_but_not_typed(cameras: Shown) -> None:
    cell = cameras.cell("photo", DISTANCE)
    assert float(cell.data()) == pytest.approx(cameras.numbers("photo").distance_world, rel=1e-2)
    assert "given by its matrices" in cell.data(Qt.ItemDataRole.ToolTipRole)
    double_click(cameras.area, cameras.place("photo", DISTANCE))
    assert cameras.editor() is None


def test_rows_and_document_select_the_same(cameras: Shown) -> None:
    cameras.select("view-02", "view-04")
    assert list(cameras.document.selected_ids) == ["view-02", "view-03", "view-04"]
    click(cameras.area, cameras.place("view-07", NAME_COLUMN), CTRL)
    assert [*cameras.document.selected_ids][-1] == cameras.document.current_id == "view-07"
    cameras.document.select(("view-01", "photo"), "photo")
    selection = cameras.table.selectionModel()
    assert selection is not None
    assert [index.siblingAtColumn(NAME_COLUMN).data() for index in selection.selectedRows()] == ["view-01", "photo"]


def test_a_click_on_a_name_of_several_selected_rows_selects_it_alone(cameras: Shown) -> None:
    cameras.select("view-02", "view-04")
    cameras.select("view-03")
    assert list(cameras.document.selected_ids) == ["view-03"]


def test_an_eye_switches_its_row_or_all_selected(cameras: Shown) -> None:
    click(cameras.area, cameras.place("view-06", ON_COLUMN))
    assert not cameras.document.cameras["view-06"].enabled
    cameras.select("view-01", "view-02")
    click(cameras.area, cameras.place("view-02", ON_COLUMN))
    assert [view.id for view in cameras.document.cameras if not view.enabled] == ["view-01", "view-02", "view-06"]
    assert list(cameras.document.selected_ids) == ["view-01", "view-02"]
    assert cameras.document.undo_stack.count() == 2


def test_buttons_act_on_the_selected_cameras(cameras: Shown, qtbot: QtBot) -> None:
    cameras.select("view-03", "view-04")
    click(cameras.button("eye"))
    assert len(cameras.document.cameras.enabled) == 7
    click(cameras.button("duplicate"))
    assert list(cameras.document.selected_ids) == ["view-09", "view-10"]
    click(cameras.button("delete"))
    assert len(cameras.document.cameras) == 9
    assert cameras.document.undo_stack.count() == 3
    with qtbot.waitSignal(cameras.panel.look_through_requested):
        click(cameras.button("look_through"))
    with qtbot.waitSignal(cameras.panel.rig_requested):
        click(cameras.button("add_rig"))


def test_deleting_many_is_one_step(cameras: Shown) -> None:
    before = cameras.document.cameras
    cameras.select("view-01", "view-07")
    click(cameras.button("delete"))
    assert cameras.document.cameras.ids == ("view-08", "photo")
    assert list(cameras.document.selected_ids) == ["view-08"]
    cameras.document.undo_stack.undo()
    assert cameras.document.cameras is before


def test_buttons_need_a_selection(cameras: Shown) -> None:
    cameras.document.select(())
    assert not any(cameras.button(name).isEnabled() for name in ("eye", "duplicate", "delete", "look_through"))
    assert cameras.button("add_rig").isEnabled()


def test_a_double_click_on_a_name_asks_to_look_through(cameras: Shown, qtbot: QtBot) -> None:
    with qtbot.waitSignal(cameras.panel.look_through_requested) as signal:
        double_click(cameras.area, cameras.place("view-05", NAME_COLUMN))
    assert signal.args == ["view-05"]
    with qtbot.assertNotEmitted(cameras.panel.look_through_requested):
        double_click(cameras.area, cameras.place("view-05", FOV))


def test_of_colours_the_figure_tells_more(cameras: Shown, qtbot: QtBot) -> None:
    def told() -> object:
        return cameras.cell("view-01", IOU_COLUMN).data(Qt.ItemDataRole.ToolTipRole)

    plain = pictures(cameras.document.cameras)
    assert told() is None
    cameras.controller.pictures_changed.emit(in_colour(plain))
    expected = "Of the colours: PSNR 31.2 dB, inside the mask 28.5 dB, SSIM 0.875."
    qtbot.waitUntil(lambda: told() == expected)
    cameras.controller.pictures_changed.emit(plain)
    qtbot.waitUntil(lambda: told() is None)


def test_figures_of_another_model_are_not_shown(cameras: Shown, qtbot: QtBot) -> None:
    cameras.controller.pictures_changed.emit(pictures(cameras.document.cameras))
    qtbot.waitUntil(lambda: cameras.cell("view-01", IOU_COLUMN).data() == "0.500")
    cameras.document.open(ball(), cameras.document.cameras, cameras.document.settings)
    assert cameras.cell("view-01", IOU_COLUMN).data() == "\N{EN DASH}"
