"""How far a long piece of work has come, and the wish that it end early. Neither Qt nor NumPy is needed."""

import threading
from collections.abc import Callable


class Cancelled(Exception):
    """The work was told to end; what it had begun to write is gone again."""


class Progress:
    """Between a piece of work and whoever waits for it; safe to use from several threads.

    Args:
        listener: called with each report, in the thread that reports; None where nobody looks.
    """

    def __init__(self, listener: Callable[[float, str], None] | None = None) -> None:
        self._listener = listener
        self._cancelled = threading.Event()

    def cancel(self) -> None:
        """Tell the work to end; it does so at its next report or check."""
        self._cancelled.set()

    def check(self) -> None:
        """Do nothing, or end the work.

        Raises:
            Cancelled: the work has been told to end.
        """
        if self._cancelled.is_set():
            raise Cancelled("cancelled")

    def report(self, share: float, text: str) -> None:
        """Say how much is done.

        Args:
            share: of the work, in [0, 1]; what lies outside is drawn to its ends.
            text: what is being done, a few words.

        Raises:
            Cancelled: the work has been told to end.
        """
        self.check()
        if self._listener is not None:
            self._listener(min(max(share, 0.0), 1.0), text)
