"""Work in the background of which only the newest counts, such as a preview while a slider moves."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PyQt6.QtCore import QObject, pyqtSignal

from app.ui.background_job import BackgroundJob


@dataclass(frozen=True)
class _Request:
    title: str
    work: Callable[[], Any]
    done: Callable[[Any], None]
    failed: Callable[[str], None]


class NewestWork(QObject):
    """Does one thing at a time; what is asked for meanwhile waits, and takes the place of what waited before.

    Signals:
        busy_changed: whether something is under way from now on.

    Args:
        parent: dies together with this object; what is still under way then tells nobody.
    """

    busy_changed = pyqtSignal(bool)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._request: _Request | None = None
        self._waiting: _Request | None = None
        self._is_wanted = False

    @property
    def is_busy(self) -> bool:
        """Whether something is under way, or waits, whose result is wanted."""
        return self._is_wanted or self._waiting is not None

    def ask(
        self, title: str, work: Callable[[], Any], done: Callable[[Any], None], failed: Callable[[str], None]
    ) -> None:
        """Do something off the window's thread, unless something newer is asked for before it begins.

        What has begun is told of also if something newer waits, so that a preview never stands still.

        Args:
            title: what is done, for people: "Cutting out view-03".
            work: must not touch anything of Qt; a ValueError is a sentence for the user.
            done: is given the result, in the window's thread.
            failed: is given the sentence.
        """
        self._waiting = _Request(title, work, done, failed)
        if self._request is None:
            self._begin()

    def forget(self) -> None:
        """Nothing that was asked for is wanted any more."""
        self._waiting = None
        self._is_wanted = False
        self.busy_changed.emit(False)

    def _begin(self) -> None:
        request, self._request, self._waiting = self._waiting, self._waiting, None
        if request is None:
            return
        self._is_wanted = True
        job = BackgroundJob(request.title, lambda progress: request.work(), expected=(ValueError,))
        job.succeeded.connect(self._succeed)
        job.failed.connect(self._fail)
        job.cancelled.connect(self._end)
        job.start()
        self.busy_changed.emit(True)

    def _succeed(self, result: object) -> None:
        request, is_wanted = self._end()
        if request is not None and is_wanted:
            request.done(result)

    def _fail(self, sentence: str) -> None:
        request, is_wanted = self._end()
        if request is not None and is_wanted:
            request.failed(sentence)

    def _end(self) -> tuple[_Request | None, bool]:
        request, is_wanted = self._request, self._is_wanted
        self._request, self._is_wanted = None, False
        if self._waiting is not None:
            self._begin()
        else:
            self.busy_changed.emit(False)
        return request, is_wanted
