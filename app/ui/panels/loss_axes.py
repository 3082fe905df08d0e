"""The axes of the loss plot: steps below, losses on the left, IoU and PSNR on the right."""

import itertools
import math
from collections.abc import Callable, Sequence
from typing import Any

import pyqtgraph as pg
from PyQt6.QtCore import QRectF
from PyQt6.QtGui import QFont
from PyQt6.QtWidgets import QGraphicsSimpleTextItem

from app.ui.theme import theme

_HEIGHT_MARGIN = 0.06
_TICK_POINT_SIZE = 8.0
_LEAST_TICK_PIXELS = 14.0  # from one number beside an axis to the next
_TICK_GAP = 4  # pixels between an axis and its numbers
_NARROW_DECADES = 0.5
_LEAST_DECIBELS = 1.0  # that the axis of the PSNR spans

Levels = list[tuple[float, list[float]]]
"""The spacing of ticks and where they stand."""
Ticks = Callable[[float, float, float], Levels]
Texts = Callable[[Sequence[float], float, float], list[str]]


class _SideAxis:
    """An axis at the right with an area of its own, which lies over that of the losses.

    Args:
        plot: pyqtgraph's item.
        axis: of it.
        ticks: on the axis.
        texts: beside the axis.
        color: of the theme, by name.
    """

    def __init__(self, plot: Any, axis: Any, ticks: Ticks, texts: Texts, color: str) -> None:
        main = plot.getViewBox()
        self.axis = axis
        self.area: Any = pg.ViewBox(enableMenu=False)
        self._color = color
        plot.scene().addItem(self.area)
        self.area.setMouseEnabled(False, False)
        # Below the first one, which pyqtgraph puts at -100: whichever lies above takes the mouse.
        self.area.setZValue(main.zValue() - 1)
        self.area.disableAutoRange()
        axis.linkToView(self.area)
        axis.tickStrings = texts
        axis.tickValues = ticks

    def take_color(self) -> None:
        self.axis.setTextPen(getattr(theme(), self._color))


