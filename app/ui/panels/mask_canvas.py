"""A photograph with its mask over it, to paint and draw on."""

import numpy as np
from numpy.typing import NDArray
from PyQt6.QtCore import QEvent, QPointF, QRectF, QSize, QSizeF, Qt, pyqtSignal
from PyQt6.QtGui import (
    QColor,
    QImage,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPixmap,
    QPolygonF,
    QTransform,
    QWheelEvent,
)
from PyQt6.QtWidgets import QSizePolicy, QWidget

from app.engine.cameras.view_mask import ViewMask
from app.engine.masking.grab_cut import Stroke
from app.ui.mask_images import MaskTint, photograph_image, rough_outline
from app.ui.panels.mask_marks import Marks
from app.ui.panels.selected_view_photo import outline
from app.ui.theme import theme
from app.ui.widgets.picture_note import paint_note
from app.ui.widgets.picture_place import PicturePlace

_MARGIN = 6
_PIXELS_SEEN = 2.0  # device pixels a pixel; from there on its edges are shown
_NOTCH = 120
_FINELY_OUTLINED_PIXELS = 2e6  # in larger photographs an outline along whole pixels is as good, and at once there
_LINE = QColor(255, 255, 255, 230)
_HALO = QColor(0, 0, 0, 130)  # lets a light line be seen before anything
_OBJECT_MARK = QColor(90, 220, 120, 170)
_BACKGROUND_MARK = QColor(240, 90, 80, 170)


