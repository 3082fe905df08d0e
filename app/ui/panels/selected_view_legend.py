"""What the colours of a picture mean, in one line."""

from dataclasses import dataclass

from PyQt6.QtCore import QPointF, QRectF, QSize
from PyQt6.QtGui import QColor, QPainter, QPaintEvent
from PyQt6.QtWidgets import QSizePolicy, QWidget

from app.ui.theme import Theme, theme
from app.ui.view_images import PictureMode, faint_agreement

_CHIP = 10
_GAP = 5
_BETWEEN = 14


@dataclass(frozen=True)
class LegendEntry:
    """A colour of the theme, by name, and what it means."""

    colour: str
    text: str


ENTRIES = {
    PictureMode.TARGET: (LegendEntry("target", "the model's silhouette"),),
    PictureMode.RENDERED: (LegendEntry("rendered", "the mesh's silhouette"),),
    PictureMode.XOR: (
        LegendEntry("missing", "missing"),
        LegendEntry("excess", "too much"),
        LegendEntry("agree", "agree"),
    ),
    PictureMode.BLEND: (LegendEntry("target", "target"), LegendEntry("rendered", "rendered")),
}


class SelectedViewLegend(QWidget):
    """Coloured chips with a word each."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._entries: tuple[LegendEntry, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def show_mode(self, mode: PictureMode) -> None:
        """Explain the colours of a mode."""
        self._entries = ENTRIES[mode]
        self.setAccessibleName(", ".join(f"{entry.colour}: {entry.text}" for entry in self._entries))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        texts = sum(self.fontMetrics().horizontalAdvance(entry.text) for entry in self._entries)
        width = texts + len(self._entries) * (_CHIP + _GAP + _BETWEEN)
        return QSize(width, self.fontMetrics().height() + 2)

    def paintEvent(self, event: QPaintEvent | None) -> None:
        colours = theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        left = 0.0
        for entry in self._entries:
            painter.setPen(colours.border)
            painter.setBrush(_colour(colours, entry))
            painter.drawRoundedRect(QRectF(left + 0.5, (self.height() - _CHIP) / 2, _CHIP, _CHIP), 2, 2)
            left += _CHIP + _GAP
            painter.setPen(colours.muted_text)
            metrics = painter.fontMetrics()
            baseline = (self.height() + metrics.ascent() - metrics.descent()) / 2
            painter.drawText(QPointF(left, baseline), entry.text)
            left += metrics.horizontalAdvance(entry.text) + _BETWEEN


def _colour(colours: Theme, entry: LegendEntry) -> QColor:
    if entry.colour == "agree":
        return faint_agreement(colours)
    colour: QColor = getattr(colours, entry.colour)
    return colour
