"""A small picture of the plan: how softness and learning rate run over the steps, and where the fit stands."""

import math
from collections.abc import Sequence

from PyQt6.QtCore import QPointF, QRectF, QSize, Qt
from PyQt6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PyQt6.QtWidgets import QSizePolicy, QWidget

from app.engine.fitting.schedule import Schedule, learning_rate, softness_pixels
from app.ui.document import Document
from app.ui.fit_controller import FitController
from app.ui.theme import theme, theme_changes
from app.ui.widgets.paced_refresh import PacedRefresh

REFRESH_MILLISECONDS = 200
_SAMPLES = 96
_CURVE_HEIGHT = 44
_HEADROOM = 1.15  # factor, so that a curve at its limit does not lie on the frame


class PlanPicture(QWidget):
    """Softness and learning rate over the plan, each on a logarithmic axis of its own, with their present values.

    Args:
        document: whose settings are planned.
        controller: of the fit.
        parent: owner.
    """

    def __init__(self, document: Document, controller: FitController, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("plan-picture")
        self._document = document
        self._controller = controller
        self._drawn: object = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setToolTip(
            "<p>The plan: outlines sharpen first, then the steps shrink. The line shows where the fit stands, "
            "the numbers what holds there.</p>"
        )
        self._pace = PacedRefresh(self, REFRESH_MILLISECONDS, self.refresh)
        controller.log_changed.connect(self._pace.ask)
        document.settings_changed.connect(self.refresh)
        theme_changes().changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(240, _CURVE_HEIGHT + self._line_height() + 9)

    def minimumSizeHint(self) -> QSize:
        return QSize(120, self.sizeHint().height())

    def refresh(self) -> None:
        """Paint again if something would look different."""
        if self.isVisible() and self._looks() != self._drawn:
            self.update()

    def present_texts(self) -> tuple[str, str]:
        """The softness and the learning rate that hold now."""
        last = self._controller.run_log.last
        settings = self._document.settings
        softness = last.softness_pixels if last is not None else softness_pixels(settings, 0.0)
        rate = last.learning_rate if last is not None else learning_rate(settings, 0.0)
        return f"softness {softness:.3g} px", f"learning rate {rate:.3g}"

    def paintEvent(self, event: QPaintEvent | None) -> None:
        self._drawn = self._looks()
        colours = theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        frame = QRectF(0.5, 0.5, self.width() - 1.0, _CURVE_HEIGHT - 1.0)
        painter.setPen(colours.border)
        painter.setBrush(colours.plot_background)
        painter.drawRoundedRect(frame, 4, 4)
        settings, now = self._document.settings, self._share_done()
        shares = [index / (_SAMPLES - 1) for index in range(_SAMPLES)]
        progress = [self._progress(share) for share in shares]
        for colour, values in (
            (colours.curve_softness, [softness_pixels(settings, value) for value in progress]),
            (colours.curve_learning_rate, [learning_rate(settings, value) for value in progress]),
        ):
            _draw_curve(painter, frame, shares, values, now, colour)
        painter.setPen(QPen(colours.plot_axis, 1))
        x = frame.left() + now * frame.width()
        painter.drawLine(QPointF(x, frame.top() + 2), QPointF(x, frame.bottom() - 2))
        self._draw_legend(painter)

    def _draw_legend(self, painter: QPainter) -> None:
        colours = theme()
        texts = zip(self.present_texts(), (colours.curve_softness, colours.curve_learning_rate), strict=True)
        middle = _CURVE_HEIGHT + 5 + self._line_height() / 2
        x = 2.0
        for text, colour in texts:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour)
            painter.drawEllipse(QPointF(x + 3, middle), 3, 3)
            painter.setPen(colours.muted_text)
            width = self.fontMetrics().horizontalAdvance(text)
            room = QRectF(x + 11, middle - self._line_height() / 2, width + 2, self._line_height())
            painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter), text)
            x += width + 27

    def _looks(self) -> object:
        """All that the picture depends on, to the pixel."""
        return (self._document.settings, self.width(), round(self._share_done() * self.width()), self.present_texts())

    def _schedule(self) -> Schedule:
        snapshot = self._controller.snapshot
        planned = self._document.settings.steps
        return snapshot.state.schedule.replanned(snapshot.step, planned) if snapshot is not None else Schedule(planned)

    def _end(self) -> int:
        return max(1, self._document.settings.steps, self._controller.step_count)

    def _share_done(self) -> float:
        return self._controller.step_count / self._end()

    def _progress(self, share: float) -> float:
        """Of the plan at a share of the steps; what was before a change of plan is drawn as an even way to it."""
        schedule, step = self._schedule(), share * self._end()
        if step >= schedule.since_step:
            return schedule.progress(round(step))
        return schedule.since_progress * step / schedule.since_step

    def _line_height(self) -> int:
        return self.fontMetrics().height()


def _draw_curve(
    painter: QPainter, frame: QRectF, shares: Sequence[float], values: Sequence[float], now: float, colour: QColor
) -> None:
    """Draw one curve, what is still to come paler."""
    low, high = math.log(min(values) / _HEADROOM), math.log(max(values) * _HEADROOM)
    room = frame.adjusted(1, 4, -1, -4)
    heights = [(math.log(value) - low) / (high - low) * room.height() for value in values]
    points = [
        QPointF(room.left() + share * room.width(), room.bottom() - height)
        for share, height in zip(shares, heights, strict=True)
    ]
    done = sum(share <= now for share in shares)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    coming = QColor(colour)
    coming.setAlphaF(0.45)
    painter.setPen(QPen(coming, 1.5))
    painter.drawPolyline(QPolygonF(points[max(0, done - 1) :]))
    painter.setPen(QPen(colour, 1.8))
    painter.drawPolyline(QPolygonF(points[:done]))
