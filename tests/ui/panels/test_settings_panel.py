# SPDX-License-Identifier: MIT
"""The settings panel: every field is there, edits hold at once and can be undone, what waits for a reset says so."""

import dataclasses
import re
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest
from PyQt6.QtCore import QPoint, Qt
from PyQt6.QtWidgets import QFileDialog, QLabel, QScrollArea, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from app.engine.cameras.rig_settings import RigSettings
from app.engine.fitting.schedule import learning_rate, softness_pixels
from app.engine.fitting.settings import FitSettings
from app.engine.fitting.snapshot import StepReport
from app.engine.meshes.model import Model
from app.engine.meshes.primitives import icosphere
from app.ui.document import Document
from app.ui.fit_controller import FitController
from app.ui.panels.settings_panel import RATES, SECTIONS, SettingsPanel
from app.ui.panels.settings_panel_looks import LOOKS
from app.ui.panels.settings_panel_plan import PlanPicture
from app.ui.widgets.choice_field import ChoiceField
from app.ui.widgets.file_choice_field import FileChoiceField
from app.ui.widgets.number_field import NumberField
from app.ui.widgets.slider_field import SliderField
from tests.support.captures import photographed
from tests.support.hands import click, drag, press, type_text
from tests.support.moments import moment
from tests.support.silent_worker import SilentWorker

FIELDS = {field.name: field for field in dataclasses.fields(FitSettings)}
SLIDERS = [name for name, look in LOOKS.items() if look.scale is not None]


class Shown:
    """A panel for a document with a model, before the first step."""

    def __init__(self, qtbot: QtBot) -> None:
        self.document = Document()
        self.worker = SilentWorker()
        self.controller = FitController(self.document, self.worker)
        mesh = icosphere(2)
        self.controller.open(Model("ball", None, mesh), RigSettings(views=4).around(mesh), FitSettings())
        self.panel = SettingsPanel(self.document, self.controller)
        qtbot.addWidget(self.panel)
        self.panel.resize(400, 1200)
        with qtbot.waitExposed(self.panel):
            self.panel.show()
            self.panel.activateWindow()

    @property
    def settings(self) -> FitSettings:
        return self.document.settings

    def slider(self, name: str) -> SliderField:
        editor = self.panel.row(name).editor
        assert isinstance(editor, SliderField)
        return editor

    def number(self, name: str) -> NumberField:
        editor = self.panel.row(name).editor
        return editor if isinstance(editor, NumberField) else self.slider(name).number

    def enter(self, name: str, text: str) -> None:
        number = self.number(name)
        number.setFocus()
        number.selectAll()
        type_text(number, text)
        press(number, Qt.Key.Key_Return)

    def visible(self, name: str) -> bool:
        found = self.panel.findChild(QWidget, name)
        assert found is not None, name
        return found.isVisible()


@pytest.fixture
def shown(qtbot: QtBot) -> Iterator[Shown]:
    shown = Shown(qtbot)
    yield shown
    shown.controller.shut_down(1.0)


def test_every_setting_has_a_row_a_lesson_and_a_section(shown: Shown) -> None:
    assert set(LOOKS) == set(FIELDS)
    for name, field in FIELDS.items():
        assert shown.panel.row(name).editor.toolTip().count(LOOKS[name].lesson[:40]) == 1
        assert field.metadata["group"] in SECTIONS
        assert shown.visible(f"setting-{name}")


@pytest.mark.parametrize("name", SLIDERS)
def test_sliders_stay_within_the_limits_and_reach_the_default(name: str) -> None:
    field, scale = FIELDS[name], LOOKS[name].scale
    assert scale is not None
    assert field.metadata["minimum"] <= scale.value_at(0) < scale.value_at(scale.last) <= field.metadata["maximum"]
    default = cast("float", field.default)
    assert scale.value_at(0) <= default <= scale.value_at(scale.last)


def test_a_typed_value_holds_at_once_and_is_one_step_of_undo(shown: Shown) -> None:
    shown.enter("learning_rate", "0.02")
    assert shown.settings.learning_rate == 0.02
    assert shown.document.undo_stack.count() == 1
    assert shown.document.undo_stack.undoText() == "Set learning rate to 0.02"
    shown.document.undo_stack.undo()
    assert shown.settings == FitSettings()
    assert shown.number("learning_rate").text() == "0.04"
    shown.document.undo_stack.redo()
    assert shown.number("learning_rate").text() == "0.02"


def test_dragging_a_slider_is_live_and_one_step_of_undo(shown: Shown) -> None:
    slider = shown.slider("learning_rate").slider
    seen: list[float] = []
    shown.document.settings_changed.connect(lambda: seen.append(shown.settings.learning_rate))
    middle = slider.height() // 2
    drag(slider, [QPoint(x, middle) for x in range(10, slider.width() - 10, 4)])
    assert len(seen) > 5
    assert shown.document.undo_stack.count() == 1
    drag(slider, [QPoint(x, middle) for x in range(slider.width() - 10, 10, -4)])
    assert shown.document.undo_stack.count() == 2
    shown.document.undo_stack.undo()
    shown.document.undo_stack.undo()
    assert shown.settings == FitSettings()


