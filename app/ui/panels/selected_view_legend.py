"""What the colours of a picture mean, as a small plate over its corner."""

from dataclasses import dataclass

from PyQt6.QtCore import QRectF, QSize, Qt
from PyQt6.QtGui import QColor, QPainter, QPaintEvent
from PyQt6.QtWidgets import QSizePolicy, QWidget

from app.ui.colour_images import DIFFERENCE_GAIN, ZERO_GRADIENT
from app.ui.theme import Theme, theme
from app.ui.view_images import PictureMode, faint_agreement

_CHIP = 10
_GAP = 6
_PADDING = 5
_PLATE_ALPHA = 200


@dataclass(frozen=True)
class LegendEntry:
    """A colour of the theme, by name, or one like "#808080", and what it means."""

    colour: str
    text: str


ENTRIES = {
    PictureMode.PHOTO: (LegendEntry("target_outline", "target"), LegendEntry("rendered_outline", "mesh")),
    PictureMode.TARGET: (LegendEntry("target", "the model's silhouette"),),
    PictureMode.RENDERED: (LegendEntry("rendered", "the mesh's silhouette"),),
    PictureMode.XOR: (
        LegendEntry("missing", "missing"),
        LegendEntry("excess", "too much"),
        LegendEntry("agree", "agree"),
    ),
    PictureMode.BLEND: (LegendEntry("target", "target"), LegendEntry("rendered", "rendered")),
}

IN_COLOUR = {
    PictureMode.XOR: (
        LegendEntry("#000000", "equal"),
        LegendEntry("#ffffff", f"{-(-255 // DIFFERENCE_GAIN)} of 255 or more apart"),
    ),
    PictureMode.GRADIENT: (
        LegendEntry("#ffffff", "too bright"),
        LegendEntry(QColor(*[ZERO_GRADIENT] * 3).name(), "no gradient"),
        LegendEntry("#000000", "too dark"),
    ),
}
"""Where colours are shown, which mostly speak for themselves."""

OF_CAPTURES = {
    PictureMode.TARGET: (LegendEntry("target", "the photograph's mask"),),
    PictureMode.BLEND: (LegendEntry("rendered", "the mesh's silhouette"),),
}
"""Where something else is meant when the views are photographs."""


class SelectedViewLegend(QWidget):
    """Coloured chips with a word each; the mouse reaches what is below."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._entries: tuple[LegendEntry, ...] = ()
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_mode(self, mode: PictureMode, of_capture: bool, in_colour: bool) -> None:
        """Explain the colours of a mode.

        Args:
            mode: what is shown.
            of_capture: whether the views are photographs.
            in_colour: whether it is shown in the colours of the pictures.
        """
        outlines = {**ENTRIES, **OF_CAPTURES} if of_capture else ENTRIES
        self._entries = (IN_COLOUR if in_colour and mode is not PictureMode.PHOTO else outlines).get(mode, ())
        self.setVisible(bool(self._entries))
        self.setAccessibleName(", ".join(f"{entry.colour}: {entry.text}" for entry in self._entries))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        widest = max((metrics.horizontalAdvance(entry.text) for entry in self._entries), default=0)
        height = len(self._entries) * metrics.height()
        return QSize(_CHIP + _GAP + widest + 2 * _PADDING, height + 2 * _PADDING)

    def paintEvent(self, event: QPaintEvent | None) -> None:
        colours = theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        plate = QColor(colours.window)
        plate.setAlpha(_PLATE_ALPHA)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(plate)
        painter.drawRoundedRect(QRectF(self.rect()), 4, 4)
        line = self.fontMetrics().height()
        for row, entry in enumerate(self._entries):
            room = QRectF(_PADDING, _PADDING + row * line, self.width() - 2 * _PADDING, line)
            chip = QRectF(room.left(), room.center().y() - _CHIP / 2, _CHIP, _CHIP)
            painter.setPen(colours.border)
            painter.setBrush(_colour(colours, entry))
            painter.drawRoundedRect(chip, 2, 2)
            painter.setPen(colours.muted_text)
            room.setLeft(chip.right() + _GAP)
            painter.drawText(room, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), entry.text)


def _colour(colours: Theme, entry: LegendEntry) -> QColor:
    if entry.colour.startswith("#"):
        return QColor(entry.colour)
    if entry.colour == "agree":
        return faint_agreement(colours)
    colour: QColor = getattr(colours, entry.colour)
    return colour
