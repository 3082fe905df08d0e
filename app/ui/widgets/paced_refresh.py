"""Repainting at a bounded rate, and not at all while nobody can see it."""

import time
from collections.abc import Callable

from PyQt6.QtCore import QEvent, QObject, QPoint, QRect, Qt, QTimer
from PyQt6.QtWidgets import QWidget

_BEAT_MILLISECONDS = 100
"""Everything that is paced is painted on a common beat: a window with an OpenGL view in it is put together anew for
each painting of any of its parts, which takes longer than the painting itself where the CPU does it."""


class PacedRefresh(QObject):
    """Calls a widget's refresh soon after it is asked for, once for all that was asked meanwhile.

    Args:
        widget: while it is hidden nothing is called; when it is shown again, what was missed is made up for.
        milliseconds: between two calls at least, and then to the next beat; 0 for at once.
        refresh: what to call.
    """

    def __init__(self, widget: QWidget, milliseconds: int, refresh: Callable[[], None]) -> None:
        super().__init__(widget)
        self._widget = widget
        self._refresh = refresh
        self._milliseconds = milliseconds
        self._is_due = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._run)
        widget.installEventFilter(self)

    def ask(self) -> None:
        """Something to be shown has changed."""
        self._is_due = True
        if self._widget.isVisible() and not self._timer.isActive():
            self._timer.start(_to_next_beat(self._milliseconds))

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        """Make up for what was missed when the widget is shown."""
        if event is not None and event.type() is QEvent.Type.Show and self._is_due:
            self._timer.start(0)
        return False

    def _run(self) -> None:
        if self._is_due and is_seen(self._widget):
            self._is_due = False
            self._refresh()
        elif self._is_due and self._widget.isVisible():
            self._timer.start(_BEAT_MILLISECONDS)  # nothing tells of a tab that is chosen


def _to_next_beat(milliseconds: int) -> int:
    """From now to the first beat after so long a time."""
    if milliseconds == 0:
        return 0
    end = time.monotonic() * 1000 + milliseconds
    return milliseconds + round(-end % _BEAT_MILLISECONDS)


def is_seen(widget: QWidget) -> bool:
    """Whether it is on the screen; docks behind another tab are visible to Qt, but lie outside the window."""
    window = widget.window()
    if window is None or not widget.isVisible():
        return False
    return window.rect().intersects(QRect(widget.mapTo(window, QPoint()), widget.size()))
