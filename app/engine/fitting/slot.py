"""The one place where the newest value waits to be taken."""

import dataclasses
import threading
from collections.abc import Callable
from typing import Generic, TypeVar

from app.engine.fitting.snapshot import Snapshot

T = TypeVar("T")


class Slot(Generic[T]):
    """Holds one value; a newer one takes its place. One thread publishes, another takes.

    Args:
        merged: makes what is held of an older value that was not taken and a newer one; None to drop the older.
    """

    def __init__(self, merged: Callable[[T, T], T] | None = None) -> None:
        self._lock = threading.Lock()
        self._value: T | None = None
        self._merged = merged

    def publish(self, value: T) -> None:
        """Replace what is there."""
        with self._lock:
            if self._value is not None and self._merged is not None:
                value = self._merged(self._value, value)
            self._value = value

    def take(self) -> T | None:
        """Return the newest value and empty the slot; None if there is none since the last call."""
        with self._lock:
            value, self._value = self._value, None
            return value


def with_all_reports(older: Snapshot, newer: Snapshot) -> Snapshot:
    """The newer snapshot with the reports of both, so that no loss value is lost, unless another run began between."""
    if older.run != newer.run:
        return newer
    return dataclasses.replace(newer, reports=older.reports + newer.reports)
