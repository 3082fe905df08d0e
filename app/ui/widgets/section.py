"""A titled part of a panel that can be folded away."""

from PyQt6.QtCore import QSize, Qt
from PyQt6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from app.ui.icons import icon
from app.ui.widgets.labels import set_kind


class CollapsibleSection(QWidget):
    """A header that folds what is below it, with room for a short remark at its right.

    Args:
        title: of the header.
        parent: owner.
    """

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.header = QToolButton()
        self.header.setText(title)
        self.header.setCheckable(True)
        self.header.setChecked(True)
        self.header.setProperty("section", True)
        self.header.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.header.setIconSize(QSize(14, 14))
        self.header.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._remark = QLabel()
        set_kind(self._remark, "muted")
        top = QHBoxLayout(self.header)
        top.setContentsMargins(0, 0, 8, 0)
        top.addStretch(1)
        top.addWidget(self._remark)
        self.body = QWidget()
        self.body_layout = QVBoxLayout(self.body)
        self.body_layout.setContentsMargins(10, 4, 6, 10)
        self.body_layout.setSpacing(5)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.header)
        layout.addWidget(self.body)
        self.header.toggled.connect(self._fold)
        self._fold(True)

    def set_remark(self, text: str) -> None:
        """Show a short text at the right of the header."""
        if text != self._remark.text():
            self._remark.setText(text)

    def _fold(self, is_open: bool) -> None:
        self.body.setVisible(is_open)
        self.header.setIcon(icon("chevron-down" if is_open else "chevron-right", "muted_text"))
