"""A user's hands: real mouse and key events on widgets."""

from typing import Any

from PyQt6.QtCore import QPoint, Qt
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QWidget

_QTEST: Any = QTest  # its type hints take its functions for methods
_NO_KEY = Qt.KeyboardModifier.NoModifier


def click(widget: QWidget, place: QPoint | None = None) -> None:
    """Click with the left button, in the middle unless a place is given."""
    _QTEST.mouseClick(widget, Qt.MouseButton.LeftButton, _NO_KEY, place or widget.rect().center())


def drag(widget: QWidget, places: list[QPoint]) -> None:
    """Press at the first place, move over the others, release at the last."""
    _QTEST.mousePress(widget, Qt.MouseButton.LeftButton, _NO_KEY, places[0])
    for place in places[1:]:
        _QTEST.mouseMove(widget, place)
    _QTEST.mouseRelease(widget, Qt.MouseButton.LeftButton, _NO_KEY, places[-1])


def press(widget: QWidget, key: Qt.Key, modifier: Qt.KeyboardModifier = _NO_KEY) -> None:
    """Press a key and let go."""
    _QTEST.keyClick(widget, key, modifier)


def type_text(widget: QWidget, text: str) -> None:
    """Type a text."""
    _QTEST.keyClicks(widget, text)