class MaskCanvas(QWidget):
    """Draws what it is given, and tells of gestures of the left button in pixels of the photograph.

    Signals:
        drag_began: where, QPointF; the centre of the first pixel is at (0.5, 0.5).
        dragged: where to.
        drag_ended: the button has been let go.
        size_turned: notches of the wheel with Alt held.
    """

    drag_began = pyqtSignal(QPointF, object)
    dragged = pyqtSignal(QPointF)
    drag_ended = pyqtSignal()
    size_turned = pyqtSignal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._photograph: QImage | None = None
        self._tint: MaskTint | None = None
        self._outline = QPainterPath()
        self._ground: QPixmap | None = None  # photograph, tint and outline as they were painted last
        self._ground_place = QRectF()
        self._marks = Marks()
        self._note = ""
        self._radius_pixels: float | None = None
        self._place = PicturePlace(_MARGIN)
        self._mouse: QPointF | None = None
        self._grabbed: QPointF | None = None
        self._is_dragging = False
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(120, 110)
        self.setCursor(Qt.CursorShape.CrossCursor)

    @property
    def zoom(self) -> float:
        """How much larger than whole the photograph is shown, >= 1."""
        return self._place.zoom

    @property
    def note(self) -> str:
        """The words that are shown."""
        return self._note

    def sizeHint(self) -> QSize:
        return QSize(340, 300)

    def show_photograph(self, colours: NDArray[np.uint8] | None) -> None:
        """Show another photograph (H, W, 3) without a mask; None for none."""
        self._photograph = None if colours is None else photograph_image(colours)
        self._tint, self._outline, self._ground = None, QPainterPath(), None
        self.update()

    def show_mask(
        self,
        mask: ViewMask | None,
        rows: slice = slice(None),
        columns: slice = slice(None),
        *,
        is_rough: bool = False,
    ) -> None:
        """Show another mask of the photograph.

        Args:
            mask: of its size; None for none.
            rows: of the pixels that differ from the mask shown before.
            columns: of the pixels that differ.
            is_rough: whether there will be another in a moment.
        """
        if mask is None:
            self._tint, self._outline = None, QPainterPath()
        else:
            if self._tint is None:
                self._tint, rows, columns = MaskTint(), slice(None), slice(None)
            self._tint.show(mask, rows, columns)
            self._outline = _outline(mask, is_rough)
        self._ground = None
        self.update()

    def show_marks(self, marks: Marks) -> None:
        """Show other marks."""
        self._marks = marks
        self.update()

    def show_note(self, note: str) -> None:
        """Show a few words over the photograph or in its place, "" for none."""
        if note != self._note:
            self._note = note
            self.update()

    def show_brush(self, radius_pixels: float | None) -> None:
        """Show a ring of that size at the mouse, in pixels of the photograph; None for none."""
        self._radius_pixels = radius_pixels
        self.update()

    def take_colours(self) -> None:
        """Take the colours of the theme, which are others."""
        self._ground = None
        self.update()

    def fit(self) -> None:
        """Show the whole photograph."""
        self._place.fit()
        self.update()

    def place_of(self, x_pixels: float, y_pixels: float) -> QPointF:
        """Where a point of the photograph is in this widget."""
        self._measure()
        return self._place.rect.topLeft() + QPointF(x_pixels, y_pixels) * self._place.scale

    def paintEvent(self, event: QPaintEvent | None) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme().window)
        if self._photograph is not None:
            self._measure()
            painter.drawPixmap(0, 0, self._painted_ground(self._photograph))
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._paint_marks(painter)
            self._paint_brush(painter)
        room = QRectF(self.rect()).adjusted(2 * _MARGIN, 2 * _MARGIN, -2 * _MARGIN, -2 * _MARGIN)
        paint_note(painter, room, self._note, self._photograph is not None)

    def wheelEvent(self, event: QWheelEvent | None) -> None:
        if event is None or self._photograph is None:
            return
        turned = event.angleDelta().y() or event.angleDelta().x()  # Alt turns the wheel on its side
        if event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.size_turned.emit(turned / _NOTCH)
        else:
            self._measure()
            self._place.zoom_at(event.position(), turned / _NOTCH)
        self.update()
        event.accept()

    def mousePressEvent(self, event: QMouseEvent | None) -> None:
        if event is None or self._photograph is None:
            return
        if event.button() == Qt.MouseButton.MiddleButton:
            self._grabbed = event.position()
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
        elif event.button() == Qt.MouseButton.LeftButton:
            self._is_dragging = True
            self.drag_began.emit(self._pixel(event), event.modifiers())

    def mouseMoveEvent(self, event: QMouseEvent | None) -> None:
        if event is None:
            return
        self._mouse = event.position()
        if self._grabbed is not None:
            self._measure()
            self._place.move_by(event.position() - self._grabbed)
            self._grabbed = event.position()
        elif self._is_dragging:
            self.dragged.emit(self._pixel(event))
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent | None) -> None:
        if event is None:
            return
        if event.button() == Qt.MouseButton.MiddleButton:
            self._grabbed = None
            self.setCursor(Qt.CursorShape.CrossCursor)
        elif event.button() == Qt.MouseButton.LeftButton and self._is_dragging:
            self._is_dragging = False
            self.drag_ended.emit()

    def mouseDoubleClickEvent(self, event: QMouseEvent | None) -> None:
        """The second click of a quick pair draws like the first."""
        self.mousePressEvent(event)

    def leaveEvent(self, event: QEvent | None) -> None:
        self._mouse = None
        self.update()

    def _measure(self) -> None:
        picture = QSizeF(1, 1) if self._photograph is None else QSizeF(self._photograph.size())
        self._place.set_sizes(QSizeF(self.size()), picture)

    def _pixel(self, event: QMouseEvent) -> QPointF:
        self._measure()
        return self._place.pixel_at(event.position())

    def _painted_ground(self, photograph: QImage) -> QPixmap:
        """All but what follows the mouse: a long outline takes as long to paint as all the rest."""
        size = self.size() * self.devicePixelRatioF()
        ground = self._ground
        if ground is None or ground.size() != size or self._ground_place != self._place.rect:
            ground = QPixmap(size)
            ground.setDevicePixelRatio(self.devicePixelRatioF())
            ground.fill(theme().window)
            painter = QPainter(ground)
            self._paint_picture(painter, photograph)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._paint_outline(painter)
            painter.end()
            self._ground, self._ground_place = ground, self._place.rect
        return ground

    def _paint_picture(self, painter: QPainter, photograph: QImage) -> None:
        place = self._place.rect
        painter.setRenderHint(
            QPainter.RenderHint.SmoothPixmapTransform, self._place.scale * self.devicePixelRatioF() < _PIXELS_SEEN
        )
        painter.drawImage(place, photograph)
        if self._tint is not None:
            painter.drawImage(place, self._tint.image)
        painter.setPen(QPen(theme().border, 1.0))
        painter.drawRect(place.adjusted(-0.5, -0.5, 0.5, 0.5))

    def _paint_outline(self, painter: QPainter) -> None:
        painter.setClipRect(self._place.rect & QRectF(self.rect()))
        line = self._to_widget().map(self._outline)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for colour, width in ((_HALO, 3.2), (theme().target_outline, 1.5)):
            painter.strokePath(line, QPen(colour, width))

    def _paint_marks(self, painter: QPainter) -> None:
        to_widget = self._to_widget()
        for strokes, colour in (
            (self._marks.object_strokes, _OBJECT_MARK),
            (self._marks.background_strokes, _BACKGROUND_MARK),
        ):
            for stroke in strokes:
                self._paint_stroke(painter, stroke, colour)
        box = self._marks.box
        if box is not None:
            corners = QRectF(QPointF(box.left, box.top), QPointF(box.right, box.bottom)).normalized()
            painter.setBrush(Qt.BrushStyle.NoBrush)
            for colour, style in ((_HALO, Qt.PenStyle.SolidLine), (_LINE, Qt.PenStyle.DashLine)):
                painter.setPen(QPen(colour, 1.5, style))
                painter.drawRect(to_widget.mapRect(corners))

    def _paint_stroke(self, painter: QPainter, stroke: Stroke, colour: QColor) -> None:
        width = 2 * stroke.radius_pixels * self._place.scale
        painter.setPen(QPen(colour, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin))
        points = self._to_widget().map(QPolygonF([QPointF(x, y) for x, y in stroke.points_pixels]))
        painter.drawPolyline(points) if points.count() > 1 else painter.drawPoint(points.first())

    def _paint_brush(self, painter: QPainter) -> None:
        if self._mouse is None or self._radius_pixels is None or self._grabbed is not None:
            return
        radius = self._radius_pixels * self._place.scale
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for colour, width in ((_HALO, 3.0), (_LINE, 1.3)):
            painter.setPen(QPen(colour, width))
            painter.drawEllipse(self._mouse, radius, radius)

    def _to_widget(self) -> QTransform:
        corner, scale = self._place.rect.topLeft(), self._place.scale
        return QTransform(scale, 0, 0, scale, corner.x(), corner.y())


def _outline(mask: ViewMask, is_rough: bool) -> QPainterPath:
    """In pixels of the mask."""
    if is_rough or mask.coverage.size > _FINELY_OUTLINED_PIXELS:
        return rough_outline(mask, is_quick=is_rough)
    height, width = mask.image_size
    return QTransform.fromScale(width, height).map(outline(mask.coverage, mask.known))
