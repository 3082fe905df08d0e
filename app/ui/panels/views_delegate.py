"""How one view looks in the thumbnail grid: picture, name, IoU with a bar, PSNR, and an eye to switch it off."""

from typing import cast

from PyQt6.QtCore import QModelIndex, QObject, QRect, QRectF, QSize, Qt
from PyQt6.QtGui import QColor, QFont, QImage, QPainter, QPen
from PyQt6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from app.ui.colour_images import psnr_text
from app.ui.icons import icon_pixmap
from app.ui.panels.views_model import TILE_ROLE, Tile
from app.ui.theme import theme
from app.ui.view_images import iou_colour, iou_text

_MARGIN = 3  # around a tile
_PADDING = 5  # inside a tile
_GAP = 3  # between picture, caption and bar
_BAR = 3
_EYE = 18
_EYE_ICON = 14
_PLACEHOLDER_ICON = 24
_CORNER = 5.0
_OFF_OPACITY = 0.38
_CAPTION_FONT = 0.9  # of the panel's: name and IoU side by side under a small picture
_EYE_GROUND_ALPHA = 190


def cell_size(width: int, line_height: int, lines: int = 1) -> QSize:
    """The size of a cell that is that wide: a square picture with lines and a bar below it."""
    side = width - 2 * (_MARGIN + _PADDING)
    return QSize(width, 2 * (_MARGIN + _PADDING) + side + _GAP + lines * line_height + _GAP + _BAR)


def picture_rect(cell: QRect) -> QRect:
    """Where in a cell the picture is."""
    inset = _MARGIN + _PADDING
    side = cell.width() - 2 * inset
    return QRect(cell.left() + inset, cell.top() + inset, side, side)


def eye_rect(cell: QRect) -> QRect:
    """Where in a cell a click switches the view on or off."""
    picture = picture_rect(cell)
    return QRect(picture.right() - _EYE - 1, picture.top() + 3, _EYE, _EYE)


def centred(size: QSize, room: QRect) -> QRectF:
    """The largest rectangle of that shape in the middle of the room."""
    fitted = QSize(size).scaled(room.size(), Qt.AspectRatioMode.KeepAspectRatio)
    left = room.left() + (room.width() - fitted.width()) / 2
    return QRectF(left, room.top() + (room.height() - fitted.height()) / 2, fitted.width(), fitted.height())


