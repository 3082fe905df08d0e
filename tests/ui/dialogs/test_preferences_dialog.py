# SPDX-License-Identifier: MIT
"""The preferences dialog: changes hold at once and last, defaults come back, nothing blocks."""

from pathlib import Path
from typing import TypeVar

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QCheckBox, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app.ui.dialogs.preferences_dialog import PreferencesDialog
from app.ui.preferences import Preferences, PreferenceValues
from app.ui.theme import theme
from app.ui.widgets.choice_field import ChoiceField
from app.ui.widgets.slider_field import SliderField
from tests.support.hands import click, press, type_text

T = TypeVar("T", bound=QWidget)


@pytest.fixture
def preferences(tmp_path: Path) -> Preferences:
    return Preferences(tmp_path / "preferences.ini")


@pytest.fixture
def dialog(qtbot: QtBot, preferences: Preferences) -> PreferencesDialog:
    dialog = PreferencesDialog(preferences)
    with qtbot.waitExposed(dialog):
        dialog.open()
    return dialog


def editor(dialog: PreferencesDialog, kind: type[T], name: str) -> T:
    found = dialog.findChild(kind, name)
    assert found is not None, name
    return found


def test_another_theme_is_seen_at_once_and_lasts(dialog: PreferencesDialog, preferences: Preferences) -> None:
    choice = editor(dialog, ChoiceField, "edit-theme")
    press(choice, Qt.Key.Key_End)
    assert theme().is_dark
    assert Preferences(preferences.path).values.theme == "dark"


def test_numbers_are_typed_and_checked(dialog: PreferencesDialog, preferences: Preferences) -> None:
    number = editor(dialog, SliderField, "edit-history_limit_mib").number
    number.selectAll()
    type_text(number, "100")
    press(number, Qt.Key.Key_Return)
    assert preferences.values.history_limit_mib == 100
    assert dialog.isVisible()
    number.selectAll()
    type_text(number, "1")
    press(number, Qt.Key.Key_Return)
    assert preferences.values.history_limit_mib == 100
    problem = dialog.findChild(QWidget, "problem-history_limit_mib")
    assert problem is not None and problem.isVisible()


def test_a_switch_holds_at_once(dialog: PreferencesDialog, preferences: Preferences) -> None:
    press(editor(dialog, QCheckBox, "edit-confirm_close"), Qt.Key.Key_Space)
    assert not preferences.values.confirm_close


def test_restoring_defaults_shows_them(dialog: PreferencesDialog, preferences: Preferences) -> None:
    preferences.set_values(PreferenceValues("dark", 64, 15, False))
    assert editor(dialog, SliderField, "edit-autosave_seconds").number.text() == "15"
    click(editor(dialog, QPushButton, "restore-defaults"))
    assert preferences.values == PreferenceValues()
    assert not theme().is_dark
    assert editor(dialog, QCheckBox, "edit-confirm_close").isChecked()


def test_it_closes(dialog: PreferencesDialog, qtbot: QtBot) -> None:
    with qtbot.waitSignal(dialog.accepted):
        click(editor(dialog, QPushButton, "close-preferences"))
