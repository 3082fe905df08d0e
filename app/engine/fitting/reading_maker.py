"""Reads off a mesh what people want to see as colours, not more often than a fit can wait for it."""

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.engine.advice.constraint import constraint_by
from app.engine.fitting.fit_views import FitViews
from app.engine.fitting.readings import Quantity, Reading
from app.engine.fitting.snapshot import Snapshot
from app.engine.meshes.frame import Frame
from app.engine.meshes.mesh import Mesh
from app.engine.metrics.surface_distance import NearestSurface

_MOST_OF_THE_TIME = 0.2


@dataclass(frozen=True, eq=False)
class _Latest:
    """A reading and the faces of the mesh that it is of."""

    reading: Reading
    faces: NDArray[np.int32]


class ReadingMaker:
    """Makes the reading that is wanted.

    Args:
        target: whose surface distances are from; None where it is not known, and so no distance can be read.
    """

    def __init__(self, target: Mesh | None) -> None:
        self.wanted: Quantity | None = None
        self._target = target
        self._nearest: NearestSurface | None = None
        self._latest: _Latest | None = None
        self._due_seconds = 0.0

    def of_present(self, mesh: Mesh, views: FitViews, at_rest: bool) -> Reading | None:
        """Return a reading of the fit's mesh.

        Args:
            mesh: as it is.
            views: that it is fitted to.
            at_rest: whether it stays so; otherwise the reading may be that of a few steps before.

        Returns:
            As many values as the mesh has vertices; None if no reading is wanted, or it cannot be made.
        """
        if not self._can_be_made:
            self._latest = None
            return None
        started = time.monotonic()
        if at_rest or started >= self._due_seconds or not self._fits(mesh):
            assert self.wanted is not None
            reading = self._made(self.wanted, mesh.positions, mesh.faces, views.frame, lambda: views)
            self._latest = _Latest(reading, mesh.faces)
            now = time.monotonic()
            self._due_seconds = now + (now - started) / _MOST_OF_THE_TIME
        assert self._latest is not None
        return self._latest.reading

    def of_moment(self, snapshot: Snapshot, views: Callable[[], FitViews]) -> Reading | None:
        """Return a reading of an earlier moment; None if no reading is wanted, or it cannot be made.

        Args:
            snapshot: of that moment.
            views: of that moment, asked for only where they matter.
        """
        if not self._can_be_made:
            return None
        assert self.wanted is not None
        return self._made(self.wanted, snapshot.positions_world, snapshot.faces, snapshot.state.frame, views)

    @property
    def _can_be_made(self) -> bool:
        if self.wanted is None:
            return False
        return self._target is not None or self.wanted is not Quantity.DISTANCE

    def _fits(self, mesh: Mesh) -> bool:
        """Whether the latest reading is of what is wanted, and of a mesh with the same vertices."""
        latest = self._latest
        return latest is not None and latest.reading.quantity is self.wanted and latest.faces is mesh.faces

    def _made(
        self,
        quantity: Quantity,
        positions_world: NDArray[np.float64],
        faces: NDArray[np.int32],
        frame: Frame,
        views: Callable[[], FitViews],
    ) -> Reading:
        if quantity is Quantity.CONSTRAINT:
            return Reading(quantity, _constraint(frame.from_world(positions_world), faces, views()))
        if self._nearest is None:
            assert self._target is not None
            self._nearest = NearestSurface(self._target)
        return Reading(quantity, self._nearest.distances(positions_world))


def _constraint(positions_local: NDArray[np.float64], faces: NDArray[np.int32], views: FitViews) -> NDArray[np.float32]:
    if not views.any:
        return np.zeros(len(positions_local), dtype=np.float32)
    return constraint_by(views.cones, positions_local, faces)
