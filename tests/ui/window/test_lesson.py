# SPDX-License-Identifier: MIT
"""The lesson about colours: one click away, told in a sentence, and ready for its first step."""

import numpy as np
from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QLabel, QMenu, QMessageBox, QWidget

from app.engine.fitting.presets import COLOURS_ONLY, preset_of
from app.engine.fitting.run_log import COLUMNS
from app.engine.fitting.snapshot import ColourPicture
from app.ui.app_state import AppState
from app.ui.lesson import LESSON_TEXT
from app.ui.view_images import PictureMode
from app.ui.viewport.display import DisplayMode
from tests.support.hands import click
from tests.support.windows import WindowAtWork


def open_lesson(at_work: WindowAtWork) -> None:
    """Click it in the menu."""
    action = at_work.window.actions_table["colours_only"]
    menu = next(menu for menu in at_work.window.findChildren(QMenu) if action in menu.actions())
    menu.popup(at_work.window.mapToGlobal(at_work.window.rect().topLeft()))
    click(menu, menu.actionGeometry(action).center())


def wait_for_it(at_work: WindowAtWork) -> None:
    at_work.until(lambda: at_work.document.model is not None and "colours only" in at_work.document.model.name)
    at_work.until(lambda: at_work.controller.snapshot is not None and at_work.controller.pictures is not None)
    at_work.until(lambda: at_work.controller.state is AppState.READY)


def test_it_opens_a_model_with_one_camera_and_shows_four_pictures(at_work: WindowAtWork) -> None:
    open_lesson(at_work)
    wait_for_it(at_work)
    document, settings = at_work.document, at_work.document.settings
    assert len(document.cameras.enabled) == 1
    assert document.current_id == document.cameras.enabled[0].id
    assert settings.start == "model"
    assert preset_of(settings, [COLOURS_ONLY]) is COLOURS_ONLY
    assert at_work.window.selected_view_panel.mode is PictureMode.ALL
    assert at_work.window.selected_view_panel.isVisible()
    assert at_work.window.selected_view_panel.width() > 0.4 * at_work.window.width()
    assert at_work.window.view_handlers.display.mode is DisplayMode.COLOUR
    assert at_work.window.windowTitle().startswith("avocado, colours only")
    assert LESSON_TEXT in at_work.messages()
    assert not at_work.window.isWindowModified()
    snapshot = at_work.controller.snapshot
    assert snapshot is not None and document.model is not None
    own = document.model.mesh.welded().positions
    np.testing.assert_allclose(snapshot.positions_world[: len(own)], own, atol=1e-6)
    assert len(snapshot.positions_world) > 10 * len(own), "colours are as fine as the triangles"


def test_a_click_is_a_step_of_gradient_descent_on_colours(at_work: WindowAtWork) -> None:
    open_lesson(at_work)
    wait_for_it(at_work)
    at_work.until(lambda: at_work.controller.pictures is not None and at_work.controller.pictures.selected is not None)
    before = shown(at_work)
    assert before.gradient is None, "no step has been done"
    assert np.ptp(before.rendered[before.rendered.shape[0] // 2, before.rendered.shape[1] // 2].astype(int)) < 12
    at_work.click("step_button")
    at_work.until(lambda: shown(at_work).gradient is not None and at_work.controller.state is AppState.PAUSED)
    assert at_work.controller.step_count == 1
    assert not np.array_equal(shown(at_work).rendered, before.rendered)
    at_work.run_to(25)
    at_work.until(lambda: shown(at_work).quality.psnr_decibels > before.quality.psnr_decibels + 6)
    snapshot, log = at_work.controller.snapshot, at_work.controller.run_log
    assert snapshot is not None and at_work.document.model is not None
    own = at_work.document.model.mesh.welded().positions
    np.testing.assert_allclose(snapshot.positions_world[: len(own)], own, atol=1e-6, err_msg="the shape stays")
    colour = log.columns[:, COLUMNS.index("colour")]
    assert 0 < colour[-1] < 0.5 * colour[0]
    assert log.psnrs[-1, 1] > log.psnrs[0, 1] + 3


def shown(at_work: WindowAtWork) -> ColourPicture:
    """The selected view in colour."""
    pictures = at_work.controller.pictures
    assert pictures is not None and pictures.selected is not None and pictures.selected.colour is not None
    return pictures.selected.colour


def test_the_status_tells_what_is_found(at_work: WindowAtWork) -> None:
    open_lesson(at_work)
    wait_for_it(at_work)
    aim = at_work.part("status_aim")
    assert isinstance(aim, QLabel)
    at_work.until(lambda: aim.text() == "finds colours only")


def test_unsaved_work_is_asked_for_first(at_work: WindowAtWork) -> None:
    at_work.click("step_button")
    at_work.until(lambda: at_work.controller.step_count == 1)
    at_work.until(lambda: at_work.window.isWindowModified())
    open_lesson(at_work)
    box = at_work.window.findChild(QMessageBox)
    assert box is not None and box.isVisible()
    cancel = box.button(QMessageBox.StandardButton.Cancel)
    assert cancel is not None
    click(cancel)
    assert at_work.document.model is not None and at_work.document.model.name == "kettle"


def test_colours_are_chosen_beside_start(at_work: WindowAtWork) -> None:
    choice = at_work.part("tool_bar_colour")
    choice.setFocus()
    at_work.key(Qt.Key.Key_Down)
    assert at_work.document.settings.colour == "vertex"
    assert at_work.document.undo_stack.undoText() == "Set colour to vertex"
    at_work.key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert at_work.document.settings.colour == "off"
    assert choice.property("currentText") == "Colour: off"


def test_a_key_goes_from_colours_to_outlines_and_that_is_remembered(at_work: WindowAtWork) -> None:
    panel = at_work.window.selected_view_panel
    assert panel.wants_colours
    at_work.window.setFocus()
    at_work.key(Qt.Key.Key_O, Qt.KeyboardModifier.ShiftModifier)
    assert not panel.wants_colours
    at_work.window._remember_window()
    assert not at_work.preferences.wants_colours


def test_where_start_needs_something_first_it_is_still_there(at_work: WindowAtWork) -> None:
    at_work.window.resize(1280, 800)
    at_work.key(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    at_work.key(Qt.Key.Key_Delete)
    at_work.spin(50)
    problem = at_work.part("start_problem")
    assert isinstance(problem, QLabel) and problem.text() == "Add a camera first."
    assert at_work.part("tool_bar_colour").isHidden()
    buttons = [at_work.part(f"{name}_button") for name in ("start_pause", "step", "reset")]
    assert all(not button.visibleRegion().isEmpty() for button in buttons)
    bar = at_work.window.findChild(QWidget, "main_tool_bar")
    assert bar is not None
    assert bar.mapFromGlobal(buttons[-1].mapToGlobal(buttons[-1].rect().topRight())).x() <= bar.width()
