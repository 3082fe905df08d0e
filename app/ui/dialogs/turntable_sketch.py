"""A small drawing of a turntable before its camera, seen from above."""

import math

from PyQt6.QtCore import QPointF, QRectF, QSize, Qt
from PyQt6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PyQt6.QtWidgets import QWidget

from app.ui.theme import theme

_SIZE = QSize(200, 232)
_DISC_RADIUS = 72.0
_CENTRE = QPointF(100, 88)
_CAMERA = QPointF(100, 214)
_TICK, _FIRST_TICK = 5.0, 9.0
_NUMBERED = 3  # the first pictures, whose ticks tell which way it goes
_NUMBER_RADIUS = 0.76
_ARROW_RADIUS = 0.42
_ARROW_DEGREES = 250.0
_HEAD = 7.0
_WIDEST_SHOWN_DEGREES = 75.0  # of the camera's cone
_MOST_TICKS = 120


class TurntableSketch(QWidget):
    """The disc with a tick for the side that each picture sees, and an arrow for the way it turns.

    Args:
        parent: owner.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedSize(_SIZE)
        self._step_degrees, self._count, self._fov_degrees = 30.0, 12, 40.0

    def show_turntable(self, step_degrees: float, count: int, fov_degrees: float) -> None:
        """Draw that.

        Args:
            step_degrees: from one picture to the next, > 0 counter-clockwise seen from above.
            count: of pictures.
            fov_degrees: that the camera takes in.
        """
        self._step_degrees, self._count, self._fov_degrees = step_degrees, count, fov_degrees
        self.update()

    def paintEvent(self, event: QPaintEvent | None) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_cone(painter)
        colours = theme()
        painter.setPen(QPen(colours.strong_border, 1.2))
        painter.setBrush(colours.field)
        painter.drawEllipse(_CENTRE, _DISC_RADIUS, _DISC_RADIUS)
        self._paint_ticks(painter)
        self._paint_arrow(painter)
        _paint_camera(painter)

    def _paint_cone(self, painter: QPainter) -> None:
        half = math.radians(min(self._fov_degrees, _WIDEST_SHOWN_DEGREES)) / 2
        depth = _CAMERA.y() - _CENTRE.y() + _DISC_RADIUS
        reach = depth * math.tan(half)
        cone = QPolygonF([_CAMERA, QPointF(_CAMERA.x() - reach, 16), QPointF(_CAMERA.x() + reach, 16)])
        ground = QColor(theme().accent)
        ground.setAlpha(28)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.setClipRect(self.rect())
        painter.drawPolygon(cone)

    def _paint_ticks(self, painter: QPainter) -> None:
        """A side that is seen later comes from further back in the turn."""
        colours = theme()
        for index in reversed(range(min(self._count, _MOST_TICKS))):
            degrees = -90.0 - index * self._step_degrees
            is_first = index < min(_NUMBERED, self._count)
            painter.setPen(QPen(colours.accent if is_first else colours.strong_border, 1.6 if is_first else 1.0))
            inner = _DISC_RADIUS - (_FIRST_TICK if is_first else _TICK)
            painter.drawLine(_on_disc(degrees, inner), _on_disc(degrees, _DISC_RADIUS))
        if self._step_degrees == 0 or abs(self._step_degrees) * _DISC_RADIUS < math.degrees(11):
            return  # the numbers would lie over one another
        painter.setPen(colours.text)
        for index in range(min(_NUMBERED, self._count)):
            place = _on_disc(-90.0 - index * self._step_degrees, _NUMBER_RADIUS * _DISC_RADIUS)
            painter.drawText(
                QRectF(place.x() - 12, place.y() - 9, 24, 18), Qt.AlignmentFlag.AlignCenter, f"{index + 1}"
            )

    def _paint_arrow(self, painter: QPainter) -> None:
        radius = _ARROW_RADIUS * _DISC_RADIUS
        turn = math.copysign(1.0, self._step_degrees)
        start = 90.0 - turn * _ARROW_DEGREES / 2
        room = QRectF(_CENTRE.x() - radius, _CENTRE.y() - radius, 2 * radius, 2 * radius)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme().muted_text, 2.0))
        painter.drawArc(room, round(16 * start), round(16 * turn * _ARROW_DEGREES))
        tip = start + turn * (_ARROW_DEGREES + math.degrees(_HEAD / radius))
        base = start + turn * _ARROW_DEGREES
        head = [_on_disc(tip, radius), _on_disc(base, radius + 0.7 * _HEAD), _on_disc(base, radius - 0.7 * _HEAD)]
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme().muted_text)
        painter.drawPolygon(QPolygonF(head))


def _on_disc(degrees: float, radius: float) -> QPointF:
    """A place around the disc's middle, 90 away from the camera, -90 towards it."""
    angle = math.radians(degrees)
    return QPointF(_CENTRE.x() + radius * math.cos(angle), _CENTRE.y() - radius * math.sin(angle))


def _paint_camera(painter: QPainter) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme().accent)
    x, y = _CAMERA.x(), _CAMERA.y()
    painter.drawRoundedRect(QRectF(x - 10, y - 2, 20, 13), 2.5, 2.5)
    painter.drawPolygon(
        QPolygonF([QPointF(x - 4, y - 1), QPointF(x + 4, y - 1), QPointF(x + 6.5, y - 7), QPointF(x - 6.5, y - 7)])
    )
