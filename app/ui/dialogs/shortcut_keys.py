"""Keys drawn as keys."""

from collections.abc import Sequence

from PyQt6.QtCore import QPointF, QRectF, QSize, Qt
from PyQt6.QtGui import QKeySequence, QPainter, QPaintEvent, QPen
from PyQt6.QtWidgets import QSizePolicy, QWidget

from app.ui.theme import theme

_PADDING = 6
_BETWEEN_KEYS = 3
_OR = "or"


class ShortcutKeys(QWidget):
    """One shortcut or several, such as the keys Ctrl, Shift and Z or Ctrl and Y.

    Args:
        shortcuts: as `QKeySequence` reads them.
        parent: Qt's.
    """

    def __init__(self, shortcuts: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._parts = _parts(shortcuts)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(f" {_OR} ".join(shortcuts))

    def sizeHint(self) -> QSize:
        """Of all keys side by side."""
        widths = [self._width(text, is_key) for text, is_key in self._parts]
        return QSize(round(sum(widths) + _BETWEEN_KEYS * (len(widths) - 1)), self.fontMetrics().height() + 8)

    def paintEvent(self, event: QPaintEvent | None) -> None:
        """Draw them."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colors = theme()
        left = 0.5
        for text, is_key in self._parts:
            box = QRectF(left, 0.5, self._width(text, is_key) - 1, self.height() - 2)
            if is_key:
                painter.setPen(QPen(colors.strong_border, 1))
                painter.setBrush(colors.raised)
                painter.drawRoundedRect(box, 4, 4)
                low = box.bottom() - 0.5
                painter.drawLine(QPointF(box.left() + 3, low), QPointF(box.right() - 3, low))
            painter.setPen(colors.text if is_key else colors.muted_text)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
            left += box.width() + 1 + _BETWEEN_KEYS

    def _width(self, text: str, is_key: bool) -> float:
        width = self.fontMetrics().horizontalAdvance(text)
        return max(width + 2 * _PADDING, self.fontMetrics().height() + 8) if is_key else width + 4


def _parts(shortcuts: Sequence[str]) -> list[tuple[str, bool]]:
    """Texts, and whether each is a key."""
    parts: list[tuple[str, bool]] = []
    for number, shortcut in enumerate(shortcuts):
        if number:
            parts.append((_OR, False))
        text = QKeySequence(shortcut).toString(QKeySequence.SequenceFormat.NativeText) or shortcut
        # A plus sign is a key, too: "Ctrl++".
        keys = [*text[:-1].split("+"), text[-1:]] if text.endswith("+") else text.split("+")
        parts += [(key, True) for key in keys if key]
    return parts
