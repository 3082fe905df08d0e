"""A line at the top of the window that offers back the work of a window that was ended before it could save."""

from collections.abc import Sequence
from datetime import datetime

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtGui import QPainter, QPaintEvent
from PyQt6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from app.ui.icons import icon_pixmap
from app.ui.lost_work import Recoverable
from app.ui.theme import theme, theme_changes

_ICON_SIZE = 16
_STRIPE_PIXELS = 3


class RecoveryBar(QWidget):
    """Offers one piece of lost work after the other, the newest first; work goes on meanwhile.

    Args:
        parent: Qt's.
    """

    recover_requested = pyqtSignal(object)  # Recoverable
    discarded = pyqtSignal(object)  # Recoverable

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("recovery_bar")
        self._offers: list[Recoverable] = []
        self._symbol = QLabel(self)
        self._text = QLabel(self)
        self._text.setObjectName("recovery_text")
        self._text.setTextFormat(Qt.TextFormat.PlainText)  # it holds names out of files
        self._text.setWordWrap(True)
        self._text.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        recover = self._button("recover", "Recover", "Take this work up where it was when the program ended")
        recover.setProperty("prominent", True)
        discard = self._button("discard", "Discard", "Remove this work for good")
        later = self._button("later", "Later", "Keep this work, and offer it again at the next start")
        recover.clicked.connect(lambda: self.recover_requested.emit(self._taken()))
        discard.clicked.connect(lambda: self.discarded.emit(self._taken()))
        later.clicked.connect(self._taken)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 8, 6)
        row.setSpacing(8)
        row.addWidget(self._symbol)
        row.addWidget(self._text, 1)
        for button in (recover, discard, later):
            row.addWidget(button)
        theme_changes().changed.connect(self._draw_symbol)
        self._show_next()

    @property
    def text(self) -> str:
        """What is said."""
        return self._text.text()

    def offer(self, work: Sequence[Recoverable]) -> None:
        """Offer work back, one piece after the other.

        Args:
            work: in the order to offer it.
        """
        self._offers = list(work)
        self._show_next()

    def paintEvent(self, event: QPaintEvent | None) -> None:
        """Set the line off from what is under it."""
        colours = theme()
        painter = QPainter(self)
        painter.fillRect(self.rect(), colours.panel)
        painter.fillRect(0, 0, _STRIPE_PIXELS, self.height(), colours.accent)
        painter.fillRect(0, self.height() - 1, self.width(), 1, colours.border)

    def _taken(self) -> Recoverable:
        work = self._offers.pop(0)
        self._show_next()
        return work

    def _show_next(self) -> None:
        if self._offers:
            self._text.setText(offer_in_words(self._offers[0], datetime.now().astimezone()))
            self._text.setToolTip(str(self._offers[0].path))
            self._draw_symbol()
        self.setVisible(bool(self._offers))

    def _draw_symbol(self) -> None:
        self._symbol.setPixmap(icon_pixmap("history", _ICON_SIZE, self.devicePixelRatioF(), "accent"))

    def _button(self, name: str, text: str, tip: str) -> QPushButton:
        button = QPushButton(text, self)
        button.setObjectName(f"recovery_{name}")
        button.setToolTip(tip)
        return button


def offer_in_words(work: Recoverable, now: datetime) -> str:
    """What was found, in a sentence.

    Args:
        work: was found.
        now: in the user's time zone.
    """
    saved_at = work.saved_at.astimezone(now.tzinfo)
    day = "" if saved_at.date() == now.date() else f"{saved_at.day} {saved_at:%b %Y}, "
    subject = work.subject_name if work.project_path is None else f"{work.project_path.name} ({work.subject_name})"
    return f"Unsaved work on {subject}, step {work.step:,}, from {day}{saved_at:%H:%M} was found."
