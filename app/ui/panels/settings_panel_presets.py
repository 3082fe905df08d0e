"""Whole sets of settings to choose from, above the form."""

from PyQt6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from app.engine.fitting.settings import FitSettings
from app.ui.document import Document


class PresetBar(QWidget):
    """Built-in and own presets, and the way back to the defaults.

    Args:
        document: whose settings are replaced.
        parent: owner.
    """

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self.defaults = QPushButton("Defaults")
        self.defaults.setObjectName("all-defaults")
        self.defaults.setToolTip("Put every setting back to its default; undo brings the present ones back")
        self.defaults.clicked.connect(lambda: document.edit_settings("Set all settings to defaults", FitSettings()))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 6, 8, 6)
        layout.addStretch(1)
        layout.addWidget(self.defaults)
