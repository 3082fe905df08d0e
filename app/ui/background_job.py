"""Work that would freeze the window, on a Python thread; what comes of it is told in the window's thread."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from PyQt6.QtCore import QObject, pyqtSignal, pyqtSlot

from app.engine.atomic_file import FileWriteError
from app.engine.progress import Cancelled, Progress


@dataclass(frozen=True)
class _Succeeded:
    result: object


@dataclass(frozen=True)
class _Failed:
    sentence: str


@dataclass(frozen=True)
class _Cancelled:
    pass


_Outcome = _Succeeded | _Failed | _Cancelled


class BackgroundJob(QObject):
    """One piece of work on a thread of its own.

    Every signal is emitted in the thread that the job was made in, and exactly one of `succeeded`, `failed` and
    `cancelled` comes at the end. Reports that come faster than they are shown replace one another. A running job
    keeps itself alive; `stop_jobs` ends all that still run when the program ends.

    Args:
        title: what is done, for people: "Exporting kettle.glb".
        work: is given the progress to report to, and must not touch anything of Qt; what it returns comes with
            `succeeded`. An OSError fails with its sentence, anything unexpected also goes to `threading.excepthook`.
        expected: further exceptions whose message is a sentence for the user.
    """

    progressed = pyqtSignal(float, str)
    succeeded = pyqtSignal(object)
    failed = pyqtSignal(str)
    cancelled = pyqtSignal()
    _news = pyqtSignal()

    def __init__(
        self, title: str, work: Callable[[Progress], object], *, expected: tuple[type[Exception], ...] = ()
    ) -> None:
        super().__init__()
        self.title = title
        self._work = work
        self._expected = expected
        self._progress = Progress(self._note)
        self._lock = threading.Lock()
        self._report: tuple[float, str] | None = None
        self._outcome: _Outcome | None = None
        self._is_told = False
        # A daemon, so that a program that has waited long enough for its jobs can still end.
        self._thread = threading.Thread(target=self._run, name=title, daemon=True)
        self._news.connect(self._tell)  # across threads: the thread leaves a note, which is read here

    @property
    def is_running(self) -> bool:
        """Whether the work has begun and its end has not been told yet."""
        return self in _running

    def start(self) -> None:
        """Begin; a job is started once."""
        _running.add(self)
        self._thread.start()

    def cancel(self) -> None:
        """Ask the work to end; `cancelled` follows, or `succeeded` where it was done already."""
        self._progress.cancel()

    def wait(self, seconds: float) -> bool:
        """Wait for the thread's end, which comes before the last signal does.

        Returns:
            Whether it has ended.
        """
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def _run(self) -> None:
        outcome = self._worked()
        with self._lock:
            self._outcome = outcome
        self._news.emit()

    def _worked(self) -> _Outcome:
        try:
            self._progress.check()
            return _Succeeded(self._work(self._progress))
        except Cancelled:
            return _Cancelled()
        except self._expected as error:
            return _Failed(str(error))
        except FileWriteError as error:
            return _Failed(str(error))
        except OSError as error:
            return _Failed(_sentence(error))
        except MemoryError:
            return _Failed(f"{self.title}: there is not enough memory")
        except Exception as error:
            threading.excepthook(
                threading.ExceptHookArgs((type(error), error, error.__traceback__, threading.current_thread()))
            )
            return _Failed(f"{self.title}: failed unexpectedly: {error or type(error).__name__}")

    def _note(self, share: float, text: str) -> None:
        with self._lock:
            is_first = self._report is None
            self._report = (share, text)
        if is_first:
            self._news.emit()

    @pyqtSlot()
    def _tell(self) -> None:
        with self._lock:
            report, self._report = self._report, None
            outcome = self._outcome
        if self._is_told:
            return
        if report is not None:
            self.progressed.emit(*report)
        if outcome is None:
            return
        self._is_told = True
        self._thread.join()
        _running.discard(self)
        match outcome:
            case _Succeeded(result):
                self.succeeded.emit(result)
            case _Failed(sentence):
                self.failed.emit(sentence)
            case _Cancelled():
                self.cancelled.emit()


def stop_jobs(seconds: float) -> bool:
    """Cancel all jobs and wait for their threads, when the program ends.

    Returns:
        Whether all of them ended in time.
    """
    jobs = list(_running)
    for job in jobs:
        job.cancel()
    deadline = time.monotonic() + seconds
    return all(job.wait(max(0.0, deadline - time.monotonic())) for job in jobs)


def _sentence(error: OSError) -> str:
    reason = error.strerror or str(error) or type(error).__name__
    reason = reason[:1].lower() + reason[1:]
    return f"{error.filename}: cannot be written: {reason}" if error.filename else f"cannot be written: {reason}"


_running: set[BackgroundJob] = set()
