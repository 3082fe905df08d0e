"""What the viewport shows where it cannot draw."""

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QLabel, QWidget


class FailureNotice(QLabel):
    """A readable sentence over the whole viewport.

    Args:
        parent: the viewport.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("viewport_notice")
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setWordWrap(True)
        self.setMargin(32)
        self.setAutoFillBackground(True)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.hide()

    def tell(self, sentence: str) -> None:
        """Show it."""
        parent = self.parentWidget()
        assert parent is not None
        self.setText(sentence)
        self.setGeometry(parent.rect())
        self.show()
