"""The curves of the loss panel, and their points: as few as the screen has room for, with every peak kept."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PyQt6.QtGui import QColor

from app.engine.fitting.run_log import COLUMNS
from app.ui.theme import theme

_COARSE_BLOCK = 64


@dataclass(frozen=True)
class Curve:
    """One line of the plot.

    Args:
        name: of the column of the run log, or "iou" or "psnr".
        text: short, for the legend.
        tip: what it means.
        is_optional: whether it is offered only while a run has it.
    """

    name: str
    text: str
    tip: str
    is_optional: bool = False

    @property
    def column(self) -> int:
        """Where the run log has it."""
        return COLUMNS.index(self.name)

    @property
    def color(self) -> QColor:
        """In the present theme."""
        color: QColor = getattr(theme(), f"curve_{self.name}")
        return color


LOSS_CURVES = (
    Curve("loss", "Total", "The sum of the weighted terms: what the optimisation makes small."),
    Curve("silhouette", "Silhouette", "How far rendered and target silhouettes differ, times its weight."),
    Curve("laplacian", "Laplacian", "Bumps of the surface, times their weight; 0 while the weight is 0."),
    Curve("normal", "Normal", "Angles between neighbouring faces, times their weight."),
    Curve("edge", "Edge", "Lengths of the edges, times their weight; 0 while the weight is 0."),
    Curve("colour", "Colour", "How far rendered and target colours differ, with what evens them out.", True),
    Curve("structure", "Structure", "How far the pictures' patterns differ (DSSIM), times its weight.", True),
)
IOU_CURVE = Curve(
    "iou", "IoU", "Intersection over union of rendered and target silhouettes, mean over the views: 1 is perfect."
)
PSNR_CURVE = Curve(
    "psnr",
    "PSNR",
    "Peak signal to noise ratio of rendered pictures against their targets, mean over the views, in decibels: the "
    "larger the better, 30 dB is good.",
    True,
)
CURVES = (*LOSS_CURVES, IOU_CURVE, PSNR_CURVE)


def rows_between(rows: NDArray[np.float64], first_step: float, last_step: float) -> slice:
    """The rows whose steps (the first column, ascending) lie between two, and one more on either side."""
    first, last = np.searchsorted(rows[:, 0], (first_step, last_step), side="left")
    return slice(max(int(first) - 1, 0), int(last) + 1)


class ThinnedRows:
    """Thins out rows for drawing: of each block of rows the least and the greatest value of every column.

    Blocks begin at multiples of their size, a power of two, so that a curve that grows does not flicker. Rows that have
    been seen must stay as they are: their blocks are not made again.

    Args:
        above_zero: whether values have no place in the plot unless they are positive.
    """

    def __init__(self, *, above_zero: bool) -> None:
        self._above_zero = above_zero
        self._coarse: list[NDArray[np.float64]] = []
        self._coarse_rows = 0  # so many rows are in the coarse blocks

    def peaks(self, rows: NDArray[np.float64], shown: slice, most_blocks: int) -> NDArray[np.float64]:
        """Thin out.

        Args:
            rows: (n, c) float64, steps in the first column; those of the call before, and more.
            shown: which of them.
            most_blocks: about so many blocks are made at most.

        Returns:
            (m, c) float64; what cannot be drawn is NaN.
        """
        if shown.stop - shown.start > _COARSE_BLOCK * most_blocks:
            return self._thinned(self._coarse_copy(rows), _coarse(shown), most_blocks)
        return self._thinned(rows, shown, most_blocks)

    def _coarse_copy(self, rows: NDArray[np.float64]) -> NDArray[np.float64]:
        whole = len(rows) // _COARSE_BLOCK * _COARSE_BLOCK
        if whole > self._coarse_rows:
            self._coarse.append(self._in_blocks(rows[self._coarse_rows : whole], _COARSE_BLOCK))
            self._coarse = [np.concatenate(self._coarse)]
            self._coarse_rows = whole
        tail = [self._in_blocks(rows[whole:], _COARSE_BLOCK)] if whole < len(rows) else []
        return np.concatenate([*self._coarse, *tail])

    def _thinned(self, rows: NDArray[np.float64], shown: slice, most_blocks: int) -> NDArray[np.float64]:
        size = 1
        while shown.stop - shown.start > size * most_blocks:
            size *= 2
        wanted = rows[shown.start // size * size : shown.stop]
        return self._drawable(wanted) if size == 1 else self._in_blocks(wanted, size)

    def _in_blocks(self, rows: NDArray[np.float64], size: int) -> NDArray[np.float64]:
        """Two rows a block, the extreme that is nearer to where the block begins first: a slope stays a slope."""
        values = self._drawable(rows)
        starts = np.arange(0, len(values), size)
        ends = np.minimum(starts + size, len(values)) - 1
        low, high = np.fmin.reduceat(values, starts), np.fmax.reduceat(values, starts)
        falls = values[starts] > values[ends]
        thinned = np.empty((2 * len(starts), rows.shape[1]))
        thinned[0::2] = np.where(falls, high, low)
        thinned[1::2] = np.where(falls, low, high)
        thinned[0::2, 0] = rows[starts, 0]
        thinned[1::2, 0] = rows[(starts + ends) // 2, 0]
        return thinned

    def _drawable(self, rows: NDArray[np.float64]) -> NDArray[np.float64]:
        values = np.where(np.isfinite(rows) & ((rows > 0) | (not self._above_zero)), rows, np.nan)
        values[:, 0] = rows[:, 0]
        return values


def _coarse(shown: slice) -> slice:
    """Where the coarse blocks, two rows each, hold these rows."""
    return slice(2 * (shown.start // _COARSE_BLOCK), 2 * -(-shown.stop // _COARSE_BLOCK))


def value_range(values: NDArray[np.float64]) -> tuple[float, float] | None:
    """The least and the greatest of the values that are finite; None if none is."""
    finite = values[np.isfinite(values)]
    return (float(finite.min()), float(finite.max())) if finite.size else None


def nearest_row(rows: NDArray[np.float64], step: float) -> int | None:
    """The row whose step is closest; None if there is none."""
    if not len(rows):
        return None
    after = min(int(np.searchsorted(rows[:, 0], step)), len(rows) - 1)
    before = max(after - 1, 0)
    return before if abs(rows[before, 0] - step) <= abs(rows[after, 0] - step) else after
