# SPDX-License-Identifier: MIT
"""Photographs that are read show up as they come, and reading them can be given up."""

import threading
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QLabel, QListWidget, QProgressBar, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app.engine.captures.capture_file_error import CaptureFileError, TurntableNeededError
from app.engine.progress import Progress
from app.engine.project.project import Project
from app.ui.capture_opening import CaptureOpening, OnPicture, TurntableNeeded, capture_name
from app.ui.dialogs.opening_dialog import OpeningDialog
from tests.support.hands import click, press


class Reading:
    """A capture that is read until the test lets it end."""

    def __init__(self, qtbot: QtBot, ends_with: Callable[[], Project] | None = None) -> None:
        self.go_on = threading.Event()
        self.ends_with = ends_with
        self.heard: list[tuple[str, object]] = []
        self.parent = QWidget()
        qtbot.addWidget(self.parent)
        self.parent.show()
        opening = CaptureOpening(Path("captures") / "mug", self._load)
        job = opening.job
        job.succeeded.connect(lambda result: self.heard.append(("succeeded", result)))
        job.failed.connect(lambda text: self.heard.append(("failed", text)))
        job.cancelled.connect(lambda: self.heard.append(("cancelled", None)))
        OpeningDialog(opening, self.parent)
        self.qtbot = qtbot
        job.start()

    def _load(self, progress: Progress, on_picture: OnPicture) -> Project:
        for number in range(1, 4):
            on_picture(f"photo-{number}", np.full((60, 80, 3), 60 * number, dtype=np.uint8))
            progress.report(number / 4, f"photograph {number} of 4")
        while not self.go_on.wait(0.01):
            progress.check()
        if self.ends_with is not None:
            return self.ends_with()
        raise CaptureFileError("mug: is broken")

    @property
    def dialog(self) -> OpeningDialog | None:
        return self.parent.findChild(OpeningDialog)

    def shown(self) -> OpeningDialog:
        self.qtbot.waitUntil(lambda: self.dialog is not None and self.dialog.isVisible())
        assert self.dialog is not None
        return self.dialog

    def wait(self) -> tuple[str, object]:
        self.qtbot.waitUntil(lambda: bool(self.heard))
        self.qtbot.waitUntil(lambda: self.dialog is None)
        return self.heard[0]


def test_pictures_and_progress_are_shown_and_the_window_stays_free(qtbot: QtBot) -> None:
    reading = Reading(qtbot)
    dialog = reading.shown()
    assert dialog.windowTitle() == "Opening mug"
    assert not dialog.isModal()
    pictures = dialog.findChild(QListWidget, "opening_pictures")
    bar = dialog.findChild(QProgressBar, "opening_bar")
    text = dialog.findChild(QLabel, "opening_text")
    assert pictures is not None and bar is not None and text is not None
    qtbot.waitUntil(lambda: pictures.count() == 3)
    names = [item.text() for row in range(3) if (item := pictures.item(row)) is not None]
    assert names == ["photo-1", "photo-2", "photo-3"]
    qtbot.waitUntil(lambda: bar.value() == 750)
    assert text.text() == "Photograph 3 of 4"
    reading.go_on.set()
    assert reading.wait() == ("failed", "mug: is broken")


def test_cancel_gives_up(qtbot: QtBot) -> None:
    reading = Reading(qtbot)
    button = reading.shown().findChild(QPushButton, "opening_cancel")
    assert button is not None
    click(button)
    assert reading.wait() == ("cancelled", None)


def test_escape_gives_up(qtbot: QtBot) -> None:
    reading = Reading(qtbot)
    press(reading.shown(), Qt.Key.Key_Escape)
    assert reading.wait() == ("cancelled", None)


def test_what_is_read_at_once_shows_no_dialog(qtbot: QtBot, monkeypatch: object) -> None:
    reading = Reading(qtbot)
    reading.go_on.set()
    dialog = reading.dialog
    assert dialog is not None and not dialog.isVisible()
    assert reading.wait() == ("failed", "mug: is broken")


def test_pictures_without_cameras_ask_for_a_turntable(qtbot: QtBot, tmp_path: Path) -> None:
    for name in ("a.png", "b.png"):
        (tmp_path / name).write_bytes(b"")

    def load(progress: Progress, on_picture: OnPicture) -> Project:
        raise TurntableNeededError("no cameras")

    opening = CaptureOpening(tmp_path, load)
    heard: list[object] = []
    opening.job.succeeded.connect(heard.append)
    opening.job.start()
    qtbot.waitUntil(lambda: bool(heard))
    assert heard == [TurntableNeeded(tmp_path, 2)]


def test_captures_are_called_after_their_folder() -> None:
    assert capture_name(Path("captures/mug")) == "mug"
    assert capture_name(Path("captures/mug/transforms.json")) == "mug/transforms.json"
