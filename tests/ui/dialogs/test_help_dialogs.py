# SPDX-License-Identifier: MIT
"""The sheet of shortcuts, the about box, and the hint for new users."""

from pathlib import Path

import pytest
from PyQt6.QtCore import QPoint, Qt
from PyQt6.QtGui import QKeySequence
from PyQt6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app.ui.actions import ACTIONS, GESTURES
from app.ui.dialogs.about_dialog import AboutDialog
from app.ui.dialogs.first_run_hint import FirstRunHint
from app.ui.dialogs.shortcut_keys import ShortcutKeys
from app.ui.dialogs.shortcut_sheet import ShortcutSheet
from app.ui.preferences import Preferences
from tests.support.hands import click, press, type_text


@pytest.fixture
def sheet(qtbot: QtBot) -> ShortcutSheet:
    sheet = ShortcutSheet()
    sheet.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(sheet)
    with qtbot.waitExposed(sheet):
        sheet.open()
    return sheet


@pytest.fixture
def preferences(tmp_path: Path) -> Preferences:
    return Preferences(tmp_path / "preferences.ini")


@pytest.fixture
def viewport(qtbot: QtBot) -> QWidget:
    viewport = QWidget()
    viewport.resize(860, 560)
    qtbot.addWidget(viewport)
    return viewport


def test_the_sheet_has_every_shortcut_and_gesture(sheet: ShortcutSheet) -> None:
    expected = [spec.title for spec in ACTIONS if spec.shortcuts] + [gesture.effect for gesture in GESTURES]
    assert sorted(sheet.shown_effects) == sorted(expected)
    keys = {keys.accessibleName() for keys in sheet.findChildren(ShortcutKeys)}
    assert keys == {" or ".join(spec.shortcuts) for spec in ACTIONS if spec.shortcuts}


def test_every_shortcut_is_one_that_qt_knows() -> None:
    for spec in ACTIONS:
        for shortcut in spec.shortcuts:
            assert QKeySequence(shortcut).toString(), f"{spec.id}: {shortcut}"


def test_a_search_leaves_what_is_meant(sheet: ShortcutSheet) -> None:
    search = sheet.findChild(QLineEdit, "shortcut_search")
    assert search is not None
    type_text(search, "ctrl+shift")
    assert set(sheet.shown_effects) == {
        spec.title for spec in ACTIONS if any("Ctrl+Shift" in shortcut for shortcut in spec.shortcuts)
    }
    search.clear()
    type_text(search, "ORBIT")
    assert "orbit" in sheet.shown_effects
    type_text(search, " xyzzy")
    assert sheet.shown_effects == ()
    press(search, Qt.Key.Key_Escape)
    assert not sheet.isVisible()


def test_the_about_box_tells_and_copies_versions(qtbot: QtBot) -> None:
    dialog = AboutDialog("cpu (2 threads)", "llvmpipe, 4.5")
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(dialog)
    dialog.open()
    texts = [label.text() for label in dialog.findChildren(QLabel)]
    for expected in ("Photosculpture", "Python", "PyTorch", "Qt", "PyQt", "pyqtgraph", "NumPy", "llvmpipe, 4.5"):
        assert expected in texts
    assert any("MIT License" in text for text in texts)
    copy = dialog.findChild(QPushButton, "about_copy")
    assert copy is not None
    click(copy)
    clipboard = QApplication.clipboard()
    assert clipboard is not None
    assert "Computes on:    cpu (2 threads)\n" in clipboard.text()


def hint_part(hint: FirstRunHint, name: str) -> QAbstractButton:
    found = hint.findChild(QAbstractButton, name)
    assert found is not None
    return found


@pytest.mark.parametrize("button", ["hint_done", "hint_close"])
def test_a_closed_hint_comes_back_at_the_next_start(viewport: QWidget, preferences: Preferences, button: str) -> None:
    hint = FirstRunHint(viewport, preferences)
    viewport.show()
    assert hint.isVisible()
    click(hint_part(hint, button))
    assert not hint.isVisible()
    again = FirstRunHint(viewport, preferences)
    assert again.isVisibleTo(viewport)


def test_a_closed_hint_leaves_the_keys_to_the_viewport(
    qtbot: QtBot, viewport: QWidget, preferences: Preferences
) -> None:
    viewport.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    hint = FirstRunHint(viewport, preferences)
    viewport.show()
    with qtbot.waitActive(viewport):
        viewport.activateWindow()
    click(hint_part(hint, "hint_done"))
    assert viewport.hasFocus()


def test_a_hint_that_is_not_wanted_stays_away_until_asked_for(viewport: QWidget, preferences: Preferences) -> None:
    hint = FirstRunHint(viewport, preferences)
    viewport.show()
    click(hint_part(hint, "hint_never_again"), QPoint(8, 8))
    click(hint_part(hint, "hint_done"))
    assert preferences.is_hint_dismissed
    again = FirstRunHint(viewport, preferences)
    assert not again.isVisibleTo(viewport)
    again.show_again()
    assert again.isVisible()
    click(hint_part(again, "hint_done"))
    assert preferences.is_hint_dismissed


@pytest.mark.parametrize("size", [(1600, 900), (860, 560), (330, 300)])
def test_the_hint_stays_inside_and_shows_all_of_its_lines(
    qtbot: QtBot, viewport: QWidget, preferences: Preferences, size: tuple[int, int]
) -> None:
    hint = FirstRunHint(viewport, preferences)
    viewport.show()
    viewport.resize(*size)
    qtbot.wait(10)
    assert hint.x() >= 0 and hint.geometry().right() < viewport.width()
    assert hint.height() >= hint.heightForWidth(hint.width())
    assert hint.y() >= 0
    for label in hint.findChildren(QLabel):
        assert label.height() >= label.heightForWidth(label.width())
