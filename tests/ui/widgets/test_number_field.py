# SPDX-License-Identifier: MIT
"""Numbers to type: when they count, what is refused and how, and that a draft belongs to the user."""

import dataclasses
from dataclasses import dataclass

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtGui import QAction
from PyQt6.QtWidgets import QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.engine.setting_fields import setting
from app.ui.widgets.number_field import NumberField, number_text, parsed_number
from tests.support.hands import click, press, type_text


@dataclass(frozen=True)
class Example:
    share: float = setting(0.5, label="Share", help="a number", unit="px", minimum=0.1, maximum=20.0)
    count: int = setting(7, label="Count", help="a whole number", minimum=1, maximum=100_000)


SHARE, COUNT = dataclasses.fields(Example)


class Form(QWidget):
    """A field with another beside it to go to."""

    def __init__(self, qtbot: QtBot, item: "dataclasses.Field[object]" = SHARE) -> None:
        super().__init__()
        self.field = NumberField(item)
        self.other = QLineEdit()
        layout = QVBoxLayout(self)
        layout.addWidget(self.field)
        layout.addWidget(self.other)
        self.edits: list[float] = []
        self.problems: list[str] = []
        self.field.edited.connect(self.edits.append)
        self.field.problem_changed.connect(self.problems.append)
        qtbot.addWidget(self)
        self.show()
        self.activateWindow()
        self.field.setFocus()
        qtbot.waitUntil(self.field.hasFocus)

    def type(self, text: str) -> None:
        self.field.selectAll()
        type_text(self.field, text)


@pytest.mark.parametrize("text", ["0.04", "0,04", "4e-2", " 0.04 px ", ".04"])
def test_a_number_may_be_written_as_people_do(text: str) -> None:
    assert parsed_number(text, False, ("px",)) == 0.04


@pytest.mark.parametrize("text", ["10000", "10,000", "10 000", "1e4", "10_000"])
def test_a_whole_number_may_be_written_as_people_do(text: str) -> None:
    assert parsed_number(text, True) == 10_000
    assert isinstance(parsed_number(text, True), int)


def test_numbers_are_shown_short() -> None:
    assert [number_text(value) for value in (10_000_000, 0.1 + 0.2, 1e-6, 12.0)] == ["10000000", "0.3", "1e-06", "12"]


def test_enter_commits(qtbot: QtBot) -> None:
    form = Form(qtbot)
    form.type("0.75")
    assert form.edits == []
    press(form.field, Qt.Key.Key_Return)
    assert form.edits == [0.75]


def test_leaving_commits_once(qtbot: QtBot) -> None:
    form = Form(qtbot)
    form.type("0.75")
    click(form.other)
    qtbot.waitUntil(form.other.hasFocus)
    form.field.setFocus()
    form.other.setFocus()
    assert form.edits == [0.75]


def test_escape_reverts_and_commits_nothing(qtbot: QtBot) -> None:
    form = Form(qtbot)
    form.type("0.75")
    press(form.field, Qt.Key.Key_Escape)
    assert form.field.text() == "0.5"
    form.other.setFocus()
    assert form.edits == []


def test_looking_at_a_field_changes_nothing(qtbot: QtBot) -> None:
    form = Form(qtbot)
    form.field.show_value(0.123456789)
    form.other.setFocus()
    form.field.setFocus()
    press(form.field, Qt.Key.Key_Return)
    assert form.edits == []
    assert form.field.value == 0.123456789


def test_a_refresh_leaves_a_draft_alone(qtbot: QtBot) -> None:
    form = Form(qtbot)
    form.type("0.7")
    form.field.show_value(3.0)
    assert form.field.text() == "0.7"
    press(form.field, Qt.Key.Key_Escape)
    assert form.field.text() == "3"


def test_out_of_range_is_told_in_place_and_nothing_is_lost(qtbot: QtBot) -> None:
    form = Form(qtbot)
    form.type("50")
    press(form.field, Qt.Key.Key_Return)
    assert form.edits == []
    assert form.problems == ["Share must lie between 0.1 and 20, got 50."]
    assert form.field.is_wrong and form.field.property("wrong") is True
    form.other.setFocus()
    form.field.show_value(0.5)
    assert form.field.text() == "50"
    form.field.setFocus()
    form.type("5")
    assert form.problems[-1] == ""
    press(form.field, Qt.Key.Key_Return)
    assert form.edits == [5.0]
    assert not form.field.is_wrong


def test_escape_leaves_a_refused_text(qtbot: QtBot) -> None:
    form = Form(qtbot)
    form.type("abc")
    press(form.field, Qt.Key.Key_Return)
    assert form.problems == ["Share must be a finite number, got 'abc'."]
    press(form.field, Qt.Key.Key_Escape)
    assert (form.field.text(), form.problems[-1], form.field.is_wrong) == ("0.5", "", False)


def test_a_refused_text_goes_when_something_else_holds(qtbot: QtBot) -> None:
    form = Form(qtbot)
    form.type("50")
    press(form.field, Qt.Key.Key_Return)
    form.field.show_value(2.0)
    assert (form.field.text(), form.problems[-1], form.field.is_wrong) == ("2", "", False)


def test_a_whole_number_stays_one(qtbot: QtBot) -> None:
    form = Form(qtbot, COUNT)
    form.type("1e3")
    press(form.field, Qt.Key.Key_Return)
    assert form.edits == [1000]
    assert isinstance(form.edits[0], int)
    form.type("2.5")
    press(form.field, Qt.Key.Key_Return)
    assert form.problems[-1] == "Count must be a whole number, got 2.5."


def test_space_is_the_windows_once_a_number_is_entered(qtbot: QtBot) -> None:
    form = Form(qtbot, COUNT)
    started: list[bool] = []
    action = QAction(form)
    action.setShortcut(Qt.Key.Key_Space)
    action.triggered.connect(started.append)
    form.addAction(action)
    form.type("10 000")
    assert not started
    press(form.field, Qt.Key.Key_Return)
    press(form.field, Qt.Key.Key_Space)
    assert form.edits == [10_000]
    assert len(started) == 1


def test_undo_is_the_windows_unless_there_is_a_draft(qtbot: QtBot) -> None:
    form = Form(qtbot)
    undone: list[bool] = []
    action = QAction(form)
    action.setShortcut("Ctrl+Z")
    action.triggered.connect(undone.append)
    form.addAction(action)
    press(form.field, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert len(undone) == 1
    form.type("9")
    press(form.field, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert len(undone) == 1
    assert form.field.text() == "0.5"
