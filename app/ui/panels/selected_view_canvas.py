"""One picture as large as there is room, to zoom with the wheel and to move by dragging."""

from PyQt6.QtCore import QPointF, QRectF, QSize, QSizeF, Qt
from PyQt6.QtGui import QImage, QMouseEvent, QPainter, QPaintEvent, QPen, QTransform, QWheelEvent
from PyQt6.QtWidgets import QSizePolicy, QWidget

from app.ui.panels.selected_view_photo import Outlines, PhotoLook, draw_outlines, photo_image
from app.ui.panels.selected_view_source import CanvasPicture
from app.ui.theme import theme
from app.ui.view_images import ColourTable, view_image
from app.ui.widgets.picture_note import paint_note
from app.ui.widgets.picture_place import PicturePlace

_MARGIN = 6
_PIXELS_SEEN = 2.0  # device pixels a pixel; from there on its edges are shown


class SelectedViewCanvas(QWidget):
    """A letterboxed picture; it is coloured when it is painted, so while it is hidden it costs nothing."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._picture: CanvasPicture | None = None
        self._table: ColourTable | None = None
        self._look: PhotoLook | None = None
        self._image: QImage | None = None
        self._outlines = Outlines()
        self._note = ""
        self._place = PicturePlace(_MARGIN)
        self._grabbed: QPointF | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(120, 90)

    @property
    def zoom(self) -> float:
        """How much larger than fitting the picture is shown, >= 1."""
        return self._place.zoom

    def sizeHint(self) -> QSize:
        return QSize(320, 280)

    def show_picture(
        self, picture: CanvasPicture | None, table: ColourTable, note: str, look: PhotoLook | None = None
    ) -> None:
        """Show another picture.

        Args:
            picture: None for none.
            table: its colours.
            note: a few words in its place or its corner, "" for none.
            look: how its photograph is shown instead; None for silhouettes alone.
        """
        self._picture, self._table, self._note, self._look = picture, table, note, look
        self._image = None
        self.update()

    def fit(self) -> None:
        """Show the whole picture."""
        self._place.fit()
        self._show_cursor()
        self.update()

    def picture_place(self) -> QRectF:
        """Where the picture is, partly outside when it is zoomed in."""
        self._measure()
        return self._place.rect

    def paintEvent(self, event: QPaintEvent | None) -> None:
        colours = theme()
        painter = QPainter(self)
        painter.fillRect(self.rect(), colours.window)
        if self._picture is None or self._table is None:
            self._paint_note(painter)
            return
        if self._image is None:
            self._image = self._coloured(self._picture, self._table)
        place = self.picture_place()
        smooth = place.width() * self.devicePixelRatioF() < _PIXELS_SEEN * self._image.width() or self._is_reduced
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, smooth)
        painter.drawImage(place, self._image)
        if self._look is not None and self._look.outlined:
            self._draw_outlines(painter, place, self._picture, self._look)
        painter.setPen(QPen(colours.border, 1.0))
        painter.drawRect(place.adjusted(-0.5, -0.5, 0.5, 0.5))
        self._paint_note(painter)

    def _coloured(self, picture: CanvasPicture, table: ColourTable) -> QImage:
        if self._look is not None:
            return photo_image(self._look, picture.rendered, theme())
        return view_image(picture.target, picture.rendered, table)

    def _draw_outlines(self, painter: QPainter, place: QRectF, picture: CanvasPicture, look: PhotoLook) -> None:
        self._outlines.find(look.mask, picture.target, picture.rendered)
        painter.save()
        painter.setClipRect(place)
        from_shares = QTransform.fromTranslate(place.left(), place.top()).scale(place.width(), place.height())
        draw_outlines(painter, self._outlines, from_shares, theme())
        painter.restore()

    def wheelEvent(self, event: QWheelEvent | None) -> None:
        if event is None or self._picture is None:
            return
        self._measure()
        self._place.zoom_at(event.position(), event.angleDelta().y() / 120)
        self._show_cursor()
        self.update()
        event.accept()

    def mousePressEvent(self, event: QMouseEvent | None) -> None:
        if event is not None and event.button() in (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton):
            self._grabbed = event.position()
            self._show_cursor()

    def mouseMoveEvent(self, event: QMouseEvent | None) -> None:
        if event is not None and self._grabbed is not None:
            self._measure()
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
    def _is_reduced(self) -> bool:
        """Whether the pixels at hand are not the view's own."""
        if self._picture is None:
            return False
        shown = self._picture.target.shape if self._look is None else self._look.colours.shape[:2]
        return shown != self._picture.view_size

    def _measure(self) -> None:
        height, width = (1, 1) if self._picture is None else self._picture.view_size
        self._place.set_sizes(QSizeF(self.size()), QSizeF(width, height))

    def _show_cursor(self) -> None:
        if self._place.zoom <= 1.0:
            self.unsetCursor()
        else:
            grabbed = self._grabbed is not None
            self.setCursor(Qt.CursorShape.ClosedHandCursor if grabbed else Qt.CursorShape.OpenHandCursor)

    def _paint_note(self, painter: QPainter) -> None:
        room = QRectF(self.rect()).adjusted(2 * _MARGIN, 2 * _MARGIN, -2 * _MARGIN, -2 * _MARGIN)
        paint_note(painter, room, self._note, self._picture is not None)
