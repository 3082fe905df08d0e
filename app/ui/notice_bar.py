"""A line over the viewport for what the user must know now, which blocks nothing."""

from collections.abc import Callable

from PyQt6.QtCore import Qt, QTimer
from PyQt6.QtWidgets import QApplication, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QToolButton, QWidget

from app.ui.icons import icon, icon_pixmap
from app.ui.theme import theme_changes

_INFO_MILLISECONDS = 6_000
_ICON_SIZE = 16


class NoticeBar(QWidget):
    """Shows the latest message: errors and warnings until they are closed, others for a few seconds.

    Args:
        parent: Qt's.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("notice_bar")
        self._level = "info"
        self._symbol = QLabel(self)
        self._text = QLabel(self)
        self._text.setObjectName("notice_text")
        self._text.setTextFormat(Qt.TextFormat.PlainText)  # it holds names of files
        self._text.setWordWrap(True)
        self._text.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._offered: Callable[[], None] | None = None
        self._offer = QPushButton(self)
        self._offer.setObjectName("notice_offer")
        self._offer.setProperty("compact", True)
        self._offer.clicked.connect(self._take_offer)
        self._offer.hide()
        self._copy = _button(self, "notice_copy", "copy", "Copy this message")
        self._copy.clicked.connect(self._copy_text)
        self._close = _button(self, "notice_close", "close", "Close; the log keeps it")
        self._close.clicked.connect(self.hide)
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 5, 6, 5)
        row.setSpacing(8)
        row.addWidget(self._symbol)
        row.addWidget(self._text, 1)
        row.addWidget(self._offer)
        row.addWidget(self._copy)
        row.addWidget(self._close)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_INFO_MILLISECONDS)
        self._timer.timeout.connect(self.hide)
        theme_changes().changed.connect(self._draw_symbol)
        self.hide()

    @property
    def text(self) -> str:
        """What is shown."""
        return self._text.text()

    def show_message(self, level: str, text: str) -> None:
        """Show a message; an error that is shown is not replaced by what matters less.

        Args:
            level: info, warning or error.
            text: one sentence.
        """
        if self.isVisible() and self._level == "error" and level == "info":
            return
        self._level = level
        self._text.setText(text)
        self._offer.hide()
        self.setProperty("level", level)
        style = self.style()
        assert style is not None
        style.unpolish(self)
        style.polish(self)
        self._draw_symbol()
        self.show()
        if level == "info":
            self._timer.start()
        else:
            self._timer.stop()

    def offer(self, text: str, label: str, action: Callable[[], None]) -> None:
        """Put a button beside a message, if it is the one that is shown.

        Args:
            text: the message.
            label: on the button.
            action: what a click does.
        """
        if self._text.text() == text and self.isVisible():
            self._offered = action
            self._offer.setText(label)
            self._offer.show()

    def withdraw(self, text: str) -> None:
        """Take back a message that is no longer true."""
        if self._text.text() == text:
            self.hide()

    def _draw_symbol(self) -> None:
        tint = {"error": "error", "warning": "warning"}.get(self._level, "accent")
        name = self._level if self._level in ("error", "warning") else "info"
        self._symbol.setPixmap(icon_pixmap(name, _ICON_SIZE, self.devicePixelRatioF(), tint))

    def _take_offer(self) -> None:
        if self._offered is not None:
            self._offered()

    def _copy_text(self) -> None:
        clipboard = QApplication.clipboard()
        assert clipboard is not None
        clipboard.setText(self._text.text())


def _button(parent: QWidget, name: str, symbol: str, tip: str) -> QToolButton:
    button = QToolButton(parent)
    button.setObjectName(name)
    button.setIcon(icon(symbol))
    button.setToolTip(tip)
    button.setAutoRaise(True)
    return button