class LossAxes:
    """Areas that lie over one another and share their steps.

    pyqtgraph has no type hints: its items go by `Any`.

    Args:
        plot: pyqtgraph's item; its own area takes the losses and the mouse.
    """

    def __init__(self, plot: Any) -> None:
        self.area: Any = plot.getViewBox()
        self._plot = plot
        self._is_log = True
        plot.setMenuEnabled(False)
        plot.hideButtons()
        plot.showAxis("right")
        decibels = pg.AxisItem("right")
        plot.layout.addItem(decibels, 2, 3)  # beside the one for the IoU
        decibels.hide()
        self._iou = _SideAxis(plot, plot.getAxis("right"), _iou_ticks, _number_texts, "curve_iou")
        self._psnr = _SideAxis(plot, decibels, _even_ticks, _number_texts, "curve_psnr")
        self.area.disableAutoRange()
        self.area.setLimits(minXRange=1)
        self._steps, self._losses = (plot.getAxis(side) for side in ("bottom", "left"))
        self._steps.tickStrings = _step_texts
        self._losses.tickStrings = self._loss_texts
        self._ticks_as_usual = self._losses.tickValues
        self._losses.tickValues = self._loss_ticks
        font = QFont()
        font.setPointSizeF(_TICK_POINT_SIZE)
        for axis in self._axes:
            axis.setTickFont(font)
            axis.enableAutoSIPrefix(False)
            axis.setZValue(-1000)  # the grid under the curves
            axis.setStyle(tickLength=-4, tickTextOffset=_TICK_GAP, hideOverlappingLabels=True)
        for axis in self._axes[1:]:
            axis.setStyle(autoExpandTextSpace=True, autoReduceTextSpace=False)
        self._unit = QGraphicsSimpleTextItem("step", plot)  # below the axis at the right, where nothing else is
        self._unit.setFont(font)
        self.set_log(True)

    @property
    def _axes(self) -> tuple[Any, ...]:
        return (self._steps, self._losses, self._iou.axis, self._psnr.axis)

    def add_line(self, curve: str) -> Any:
        """A new line on the area of a curve, by its name."""
        line = pg.PlotDataItem(connect="finite", antialias=True, symbolSize=6)
        area = {"iou": self._iou.area, "psnr": self._psnr.area}.get(curve, self.area)
        area.addItem(line)
        return line

    def set_log(self, is_log: bool) -> None:
        """Label the losses' axis for values that are logarithms, or for values as they are."""
        self._is_log = is_log
        self._losses.setLogMode(y=is_log)

    def show_steps(self, first: float, last: float) -> None:
        """Span these steps."""
        self.area.setXRange(first, max(last, first + 1), padding=0.01)

    def show_losses(self, least: float, greatest: float, strip: float) -> None:
        """Span these losses, and leave a strip of so many pixels free above them."""
        low, high = (math.log10(least), math.log10(greatest)) if self._is_log else (least, greatest)
        smallest = 0.05 if self._is_log else max(abs(high), 1e-12) * 0.02
        spare = max(smallest - (high - low), 0) / 2
        self._set_heights(self.area, low - spare, high + spare, strip)

    def show_ious(self, ends: tuple[float, float] | None, strip: float) -> None:
        """Span these IoUs, and up to the perfect 1."""
        low = min(ends[0], 0.99) if ends is not None else 0.0
        self._set_heights(self._iou.area, low, 1.0, strip)
        self.align()

    def show_psnrs(self, ends: tuple[float, float] | None, strip: float) -> None:
        """Span these PSNRs, decibels; without any there is no axis for them."""
        self._psnr.axis.setVisible(ends is not None)
        if ends is not None:
            self._set_heights(self._psnr.area, min(ends[0], ends[1] - _LEAST_DECIBELS), ends[1], strip)
        self.align()

    def _set_heights(self, area: Any, low: float, high: float, strip: float) -> None:
        share = min(strip / max(self.area.height(), 1.0), 0.6)
        span = (high - low) * (1 + _HEIGHT_MARGIN)
        area.setYRange(high - span, high + span * share / (1 - share), padding=_HEIGHT_MARGIN / 2)

    def align(self) -> None:
        """Lay the other areas over the first, with the same steps."""
        for side in (self._iou, self._psnr):
            side.area.setGeometry(QRectF(self.area.sceneBoundingRect()))
            side.area.setXRange(*self.area.viewRange()[0], padding=0)
        corner = self._plot.mapRectFromScene(self.area.sceneBoundingRect()).bottomRight()
        left = min(corner.x() + _TICK_GAP, self._plot.rect().right() - self._unit.boundingRect().width())
        self._unit.setPos(left, corner.y() + _TICK_GAP)

    def take_colors(self) -> None:
        """Draw in the theme's colours."""
        colors = theme()
        for axis in self._axes:
            axis.setPen(colors.plot_grid)
            axis.setTextPen(colors.plot_axis)
        for side in (self._iou, self._psnr):
            side.take_color()
        self._unit.setBrush(colors.plot_axis)
        self._steps.setGrid(110)
        self._losses.setGrid(110)

    def _loss_ticks(self, low: float, high: float, pixels: float) -> Levels:
        """As usual, but on a logarithmic axis that spans less than a half decade round numbers between."""
        if not self._is_log:
            return _even_ticks(low, high, pixels)
        if high - low > _NARROW_DECADES:
            usual: Levels = self._ticks_as_usual(low, high, pixels)
            return usual
        first, last = 10.0**low, 10.0**high
        most = max(pixels / (2 * _LEAST_TICK_PIXELS), 1.0)
        step = _round_up((last - first) / most)
        numbers = range(math.ceil(first / step), math.floor(last / step) + 1)
        return [(step, [math.log10(number * step) for number in numbers if number > 0])]

    def _loss_texts(self, values: Sequence[float], scale: float, spacing: float) -> list[str]:
        if not self._is_log:
            return _number_texts(values, scale, spacing)
        low, high = self.area.viewRange()[1]
        if high - low <= _NARROW_DECADES:
            return [f"{10.0**value:.3g}" for value in values]
        pixels_per_decade = self.area.height() / max(high - low, 1e-12)
        digits, decades = _labelled_digits(pixels_per_decade), math.ceil(_LEAST_TICK_PIXELS / pixels_per_decade)
        return [
            f"{10.0**value:.3g}" if _first_digit(value) in digits and round(value // 1) % decades == 0 else ""
            for value in values
        ]


def _even_ticks(low: float, high: float, pixels: float, greatest: float = math.inf) -> Levels:
    """Round numbers with room for each; closer together where there would be no two of them, as in a flat plot.

    Args:
        low: what the axis begins with.
        high: what it ends with.
        pixels: its length.
        greatest: number that is told.
    """
    step, ticks = 0.0, list[float]()
    for least in (2 * _LEAST_TICK_PIXELS, _LEAST_TICK_PIXELS):
        step = _round_up(max(high - low, 1e-12) * least / max(pixels, 1.0))
        last = math.floor(min(high, greatest) / step + 1e-9)
        ticks = [number * step for number in range(math.ceil(low / step - 1e-9), last + 1)]
        if len(ticks) > 1:
            break
    return [(step, ticks)]


def _iou_ticks(low: float, high: float, pixels: float) -> Levels:
    return _even_ticks(low, high, pixels, greatest=1.0)


def _round_up(step: float) -> float:
    """The next of 1, 2, 5, 10, 20, ... or a tenth of one, and so on."""
    decade = 10.0 ** math.floor(math.log10(step))
    return next(factor * decade for factor in (1, 2, 5, 10) if factor * decade >= step * (1 - 1e-9))


def _first_digit(logarithm: float) -> int:
    return (round(math.pow(10.0, logarithm % 1)) - 1) % 9 + 1  # what is a little below ten is one


def _labelled_digits(pixels_per_decade: float) -> tuple[int, ...]:
    """The first digits of numbers that have room beside one another on a logarithmic axis."""
    for digits in ((1, 2, 3, 4, 5, 6, 7, 8, 9), (1, 2, 5), (1, 3)):
        ends = [math.log10(digit) for digit in (*digits, 10)]
        if min(after - before for before, after in itertools.pairwise(ends)) * pixels_per_decade >= _LEAST_TICK_PIXELS:
            return digits
    return (1,)


def _step_texts(values: Sequence[float], scale: float, spacing: float) -> list[str]:
    return [f"{value:,.0f}" if value == int(value) else "" for value in values]


def _number_texts(values: Sequence[float], scale: float, spacing: float) -> list[str]:
    return [f"{value:.3g}" for value in values]
