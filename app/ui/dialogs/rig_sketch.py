"""A small drawing of where the cameras of a rig stand around the model."""

import itertools
import math

import numpy as np
from numpy.typing import NDArray
from PyQt6.QtCore import QPointF, QRectF, QSize, Qt
from PyQt6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PyQt6.QtWidgets import QWidget

from app.engine.cameras.camera_matrices import eye_world
from app.engine.cameras.camera_set import CameraSet
from app.ui.theme import theme

_SIZE = QSize(190, 190)
_MARGIN = 14.0
_AZIMUTH_DEGREES = -28.0
_ELEVATION_DEGREES = 22.0
_CAMERA_RADIUS = 3.6
_MODEL_RADIUS = 0.22  # of the sphere's
_CIRCLE_POINTS = 72
_BACK_ALPHA = 90  # of what lies on the far side


class RigSketch(QWidget):
    """The sphere that the cameras stand on, seen a little from above; far cameras are faint."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._directions: NDArray[np.float64] = np.empty((0, 3))
        self.setFixedSize(_SIZE)

    def show_rig(self, rig: CameraSet, center_world: NDArray[np.float64]) -> None:
        """Draw these cameras.

        Args:
            rig: all of them around one point.
            center_world: (3,), that point.
        """
        offsets = np.array([eye_world(view.placement) - center_world for view in rig]).reshape(-1, 3)
        self._directions = offsets / np.linalg.norm(offsets, axis=1, keepdims=True)
        self.update()

    def paintEvent(self, event: QPaintEvent | None) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side = min(self.width(), self.height()) - 2 * _MARGIN
        painter.translate(QRectF(self.rect()).center())
        colours = theme()
        painter.setPen(QPen(colours.border, 1.2))
        painter.setBrush(colours.field)
        painter.drawEllipse(QPointF(0, 0), side / 2, side / 2)
        cameras = _turned(self._directions) * side / 2
        behind = cameras[:, 2] < 0
        self._paint_circles(painter, side / 2, in_front=False)
        _paint_cameras(painter, cameras[behind], colours.accent, _BACK_ALPHA)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colours.mesh)
        painter.drawEllipse(QPointF(0, 0), _MODEL_RADIUS * side / 2, _MODEL_RADIUS * side / 2)
        self._paint_circles(painter, side / 2, in_front=True)
        _paint_cameras(painter, cameras[~behind], colours.accent, 255)

    def _paint_circles(self, painter: QPainter, radius: float, in_front: bool) -> None:
        """The horizon and the circle through both poles that faces the viewer's side."""
        turns = np.linspace(0, 2 * math.pi, _CIRCLE_POINTS + 1)
        zero, cosines, sines = np.zeros_like(turns), np.cos(turns), np.sin(turns)
        colour = QColor(theme().strong_border)
        colour.setAlpha(255 if in_front else _BACK_ALPHA)
        painter.setPen(QPen(colour, 1.0))
        for circle in (np.stack([sines, zero, cosines], axis=1), np.stack([zero, sines, cosines], axis=1)):
            points = _turned(circle) * radius
            for start, end in itertools.pairwise(points):
                if (start[2] + end[2] >= 0) == in_front:
                    painter.drawLine(QPointF(start[0], -start[1]), QPointF(end[0], -end[1]))


def _paint_cameras(painter: QPainter, places: NDArray[np.float64], colour: QColor, alpha: int) -> None:
    colour = QColor(colour)
    colour.setAlpha(alpha)
    for x, y, _ in places[np.argsort(places[:, 2])]:
        painter.setPen(QPen(colour, 1.0))
        painter.drawLine(QPointF(x, -y), QPointF(0.86 * x, -0.86 * y))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawEllipse(QPointF(x, -y), _CAMERA_RADIUS, _CAMERA_RADIUS)


def _turned(directions: NDArray[np.float64]) -> NDArray[np.float64]:
    """World directions (N, 3) as right, up and towards the viewer."""
    azimuth, elevation = math.radians(_AZIMUTH_DEGREES), math.radians(_ELEVATION_DEGREES)
    right = np.array([math.cos(azimuth), 0.0, -math.sin(azimuth)])
    towards = np.array(
        [math.cos(elevation) * math.sin(azimuth), math.sin(elevation), math.cos(elevation) * math.cos(azimuth)]
    )
    up = np.cross(towards, right)
    return np.asarray(directions @ np.stack([right, up, towards], axis=1))
