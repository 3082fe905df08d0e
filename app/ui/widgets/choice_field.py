"""One of a few words."""

from collections.abc import Sequence

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtGui import QWheelEvent
from PyQt6.QtWidgets import QComboBox, QSizePolicy, QWidget


class ChoiceField(QComboBox):
    """A drop-down list that leaves the wheel to the panel until it has the focus.

    `edited` brings the value that the user chose.

    Args:
        choices: value and what to call it.
        parent: owner.
    """

    edited = pyqtSignal(str)

    def __init__(self, choices: Sequence[tuple[str, str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        for value, text in choices:
            self.addItem(text, value)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setMinimumWidth(80)
        self.activated.connect(self._choose)

    @property
    def value(self) -> str:
        """The value that is shown."""
        return str(self.currentData())

    def show_value(self, value: str) -> None:
        """Show what holds now."""
        self.setCurrentIndex(self.findData(value))

    def _choose(self, index: int) -> None:
        self.edited.emit(self.itemData(index))

    def wheelEvent(self, event: QWheelEvent | None) -> None:
        if event is not None and not self.hasFocus():
            event.ignore()
            return
        super().wheelEvent(event)
