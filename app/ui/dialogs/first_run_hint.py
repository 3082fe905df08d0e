"""The card that tells a new user, over the viewport, how to begin."""

from PyQt6.QtCore import QEvent, QObject, QRectF, Qt
from PyQt6.QtGui import QColor, QPainter, QPaintEvent
from PyQt6.QtWidgets import QCheckBox, QGridLayout, QHBoxLayout, QLabel, QPushButton, QToolButton, QVBoxLayout, QWidget

from app.ui.icons import icon, icon_pixmap
from app.ui.preferences import Preferences
from app.ui.theme import theme, theme_changes

_WIDTH = 380
_MARGIN = 14
_ICON_SIZE = 18

_LINES = (
    ("shaded", "Drag to turn the view, Shift + drag to move it, and use the wheel to come closer."),
    ("camera-add", "The cameras see the target. Drag one along its sphere, or drag a new one in from the toolbar."),
    ("start", "Press Start, or Space: the mesh takes the shape that all cameras agree on."),
    ("settings", "While it runs, change the learning rate or any other setting and watch the loss curve."),
    ("history", "Afterwards, drag the slider below the viewport to see how it came about, or to go on from there."),
)


class FirstRunHint(QWidget):
    """Lies in a corner of its parent until it is closed; shows itself unless the user does not want it any more.

    Args:
        parent: the viewport.
        preferences: remember whether the user has had enough of it.
    """

    def __init__(self, parent: QWidget, preferences: Preferences) -> None:
        super().__init__(parent)
        self.setObjectName("first_run_hint")
        self.setAttribute(Qt.WidgetAttribute.WA_NoMousePropagation)  # the viewport must not turn under the card
        self._preferences = preferences
        self._symbols: list[tuple[QLabel, str]] = []
        self._never_again = QCheckBox("Don't show again", self)
        self._never_again.setObjectName("hint_never_again")
        self._never_again.setToolTip("The menu Help shows it again.")
        self._lay_out()
        self._draw_symbols()
        theme_changes().changed.connect(self._draw_symbols)
        parent.installEventFilter(self)
        self.setVisible(not preferences.is_hint_dismissed)
        self._place()

    def show_again(self) -> None:
        """Show it, as the user asks for it."""
        self._never_again.setChecked(self._preferences.is_hint_dismissed)
        self.show()
        self.raise_()
        self._place()

    def dismiss(self) -> None:
        """Close it, for good where the user has said so."""
        self._preferences.is_hint_dismissed = self._never_again.isChecked()
        parent = self.parentWidget()
        if parent is not None:
            parent.setFocus()  # else the next button in the window has the keys, with a frame round it
        self.hide()

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        """Stay in the corner."""
        if event is not None and event.type() in (QEvent.Type.Resize, QEvent.Type.Show):
            self._place()
        return False

    def paintEvent(self, event: QPaintEvent | None) -> None:
        """Draw the card."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = QColor(theme().raised)
        ground.setAlphaF(0.96)
        painter.setPen(theme().strong_border)
        painter.setBrush(ground)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8)

    def _lay_out(self) -> None:
        heading = QLabel("First steps", self)
        heading.setProperty("kind", "heading")
        close = QToolButton(self)
        close.setObjectName("hint_close")
        close.setIcon(icon("close"))
        close.setToolTip("Close")
        close.clicked.connect(self.dismiss)
        head = QHBoxLayout()
        head.addWidget(heading, 1)
        head.addWidget(close)
        lines = QGridLayout()
        lines.setHorizontalSpacing(12)
        lines.setVerticalSpacing(8)
        lines.setColumnStretch(1, 1)
        for row, (picture, text) in enumerate(_LINES):
            symbol, label = QLabel(self), QLabel(text, self)
            label.setWordWrap(True)
            self._symbols.append((symbol, picture))
            lines.addWidget(symbol, row, 0, Qt.AlignmentFlag.AlignTop)
            lines.addWidget(label, row, 1)
        done = QPushButton("Got it", self)
        done.setObjectName("hint_done")
        done.clicked.connect(self.dismiss)
        foot = QHBoxLayout()
        foot.addWidget(self._never_again, 1)
        foot.addWidget(done)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 10, 12, 12)
        layout.setSpacing(10)
        for part in (head, lines, foot):
            layout.addLayout(part)

    def _draw_symbols(self) -> None:
        for label, picture in self._symbols:
            label.setPixmap(icon_pixmap(picture, _ICON_SIZE, self.devicePixelRatioF(), "accent"))

    def _place(self) -> None:
        parent = self.parentWidget()
        if parent is None:
            return
        width = min(_WIDTH, parent.width() - 2 * _MARGIN)
        height = self.heightForWidth(width)
        self.setGeometry(_MARGIN, max(parent.height() - height - _MARGIN, 0), max(width, 1), height)