def test_what_is_out_of_range_says_so_in_place_and_changes_nothing(shown: Shown) -> None:
    shown.enter("softness_start_pixels", "50")
    problem = shown.panel.row("softness_start_pixels").problem
    assert problem.isVisible()
    assert problem.text() == "Softness at first must lie between 0.1 and 20, got 50."
    assert shown.settings == FitSettings()
    assert shown.number("softness_start_pixels").text() == "50"
    press(shown.number("softness_start_pixels"), Qt.Key.Key_Escape)
    assert not problem.isVisible()


def test_the_way_back_is_there_only_off_the_default(shown: Shown) -> None:
    assert not shown.visible("default-normal_weight")
    shown.enter("normal_weight", "0.001")
    assert shown.visible("default-normal_weight")
    click(shown.panel.row("normal_weight").reset)
    assert shown.settings == FitSettings()
    assert not shown.visible("default-normal_weight")


def test_a_choice_holds_at_once(shown: Shown) -> None:
    editor = shown.panel.row("parametrization").editor
    assert isinstance(editor, ChoiceField)
    press(editor, Qt.Key.Key_Down)
    assert shown.settings.parametrization == "vertices"
    assert not shown.panel.row("smoothness").editor.isEnabled()
    shown.document.undo_stack.undo()
    assert editor.value == "large_steps"
    assert shown.panel.row("smoothness").editor.isEnabled()


def test_what_is_not_live_is_kept_and_asks_for_a_reset(shown: Shown, qtbot: QtBot) -> None:
    shown.worker.channels.snapshots.publish(moment(3, run=1))
    qtbot.waitUntil(lambda: shown.controller.step_count == 3)
    assert not shown.visible("needs-reset-seed")
    shown.enter("seed", "7")
    assert shown.settings.seed == 7
    assert shown.visible("needs-reset-seed")
    button = shown.panel.findChild(QWidget, "reset-now-seed")
    assert button is not None
    click(button)
    assert shown.settings.seed == 7
    assert shown.controller.needs_reset == ()
    assert not shown.visible("needs-reset-seed")


def test_the_start_is_chosen_by_words_or_a_file(shown: Shown, tmp_path: Path) -> None:
    editor = shown.panel.row("start").editor
    assert isinstance(editor, FileChoiceField)
    assert editor.currentText() == "Best"
    press(editor, Qt.Key.Key_Down)
    assert shown.settings.start == "sphere"
    press(editor, Qt.Key.Key_Down)
    assert shown.settings.start == "hull"
    assert shown.document.undo_stack.undoText() == "Set start from to Visual hull"
    mesh = tmp_path / "cup.obj"
    mesh.write_text("", encoding="utf-8")
    press(editor, Qt.Key.Key_End)
    dialog = shown.panel.findChild(QFileDialog)
    assert dialog is not None
    dialog.fileSelected.emit(str(mesh))
    assert shown.settings.start == str(mesh)
    assert editor.currentText() == "cup.obj"
    assert not shown.panel.row("sphere_level").editor.isEnabled()


def test_what_makes_no_difference_is_grey_and_says_why(shown: Shown) -> None:
    def why(name: str) -> str | None:
        editor = shown.panel.row(name).editor
        found = re.search(r"Of no use now: (.*)</i>", editor.toolTip())
        assert (found is None) == editor.isEnabled(), name
        return found.group(1) if found else None

    assert why("colour") is None
    assert {why(name) for name in ("texture_size_pixels", "light", "fit_light", "dssim_weight")} == {"Colour is off."}
    shown.document.edit_settings("on", dataclasses.replace(shown.settings, colour="vertex"))
    assert why("texture_size_pixels") == "There is no texture: Colour is by vertex."
    assert why("light_learning_rate") == "It is not found, but taken as it is."
    assert (why("colour_learning_rate"), why("light"), why("fit_positions")) == (None, None, None)
    shown.document.edit_settings("still", dataclasses.replace(shown.settings, fit_positions="off", start="model"))
    assert why("learning_rate") == why("shading_from") == "The vertices do not move: Positions is off."
    assert why("seed") == "The fit starts from a mesh that is there already."


def test_photographs_bring_their_own_light(shown: Shown) -> None:
    model = shown.document.model
    assert model is not None
    capture, cameras = photographed(model, RigSettings(views=2, resolution=32).around(model.mesh))
    shown.controller.open(capture, cameras, FitSettings(colour="texture"))
    for name in ("light", "light_strength", "target_normals", "background"):
        assert "Photographs bring their own" in shown.panel.row(name).editor.toolTip()
        assert not shown.panel.row(name).editor.isEnabled()
    for name in ("light_learning_rate", "background_learning_rate", "texture_size_pixels", "fit_exposure"):
        assert shown.panel.row(name).editor.isEnabled()


