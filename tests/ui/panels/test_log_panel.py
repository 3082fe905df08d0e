# SPDX-License-Identifier: MIT
"""The log panel under mouse and keys."""

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QApplication, QComboBox, QDockWidget, QLineEdit, QListView, QMainWindow, QToolButton
from pytestqt.qtbot import QtBot

from app.ui.log_book import LogBook
from app.ui.panels.log_panel import LogPanel
from tests.support.hands import click, press, type_text


@pytest.fixture
def book() -> LogBook:
    book = LogBook(most_entries=50)
    book.add_message("info", "Opened kettle.glb.")
    book.add_message("warning", "view-03: sees nothing of the model.")
    book.add_message("error", "a.glb: cannot be written: no space left on device", "Traceback: OSError")
    return book


@pytest.fixture
def panel(qtbot: QtBot, book: LogBook) -> LogPanel:
    panel = LogPanel(book)
    panel.resize(430, 220)
    qtbot.addWidget(panel)
    with qtbot.waitExposed(panel):
        panel.show()
    return panel


def shown(panel: LogPanel) -> list[str]:
    model = listing(panel).model()
    assert model is not None
    return [str(model.index(row, 0).data()).split("   ", 1)[1] for row in range(model.rowCount())]


def listing(panel: LogPanel) -> QListView:
    found = panel.findChild(QListView, "log_list")
    assert found is not None
    return found


def tool(panel: LogPanel, name: str) -> QToolButton:
    found = panel.findChild(QToolButton, name)
    assert found is not None
    return found


def copied() -> str:
    clipboard = QApplication.clipboard()
    assert clipboard is not None
    return clipboard.text()


def test_it_shows_what_is_there_and_what_comes(qtbot: QtBot, panel: LogPanel, book: LogBook) -> None:
    assert len(shown(panel)) == 3
    book.add_message("info", "Saved.")
    qtbot.waitUntil(lambda: shown(panel)[-1] == "Saved.")


def test_the_oldest_rows_go_and_a_selection_stays(qtbot: QtBot, panel: LogPanel, book: LogBook) -> None:
    view = listing(panel)
    model = view.model()
    assert model is not None
    view.setCurrentIndex(model.index(2, 0))
    for number in range(49):
        book.add_message("info", f"{number}")
    qtbot.waitUntil(lambda: len(shown(panel)) == 50)
    assert shown(panel)[0].startswith("a.glb")
    assert view.currentIndex().row() == 0


def test_filter_by_level_and_by_words(panel: LogPanel) -> None:
    levels = panel.findChild(QComboBox, "log_level")
    assert levels is not None
    levels.setFocus()
    press(levels, Qt.Key.Key_Down)
    assert len(shown(panel)) == 2
    press(levels, Qt.Key.Key_Down)
    assert len(shown(panel)) == 1
    press(levels, Qt.Key.Key_Home)
    search = panel.findChild(QLineEdit, "log_search")
    assert search is not None
    type_text(search, "oserror WRITTEN")
    assert shown(panel) == ["a.glb: cannot be written: no space left on device"]


def test_copy_takes_all_or_what_is_selected(panel: LogPanel) -> None:
    click(tool(panel, "log_copy"))
    lines = copied().splitlines()
    assert len(lines) == 4 and lines[-1] == "Traceback: OSError"
    view = listing(panel)
    model, viewport = view.model(), view.viewport()
    assert model is not None and viewport is not None
    click(viewport, view.visualRect(model.index(1, 0)).center())
    press(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert copied().endswith(" warning view-03: sees nothing of the model.")
    assert "\n" not in copied()


def test_clear_empties_the_list(panel: LogPanel) -> None:
    click(tool(panel, "log_clear"))
    assert shown(panel) == []


def test_what_is_shown_is_seen(qtbot: QtBot, panel: LogPanel, book: LogBook) -> None:
    assert book.unseen == 0
    book.add_message("error", "again")
    qtbot.waitUntil(lambda: len(shown(panel)) == 4)
    assert book.unseen == 0
    panel.hide()
    book.add_message("error", "and again")
    qtbot.waitUntil(lambda: len(shown(panel)) == 5)
    assert book.unseen == 1
    panel.show()
    qtbot.waitUntil(lambda: book.unseen == 0)


def test_a_panel_behind_another_tab_is_not_seen(qtbot: QtBot) -> None:
    book = LogBook()
    window = QMainWindow()
    qtbot.addWidget(window)
    docks = [QDockWidget("Log", window), QDockWidget("Front", window)]
    docks[0].setWidget(LogPanel(book))
    for dock in docks:
        window.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, dock)
    window.tabifyDockWidget(*docks)
    docks[1].raise_()
    with qtbot.waitExposed(window):
        window.show()
    book.add_message("warning", "unseen")
    qtbot.wait(100)
    assert book.unseen == 1
    docks[0].raise_()
    qtbot.waitUntil(lambda: book.unseen == 0)


def test_it_follows_the_newest_unless_scrolled_up(qtbot: QtBot, panel: LogPanel, book: LogBook) -> None:
    for number in range(40):
        book.add_message("info", f"{number}")
    bar = listing(panel).verticalScrollBar()
    assert bar is not None
    qtbot.waitUntil(lambda: bar.maximum() > 0 and bar.value() == bar.maximum())
    bar.setValue(0)
    book.add_message("info", "new")
    qtbot.waitUntil(lambda: shown(panel)[-1] == "new")
    assert bar.value() == 0
