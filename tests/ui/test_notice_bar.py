# SPDX-License-Identifier: MIT
"""What the user must know now can come with a button that does something about it."""

from PyQt6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from app.ui.notice_bar import NoticeBar
from tests.support.hands import click


def test_a_button_belongs_to_its_message(qtbot: QtBot) -> None:
    bar = NoticeBar()
    qtbot.addWidget(bar)
    bar.resize(600, 60)
    button = bar.findChild(QPushButton, "notice_offer")
    assert button is not None
    done: list[str] = []
    bar.show_message("warning", "The cameras disagree.")
    assert not button.isVisible()
    bar.offer("The cameras disagree.", "Check cameras...", lambda: done.append("checked"))
    assert button.isVisible() and button.text() == "Check cameras..."
    click(button)
    assert done == ["checked"]
    bar.show_message("error", "Something else.")
    assert not button.isVisible()
    bar.offer("The cameras disagree.", "Check cameras...", lambda: done.append("again"))
    assert not button.isVisible(), "its message is gone"
