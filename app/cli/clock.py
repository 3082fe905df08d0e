"""How long each part of a run takes."""

import time


class Clock:
    """Starts when it is made."""

    def __init__(self) -> None:
        self._last = time.perf_counter()

    def lap(self) -> float:
        """Seconds since the lap before, or since the start."""
        last, self._last = self._last, time.perf_counter()
        return self._last - last
