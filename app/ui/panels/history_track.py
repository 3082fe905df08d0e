"""The slider of the history: every stop is a moment, placed by its step, the last one is the present."""

from bisect import bisect_left
from collections.abc import Sequence

from PyQt6.QtCore import QEvent, QPointF, QRectF, QSignalBlocker, QSize, Qt
from PyQt6.QtGui import QHelpEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PyQt6.QtWidgets import QAbstractSlider, QSizePolicy, QToolTip, QWidget

from app.engine.fitting.run_log import Marker
from app.ui.theme import theme

_END = 9.0  # pixels left free at either end, for the handle
_HANDLE = 6.0
_LEAST_TICK_DISTANCE = 5.0
_NEAR = 5.0


class HistoryTrack(QAbstractSlider):
    """Its value is the number of a moment; `valueChanged` is emitted for what the user does only.

    Args:
        parent: Qt's.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._steps: list[int] = [0]
        self._markers: Sequence[Marker] = ()
        self.setOrientation(Qt.Orientation.Horizontal)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    @property
    def present(self) -> int:
        """The value of the present."""
        return len(self._steps) - 1

    @property
    def present_step(self) -> int:
        """Updates done in the present."""
        return self._steps[-1]

    def show_moments(self, keyframe_steps: Sequence[int], present_step: int, markers: Sequence[Marker]) -> None:
        """Lay out the stops, ascending in step; a keyframe of the present is no stop of its own."""
        earlier = keyframe_steps[: bisect_left(keyframe_steps, present_step)]
        self._steps = [*earlier, present_step]
        self._markers = markers
        with QSignalBlocker(self):
            self.setRange(0, self.present)
            self.setPageStep(max(self.present // 10, 1))
        self.update()

    def show_value(self, value: int) -> None:
        """Move the handle without telling."""
        with QSignalBlocker(self):
            self.setValue(value)
        self.update()

    def x_of(self, step: float) -> float:
        """Where a step lies, pixels."""
        first, last = self._steps[0], self._steps[-1]
        share = (step - first) / (last - first) if last > first else 1.0
        return _END + share * (self.width() - 2 * _END)

    def value_at(self, x: float) -> int:
        """The stop nearest to a place, the later one of two that lie on it."""
        distances = [abs(self.x_of(step) - x) for step in self._steps]
        return len(distances) - 1 - distances[::-1].index(min(distances))

    def sizeHint(self) -> QSize:
        """As high as a button."""
        return QSize(300, 26)

    def minimumSizeHint(self) -> QSize:
        """Still to be hit."""
        return QSize(80, 26)

    def mousePressEvent(self, event: QMouseEvent | None) -> None:
        """Go to the moment under the mouse."""
        if event is not None and event.button() is Qt.MouseButton.LeftButton:
            self.setSliderDown(True)
            self.setValue(self.value_at(event.position().x()))
            event.accept()

    def mouseMoveEvent(self, event: QMouseEvent | None) -> None:
        """Scrub."""
        if event is not None and self.isSliderDown():
            self.setValue(self.value_at(event.position().x()))

    def mouseReleaseEvent(self, event: QMouseEvent | None) -> None:
        """Stay there."""
        self.setSliderDown(False)

    def event(self, event: QEvent | None) -> bool:
        """Name the moment, or the change, under the mouse."""
        if isinstance(event, QHelpEvent) and self.isEnabled():
            QToolTip.showText(event.globalPos(), self._tip(event.pos().x()), self)
            return True
        return super().event(event)

    def _tip(self, x: float) -> str:
        near = [marker for marker in self._markers if abs(self.x_of(marker.step) - x) <= _NEAR]
        lines = [f"step {marker.step:,}: {marker.label}" for marker in near]
        value = self.value_at(x)
        moment = "the present" if value == self.present else f"step {self._steps[value]:,}"
        return "\n".join([*lines, f"Click or drag: go to {moment}. Arrow keys: one keyframe."])

    def paintEvent(self, event: QPaintEvent | None) -> None:
        """Draw groove, keyframes, changes and handle."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle = self.height() / 2 + 1.5
        handle = self.x_of(self._steps[min(self.value(), self.present)])
        colors = theme()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colors.border)
        painter.drawRoundedRect(QRectF(_END - 2, middle - 2, self.width() - 2 * _END + 4, 4), 2, 2)
        if self.isEnabled():
            painter.setBrush(colors.accent_fill)
            painter.drawRoundedRect(QRectF(_END - 2, middle - 2, handle - _END + 2, 4), 2, 2)
            self._paint_ticks(painter, middle)
        is_lit = self.isEnabled() and (self.underMouse() or self.hasFocus() or self.isSliderDown())
        painter.setPen(QPen(colors.accent if is_lit else colors.strong_border, 1.2))
        painter.setBrush(colors.accent if self.isSliderDown() else colors.raised)
        painter.drawEllipse(QPointF(handle, middle), _HANDLE, _HANDLE)

    def _paint_ticks(self, painter: QPainter, middle: float) -> None:
        colors = theme()
        painter.setPen(QPen(colors.strong_border, 1))
        places = [self.x_of(step) for step in self._steps]
        if len(places) > 1 and (places[-1] - places[0]) / len(places) >= _LEAST_TICK_DISTANCE:
            for x in places:
                painter.drawLine(QPointF(x, middle + 5), QPointF(x, middle + 8))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colors.accent)
        for marker in self._markers:
            x = self.x_of(marker.step)
            tip = QPointF(x, middle - 3.5)
            painter.drawPolygon(QPolygonF([tip, tip + QPointF(-3.5, -6), tip + QPointF(3.5, -6)]))
