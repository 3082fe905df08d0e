"""What lies over the curves: the markers with their labels, the line of the scrubbed keyframe, the cross-hair."""

from collections.abc import Sequence

from PyQt6.QtCore import QPointF, QRectF, Qt
from PyQt6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen
from PyQt6.QtWidgets import QGraphicsItem, QGraphicsRectItem, QStyleOptionGraphicsItem, QWidget

from app.engine.fitting.run_log import Marker
from app.ui.panels.loss_marker_labels import PlacedLabel, place_labels
from app.ui.panels.loss_read_out import ReadOut, paint_read_out
from app.ui.theme import theme

_NEAR = 5.0  # pixels from a marker's line within which it is meant
_LABEL_POINT_SIZE = 8.0
_MOST_ROWS = 3
_HEIGHT_PER_ROW = 55.0  # of the plot: a low one keeps its room for the curves


class LossOverlay(QGraphicsRectItem):
    """Draws in pixels of the plot's area, over the steps that the area spans.

    Args:
        parent: the plot's area; the overlay takes its size from `place`.
    """

    def __init__(self, parent: QGraphicsItem) -> None:
        super().__init__(parent)
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemClipsToShape)
        self.setZValue(100)
        self._first, self._last = 0.0, 1.0
        self._markers: Sequence[Marker] = ()
        self._scrubbed: float | None = None
        self._read_out: ReadOut | None = None
        self._note = ""
        self._labels: list[PlacedLabel] = []
        self._inside: list[Marker] = []
        self._font = QFont()
        self._font.setPointSizeF(_LABEL_POINT_SIZE)
        self._metrics = QFontMetricsF(self._font)

    @property
    def strip_height(self) -> float:
        """Pixels at the top that the labels take."""
        return (1 + max(label.row for label in self._labels)) * self._row_height + 2 if self._labels else 0.0

    def place(self, area: QRectF, first_step: float, last_step: float) -> None:
        """Lie over this area, in the parent's coordinates, which spans these steps."""
        self.setRect(QRectF(0, 0, area.width(), area.height()))
        self.setPos(area.topLeft())
        self._first, self._last = first_step, last_step
        self._arrange()

    def show_markers(self, markers: Sequence[Marker], scrubbed_step: float | None, note: str) -> None:
        """Draw these markers, the line of a keyframe, and a note in the middle where there is nothing else yet."""
        self._markers, self._scrubbed, self._note = markers, scrubbed_step, note
        self._arrange()

    def show_read_out(self, read_out: ReadOut | None) -> None:
        """Draw the cross-hair, or none."""
        if read_out is not None or self._read_out is not None:
            self._read_out = read_out
            self.update()

    def markers_near(self, x: float) -> list[Marker]:
        """The markers whose lines are within a few pixels."""
        return [marker for marker in self._markers if abs(self.x_of(marker.step) - x) <= _NEAR]

    def x_of(self, step: float) -> float:
        """Where a step lies, pixels from the left."""
        return (step - self._first) / max(self._last - self._first, 1e-12) * self.rect().width()

    def paint(
        self, painter: QPainter | None, option: QStyleOptionGraphicsItem | None, widget: QWidget | None = None
    ) -> None:
        """Draw all of it."""
        if painter is None:
            return
        painter.setFont(self._font)
        if self._note:
            painter.setPen(theme().muted_text)
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self._note)
        if self._scrubbed is not None:
            x = self.x_of(self._scrubbed)
            painter.setPen(QPen(theme().accent, 2))
            painter.drawLine(QPointF(x, 0), QPointF(x, self.rect().height()))
        self._paint_markers(painter)
        if self._read_out is not None:
            paint_read_out(painter, self.rect(), self.x_of(self._read_out.step), self._read_out)

    @property
    def _row_height(self) -> float:
        return self._metrics.height() + 1

    def _arrange(self) -> None:
        self._inside = [marker for marker in self._markers if self._first <= marker.step <= self._last]
        lines = [self.x_of(marker.step) for marker in self._inside]
        widths = [self._metrics.horizontalAdvance(marker.label) + 1 for marker in self._inside]
        rows = min(max(int(self.rect().height() / _HEIGHT_PER_ROW), 1), _MOST_ROWS)
        self._labels = place_labels(lines, widths, self.rect().width(), rows)
        self.update()

    def _paint_markers(self, painter: QPainter) -> None:
        faint = QColor(theme().muted_text)
        faint.setAlphaF(0.55)
        painter.setPen(QPen(faint, 1, Qt.PenStyle.DotLine))
        for marker in self._inside:
            x = self.x_of(marker.step)
            painter.drawLine(QPointF(x, 0), QPointF(x, self.rect().height()))
        ground = QColor(theme().plot_background)
        ground.setAlphaF(0.85)
        for label in self._labels:
            box = QRectF(label.left, 1 + label.row * self._row_height, label.width, self._metrics.height())
            painter.fillRect(box.adjusted(-2, 0, 2, 0), ground)
            painter.setPen(QPen(theme().accent, 2))
            painter.drawLine(QPointF(label.line, box.top() + 2), QPointF(label.line, box.bottom() - 2))
            painter.setPen(theme().text)
            text = self._metrics.elidedText(self._inside[label.index].label, Qt.TextElideMode.ElideRight, label.width)
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, text)