class ViewsDelegate(QStyledItemDelegate):
    """Draws the tiles.

    The grid sets `cell` to the size of all of them, `current_id` to the view that is shown large, and `eye_id` to the
    view whose eye is under the mouse.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.cell = QSize(1, 1)
        self.current_id: str | None = None
        self.eye_id: str | None = None

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex) -> QSize:
        return self.cell

    def paint(self, painter: QPainter | None, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        if painter is None:
            return
        tile = cast("Tile", index.data(TILE_ROLE))
        painter.save()
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        _paint_frame(painter, option, tile.view.id == self.current_id)
        painter.setOpacity(1.0 if tile.view.enabled else _OFF_OPACITY)
        picture = picture_rect(option.rect)
        _paint_picture(painter, picture, tile.image)
        _paint_caption(painter, picture, option.fontMetrics.height(), tile)
        painter.setOpacity(1.0)
        _paint_eye(painter, eye_rect(option.rect), tile.view.enabled, tile.view.id == self.eye_id)
        painter.restore()


def _paint_frame(painter: QPainter, option: QStyleOptionViewItem, is_current: bool) -> None:
    colours = theme()
    selected = bool(option.state & QStyle.StateFlag.State_Selected)
    hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
    if not (selected or hovered or is_current):
        return
    width = 2.0 if is_current else 1.0
    frame = QRectF(option.rect).adjusted(*(side * (_MARGIN - 1 + width / 2) for side in (1, 1, -1, -1)))
    painter.setPen(QPen(colours.accent, width) if selected or is_current else Qt.PenStyle.NoPen)
    ground = colours.selection if selected else colours.hover if hovered else QColor(Qt.GlobalColor.transparent)
    painter.setBrush(ground)
    painter.drawRoundedRect(frame, _CORNER, _CORNER)


def _paint_picture(painter: QPainter, room: QRect, image: QImage | None) -> None:
    colours = theme()
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colours.picture_background)
    painter.drawRect(room)
    if image is not None:
        painter.drawImage(centred(image.size(), room), image)
    else:
        icon = icon_pixmap("image", _PLACEHOLDER_ICON, _scale(painter), "disabled_text")
        painter.drawPixmap(centred(QSize(_PLACEHOLDER_ICON, _PLACEHOLDER_ICON), _middle(room)).topLeft(), icon)
    painter.setPen(QPen(colours.border, 1.0))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(QRectF(room).adjusted(0.5, 0.5, -0.5, -0.5))


def _paint_caption(painter: QPainter, picture: QRect, line_height: int, tile: Tile) -> None:
    """The name and how well it fits; what is said of colours takes a line of its own."""
    line = QRect(picture.left(), picture.bottom() + 1 + _GAP, picture.width(), line_height)
    font = QFont(painter.font())
    font.setPointSizeF(_CAPTION_FONT * font.pointSizeF())
    painter.setFont(font)
    iou = iou_text(tile.iou) if tile.view.enabled else "off"
    if tile.quality is None or not tile.view.enabled:
        _paint_ends(painter, line, tile.view.id, iou)
    else:
        _paint_ends(painter, line, tile.view.id, "")
        line.translate(0, line_height)
        _paint_ends(painter, line, "", psnr_text(tile.quality.psnr_decibels))
        painter.drawText(line, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, iou)
    _paint_bar(painter, QRectF(line.left(), line.bottom() + 1 + _GAP, line.width(), _BAR), tile)


def _paint_ends(painter: QPainter, line: QRect, name: str, value: str) -> None:
    """A name at the left, shortened where it is too long, and a value at the right."""
    colours, metrics = theme(), painter.fontMetrics()
    taken = metrics.horizontalAdvance(value) + 2 * _GAP if value else 0
    shown = metrics.elidedText(name, Qt.TextElideMode.ElideMiddle, line.width() - taken)
    painter.setPen(colours.text)
    painter.drawText(line, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)
    painter.setPen(colours.muted_text)
    painter.drawText(line, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, value)


def _paint_bar(painter: QPainter, bar: QRectF, tile: Tile) -> None:
    colours = theme()
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colours.border)
    painter.drawRoundedRect(bar, _BAR / 2, _BAR / 2)
    if tile.iou is not None and tile.view.enabled:
        painter.setBrush(iou_colour(tile.iou, colours))
        bar.setWidth(max(_BAR, bar.width() * tile.iou))
        painter.drawRoundedRect(bar, _BAR / 2, _BAR / 2)


def _paint_eye(painter: QPainter, place: QRect, enabled: bool, hovered: bool) -> None:
    colours = theme()
    ground = QColor(colours.hover if hovered else colours.panel)
    ground.setAlpha(255 if hovered else _EYE_GROUND_ALPHA)
    painter.setPen(QPen(colours.accent, 1.0) if hovered else Qt.PenStyle.NoPen)
    painter.setBrush(ground)
    painter.drawRoundedRect(QRectF(place).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
    name, tint = ("eye", "muted_text") if enabled else ("eye-off", "text")
    icon = icon_pixmap(name, _EYE_ICON, _scale(painter), "text" if hovered else tint)
    inset = (_EYE - _EYE_ICON) // 2
    painter.drawPixmap(place.left() + inset, place.top() + inset, icon)


def _middle(room: QRect) -> QRect:
    square = QRect(0, 0, _PLACEHOLDER_ICON, _PLACEHOLDER_ICON)
    square.moveCenter(room.center())
    return square


def _scale(painter: QPainter) -> float:
    device = painter.device()
    return 1.0 if device is None else device.devicePixelRatioF()
