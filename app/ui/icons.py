"""Line icons from `resources/icons`, drawn in the theme's colours at any size and scale."""

from functools import cache

from PyQt6.QtCore import QByteArray, QPoint, QRect, QRectF, QSize, Qt
from PyQt6.QtGui import QColor, QIcon, QIconEngine, QPainter, QPixmap, QPixmapCache
from PyQt6.QtSvg import QSvgRenderer

from app.resource_files import resource
from app.ui.theme import theme


def icon(name: str, tint: str = "text") -> QIcon:
    """An icon that follows the theme by itself; checked buttons show it in the accent colour.

    Args:
        name: the file's, without its suffix.
        tint: the colour of the theme that it is drawn in, such as "warning".

    Raises:
        FileNotFoundError: there is no such icon.
        AttributeError: the theme has no such colour.
    """
    _drawing(name)
    getattr(theme(), tint)
    return QIcon(_SvgEngine(name, tint))


def icon_pixmap(name: str, size: int, scale: float, tint: str = "text") -> QPixmap:
    """An icon as a picture for places that take no `QIcon`; it does not follow the theme.

    Args:
        name: the file's, without its suffix.
        size: of its sides, logical pixels.
        scale: device pixels per logical pixel.
        tint: the colour of the theme that it is drawn in.
    """
    pixels = round(size * scale)
    pixmap = _picture(name, QSize(pixels, pixels), getattr(theme(), tint))
    pixmap.setDevicePixelRatio(scale)
    return pixmap


class _SvgEngine(QIconEngine):
    """Draws when asked, so that a changed theme or scale needs no new icon."""

    def __init__(self, name: str, tint: str) -> None:
        super().__init__()
        self._name = name
        self._tint = tint

    def clone(self) -> QIconEngine:
        return _SvgEngine(self._name, self._tint)

    def paint(self, painter: QPainter | None, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        if painter is not None:
            device = painter.device()
            scale = device.devicePixelRatio() if device is not None else 1.0
            painter.drawPixmap(rect, _picture(self._name, rect.size() * scale, self._colour(mode, state)))

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        return QPixmap(_picture(self._name, size, self._colour(mode, state)))

    def _colour(self, mode: QIcon.Mode, state: QIcon.State) -> QColor:
        colours = theme()
        if mode is QIcon.Mode.Disabled:
            return colours.disabled_text
        if mode is QIcon.Mode.Selected:
            return colours.accent_text
        if state is QIcon.State.On and self._tint == "text":
            return colours.accent
        colour: QColor = getattr(colours, self._tint)
        return colour


@cache
def _drawing(name: str) -> bytes:
    return resource(f"icons/{name}.svg").read_bytes()


def _picture(name: str, size: QSize, colour: QColor) -> QPixmap:
    key = f"photosculpture/{name}/{size.width()}x{size.height()}/{colour.name()}"
    known = QPixmapCache.find(key)
    if known is not None:
        return known
    pixmap = QPixmap(size)
    pixmap.fill(Qt.GlobalColor.transparent)
    drawing = _drawing(name).replace(b"currentColor", colour.name().encode())
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    side = min(size.width(), size.height())
    corner = QPoint((size.width() - side) // 2, (size.height() - side) // 2)
    QSvgRenderer(QByteArray(drawing)).render(painter, QRectF(QRect(corner, QSize(side, side))))
    painter.end()
    QPixmapCache.insert(key, pixmap)
    return pixmap
