"""One picture as large as there is room, to zoom with the wheel and to move by dragging."""

from PyQt6.QtCore import QPointF, QRectF, QSize, QSizeF, Qt
from PyQt6.QtGui import QImage, QMouseEvent, QPainter, QPaintEvent, QPen, QWheelEvent
from PyQt6.QtWidgets import QSizePolicy, QWidget

from app.ui.panels.selected_view_source import CanvasPicture
from app.ui.theme import theme
from app.ui.view_images import ColourTable, view_image

_MARGIN = 6
_WHEEL_FACTOR = 1.25  # a notch
_LARGEST_PIXEL = 64.0  # logical pixels that a pixel of the view may cover
_PIXELS_SEEN = 2.0  # device pixels a pixel; from there on its edges are shown


class SelectedViewCanvas(QWidget):
    """A letterboxed picture; it is coloured when it is painted, so while it is hidden it costs nothing."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._picture: CanvasPicture | None = None
        self._table: ColourTable | None = None
        self._image: QImage | None = None
        self._note = ""
        self._zoom = 1.0
        self._middle = QPointF(0.5, 0.5)  # of the canvas, as a share of the picture
        self._grabbed: QPointF | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(120, 90)

    @property
    def zoom(self) -> float:
        """How much larger than fitting the picture is shown, >= 1."""
        return self._zoom

    def sizeHint(self) -> QSize:
        return QSize(320, 280)

    def show_picture(self, picture: CanvasPicture | None, table: ColourTable, note: str) -> None:
        """Show another picture.

        Args:
            picture: None for none.
            table: its colours.
            note: a few words in its place or its corner, "" for none.
        """
        self._picture, self._table, self._note = picture, table, note
        self._image = None
        self.update()

    def fit(self) -> None:
        """Show the whole picture."""
        self._zoom = 1.0
        self._middle = QPointF(0.5, 0.5)
        self._show_cursor()
        self.update()

    def picture_place(self) -> QRectF:
        """Where the picture is, partly outside when it is zoomed in."""
        size = self._fitting_size() * self._zoom
        middle = QRectF(self.rect()).center()
        corner = QPointF(self._middle.x() * size.width(), self._middle.y() * size.height())
        return QRectF(middle - corner, size)

    def paintEvent(self, event: QPaintEvent | None) -> None:
        colours = theme()
        painter = QPainter(self)
        painter.fillRect(self.rect(), colours.window)
        if self._picture is None or self._table is None:
            self._paint_note(painter, Qt.AlignmentFlag.AlignCenter)
            return
        if self._image is None:
            self._image = view_image(self._picture.target, self._picture.rendered, self._table)
        place = self.picture_place()
        smooth = place.width() * self.devicePixelRatioF() < _PIXELS_SEEN * self._image.width() or self._is_reduced
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, smooth)
        painter.drawImage(place, self._image)
        painter.setPen(QPen(colours.border, 1.0))
        painter.drawRect(place.adjusted(-0.5, -0.5, 0.5, 0.5))
        self._paint_note(painter, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)

    def wheelEvent(self, event: QWheelEvent | None) -> None:
        if event is None or self._picture is None:
            return
        self._zoom_at(event.position(), _WHEEL_FACTOR ** (event.angleDelta().y() / 120))
        event.accept()

    def mousePressEvent(self, event: QMouseEvent | None) -> None:
        if event is not None and event.button() in (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton):
            self._grabbed = event.position()
            self._show_cursor()

    def mouseMoveEvent(self, event: QMouseEvent | None) -> None:
        if event is not None and self._grabbed is not None:
            self._move_by(event.position() - self._grabbed)
            self._grabbed = event.position()

    def mouseReleaseEvent(self, event: QMouseEvent | None) -> None:
        self._grabbed = None
        self._show_cursor()

    def mouseDoubleClickEvent(self, event: QMouseEvent | None) -> None:
        self.fit()

    @property
    def _is_reduced(self) -> bool:
        """Whether the pixels at hand are not the view's own."""
        return self._picture is not None and self._picture.target.shape != self._picture.view_size

    def _fitting_size(self) -> QSizeF:
        height, width = (1, 1) if self._picture is None else self._picture.view_size
        room = QSizeF(self.width() - 2 * _MARGIN, self.height() - 2 * _MARGIN)
        return QSizeF(width, height).scaled(room, Qt.AspectRatioMode.KeepAspectRatio)

    def _zoom_at(self, place: QPointF, factor: float) -> None:
        """Zoom so that what is under the mouse stays there."""
        before = self.picture_place()
        width = 1 if self._picture is None else self._picture.view_size[1]
        largest = max(1.0, _LARGEST_PIXEL * width / self._fitting_size().width())
        self._zoom = min(largest, max(1.0, self._zoom * factor))
        size = self._fitting_size() * self._zoom
        share = QPointF((place.x() - before.x()) / before.width(), (place.y() - before.y()) / before.height())
        offset = QRectF(self.rect()).center() - place
        self._look_at(share + QPointF(offset.x() / size.width(), offset.y() / size.height()))

    def _move_by(self, way: QPointF) -> None:
        size = self._fitting_size() * self._zoom
        self._look_at(self._middle - QPointF(way.x() / size.width(), way.y() / size.height()))

    def _look_at(self, middle: QPointF) -> None:
        """Keep the canvas filled as far as the picture is large enough."""
        size = self._fitting_size() * self._zoom
        self._middle = QPointF(
            _kept_inside(middle.x(), self.width() / size.width()),
            _kept_inside(middle.y(), self.height() / size.height()),
        )
        self._show_cursor()
        self.update()

    def _show_cursor(self) -> None:
        if self._zoom <= 1.0:
            self.unsetCursor()
        else:
            grabbed = self._grabbed is not None
            self.setCursor(Qt.CursorShape.ClosedHandCursor if grabbed else Qt.CursorShape.OpenHandCursor)

    def _paint_note(self, painter: QPainter, alignment: Qt.AlignmentFlag) -> None:
        if not self._note:
            return
        colours = theme()
        room = QRectF(self.rect()).adjusted(2 * _MARGIN, 2 * _MARGIN, -2 * _MARGIN, -2 * _MARGIN)
        flags = alignment | Qt.TextFlag.TextWordWrap
        text = painter.boundingRect(room, int(flags), self._note)
        if self._picture is not None:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colours.raised)
            painter.drawRoundedRect(text.adjusted(-5, -2, 5, 2), 4, 4)
        painter.setPen(colours.muted_text)
        painter.drawText(text, int(flags), self._note)


def _kept_inside(middle: float, seen: float) -> float:
    """The middle of a window that shows a share of something, moved so that it does not look past the ends."""
    return 0.5 if seen >= 1 else min(1 - seen / 2, max(seen / 2, middle))
