# SPDX-License-Identifier: MIT
"""Work of which only the newest counts."""

import threading
from collections.abc import Callable

from PyQt6.QtCore import QObject
from pytestqt.qtbot import QtBot

from app.ui.newest_work import NewestWork


def gated(gate: threading.Event, name: str) -> Callable[[], str]:
    def work() -> str:
        assert gate.wait(5.0)
        return name

    return work


def test_what_waits_is_replaced_and_what_has_begun_is_told(qtbot: QtBot) -> None:
    work, gate, told = NewestWork(parent := QObject()), threading.Event(), list[str]()
    for name in ("first", "second", "third", "last"):
        work.ask(name, gated(gate, name), told.append, told.append)
    assert work.is_busy
    gate.set()
    qtbot.waitUntil(lambda: not work.is_busy)
    assert told == ["first", "last"]
    assert parent is not None


def test_what_is_forgotten_is_not_told(qtbot: QtBot) -> None:
    work, gate, told = NewestWork(parent := QObject()), threading.Event(), list[str]()
    work.ask("first", gated(gate, "first"), told.append, told.append)
    work.ask("second", gated(gate, "second"), told.append, told.append)
    work.forget()
    assert not work.is_busy
    gate.set()
    work.ask("third", lambda: "third", told.append, told.append)
    qtbot.waitUntil(lambda: not work.is_busy)
    assert told == ["third"]
    assert parent is not None


def test_a_value_error_is_told_as_its_sentence(qtbot: QtBot) -> None:
    def fail() -> None:
        raise ValueError("The box is too small.")

    work, done, failed = NewestWork(parent := QObject()), list[object](), list[str]()
    work.ask("cut", fail, done.append, failed.append)
    qtbot.waitUntil(lambda: bool(failed))
    assert (done, failed) == ([], ["The box is too small."])
    assert parent is not None


def test_its_end_with_its_parent_tells_nobody(qtbot: QtBot) -> None:
    parent, gate, told = QObject(), threading.Event(), list[str]()
    work = NewestWork(parent)
    work.ask("first", gated(gate, "first"), told.append, told.append)
    parent.deleteLater()
    qtbot.wait(20)
    gate.set()
    qtbot.wait(50)
    assert told == []
