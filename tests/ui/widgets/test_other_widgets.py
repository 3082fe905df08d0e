# SPDX-License-Identifier: MIT
"""Choices, paths, sections, labels."""

from pathlib import Path

from PyQt6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PyQt6.QtGui import QDragEnterEvent, QDropEvent
from PyQt6.QtWidgets import QApplication, QFileDialog, QLabel
from pytestqt.qtbot import QtBot

from app.ui.widgets.choice_field import ChoiceField
from app.ui.widgets.labels import ElidedLabel, ProblemLabel
from app.ui.widgets.path_field import PathField
from app.ui.widgets.reset_button import ResetButton
from app.ui.widgets.section import CollapsibleSection
from tests.support.hands import click, press, type_text


def test_only_the_users_choice_is_an_edit(qtbot: QtBot) -> None:
    field = ChoiceField([("l2", "L2"), ("l1", "L1")])
    qtbot.addWidget(field)
    edits: list[str] = []
    field.edited.connect(edits.append)
    field.show_value("l1")
    assert (field.value, field.currentText(), edits) == ("l1", "L1", [])
    field.show()
    press(field, Qt.Key.Key_Up)
    assert (field.value, edits) == ("l2", ["l2"])


def path_field(qtbot: QtBot) -> tuple[PathField, list[str], list[str]]:
    field = PathField("Start from", "Meshes (*.obj)", words=("sphere",))
    field.show_value("sphere")
    edits: list[str] = []
    problems: list[str] = []
    field.edited.connect(edits.append)
    field.problem_changed.connect(problems.append)
    qtbot.addWidget(field)
    field.show()
    return field, edits, problems


def test_a_path_must_exist_unless_it_is_a_word(qtbot: QtBot, tmp_path: Path) -> None:
    field, edits, problems = path_field(qtbot)
    field.line.selectAll()
    type_text(field.line, "nowhere.obj")
    press(field.line, Qt.Key.Key_Return)
    assert edits == []
    assert problems[-1] == "Start from must be sphere, or a file that exists, got 'nowhere.obj'."
    assert field.line.is_wrong
    mesh = tmp_path / "mesh.obj"
    mesh.write_text("", encoding="utf-8")
    field.line.selectAll()
    type_text(field.line, str(mesh))
    press(field.line, Qt.Key.Key_Return)
    assert (edits, problems[-1]) == ([str(mesh)], "")
    field.line.selectAll()
    type_text(field.line, "sphere")
    press(field.line, Qt.Key.Key_Return)
    assert edits[-1] == "sphere"


def test_a_file_may_be_dropped(qtbot: QtBot, tmp_path: Path) -> None:
    field, edits, _ = path_field(qtbot)
    mesh = tmp_path / "mesh.obj"
    mesh.write_text("", encoding="utf-8")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(mesh))])
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(5, 5), Qt.DropAction.CopyAction, data, buttons, keys)
    QApplication.sendEvent(field, enter)
    assert enter.isAccepted()
    QApplication.sendEvent(field, QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, data, buttons, keys))
    assert edits == [str(mesh)]


def test_the_file_dialog_does_not_block(qtbot: QtBot, tmp_path: Path) -> None:
    field, edits, _ = path_field(qtbot)
    mesh = tmp_path / "mesh.obj"
    mesh.write_text("", encoding="utf-8")
    click(field.browse)
    dialog = field.findChild(QFileDialog)
    assert dialog is not None
    dialog.fileSelected.emit(str(mesh))
    dialog.reject()
    assert edits == [str(mesh)]


def test_a_section_folds_and_unfolds(qtbot: QtBot) -> None:
    section = CollapsibleSection("Losses")
    inside = QLabel("inside")
    section.body_layout.addWidget(inside)
    qtbot.addWidget(section)
    section.show()
    assert inside.isVisible()
    click(section.header)
    assert not inside.isVisible()
    click(section.header)
    assert inside.isVisible()


def test_a_text_too_long_gives_way_and_is_its_own_tooltip(qtbot: QtBot) -> None:
    label = ElidedLabel("/a/very/long/path/to/a/mesh.obj", Qt.TextElideMode.ElideMiddle)
    qtbot.addWidget(label)
    label.resize(60, 20)
    label.show()
    label.grab()
    assert label.toolTip() == label.text()
    label.resize(600, 20)
    label.grab()
    assert label.toolTip() == ""
    assert label.minimumSizeHint().width() < 30


def test_a_problem_takes_room_only_while_there_is_one(qtbot: QtBot) -> None:
    label = ProblemLabel()
    qtbot.addWidget(label)
    assert label.isHidden()
    label.tell("Share must be less.")
    assert not label.isHidden()
    label.tell("")
    assert label.isHidden()


def test_a_reset_button_keeps_its_place_and_names_the_default(qtbot: QtBot) -> None:
    button = ResetButton("0.04")
    qtbot.addWidget(button)
    assert button.isHidden()
    assert button.sizePolicy().retainSizeWhenHidden()
    assert "0.04" in button.toolTip()
