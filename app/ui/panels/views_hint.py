"""What a list of views says while it is empty."""

from PyQt6.QtCore import QRect, Qt
from PyQt6.QtGui import QPainter
from PyQt6.QtWidgets import QAbstractItemView

from app.ui.theme import theme

_MARGIN = 16


def paint_empty_hint(view: QAbstractItemView, text: str) -> None:
    """Write in the middle of a list that has no rows; call it after the list has painted itself."""
    model, viewport = view.model(), view.viewport()
    if viewport is None or (model is not None and model.rowCount() > 0):
        return
    painter = QPainter(viewport)
    painter.setPen(theme().muted_text)
    room = QRect(viewport.rect()).adjusted(_MARGIN, _MARGIN, -_MARGIN, -_MARGIN)
    painter.drawText(room, int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap), text)
