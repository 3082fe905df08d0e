# SPDX-License-Identifier: MIT
"""Jobs run beside the window, tell it in its own thread how they end, and end when told to."""

import errno
import threading

import pytest
from PyQt6.QtCore import QObject
from pytestqt.qtbot import QtBot

from app.engine.progress import Progress
from app.ui.background_job import BackgroundJob, stop_jobs


class Ear(QObject):
    """Notes every signal of a job, and that it comes in the thread of the window."""

    def __init__(self, job: BackgroundJob) -> None:
        super().__init__()
        self.heard: list[tuple[str, object]] = []
        job.progressed.connect(lambda share, text: self.note("progressed", (share, text)))
        job.succeeded.connect(lambda result: self.note("succeeded", result))
        job.failed.connect(lambda sentence: self.note("failed", sentence))
        job.cancelled.connect(lambda: self.note("cancelled", None))

    def note(self, name: str, value: object) -> None:
        assert threading.current_thread() is threading.main_thread()
        self.heard.append((name, value))

    @property
    def end(self) -> tuple[str, object] | None:
        ends = [item for item in self.heard if item[0] != "progressed"]
        assert len(ends) <= 1
        return ends[0] if ends else None


def ended(qtbot: QtBot, job: BackgroundJob) -> Ear:
    ear = Ear(job)
    job.start()
    qtbot.waitUntil(lambda: ear.end is not None)
    assert not job.is_running
    assert job.wait(0)
    return ear


def raising(error: BaseException) -> BackgroundJob:
    def work(progress: Progress) -> None:
        raise error

    return BackgroundJob("Exporting", work)


def until_cancelled(progress: Progress) -> None:
    while True:
        progress.report(0.5, "writing")


def test_the_result_and_the_last_report_arrive_in_the_windows_thread(qtbot: QtBot) -> None:
    def work(progress: Progress) -> threading.Thread:
        for number in range(1000):
            progress.report(number / 999, f"frame {number}")
        return threading.current_thread()

    ear = ended(qtbot, BackgroundJob("Exporting", work))
    assert ear.end is not None and ear.end[0] == "succeeded"
    assert ear.end[1] is not threading.main_thread()
    assert ear.heard[-2] == ("progressed", (1.0, "frame 999"))


def test_reports_that_nobody_could_see_are_left_out(qtbot: QtBot) -> None:
    def work(progress: Progress) -> None:
        for number in range(10_000):
            progress.report(number / 9999, "")

    job = BackgroundJob("Exporting", work)
    ear = Ear(job)
    job.start()
    assert job.wait(10)  # the window was busy all the while
    qtbot.waitUntil(lambda: ear.end is not None)
    assert [name for name, _ in ear.heard] == ["progressed", "succeeded"]


def test_cancelling(qtbot: QtBot) -> None:
    job = BackgroundJob("Exporting", until_cancelled)
    ear = Ear(job)
    job.start()
    qtbot.waitUntil(lambda: bool(ear.heard))
    job.cancel()
    qtbot.waitUntil(lambda: ear.end == ("cancelled", None))
    assert job.wait(0)


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (
            OSError(errno.ENOSPC, "No space left on device", "a"),
            "a: cannot be written: no space left on device",
        ),
        (PermissionError(errno.EACCES, "Permission denied", "a"), "a: cannot be written: permission denied"),
        (OSError(errno.ENOSPC, "No space left on device"), "cannot be written: no space left on device"),
        (MemoryError(), "Exporting: there is not enough memory"),
    ],
)
def test_what_the_machine_lacks_is_one_sentence(qtbot: QtBot, error: Exception, sentence: str) -> None:
    assert ended(qtbot, raising(error)).end == ("failed", sentence)


def test_the_unexpected_is_one_sentence_and_a_report(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    reports: list[threading.ExceptHookArgs] = []
    monkeypatch.setattr(threading, "excepthook", reports.append)
    error = KeyError("vertices")
    ear = ended(qtbot, raising(error))
    assert ear.end == ("failed", "Exporting: failed unexpectedly: 'vertices'")
    (report,) = reports
    assert report.exc_value is error
    assert report.exc_traceback is not None


def test_expected_errors_are_no_reports(qtbot: QtBot) -> None:
    def work(progress: Progress) -> None:
        raise ValueError("kettle.glb: has no faces")

    job = BackgroundJob("Opening", work, expected=(ValueError,))
    assert ended(qtbot, job).end == ("failed", "kettle.glb: has no faces")


def test_a_job_that_nobody_holds_ends_too(qtbot: QtBot) -> None:
    done = threading.Event()
    BackgroundJob("Exporting", lambda progress: done.set()).start()
    qtbot.waitUntil(done.is_set)


def test_all_jobs_end_with_the_program(qtbot: QtBot) -> None:
    jobs = [BackgroundJob("Exporting", until_cancelled) for _ in range(3)]
    ears = [Ear(job) for job in jobs]
    for job in jobs:
        job.start()
    assert stop_jobs(10)
    assert all(job.wait(0) for job in jobs)
    qtbot.waitUntil(lambda: all(ear.end == ("cancelled", None) for ear in ears))
    assert stop_jobs(0)


def test_what_does_not_end_is_said(qtbot: QtBot) -> None:
    may_end = threading.Event()
    job = BackgroundJob("Exporting", lambda progress: may_end.wait())
    job.start()
    assert not stop_jobs(0.01)
    may_end.set()
    assert job.wait(10)
    qtbot.waitUntil(lambda: not job.is_running)
