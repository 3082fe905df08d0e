# SPDX-License-Identifier: MIT
"""Choices, files, sections, labels."""

from pathlib import Path

from PyQt6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PyQt6.QtGui import QDragEnterEvent, QDropEvent
from PyQt6.QtWidgets import QApplication, QFileDialog, QLabel
from pytestqt.qtbot import QtBot

from app.ui.widgets.choice_field import ChoiceField
from app.ui.widgets.file_choice_field import FileChoiceField
from app.ui.widgets.labels import ElidedLabel, ProblemLabel
from app.ui.widgets.reset_button import ResetButton
from app.ui.widgets.section import CollapsibleSection
from tests.support.hands import click, press


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


def file_field(qtbot: QtBot) -> tuple[FileChoiceField, list[str], list[str]]:
    field = FileChoiceField("Start from", [("best", "Best"), ("sphere", "Sphere")], "Mesh file...", "Meshes (*.obj)")
    field.show_value("best")
    edits: list[str] = []
    problems: list[str] = []
    field.edited.connect(edits.append)
    field.problem_changed.connect(problems.append)
    qtbot.addWidget(field)
    field.show()
    return field, edits, problems


def texts(field: FileChoiceField) -> list[str]:
    return [text for text in (field.itemText(index) for index in range(field.count())) if text]


def dropped(field: FileChoiceField, path: Path) -> bool:
    """Drop a file onto the field; return whether it may be dropped."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(5, 5), Qt.DropAction.CopyAction, data, buttons, keys)
    QApplication.sendEvent(field, enter)
    QApplication.sendEvent(field, QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, data, buttons, keys))
    return enter.isAccepted()


def test_a_file_stands_among_the_words_while_it_is_the_value(qtbot: QtBot) -> None:
    field, edits, _ = file_field(qtbot)
    assert texts(field) == ["Best", "Sphere", "Mesh file..."]
    field.show_value("/models/cup.obj")
    assert (field.value, field.currentText()) == ("/models/cup.obj", "cup.obj")
    field.show_value("/models/pot.obj")
    assert texts(field) == ["Best", "Sphere", "pot.obj", "Mesh file..."]
    press(field, Qt.Key.Key_Up)
    assert edits == ["sphere"]
    field.show_value("sphere")
    assert texts(field) == ["Best", "Sphere", "Mesh file..."]


def test_a_file_may_be_dropped(qtbot: QtBot, tmp_path: Path) -> None:
    field, edits, problems = file_field(qtbot)
    mesh = tmp_path / "mesh.obj"
    mesh.write_text("", encoding="utf-8")
    assert dropped(field, mesh)
    assert edits == [str(mesh)]
    dropped(field, tmp_path)
    assert edits == [str(mesh)]
    assert problems[-1] == f"Start from must be a file that exists, got {str(tmp_path)!r}."


def test_the_last_entry_asks_for_a_file_and_does_not_block(qtbot: QtBot, tmp_path: Path) -> None:
    field, edits, _ = file_field(qtbot)
    mesh = tmp_path / "mesh.obj"
    mesh.write_text("", encoding="utf-8")
    press(field, Qt.Key.Key_End)
    assert (field.value, edits) == ("best", [])
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
