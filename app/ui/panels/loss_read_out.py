"""The cross-hair of the loss plot and the box beside it that tells what it stands on."""

import math
from dataclasses import dataclass

from PyQt6.QtCore import QPointF, QRectF, Qt
from PyQt6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from app.ui.theme import theme

_PADDING = 5.0
_SWATCH = 13.0
_BETWEEN = 10.0


@dataclass(frozen=True)
class ReadOutLine:
    """A line of the read-out: a name, its value, and the curve's colour where it stands for one."""

    name: str
    value: str
    color: QColor | None = None


@dataclass(frozen=True)
class ReadOut:
    """What the cross-hair stands on.

    Args:
        step: of the nearest row.
        height: of the mouse over the plot, pixels.
        lines: of the box.
    """

    step: float
    height: float
    lines: tuple[ReadOutLine, ...]


def paint_read_out(painter: QPainter, area: QRectF, x: float, read_out: ReadOut) -> None:
    """Draw the cross-hair and, on the side with room, the box.

    Args:
        painter: with the font to write in.
        area: of the plot.
        x: of the step in it.
        read_out: what to tell.
    """
    painter.setPen(QPen(theme().plot_axis, 1, Qt.PenStyle.DashLine))
    painter.drawLine(QPointF(x, 0), QPointF(x, area.height()))
    painter.drawLine(QPointF(0, read_out.height), QPointF(area.width(), read_out.height))
    box = _box(QFontMetricsF(painter.font()), area, x, read_out)
    ground = QColor(theme().raised)
    ground.setAlphaF(0.94)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(theme().strong_border)
    painter.setBrush(ground)
    painter.drawRoundedRect(box, 4, 4)
    inner = box.adjusted(_PADDING, _PADDING, -_PADDING, -_PADDING)
    height = inner.height() / len(read_out.lines)
    for number, line in enumerate(read_out.lines):
        _paint_line(painter, QRectF(inner.left(), inner.top() + number * height, inner.width(), height), line)


def _box(metrics: QFontMetricsF, area: QRectF, x: float, read_out: ReadOut) -> QRectF:
    names = max(metrics.horizontalAdvance(line.name) for line in read_out.lines)
    values = max(metrics.horizontalAdvance(line.value) for line in read_out.lines)
    width = _SWATCH + names + _BETWEEN + values + 2 * _PADDING
    height = len(read_out.lines) * metrics.height() + 2 * _PADDING
    left = x + 10 if x + 10 + width <= area.width() else x - 10 - width
    top = min(max(read_out.height - height / 2, 2.0), max(area.height() - height - 2, 2.0))
    return QRectF(math.floor(max(left, 0.0)) + 0.5, math.floor(top) + 0.5, width, height)


def _paint_line(painter: QPainter, box: QRectF, line: ReadOutLine) -> None:
    if line.color is not None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(line.color)
        painter.drawEllipse(QPointF(box.left() + 4, box.center().y()), 3, 3)
    painter.setPen(theme().muted_text)
    painter.drawText(box.adjusted(_SWATCH, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, line.name)
    painter.setPen(theme().text)
    painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, line.value)
