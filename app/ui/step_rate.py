"""How fast a fit goes."""

import time
from collections import deque

_WINDOW_SECONDS = 2.0


class StepRate:
    """Steps a second over the last two seconds."""

    def __init__(self) -> None:
        self._seen: deque[tuple[float, int]] = deque()

    def restart(self) -> None:
        """Forget what was before a rest."""
        self._seen.clear()

    def note(self, step: int) -> None:
        """So many updates are done now."""
        now = time.monotonic()
        self._seen.append((now, step))
        while self._seen[0][0] < now - _WINDOW_SECONDS:
            self._seen.popleft()

    @property
    def per_second(self) -> float:
        """Steps a second, 0 while it is not known."""
        if len(self._seen) < 2:
            return 0.0
        (first_seconds, first_step), (last_seconds, last_step) = self._seen[0], self._seen[-1]
        return (last_step - first_step) / (last_seconds - first_seconds) if last_seconds > first_seconds else 0.0
