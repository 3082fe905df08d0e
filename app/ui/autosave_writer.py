"""Puts projects aside in the background, one at a time, where a later start finds them."""

import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from PyQt6.QtCore import QObject, QTimer, pyqtSignal

from app.engine.progress import Cancelled, Progress
from app.engine.project.files import write_project
from app.engine.project.project import Project, ProjectFileError
from app.ui.autosave_claim import Claim
from app.ui.background_job import BackgroundJob
from app.ui.lost_work import Recoverable, discard

SETTLING_SECONDS = 0.5  # in which edits that follow one another are one
RETRY_SECONDS = 30.0
_LEAST_REST = 10.0  # times as long as the last writing took, so that a long history does not keep the disk busy


class AutosaveWriter(QObject):
    """Writes what it is told of when it is due; what is newer by then takes the place of what was asked for.

    Args:
        capture: gives the present work cheaply, in the window's thread; None if there is none.
        folder: where claims are, and autosaves of work without a project file.
        parent: Qt's.
    """

    written = pyqtSignal(object)  # Path
    failed = pyqtSignal(str)  # a sentence, once until it works again

    def __init__(self, capture: Callable[[], Project | None], folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._capture = capture
        self._folder = folder
        self._project_path: Path | None = None
        self._claim: Claim | None = None  # belongs to the job while one runs
        self._recovered: Recoverable | None = None  # not needed any more once the work, which it is in, is written
        self._job: BackgroundJob | None = None
        self._is_due = False
        self._is_outdated = False  # what has been written is of no use any more
        self._is_failing = False
        self._rest_until = 0.0
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._begin)

    def write_soon(self) -> None:
        """Write the work as it will be when the disk is free and the edits have settled."""
        self._is_due = True
        self._wait()

    def forget(self, project_path: Path | None) -> None:
        """Nothing is unsaved: the work is now what that file holds, or has not begun."""
        self._project_path = project_path
        self._is_due = False
        self._is_outdated = True
        self._recovered = None
        self._timer.stop()
        if self._job is not None:
            self._job.cancel()
        else:
            self._release(keep=False)

    def take_over(self, work: Recoverable) -> None:
        """Write at once what has been recovered; its old autosave goes as soon as the new one is there."""
        self.forget(work.project_path)
        self._recovered = work
        self.write_soon()

    def finish(self, *, keep: bool, seconds: float) -> None:
        """Write for the last time.

        Args:
            keep: whether the work is put aside for the next start, or needed no more.
            seconds: that it may take at most; where they do not suffice, what was put aside before stays.
        """
        deadline = time.monotonic() + seconds
        self._timer.stop()
        self._is_due = False
        if self._job is not None:
            self._job.cancel()  # what it writes is old
            if not self._job.wait(seconds):
                return
        project = self._capture() if keep else None
        if project is not None:
            with suppress(OSError, ProjectFileError, Cancelled):  # nobody is left to tell
                self._write(project, _progress_until(deadline))
        self._release(keep=keep)
        self._is_outdated = True  # for what a job that has ended still wants to tell

    def _wait(self) -> None:
        if self._job is None and not self._timer.isActive():
            rest = max(SETTLING_SECONDS, self._rest_until - time.monotonic())
            self._timer.start(round(1000 * rest))

    def _begin(self) -> None:
        project = self._capture()
        self._is_due = False
        if project is None:
            return
        self._is_outdated = False
        job = BackgroundJob("Autosave", lambda progress: self._timed(project, progress), expected=(ProjectFileError,))
        job.succeeded.connect(self._take_success)
        job.failed.connect(self._take_failure)
        job.cancelled.connect(self._go_on)
        self._job = job
        job.start()

    def _timed(self, project: Project, progress: Progress) -> float:
        begun = time.monotonic()
        self._write(project, progress)
        return time.monotonic() - begun

    def _write(self, project: Project, progress: Progress) -> None:
        if self._claim is None:
            self._claim = Claim(self._folder, self._project_path)
        write_project(self._claim.autosave, project, progress)

    def _take_success(self, seconds: float) -> None:
        self._rest_until = time.monotonic() + _LEAST_REST * seconds
        self._is_failing = False
        if self._claim is not None and not self._is_outdated:
            self._discard_recovered()
            self.written.emit(self._claim.autosave)
        self._go_on()

    def _discard_recovered(self) -> None:
        if self._recovered is not None:
            with suppress(OSError):  # it is offered once more
                discard(self._recovered, self._folder)
            self._recovered = None

    def _take_failure(self, sentence: str) -> None:
        self._rest_until = time.monotonic() + RETRY_SECONDS
        self._is_due = not self._is_outdated
        if not self._is_failing:
            self._is_failing = True
            self.failed.emit(f"The work is not being autosaved, which is tried again: {sentence}")
        self._go_on()

    def _go_on(self) -> None:
        self._job = None
        if self._is_outdated:
            self._release(keep=False)
        if self._is_due:
            self._wait()

    def _release(self, *, keep: bool) -> None:
        if self._claim is not None:
            with suppress(OSError):
                self._claim.release(keep=keep)
            self._claim = None


def _progress_until(deadline: float) -> Progress:
    """A progress that ends the work by itself; `deadline` is in `time.monotonic`'s seconds."""

    def check(share: float, text: str) -> None:
        if time.monotonic() > deadline:
            raise Cancelled("there is no time left")

    return Progress(check)
