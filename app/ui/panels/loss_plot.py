"""The plot of the loss panel: losses on a linear or logarithmic axis, IoU and PSNR on others, and what lies over."""

from collections.abc import Sequence

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PyQt6.QtCore import QEvent, QObject, QPointF, Qt, pyqtSignal
from PyQt6.QtGui import QMouseEvent
from PyQt6.QtWidgets import QToolTip, QVBoxLayout, QWidget

from app.engine.fitting.run_log import Marker, RunLog
from app.ui.colour_images import psnr_text
from app.ui.panels.loss_axes import LossAxes
from app.ui.panels.loss_curves import (
    CURVES,
    IOU_CURVE,
    LOSS_CURVES,
    PSNR_CURVE,
    ThinnedRows,
    nearest_row,
    rows_between,
    value_range,
)
from app.ui.panels.loss_overlay import LossOverlay
from app.ui.panels.loss_read_out import ReadOut, ReadOutLine
from app.ui.theme import theme, theme_changes
from app.ui.widgets.paced_refresh import PacedRefresh

REDRAW_MILLISECONDS = 200
_PIXELS_PER_BLOCK = 1.5  # two points each: finer cannot be seen and is slow to draw
_NOISY_TRAVEL = 12.0  # times the height of a curve that it goes up and down
_EMPTY_RANGE = (1e-3, 1.0)
_EMPTY = "The loss appears here, step by step, once the optimisation runs."
_NOTHING_POSITIVE = "Nothing here is above 0: switch to the linear axis."


