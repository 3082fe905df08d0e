# SPDX-License-Identifier: MIT
"""The program's window, driven as a user drives it."""

from collections.abc import Callable
from pathlib import Path

from PyQt6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PyQt6.QtGui import QDragEnterEvent, QDropEvent
from PyQt6.QtWidgets import QApplication, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from app.resource_files import bundled_model
from app.ui.app_state import AppState
from app.ui.log_book import LogBook
from app.ui.main_window import MainWindow
from app.ui.preferences import Preferences
from tests.support.hands import click, press

_ENTRY = Qt.KeyboardModifier.NoModifier


class WindowAtWork:
    """A window and what a test needs to use it.

    Args:
        qtbot: waits.
        folder: where its preferences are.
    """

    def __init__(self, qtbot: QtBot, folder: Path) -> None:
        self._qtbot = qtbot
        self.preferences = Preferences(folder / "preferences.ini")
        self.preferences.is_hint_dismissed = True
        self.log_book = LogBook()
        self.window = MainWindow(self.preferences, self.log_book)
        self.document = self.window.document
        self.controller = self.window.controller
        self.window.show()
        with qtbot.waitActive(self.window):  # or keys would reach nothing
            self.window.activateWindow()

    def open(self, path: Path | None = None) -> None:
        """Open a file, by default the bundled kettle, and wait until everything of it is shown."""
        before = self.document.model
        self.window.open_path(path or bundled_model("kettle.glb"))
        self.until(lambda: self.document.model is not before)
        self.until(lambda: self.controller.snapshot is not None and self.controller.pictures is not None)
        self.until(lambda: self.controller.state in (AppState.READY, AppState.PAUSED))

    def drop(self, path: Path) -> bool:
        """Drop a file or folder on the window as another program's drag does; whether it is taken."""
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(path))])
        actions, buttons = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
        enter = QDragEnterEvent(QPoint(50, 200), actions, data, buttons, _ENTRY)
        QApplication.sendEvent(self.window, enter)
        if not enter.isAccepted():
            return False
        QApplication.sendEvent(self.window, QDropEvent(QPointF(50, 200), actions, data, buttons, _ENTRY))
        return True

    def until(self, condition: Callable[[], bool]) -> None:
        """Let the window work until that is so."""
        self._qtbot.waitUntil(condition)

    def spin(self, milliseconds: int) -> None:
        """Let the window work for a while."""
        self._qtbot.wait(milliseconds)

    def part(self, name: str) -> QWidget:
        """The part of the window with that object name."""
        found = self.window.findChild(QWidget, name)
        assert found is not None, f"no widget is called {name}"
        return found

    def click(self, name: str, place: QPoint | None = None) -> None:
        """Click a part of the window."""
        click(self.part(name), place)

    def key(self, key: Qt.Key, modifier: Qt.KeyboardModifier = _ENTRY) -> None:
        """Press a key with nothing but the window in focus."""
        focused = QApplication.focusWidget()
        press(focused if focused is not None and focused.window() is self.window else self.window, key, modifier)

    def run_to(self, step: int) -> None:
        """Start, wait for a step, pause; by the visible buttons."""
        self.click("start_pause_button")
        self.until(lambda: self.controller.step_count >= step)
        if self.controller.state is AppState.RUNNING:
            self.click("start_pause_button")
        self.until(lambda: self.controller.state in (AppState.PAUSED, AppState.FINISHED))

    def answer(self, name: str, button: QMessageBox.StandardButton) -> None:
        """Answer a question that is asked, by its button."""
        box = self.window.findChild(QMessageBox, name)
        self.until(lambda: self.window.findChild(QMessageBox, name) is not None)
        box = self.window.findChild(QMessageBox, name)
        assert box is not None
        pressed = box.button(button)
        assert pressed is not None
        click(pressed)

    def messages(self) -> list[str]:
        """All that has been said."""
        return [entry.text for entry in self.log_book.entries]

    def end(self) -> None:
        """Close without a question, as a signal does."""
        self.window.close_at_once()
        assert self.window.has_ended
