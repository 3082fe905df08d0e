"""What a run leaves behind, step by step: its numbers, its IoU and PSNR, and what was changed when. NumPy only."""

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.engine.fitting.snapshot import Pictures, StepReport, ViewQuality, mean_psnr_decibels

COLUMNS = tuple(field.name for field in dataclasses.fields(StepReport))
_FIRST_ROWS = 256


@dataclass(frozen=True)
class Marker:
    """Something that was changed: after `step` updates, in a few words."""

    step: int
    label: str


class RunLog:
    """Grows while a fit runs; only one thread changes it.

    Args:
        columns: (n, c) float64 to begin with, as `columns` returns them.
        ious: (k, 2) float64 to begin with, as `ious` returns them.
        markers: to begin with.
        psnrs: (k, 2) float64 to begin with, as `psnrs` returns them.

    Raises:
        ValueError: an array has another shape, or its steps do not ascend.
    """

    def __init__(
        self,
        columns: NDArray[np.float64] | None = None,
        ious: NDArray[np.float64] | None = None,
        markers: Sequence[Marker] = (),
        psnrs: NDArray[np.float64] | None = None,
    ) -> None:
        self._columns = _Rows(len(COLUMNS), columns)
        self._ious = _Rows(2, ious)
        self._psnrs = _Rows(2, psnrs)
        self._markers = list(markers)

    @property
    def columns(self) -> NDArray[np.float64]:
        """All steps, (n, c) float64 in the order of `COLUMNS`, ascending; not to be written to."""
        return self._columns.array

    @property
    def ious(self) -> NDArray[np.float64]:
        """Step and mean IoU over the views, (k, 2) float64, ascending; not to be written to."""
        return self._ious.array

    @property
    def psnrs(self) -> NDArray[np.float64]:
        """Step and mean PSNR over the views, decibels, (k, 2) float64, ascending; not to be written to."""
        return self._psnrs.array

    @property
    def markers(self) -> tuple[Marker, ...]:
        """What was changed, oldest first."""
        return tuple(self._markers)

    @property
    def last(self) -> StepReport | None:
        """The latest step."""
        if not len(self.columns):
            return None
        step, *rest = self.columns[-1].tolist()
        return StepReport(int(step), *rest)

    def add_reports(self, reports: Sequence[StepReport]) -> None:
        """Add steps that follow those that are there."""
        if reports:
            self._columns.extend(np.array([dataclasses.astuple(report) for report in reports]))

    def add_iou(self, step: int, mean_iou: float) -> None:
        """Note the mean IoU after `step` updates, in place of one for that step; not before the latest."""
        self._ious.note(step, mean_iou)

    def add_quality(self, step: int, quality_per_view: Sequence[ViewQuality]) -> None:
        """Note the mean PSNR of the views after `step` updates, likewise; nothing where there is none."""
        decibels = mean_psnr_decibels(quality_per_view)
        if decibels is not None:
            self._psnrs.note(step, decibels)

    def add_pictures(self, pictures: Pictures) -> None:
        """Note how well the views fit in pictures of the present, once an update has been done."""
        if pictures.step > 0:
            if pictures.mean_iou is not None:
                self.add_iou(pictures.step, pictures.mean_iou)
            self.add_quality(pictures.step, pictures.qualities)

    def add_marker(self, step: int, label: str, *, in_place_of_last: bool = False) -> None:
        """Note a change after `step` updates, as a further one or, where it goes on with the last, instead of it."""
        if in_place_of_last:
            del self._markers[-1:]
        self._markers.append(Marker(step, label))

    def truncate(self, step: int) -> None:
        """Forget what came after `step` updates."""
        self._columns.truncate(step)
        self._ious.truncate(step)
        self._psnrs.truncate(step)
        self._markers = [marker for marker in self._markers if marker.step <= step]

    def copy(self) -> "RunLog":
        """The same, which does not grow with this one."""
        return RunLog(self.columns.copy(), self.ious.copy(), self._markers, self.psnrs.copy())


class _Rows:
    """An array that grows at its end; the first column ascends."""

    def __init__(self, width: int, rows: NDArray[np.float64] | None) -> None:
        self._buffer = np.empty((_FIRST_ROWS, width))
        self._count = 0
        if rows is not None:
            if rows.ndim != 2 or rows.shape[1] != width:
                raise ValueError(f"RunLog: rows must have shape (n, {width}), got {rows.shape}")
            self.extend(rows)

    @property
    def array(self) -> NDArray[np.float64]:
        view = self._buffer[: self._count]
        view.flags.writeable = False
        return view

    def extend(self, rows: NDArray[np.float64]) -> None:
        steps = rows[:, 0] if not self._count else np.append(self._buffer[self._count - 1, 0], rows[:, 0])
        if not (np.diff(steps) > 0).all():
            raise ValueError("RunLog: steps must ascend")
        needed = self._count + len(rows)
        if needed > len(self._buffer):
            larger = np.empty((max(needed, 2 * len(self._buffer)), self._buffer.shape[1]))
            larger[: self._count] = self._buffer[: self._count]
            self._buffer = larger
        self._buffer[self._count : needed] = rows
        self._count = needed

    def note(self, step: int, value: float) -> None:
        """Put a value in place of one for that step, or at the end; one for an earlier step comes too late."""
        if self._count == 0 or self._buffer[self._count - 1, 0] <= step:
            self.truncate(step - 1)
            self.extend(np.array([[step, value]]))

    def truncate(self, step: int) -> None:
        # What was handed out before shows what was there then: it must not be written over.
        count = int(np.searchsorted(self.array[:, 0], step, side="right"))
        if count < self._count:
            self._buffer = self._buffer[: max(count, 1)].copy()
            self._count = count
