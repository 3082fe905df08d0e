"""Pictures as large as there is room, to zoom with the wheel and to move by dragging: one, or some side by side."""

from collections.abc import Sequence

from PyQt6.QtCore import QPointF, QRectF, QSize, QSizeF, Qt
from PyQt6.QtGui import QImage, QMouseEvent, QPainter, QPaintEvent, QPen, QTransform, QWheelEvent
from PyQt6.QtWidgets import QSizePolicy, QWidget

from app.ui.panels.selected_view_panes import Pane, arranged
from app.ui.panels.selected_view_photo import Outlines, PhotoLook, draw_outlines
from app.ui.panels.selected_view_source import CanvasPicture
from app.ui.theme import theme
from app.ui.widgets.picture_note import paint_note
from app.ui.widgets.picture_place import PicturePlace

_MARGIN = 6
_PIXELS_SEEN = 2.0  # device pixels a pixel; from there on its edges are shown


class SelectedViewCanvas(QWidget):
    """Letterboxed pictures that are zoomed and moved as one.

    They are made when they are painted, so while the canvas is hidden they cost nothing.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._picture: CanvasPicture | None = None
        self._panes: tuple[Pane, ...] = ()
        self._images: list[QImage | None] = []
        self._outlines = Outlines()
        self._note = ""
        self._place = PicturePlace(_MARGIN)
        self._grabbed: QPointF | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(120, 90)

    @property
    def zoom(self) -> float:
        """How much larger than fitting the pictures are shown, >= 1."""
        return self._place.zoom

    def sizeHint(self) -> QSize:
        return QSize(320, 280)

    def show_panes(self, picture: CanvasPicture | None, panes: Sequence[Pane], note: str) -> None:
        """Show other pictures.

        Args:
            picture: what they are made of; None for none.
            panes: one or four, if there is a picture.
            note: a few words in their place or over the first, "" for none.
        """
        self._picture, self._panes, self._note = picture, tuple(panes) if picture is not None else (), note
        self._images = [None] * len(self._panes)
        self.update()

    def fit(self) -> None:
        """Show the whole pictures."""
        self._place.fit()
        self._show_cursor()
        self.update()

    def picture_place(self, index: int = 0) -> QRectF:
        """Where a picture is, partly outside of its room when it is zoomed in."""
        rooms = self._measured()
        return self._place.rect.translated(rooms[index].topLeft())

    def paintEvent(self, event: QPaintEvent | None) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme().window)
        for index, room in enumerate(self._measured() if self._panes else []):
            self._paint_pane(painter, index, room)
        room = QRectF(self.rect()).adjusted(2 * _MARGIN, 2 * _MARGIN, -2 * _MARGIN, -2 * _MARGIN)
        paint_note(painter, room, self._note, bool(self._panes))

    def _paint_pane(self, painter: QPainter, index: int, room: QRectF) -> None:
        colours, pane = theme(), self._panes[index]
        place = self._place.rect.translated(room.topLeft())
        if len(self._panes) > 1:
            painter.setPen(colours.muted_text)
            title = QRectF(room.left(), room.top() - self._title_height, room.width(), self._title_height)
            text = self.fontMetrics().elidedText(pane.title, Qt.TextElideMode.ElideRight, int(room.width()))
            painter.drawText(title, int(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignBottom), text)
        painter.save()
        painter.setClipRect(room)
        image = self._image(index)
        if image is None:
            painter.fillRect(place, colours.picture_background)
            paint_note(painter, place.intersected(room).adjusted(_MARGIN, 0, -_MARGIN, 0), pane.note, False)
        else:
            reduced = self._picture is not None and pane.pixels != self._picture.view_size
            smooth = place.width() * self.devicePixelRatioF() < _PIXELS_SEEN * image.width() or reduced
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, smooth)
            painter.drawImage(place, image)
        if pane.look is not None and pane.look.outlined and self._picture is not None:
            self._draw_outlines(painter, place, self._picture, pane.look)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(colours.border, 1.0))
        painter.drawRect(place.adjusted(-0.5, -0.5, 0.5, 0.5))
        painter.restore()

    def _image(self, index: int) -> QImage | None:
        image, paint = self._images[index], self._panes[index].paint
        if image is None and paint is not None:
            image = self._images[index] = paint()
        return image

    def _draw_outlines(self, painter: QPainter, place: QRectF, picture: CanvasPicture, look: PhotoLook) -> None:
        self._outlines.find(look.mask, picture.target, picture.rendered)
        painter.save()
        painter.setClipRect(place, Qt.ClipOperation.IntersectClip)
        from_shares = QTransform.fromTranslate(place.left(), place.top()).scale(place.width(), place.height())
        draw_outlines(painter, self._outlines, from_shares, theme())
        painter.restore()

    def wheelEvent(self, event: QWheelEvent | None) -> None:
        if event is None or self._picture is None:
            return
        self._place.zoom_at(self._in_room(event.position()), event.angleDelta().y() / 120)
        self._show_cursor()
        self.update()
        event.accept()

    def mousePressEvent(self, event: QMouseEvent | None) -> None:
        if event is not None and event.button() in (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton):
            self._grabbed = event.position()
            self._show_cursor()

    def mouseMoveEvent(self, event: QMouseEvent | None) -> None:
        if event is not None and self._grabbed is not None:
            self._measured()
            self._place.move_by(event.position() - self._grabbed)
            self._grabbed = event.position()
            self._show_cursor()
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent | None) -> None:
        self._grabbed = None
        self._show_cursor()

    def mouseDoubleClickEvent(self, event: QMouseEvent | None) -> None:
        self.fit()

    @property
    def _title_height(self) -> float:
        return self.fontMetrics().height() + 2.0

    def _measured(self) -> list[QRectF]:
        """The rooms of the panes, of the same size, which the place is made to fit."""
        height, width = (1, 1) if self._picture is None else self._picture.view_size
        size = QSizeF(width, height)
        rooms = arranged(QRectF(self.rect()), max(1, len(self._panes)), size, self._title_height)
        self._place.set_sizes(rooms[0].size(), size)
        return rooms

    def _in_room(self, place: QPointF) -> QPointF:
        """A place of the canvas as one of the room that it lies in, or nearest to."""
        rooms = self._measured()
        nearest = min(rooms, key=lambda room: (place - room.center()).manhattanLength())
        return place - nearest.topLeft()

    def _show_cursor(self) -> None:
        if self._place.zoom <= 1.0:
            self.unsetCursor()
        else:
            grabbed = self._grabbed is not None
            self.setCursor(Qt.CursorShape.ClosedHandCursor if grabbed else Qt.CursorShape.OpenHandCursor)
