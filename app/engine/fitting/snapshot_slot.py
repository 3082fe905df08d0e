"""The one place where the newest snapshot waits to be taken."""

import dataclasses
import threading

from app.engine.fitting.snapshot import Snapshot


class SnapshotSlot:
    """Holds one snapshot: a newer one takes its place and inherits its reports, so that no loss value is lost.

    One thread publishes, another takes.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._snapshot: Snapshot | None = None

    def publish(self, snapshot: Snapshot) -> None:
        """Replace what is there."""
        with self._lock:
            if self._snapshot is not None:
                snapshot = dataclasses.replace(snapshot, reports=self._snapshot.reports + snapshot.reports)
            self._snapshot = snapshot

    def take(self) -> Snapshot | None:
        """Return the newest snapshot and empty the slot; None if there is none since the last call."""
        with self._lock:
            snapshot, self._snapshot = self._snapshot, None
            return snapshot
