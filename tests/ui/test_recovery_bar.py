# SPDX-License-Identifier: MIT
"""Lost work is offered one piece after the other, and each answer is told."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.ui.lost_work import Recoverable
from app.ui.recovery_bar import RecoveryBar, offer_in_words
from tests.support.hands import click

NOW = datetime(2026, 11, 21, 13, 0, tzinfo=timezone(timedelta(hours=1)))
KETTLE = Recoverable(Path("/a/untitled-1-1"), None, datetime(2026, 11, 21, 11, 31, tzinfo=UTC), 412, "kettle")
TREE = Recoverable(
    Path("/b/t.autosave"), Path("/b/oak.photosculpture"), datetime(2026, 11, 20, 8, 5, tzinfo=UTC), 12_000, "tree"
)


@pytest.fixture
def bar(qtbot: QtBot) -> Iterator[RecoveryBar]:
    window = QWidget()
    qtbot.addWidget(window)
    layout = QVBoxLayout(window)
    bar = RecoveryBar(window)
    layout.addWidget(bar)
    layout.addStretch(1)
    window.resize(900, 200)
    with qtbot.waitExposed(window):
        window.show()
    yield bar


def press(bar: RecoveryBar, name: str) -> None:
    button = bar.findChild(QPushButton, f"recovery_{name}")
    assert button is not None
    click(button)


def test_says_what_was_found() -> None:
    assert offer_in_words(KETTLE, NOW) == "Unsaved work on kettle, step 412, from 12:31 was found."
    assert offer_in_words(TREE, NOW) == (
        "Unsaved work on oak.photosculpture (tree), step 12,000, from 20 Nov 2026, 09:05 was found."
    )


def test_takes_no_room_without_an_offer(bar: RecoveryBar) -> None:
    assert not bar.isVisible()
    bar.offer([KETTLE])
    assert bar.isVisible()
    bar.offer([])
    assert not bar.isVisible()


def test_each_answer_is_told_and_the_next_offer_follows(bar: RecoveryBar) -> None:
    recovered: list[Recoverable] = []
    discarded: list[Recoverable] = []
    bar.recover_requested.connect(recovered.append)
    bar.discarded.connect(discarded.append)
    bar.offer([KETTLE, TREE, KETTLE])
    assert bar.text.startswith("Unsaved work on kettle, step 412, ")
    press(bar, "recover")
    assert bar.text.startswith("Unsaved work on oak.photosculpture (tree), ")
    press(bar, "discard")
    press(bar, "later")
    assert (recovered, discarded) == ([KETTLE], [TREE])
    assert not bar.isVisible()


def test_a_name_from_a_file_is_not_taken_for_markup(bar: RecoveryBar) -> None:
    bar.offer([Recoverable(KETTLE.path, None, KETTLE.saved_at, 1, "<b>bold</b>")])
    label = bar.findChild(QLabel, "recovery_text")
    assert label is not None
    assert "<b>bold</b>" in label.text()
    assert label.textFormat() == Qt.TextFormat.PlainText
