"""Where a picture lies in a widget that shows it as large as there is room, or larger."""

from PyQt6.QtCore import QPointF, QRectF, QSizeF, Qt

_WHEEL_FACTOR = 1.25  # a notch
_LARGEST_PIXEL = 64.0  # logical pixels that a pixel of the picture may cover


class PicturePlace:
    """Keeps how far is zoomed in and where; places of the widget are in its logical pixels, `shares` of the picture.

    Args:
        margin: around a picture that is shown whole, logical pixels.
    """

    def __init__(self, margin: float) -> None:
        self._margin = margin
        self._room = QSizeF(1, 1)
        self._picture = QSizeF(1, 1)
        self._middle = QPointF(0.5, 0.5)  # of the widget, as a share of the picture
        self.zoom = 1.0
        """How much larger than whole the picture is shown, >= 1."""

    def set_sizes(self, room: QSizeF, picture: QSizeF) -> None:
        """Take the sizes of the widget and of the picture, both in pixels of their own."""
        self._room, self._picture = room, picture

    def fit(self) -> None:
        """Show the whole picture."""
        self.zoom = 1.0
        self._middle = QPointF(0.5, 0.5)

    @property
    def rect(self) -> QRectF:
        """Where the picture is, partly outside of the widget when it is zoomed in."""
        size = self._size()
        corner = QPointF(self._middle.x() * size.width(), self._middle.y() * size.height())
        return QRectF(self._centre() - corner, size)

    @property
    def scale(self) -> float:
        """Logical pixels that a pixel of the picture covers."""
        return self._size().width() / self._picture.width()

    def pixel_at(self, place: QPointF) -> QPointF:
        """The point of the picture, in its pixels, that a place of the widget shows; also outside of the picture."""
        return (place - self.rect.topLeft()) / self.scale

    def zoom_at(self, place: QPointF, notches: float) -> None:
        """Zoom by notches of a wheel so that what is at that place stays there."""
        before = self.rect
        largest = max(1.0, _LARGEST_PIXEL * self._picture.width() / self._fitting().width())
        self.zoom = min(largest, max(1.0, self.zoom * _WHEEL_FACTOR**notches))
        size = self._size()
        share = QPointF((place.x() - before.x()) / before.width(), (place.y() - before.y()) / before.height())
        offset = self._centre() - place
        self._look_at(share + QPointF(offset.x() / size.width(), offset.y() / size.height()))

    def move_by(self, way: QPointF) -> None:
        """Move the picture, as far as it is larger than the widget."""
        size = self._size()
        self._look_at(self._middle - QPointF(way.x() / size.width(), way.y() / size.height()))

    def _size(self) -> QSizeF:
        return self._fitting() * self.zoom

    def _fitting(self) -> QSizeF:
        room = QSizeF(max(1.0, self._room.width() - 2 * self._margin), max(1.0, self._room.height() - 2 * self._margin))
        return self._picture.scaled(room, Qt.AspectRatioMode.KeepAspectRatio)

    def _centre(self) -> QPointF:
        return QPointF(self._room.width() / 2, self._room.height() / 2)

    def _look_at(self, middle: QPointF) -> None:
        """Keep the widget filled as far as the picture is large enough."""
        size = self._size()
        self._middle = QPointF(
            _kept_inside(middle.x(), self._room.width() / size.width()),
            _kept_inside(middle.y(), self._room.height() / size.height()),
        )


def _kept_inside(middle: float, seen: float) -> float:
    """The middle of a window that shows a share of something, moved so that it does not look past the ends."""
    return 0.5 if seen >= 1 else min(1 - seen / 2, max(seen / 2, middle))
