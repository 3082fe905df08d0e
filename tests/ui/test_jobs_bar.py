# SPDX-License-Identifier: MIT
"""The strip shows each job while it runs, cancels it, and says what came of it."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PyQt6.QtCore import QUrl
from PyQt6.QtGui import QDesktopServices, QGuiApplication
from PyQt6.QtWidgets import QPushButton, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from app.engine.atomic_file import FileWriteError
from app.engine.progress import Progress
from app.ui import job_row
from app.ui.background_job import BackgroundJob
from app.ui.job_row import FileWritten, JobRow
from app.ui.jobs_bar import MOST_MESSAGES, JobsBar
from tests.support.hands import click

FILE = FileWritten(Path("/films/kettle.gif"), 3_400_000)


@pytest.fixture
def bar(qtbot: QtBot) -> Iterator[JobsBar]:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(800, 300)
    bar = JobsBar(window)
    bar.setFixedWidth(800)
    window.show()
    yield bar  # the window stays meanwhile
    window.close()


def ended(qtbot: QtBot, bar: JobsBar, work: Callable[[Progress], object], title: str = "Exporting") -> JobRow:
    bar.run_export(BackgroundJob(title, work))
    row = bar.rows[-1]
    qtbot.waitUntil(lambda: row.is_over)
    return row


def failing(progress: Progress) -> None:
    raise FileWriteError("a.gif: cannot be written: no space left on device")


def test_it_takes_no_room_without_jobs(bar: JobsBar) -> None:
    assert not bar.isVisible()


def test_it_shows_how_far_each_job_is(qtbot: QtBot, bar: JobsBar) -> None:
    may_end = threading.Event()

    def work(share: float) -> Callable[[Progress], None]:
        def run(progress: Progress) -> None:
            progress.report(share, f"frame {100 * share:.0f}")
            may_end.wait()

        return run

    bar.run(BackgroundJob("Exporting a.gif", work(0.25)))
    bar.run(BackgroundJob("Exporting b.gif", work(0.5)))
    first, second = bar.rows
    qtbot.waitUntil(lambda: second.isVisible() and (first.share.text(), second.share.text()) == ("25 %", "50 %"))
    assert first.text.text() == "Exporting a.gif"
    assert first.detail.text() == "frame 25"
    may_end.set()
    qtbot.waitUntil(lambda: not bar.isVisible())
    assert bar.rows == ()


def test_a_short_job_does_not_make_the_window_jump(qtbot: QtBot, bar: JobsBar, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(job_row, "_PATIENCE_MILLISECONDS", 3_600_000)
    shown: list[JobsBar] = []
    bar.run(BackgroundJob("Saving", lambda progress: None))
    bar.rows[0].appeared.connect(lambda: shown.append(bar))
    qtbot.waitUntil(lambda: bar.rows == ())
    assert shown == [] and not bar.isVisible()


def test_cancel_ends_one_job_and_no_other(qtbot: QtBot, bar: JobsBar) -> None:
    def work(progress: Progress) -> None:
        while True:
            progress.report(0.5, "frame 1")

    for title in ("Exporting a.gif", "Exporting b.gif"):
        bar.run_export(BackgroundJob(title, work))
    first, second = bar.rows
    click(first.cancel)
    assert not first.cancel.isEnabled()
    qtbot.waitUntil(lambda: bar.rows == (second,))
    assert second.job.is_running
    click(second.cancel)
    qtbot.waitUntil(lambda: bar.rows == ())


def test_a_written_file_can_be_found_and_its_path_copied(
    qtbot: QtBot, bar: JobsBar, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[QUrl] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", opened.append)
    row = ended(qtbot, bar, lambda progress: FILE)
    assert row.text.text() == "Saved kettle.gif (3.4 MB) in /films."
    click(row.findChild(QPushButton, "job-show"))
    assert opened == [QUrl.fromLocalFile("/films")]
    click(row.findChild(QPushButton, "job-copy"))
    clipboard = QGuiApplication.clipboard()
    assert clipboard is not None and clipboard.text() == "/films/kettle.gif"
    click(row.findChild(QToolButton, "job-close"))
    assert not bar.isVisible()


def test_what_is_not_in_the_file_is_said(qtbot: QtBot, bar: JobsBar) -> None:
    row = ended(qtbot, bar, lambda progress: FileWritten(Path("/a.gltf"), 17, ("2 cameras are skewed.",)))
    assert row.text.text() == "Saved a.gltf (17 bytes) in /. 2 cameras are skewed."


def test_a_failure_stays_and_can_be_copied(qtbot: QtBot, bar: JobsBar) -> None:
    row = ended(qtbot, bar, failing)
    assert row.text.text() == "a.gif: cannot be written: no space left on device"
    assert row.text.property("kind") == "error"
    assert not row.show_folder.isVisible()
    click(row.copy)
    clipboard = QGuiApplication.clipboard()
    assert clipboard is not None and clipboard.text() == row.text.text()


def test_other_jobs_leave_no_message(qtbot: QtBot, bar: JobsBar) -> None:
    for work in (failing, lambda progress: FILE):
        bar.run(BackgroundJob("Saving", work))
    qtbot.waitUntil(lambda: not bar.isVisible())


def test_only_a_few_messages_stay(qtbot: QtBot, bar: JobsBar) -> None:
    for number in range(MOST_MESSAGES + 2):
        ended(qtbot, bar, failing, f"Exporting {number}")
    assert [row.job.title for row in bar.rows] == [f"Exporting {number}" for number in range(2, MOST_MESSAGES + 2)]
