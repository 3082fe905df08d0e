"""Undo of what puts a fit aside: a reset, and going on from an earlier moment."""

import dataclasses
from collections.abc import Callable

from PyQt6.QtGui import QUndoCommand, QUndoStack

from app.engine.fitting.history import History, memory_bytes
from app.ui.timeline import Timeline


class ChangeTimeline(QUndoCommand):
    """Takes up another timeline and puts the present one aside; undo and redo exchange the two as they then are.

    Args:
        text: what it does.
        aside: the timeline that is taken up first.
        present: gives the one in force.
        take_up: puts another in force.
    """

    def __init__(
        self, text: str, aside: Timeline, present: Callable[[], Timeline], take_up: Callable[[Timeline], None]
    ) -> None:
        super().__init__(text)
        self.aside = aside
        self._present = present
        self._take_up = take_up

    def redo(self) -> None:
        """Take up the one that is aside."""
        wanted, self.aside = self.aside, self._present()
        self._take_up(wanted)

    def undo(self) -> None:
        """Take up the one that is aside."""
        self.redo()

    def thin_out(self) -> None:
        """Keep half of the history that is aside."""
        keyframes = self.aside.keyframes
        kept = History(memory_bytes(keyframes) // 2, keyframes).keyframes
        self.aside = dataclasses.replace(self.aside, keyframes=kept)


def thin_out_timelines(stack: QUndoStack) -> None:
    """Make room for one more: together those that are aside stay under twice the memory that a history may take."""
    for index in range(stack.index()):
        command = stack.command(index)
        if isinstance(command, ChangeTimeline):
            command.thin_out()
