"""A small button that puts a default back."""

from PyQt6.QtCore import QSize
from PyQt6.QtWidgets import QToolButton, QWidget

from app.ui.icons import icon


class ResetButton(QToolButton):
    """Is there only while a value differs from its default; its place stays free meanwhile.

    Args:
        default_text: the default as the user reads it.
        parent: owner.
    """

    def __init__(self, default_text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setIcon(icon("reset", "muted_text"))
        self.setIconSize(QSize(13, 13))
        self.setFixedSize(22, 22)
        self.setToolTip(f"Back to the default, {default_text}")
        policy = self.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.setSizePolicy(policy)
        self.hide()