def test_an_unknown_stands_beside_its_rate(shown: Shown) -> None:
    shown.document.edit_settings("on", dataclasses.replace(shown.settings, colour="vertex"))
    for switch, rate in RATES.items():
        rows = [shown.panel.row(name) for name in (switch, rate)]
        middles = [row.mapTo(shown.panel, row.rect().center()) for row in rows]
        assert abs(middles[0].y() - middles[1].y()) <= 2
        assert middles[0].x() < middles[1].x()
    shown.enter("colour_learning_rate", "0.05")
    assert shown.settings.colour_learning_rate == 0.05


def test_without_remeshing_no_edge_lengths_are_asked_for(shown: Shown) -> None:
    assert shown.panel.row("edge_length_end_pixels").editor.isEnabled()
    shown.document.edit_settings("off", dataclasses.replace(shown.settings, remeshing="off"))
    assert not shown.panel.row("edge_length_end_pixels").editor.isEnabled()


def test_the_resolution_is_that_of_all_images_and_live(shown: Shown) -> None:
    assert shown.number("resolution").text() == "256"
    shown.enter("resolution", "128")
    assert {view.image_size for view in shown.document.cameras} == {(128, 128)}
    shown.document.undo_stack.undo()
    assert shown.number("resolution").text() == "256"
    slider = shown.slider("resolution").slider
    middle = slider.height() // 2
    drag(slider, [QPoint(x, middle) for x in range(slider.width() // 2, slider.width(), 3)])
    assert shown.document.undo_stack.count() == 1
    assert {view.image_size for view in shown.document.cameras} == {(1024, 1024)}


def test_photographs_keep_their_size(shown: Shown) -> None:
    model = shown.document.model
    assert model is not None
    capture, cameras = photographed(model, RigSettings(views=2, resolution=32).around(model.mesh))
    shown.controller.open(capture, cameras, FitSettings())
    assert shown.number("resolution").text() == "32"
    assert not shown.number("resolution").isEnabled()
    shown.controller.open(model, cameras, FitSettings())
    assert shown.number("resolution").isEnabled()


def test_opening_something_else_shows_in_the_fields(shown: Shown) -> None:
    model = shown.document.model
    shown.controller.open(model, shown.document.cameras, FitSettings(learning_rate=0.1, start="cup.glb", steps=77))
    assert shown.number("learning_rate").text() == "0.1"
    assert shown.number("steps").text() == "77"
    assert cast("FileChoiceField", shown.panel.row("start").editor).currentText() == "cup.glb"


def test_a_draft_survives_what_happens_meanwhile(shown: Shown) -> None:
    number = shown.number("learning_rate")
    number.setFocus()
    number.selectAll()
    type_text(number, "0.0")
    shown.document.edit_settings("elsewhere", dataclasses.replace(shown.settings, seed=3))
    assert number.text() == "0.0"


def test_defaults_bring_everything_back_in_one_step(shown: Shown) -> None:
    shown.enter("learning_rate", "0.02")
    shown.enter("seed", "5")
    button = shown.panel.findChild(QWidget, "all-defaults")
    assert button is not None
    click(button)
    assert shown.settings == FitSettings()
    shown.document.undo_stack.undo()
    assert (shown.settings.learning_rate, shown.settings.seed) == (0.02, 5)


def test_the_present_values_are_shown(shown: Shown, qtbot: QtBot) -> None:
    plan = shown.panel.findChild(PlanPicture)
    assert plan is not None
    assert plan.present_texts() == ("softness 12 px", "learning rate 0.04")
    softness, rate = softness_pixels(shown.settings, 0.5), learning_rate(shown.settings, 0.5)
    shown.controller.run_log.add_reports([StepReport(500, 1.0, 1.0, 0.0, 0.0, 0.0, softness, rate)])
    shown.controller.log_changed.emit()
    assert plan.present_texts()[0] == f"softness {softness:.3g} px"
    remark = f"now {softness:.3g} px"
    qtbot.waitUntil(lambda: remark in [label.text() for label in shown.panel.findChildren(QLabel)])


@pytest.mark.parametrize("width", [320, 340, 460, 700])
def test_nothing_is_cut_off_at_the_side(shown: Shown, qtbot: QtBot, width: int) -> None:
    shown.panel.resize(width, 500)
    area = shown.panel.findChild(QScrollArea)
    assert area is not None
    content, viewport, bar = area.widget(), area.viewport(), area.verticalScrollBar()
    assert content is not None and viewport is not None and bar is not None
    qtbot.waitUntil(lambda: bar.maximum() > 0)
    assert content.minimumSizeHint().width() <= viewport.width()


def test_sections_fold(shown: Shown) -> None:
    fold = shown.panel.findChild(QToolButton, "fold-losses")
    assert fold is not None
    click(fold)
    assert not shown.visible("setting-normal_weight")
    click(fold)
    assert shown.visible("setting-normal_weight")


def test_the_tab_key_goes_from_top_to_bottom(shown: Shown) -> None:
    first = shown.number("steps")
    heights = []
    widget = first.nextInFocusChain()
    while widget is not None and widget is not first:
        if isinstance(widget, NumberField | ChoiceField):
            heights.append(widget.mapTo(shown.panel, QPoint(0, 0)).y())
        widget = widget.nextInFocusChain()
    assert len(heights) >= 15
    assert heights == sorted(heights)
