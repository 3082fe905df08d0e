# SPDX-License-Identifier: MIT
"""Presets above the settings: choose, save, replace, delete, and hear of what goes wrong."""

import dataclasses
from pathlib import Path

import pytest
from PyQt6.QtGui import QAction
from PyQt6.QtWidgets import QInputDialog, QMenu
from pytestqt.qtbot import QtBot

from app.engine.cameras.camera_set import CameraSet
from app.engine.fitting.presets import BUILT_IN, Preset, PresetFolder
from app.engine.fitting.settings import FitSettings
from app.ui.document import Document
from app.ui.panels.settings_panel_presets import PresetBar
from tests.support.hands import click

OWN = FitSettings(learning_rate=0.123, seed=9, device="cpu")


@pytest.fixture
def document() -> Document:
    document = Document()
    document.open(None, CameraSet(), FitSettings())
    return document


@pytest.fixture
def folder(tmp_path: Path) -> PresetFolder:
    return PresetFolder(tmp_path / "presets")


@pytest.fixture
def bar(qtbot: QtBot, document: Document, folder: PresetFolder) -> PresetBar:
    bar = PresetBar(document, folder)
    qtbot.addWidget(bar)
    bar.show()
    return bar


def menu(bar: PresetBar) -> dict[str, QAction]:
    """What the menu offers when it opens, with what its submenus do."""
    opened = bar.choice.menu()
    assert opened is not None
    opened.aboutToShow.emit()
    return {action.text(): action for action in opened.actions() if not action.isSeparator()}


def removals(bar: PresetBar) -> dict[str, QAction]:
    submenu = menu(bar)["Delete preset"].menu()
    assert isinstance(submenu, QMenu)
    return {action.text(): action for action in submenu.actions()}


@pytest.mark.parametrize("preset", BUILT_IN, ids=lambda preset: preset.name)
def test_a_built_in_preset_is_one_step_of_undo_and_named(bar: PresetBar, document: Document, preset: Preset) -> None:
    document.edit_settings("begin", OWN)
    assert bar.choice.text() == "Settings of your own"
    action = menu(bar)[preset.name]
    assert action.toolTip() == preset.help
    action.trigger()
    assert bar.choice.text() == preset.name
    assert (document.settings.seed, document.settings.device) == (9, "cpu")
    assert document.settings == preset.applied_to(OWN)
    assert menu(bar)[preset.name].isChecked()
    document.undo_stack.undo()
    assert document.settings == OWN


def test_own_settings_are_saved_chosen_and_deleted(bar: PresetBar, document: Document, folder: PresetFolder) -> None:
    document.edit_settings("begin", OWN)
    menu(bar)["Save as preset..."].trigger()
    dialog = bar.window().findChild(QInputDialog)  # type: ignore[union-attr]
    assert dialog is not None
    dialog.setTextValue("  Käse ")
    dialog.accept()
    assert bar.choice.text() == "Käse"
    document.edit_settings("other", FitSettings())
    menu(bar)["Käse"].trigger()
    assert document.settings == dataclasses.replace(FitSettings(), learning_rate=0.123)
    assert [preset.name for preset in PresetFolder(folder.folder).read_all().presets] == ["Käse"]
    removals(bar)["Käse"].trigger()
    assert "Käse" not in menu(bar)
    assert "Delete preset" not in menu(bar)
    assert bar.choice.text() == "Settings of your own"


def test_a_name_that_is_taken_by_the_program_is_refused(bar: PresetBar, document: Document, qtbot: QtBot) -> None:
    with qtbot.waitSignal(bar.problem) as told:
        bar.save(BUILT_IN[0].name)
    assert told.args is not None and "choose another name" in told.args[0]


@pytest.mark.parametrize("name", ["", "x" * 100])
def test_an_impossible_name_is_refused(bar: PresetBar, folder: PresetFolder, qtbot: QtBot, name: str) -> None:
    with qtbot.waitSignal(bar.problem):
        bar.save(name)
    assert folder.read_all().presets == ()


def test_a_damaged_preset_is_told_and_spoils_no_other(bar: PresetBar, folder: PresetFolder, qtbot: QtBot) -> None:
    bar.save("good")
    (folder.folder / "bad.json").write_text("{", encoding="utf-8")
    with qtbot.waitSignal(bar.problem) as told:
        assert "good" in menu(bar)
    assert told.args is not None and "bad.json" in told.args[0]


def test_a_folder_that_cannot_be_written_is_told(bar: PresetBar, folder: PresetFolder, qtbot: QtBot) -> None:
    folder.folder.write_text("a file in its place", encoding="utf-8")
    with qtbot.waitSignal(bar.problem):
        bar.save("good")


def test_defaults_are_offered_only_off_the_defaults(bar: PresetBar, document: Document) -> None:
    assert not bar.defaults.isEnabled()
    document.edit_settings("begin", OWN)
    click(bar.defaults)
    assert document.settings == FitSettings()