class LossPlot(QWidget):
    """Follows the newest step until the user zooms or pans, and again after `fit`.

    Args:
        parent: Qt's.
    """

    following_changed = pyqtSignal(bool)
    present_changed = pyqtSignal(object)  # frozenset of the names of optional curves that the run has

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._log = RunLog()
        self._scrubbed: float | None = None
        self._hidden: set[str] = set()
        self._is_log_axis = True
        self._is_following = True
        self._scale = 1.0
        self._losses = ThinnedRows(above_zero=True)
        self._ious, self._psnrs = ThinnedRows(above_zero=False), ThinnedRows(above_zero=False)
        self._present: frozenset[str] = frozenset()
        self._rows_looked_at = 0
        self.view = pg.PlotWidget()
        self.view.setObjectName("loss_plot_view")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.view)
        self._axes = LossAxes(self.view.getPlotItem())
        self._lines = {curve.name: self._axes.add_line(curve.name) for curve in CURVES}
        self._overlay = LossOverlay(self._axes.area)
        self._pace = PacedRefresh(self, REDRAW_MILLISECONDS, self.redraw)
        self._axes.area.sigRangeChangedManually.connect(self._stop_following)
        self._axes.area.sigRangeChanged.connect(self._range_moved)
        self._axes.area.sigResized.connect(self._range_moved)
        self.view.scene().sigMouseMoved.connect(self._mouse_moved)
        self.view.viewport().installEventFilter(self)
        theme_changes().changed.connect(self._take_colors)
        self._take_colors()

    # What it shows

    @property
    def is_following(self) -> bool:
        """Whether the axes follow the curves."""
        return self._is_following

    @property
    def is_log_axis(self) -> bool:
        """Whether the losses stand on a logarithmic axis."""
        return self._is_log_axis

    @property
    def step_range(self) -> tuple[float, float]:
        """The steps that the plot spans from left to right."""
        first, last = self._axes.area.viewRange()[0]
        return float(first), float(last)

    def show_log(self, log: RunLog) -> None:
        """Draw this, soon; another log than before is shown whole."""
        if log is not self._log:
            self._log = log
            self._forget_thinned()
            self._present, self._rows_looked_at = frozenset(), 0
            self.present_changed.emit(self._present)
            self._follow(True)
        self._pace.ask()

    def show_scrubbed(self, step: float | None) -> None:
        """Mark the step of the keyframe that has been gone back to, at once."""
        self._scrubbed = step
        self._draw_overlay()

    def set_curve_shown(self, name: str, is_shown: bool) -> None:
        """Draw one of `CURVES` or leave it away."""
        (self._hidden.discard if is_shown else self._hidden.add)(name)
        self.redraw()

    def set_log_axis(self, is_log: bool) -> None:
        """Choose the axis of the losses."""
        self._is_log_axis = is_log
        self._forget_thinned()
        self._axes.set_log(is_log)
        self.fit()

    def fit(self) -> None:
        """Show everything, and follow from now on."""
        self._follow(True)
        self.redraw()

    def leave(self) -> None:
        """Take the cross-hair away."""
        self._overlay.show_read_out(None)

    # Drawing

    def redraw(self) -> None:
        """Draw what the log holds now."""
        rows, ious, psnrs = self._log.columns, self._log.ious, self._log.psnrs
        self._look_for_optional()
        if self._is_following:
            self._axes.show_steps(*_span((rows, ious, psnrs), self._log.markers))
        first, last = self.step_range
        margin = 0.0 if self._is_following else last - first  # so that a drag does not run into the void at once
        blocks = max(int(self._axes.area.width() / _PIXELS_PER_BLOCK), 100) * (1 if self._is_following else 3)
        points, iou_points, psnr_points = (
            thinned.peaks(each, rows_between(each, first - margin, last + margin), blocks)
            for thinned, each in ((self._losses, rows), (self._ious, ious), (self._psnrs, psnrs))
        )
        self._draw_losses(points)
        for curve, means, shown in ((IOU_CURVE, ious, iou_points), (PSNR_CURVE, psnrs, psnr_points)):
            self._lines[curve.name].setData(*_drawn(shown[:, 0], shown[:, 1]), symbol=_symbol(means))
            self._lines[curve.name].setVisible(curve.name not in self._hidden)
        self._draw_overlay()
        self._fit_heights(points, iou_points, psnr_points)

    def _look_for_optional(self) -> None:
        """Find out which of the optional curves there are; rows that have been looked at are not again."""
        rows = self._log.columns
        new = rows[min(self._rows_looked_at, len(rows)) :]
        self._rows_looked_at = len(rows)
        found = {curve.name for curve in LOSS_CURVES if curve.is_optional and new[:, curve.column].any()}
        if len(self._log.psnrs):
            found.add(PSNR_CURVE.name)
        if not found <= self._present:
            self._present |= found
            self.present_changed.emit(self._present)

    def _draw_losses(self, points: NDArray[np.float64]) -> None:
        for curve in LOSS_CURVES:
            values = points[:, curve.column]
            heights = np.log10(values) if self._is_log_axis else values
            line = self._lines[curve.name]
            line.curve.setSegmentedLineMode("on" if _is_noisy(heights) else "off")
            line.setData(*_drawn(points[:, 0], heights), symbol=_symbol(points))
            line.setVisible(curve.name not in self._hidden)

    def _fit_heights(
        self, points: NDArray[np.float64], iou_points: NDArray[np.float64], psnr_points: NDArray[np.float64]
    ) -> None:
        first, last = self.step_range
        columns = [curve.column for curve in LOSS_CURVES if curve.name not in self._hidden]
        inside = (points[:, 0] >= first) & (points[:, 0] <= last)
        strip = self._overlay.strip_height
        if self._is_following:
            self._axes.show_losses(*(value_range(points[inside][:, columns]) or _EMPTY_RANGE), strip)
        inside = (iou_points[:, 0] >= first) & (iou_points[:, 0] <= last)
        self._axes.show_ious(value_range(iou_points[inside][:, 1]), strip)
        inside = (psnr_points[:, 0] >= first) & (psnr_points[:, 0] <= last)
        is_hidden = PSNR_CURVE.name in self._hidden
        self._axes.show_psnrs(None if is_hidden else value_range(psnr_points[inside][:, 1]), strip)

    def _draw_overlay(self) -> None:
        rows = self._log.columns
        note = ""
        if not len(rows):
            note = _EMPTY
        elif self._is_log_axis and not (rows[-1, [curve.column for curve in LOSS_CURVES]] > 0).any() and len(rows) < 2:
            note = _NOTHING_POSITIVE
        self._overlay.place(self._axes.area.rect(), *self.step_range)
        self._overlay.show_markers(self._log.markers, self._scrubbed, note)

    def draw_for(self, scale: float) -> None:
        """Draw lines for so many device pixels per logical pixel; Qt scales all but these."""
        self._scale = scale
        self._take_colors()

    def event(self, event: QEvent | None) -> bool:
        """Keep the lines as wide on a screen of another scale."""
        if event is not None and event.type() in (QEvent.Type.DevicePixelRatioChange, QEvent.Type.Show):
            self.draw_for(self.devicePixelRatioF())
        return super().event(event)

    def _take_colors(self) -> None:
        self.view.setBackground(theme().plot_background)
        self._axes.take_colors()
        for curve in CURVES:
            pen = pg.mkPen(curve.color, width=self._scale * (2.2 if curve.name == "loss" else 1.4))
            self._lines[curve.name].setPen(pen)
            self._lines[curve.name].setSymbolBrush(curve.color)
            self._lines[curve.name].setSymbolPen(None)
        self._overlay.update()

    def _forget_thinned(self) -> None:
        self._losses = ThinnedRows(above_zero=self._is_log_axis)
        self._ious, self._psnrs = ThinnedRows(above_zero=False), ThinnedRows(above_zero=False)

    # The mouse

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        """Fit on a double-click; take the cross-hair away when the mouse leaves."""
        if event is not None and event.type() is QEvent.Type.Leave:
            self.leave()
        if isinstance(event, QMouseEvent) and event.type() is QEvent.Type.MouseButtonDblClick:
            if event.button() is Qt.MouseButton.LeftButton:
                self.fit()
                return True
        return False

    def _range_moved(self) -> None:
        self._axes.align()
        self._overlay.place(self._axes.area.rect(), *self.step_range)
        self._pace.ask()

    def _stop_following(self) -> None:
        self._follow(False)

    def _follow(self, is_following: bool) -> None:
        if is_following != self._is_following:
            self._is_following = is_following
            self.following_changed.emit(is_following)

    def _mouse_moved(self, position: QPointF) -> None:
        area = self._axes.area
        row = nearest_row(self._log.columns, area.mapSceneToView(position).x())
        if row is None or not area.sceneBoundingRect().contains(position):
            self.leave()
            return
        inside = area.mapFromScene(position)
        self._overlay.show_read_out(self._read_out(row, inside.y()))
        labels = [f"step {marker.step:,}: {marker.label}" for marker in self._overlay.markers_near(inside.x())]
        QToolTip.showText(self.view.mapToGlobal(self.view.mapFromScene(position)), "\n".join(labels), self.view)

    def _read_out(self, row: int, height: float) -> ReadOut:
        values = self._log.columns[row]
        lines = [ReadOutLine("step", f"{values[0]:,.0f}")]
        for curve in LOSS_CURVES:
            value = values[curve.column]
            if curve.name not in self._hidden and value != 0:
                lines.append(ReadOutLine(curve.text.lower(), f"{value:.3e}", curve.color))
        at = nearest_row(self._log.ious, values[0])
        if at is not None and IOU_CURVE.name not in self._hidden:
            lines.append(ReadOutLine(IOU_CURVE.text, f"{self._log.ious[at, 1]:.4f}", IOU_CURVE.color))
        at = nearest_row(self._log.psnrs, values[0])
        if at is not None and PSNR_CURVE.name not in self._hidden:
            lines.append(ReadOutLine(PSNR_CURVE.text, psnr_text(self._log.psnrs[at, 1]), PSNR_CURVE.color))
        return ReadOut(values[0], height, tuple(lines))


def _span(arrays: Sequence[NDArray[np.float64]], markers: Sequence[Marker]) -> tuple[float, float]:
    ends = [float(array[index, 0]) for array in arrays if len(array) for index in (0, -1)]
    if ends:
        ends += [float(marker.step) for marker in markers[:1]]  # what a fit starts from is said at step 0
    return (min(ends), max(ends)) if ends else (0.0, 100.0)


def _drawn(steps: NDArray[np.float64], values: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Nothing rather than nothing but NaN, of which pyqtgraph would take the extremes."""
    return (steps, values) if np.isfinite(values).any() else (steps[:0], values[:0])


def _is_noisy(heights: NDArray[np.float64]) -> bool:
    """Whether a curve goes up and down so often that one wide path takes Qt ten times as long as many short lines.

    Those are not for smooth curves: where two short lines meet, a dot shows.
    """
    ends = value_range(heights)
    travel = np.abs(np.diff(heights[np.isfinite(heights)])).sum()
    return ends is not None and bool(travel > _NOISY_TRAVEL * (ends[1] - ends[0]))


def _symbol(rows: NDArray[np.float64]) -> str | None:
    """A dot where there is no line yet."""
    return "o" if len(rows) < 2 else None
