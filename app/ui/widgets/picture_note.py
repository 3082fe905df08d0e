"""A few words over a picture, or in its place."""

from PyQt6.QtCore import QRectF, Qt
from PyQt6.QtGui import QPainter

from app.ui.theme import theme


def paint_note(painter: QPainter, room: QRectF, note: str, is_over_picture: bool) -> None:
    """Write words into a corner of a picture, readable over anything, or into the middle of an empty place.

    Args:
        painter: of the widget.
        room: where there is room, logical pixels.
        note: the words, "" for none.
        is_over_picture: whether there is a picture.
    """
    if not note:
        return
    colours = theme()
    corner = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop
    flags = (corner if is_over_picture else Qt.AlignmentFlag.AlignCenter) | Qt.TextFlag.TextWordWrap
    if is_over_picture:
        text = painter.boundingRect(room, int(flags), note)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colours.raised)
        painter.drawRoundedRect(text.adjusted(-5, -2, 5, 2), 4, 4)
    painter.setPen(colours.muted_text)
    painter.drawText(room, int(flags), note)
