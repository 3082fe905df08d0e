"""Which way is up in a capture, to be chosen where it was not found rightly."""

import numpy as np
from numpy.typing import NDArray
from PyQt6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QWidget

from app.ui.document import Document

_AXES = {
    f"{'-' if sign < 0 else ''}{'XYZ'[axis]}": sign * np.eye(3)[axis] for axis in (1, 2, 0) for sign in (1.0, -1.0)
}
_OTHER = "other"


class UpChoice(QWidget):
    """A choice among the axes of the world; each choice is a step of undo.

    Args:
        document: of photographs.
        parent: owner.
    """

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._choice = QComboBox()
        self._choice.setObjectName("check_up")
        self._choice.addItems((*_AXES, _OTHER))
        self._choice.setToolTip(
            "The axis of the world that points up in the viewport, and by which angles are counted. It changes nothing "
            "of what is sculpted."
        )
        label = QLabel("Up in the viewport")
        label.setBuddy(self._choice)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(label)
        row.addWidget(self._choice)
        row.addStretch(1)
        self._choice.textActivated.connect(self._take)
        document.surroundings_changed.connect(self._show)
        self._show()

    def _show(self) -> None:
        capture = self._document.capture
        if capture is not None:
            self._choice.setCurrentText(_name(capture.up_world))

    def _take(self, name: str) -> None:
        capture = self._document.capture
        if capture is not None and name in _AXES and name != _name(capture.up_world):
            self._document.edit_surroundings(f"Turn {name} up", capture.frame, _AXES[name])
        self._show()


def _name(up_world: NDArray[np.float64]) -> str:
    return next((name for name, axis in _AXES.items() if np.allclose(axis, up_world)), _OTHER)
