"""Texts that are more than a label: muted, too long for their place, telling of a problem."""

from PyQt6.QtCore import QSize, Qt
from PyQt6.QtGui import QPainter, QPaintEvent
from PyQt6.QtWidgets import QLabel, QSizePolicy, QWidget


def set_kind(label: QLabel, kind: str) -> None:
    """Give a label one of the looks of the style sheet: muted, heading, error or warning."""
    if label.property("kind") != kind:
        label.setProperty("kind", kind)
        style = label.style()
        if style is not None:
            style.unpolish(label)
            style.polish(label)


class ElidedLabel(QLabel):
    """A line that gives way where it is too long: it ends in dots, and the whole text is its tooltip.

    Args:
        text: to show.
        elide: which part of it goes.
        parent: owner.
    """

    def __init__(
        self,
        text: str = "",
        elide: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self._elide = elide
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def minimumSizeHint(self) -> QSize:
        return QSize(self.fontMetrics().horizontalAdvance("…"), super().minimumSizeHint().height())

    def sizeHint(self) -> QSize:
        return QSize(self.fontMetrics().horizontalAdvance(self.text()) + 2, super().sizeHint().height())

    def paintEvent(self, event: QPaintEvent | None) -> None:
        room = self.contentsRect()
        shown = self.fontMetrics().elidedText(self.text(), self._elide, room.width())
        self.setToolTip(self.text() if shown != self.text() else "")
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(room, int(self.alignment()), shown)


class ProblemLabel(QLabel):
    """A sentence in the colour of errors that takes room only while there is something to say."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWordWrap(True)
        set_kind(self, "error")
        self.hide()

    def tell(self, problem: str) -> None:
        """Show the sentence; "" for none."""
        self.setText(problem)
        self.setVisible(bool(problem))
