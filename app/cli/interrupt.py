"""Ctrl-C as a request."""

import signal
from types import FrameType, TracebackType
from typing import Any, Self


class InterruptRequest:
    """Within its block the first Ctrl-C is noted, and the next one raises KeyboardInterrupt as usual."""

    def __init__(self) -> None:
        self.made = False
        self._before: Any = None

    def __enter__(self) -> Self:
        self._before = signal.signal(signal.SIGINT, self._note)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        signal.signal(signal.SIGINT, self._before)

    def _note(self, number: int, frame: FrameType | None) -> None:
        self.made = True
        signal.signal(signal.SIGINT, self._before)
