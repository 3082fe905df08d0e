# SPDX-License-Identifier: MIT
"""Exceptions that nobody caught: logged, shown once per kind, and the program goes on."""

import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PyQt6.QtCore import QTimer
from PyQt6.QtWidgets import QApplication, QLabel, QPlainTextEdit, QPushButton, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from app.ui.dialogs.error_dialog import ErrorDialog
from app.ui.error_reports import install_error_reports
from app.ui.log_book import LogBook
from tests.support.hands import click


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    return window


@pytest.fixture
def book() -> LogBook:
    return LogBook()


@pytest.fixture(autouse=True)
def installed(window: QWidget, book: LogBook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr("app.ui.log_book._usual_folder", lambda: tmp_path)
    uninstall = install_error_reports(book, window, lambda: "cpu (2 threads)")
    yield
    uninstall()


def dialogs(window: QWidget) -> list[ErrorDialog]:
    return [dialog for dialog in window.findChildren(ErrorDialog) if dialog.isVisible()]


def said(book: LogBook) -> list[str]:
    """All but the first entry, which tells the versions."""
    return [entry.text for entry in book.entries[1:]]


def fail(text: str = "the wheel came off") -> None:
    raise RuntimeError(text)


def test_in_a_slot(qtbot: QtBot, window: QWidget, book: LogBook) -> None:
    button = QPushButton(window)
    button.clicked.connect(lambda: fail())
    button.show()
    click(button)
    qtbot.waitUntil(lambda: len(dialogs(window)) == 1)
    assert said(book) == ["RuntimeError: the wheel came off"]
    assert "in fail" in book.entries[1].detail
    sentence = dialogs(window)[0].findChild(QLabel, "error_sentence")
    assert sentence is not None and sentence.text() == "RuntimeError: the wheel came off."


def test_in_a_thread(qtbot: QtBot, window: QWidget, book: LogBook) -> None:
    thread = threading.Thread(target=fail, name="mill")
    thread.start()
    thread.join()
    assert dialogs(window) == [], "a dialog belongs to the window's thread"
    qtbot.waitUntil(lambda: len(dialogs(window)) == 1)
    assert said(book)[0] == "RuntimeError: the wheel came off in the thread mill"


def test_in_a_destructor(qtbot: QtBot, window: QWidget, book: LogBook) -> None:
    class Careless:
        def __del__(self) -> None:
            fail("not even in peace")

    del [Careless()][0]
    qtbot.waitUntil(lambda: len(dialogs(window)) == 1)
    assert said(book)[0].startswith("RuntimeError: not even in peace (")


def test_a_flood_is_one_dialog_and_a_few_lines(qtbot: QtBot, window: QWidget, book: LogBook) -> None:
    timer = QTimer(window)
    failures: list[None] = []

    def tick() -> None:
        failures.append(None)
        raise ZeroDivisionError("again")

    timer.timeout.connect(tick)
    timer.start(0)
    qtbot.waitUntil(lambda: len(failures) >= 120)
    timer.stop()
    assert len(dialogs(window)) == 1
    assert said(book) == [
        "ZeroDivisionError: again",
        "ZeroDivisionError: again, 10 times so far",
        "ZeroDivisionError: again, 100 times so far",
    ]


def test_further_kinds_join_the_dialog(qtbot: QtBot, window: QWidget, book: LogBook) -> None:
    sys.excepthook(ValueError, ValueError("first"), None)
    sys.excepthook(MemoryError, MemoryError(), None)
    book.add_report("the engine stopped", "its trace")
    qtbot.waitUntil(lambda: len(dialogs(window)) == 1)
    dialog = dialogs(window)[0]
    sentence = dialog.findChild(QLabel, "error_sentence")
    assert sentence is not None and sentence.text() == "ValueError: first.\nAnd 2 more, see the report."
    assert "There is not enough memory for what was asked for" in dialog.report
    assert "the engine stopped\n\nits trace" in dialog.report


def test_the_report_is_shown_and_copied(qtbot: QtBot, window: QWidget) -> None:
    sys.excepthook(ValueError, ValueError("first"), None)
    qtbot.waitUntil(lambda: len(dialogs(window)) == 1)
    dialog = dialogs(window)[0]
    report, more = dialog.findChild(QPlainTextEdit, "error_report"), dialog.findChild(QToolButton, "error_more")
    copy = dialog.findChild(QPushButton, "error_copy")
    assert report is not None and more is not None and copy is not None
    assert not report.isVisible()
    click(more)
    assert report.isVisible()
    click(copy)
    clipboard = QApplication.clipboard()
    assert clipboard is not None
    for expected in ("ValueError: first", "Python:", "PyTorch:", "Qt:", "cpu (2 threads)"):
        assert expected in clipboard.text()


def test_a_closed_dialog_comes_back_for_another_kind_only(qtbot: QtBot, window: QWidget) -> None:
    for _ in range(2):
        sys.excepthook(ValueError, ValueError("first"), None)
    qtbot.waitUntil(lambda: len(dialogs(window)) == 1)
    dialogs(window)[0].reject()
    sys.excepthook(ValueError, ValueError("first"), None)
    qtbot.wait(50)
    assert dialogs(window) == []
    sys.excepthook(KeyError, KeyError("second"), None)
    qtbot.waitUntil(lambda: len(dialogs(window)) == 1)


def test_uninstalling_puts_everything_back(window: QWidget, book: LogBook) -> None:
    before = (sys.excepthook, threading.excepthook, sys.unraisablehook)
    uninstall = install_error_reports(LogBook(), window)
    assert sys.excepthook is not before[0]
    uninstall()
    assert (sys.excepthook, threading.excepthook, sys.unraisablehook) == before
