"""What the program is doing, and what can be done then."""

from enum import Enum


class AppState(Enum):
    """The states of a fit as the user sees them; the value is the word in the status bar."""

    EMPTY = "Empty"
    READY = "Ready"
    STARTING = "Starting"
    RUNNING = "Running"
    PAUSED = "Paused"
    STOPPING = "Stopping"
    FINISHED = "Finished"
    FAILED = "Failed"

    @property
    def is_busy(self) -> bool:
        """Whether steps are being done, or about to be."""
        return self in (AppState.STARTING, AppState.RUNNING, AppState.STOPPING)
