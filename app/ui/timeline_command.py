"""Undo of what puts a fit aside: a reset, and going on from an earlier moment."""

from collections.abc import Callable

from PyQt6.QtGui import QUndoCommand

from app.ui.timeline import Timeline


class ChangeTimeline(QUndoCommand):
    """Takes up another timeline; undo takes up the one before as it was.

    Args:
        text: what it does.
        before: the timeline that is put aside.
        after: the one that is taken up.
        take_up: does it.
    """

    def __init__(self, text: str, before: Timeline, after: Timeline, take_up: Callable[[Timeline], None]) -> None:
        super().__init__(text)
        self._before = before
        self._after = after
        self._take_up = take_up

    def redo(self) -> None:
        """Take up the new one."""
        self._take_up(self._after)

    def undo(self) -> None:
        """Take up the one before."""
        self._take_up(self._before)
