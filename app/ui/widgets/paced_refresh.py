"""Repainting at a bounded rate, and not at all while nobody can see it."""

from collections.abc import Callable

from PyQt6.QtCore import QEvent, QObject, QTimer
from PyQt6.QtWidgets import QWidget


class PacedRefresh(QObject):
    """Calls a widget's refresh soon after it is asked for, once for all that was asked meanwhile.

    Args:
        widget: while it is hidden nothing is called; when it is shown again, what was missed is made up for.
        milliseconds: between two calls at least.
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
        self._timer.timeout.connect(self._run)
        widget.installEventFilter(self)

    def ask(self) -> None:
        """Something to be shown has changed."""
        self._is_due = True
        if self._widget.isVisible() and not self._timer.isActive():
            self._timer.start(self._milliseconds)

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        """Make up for what was missed when the widget is shown."""
        if event is not None and event.type() is QEvent.Type.Show and self._is_due:
            self._timer.start(0)
        return False

    def _run(self) -> None:
        if self._is_due and self._widget.isVisible():
            self._is_due = False
            self._refresh()
