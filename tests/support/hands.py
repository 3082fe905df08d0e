"""A user's hands: real mouse and key events on widgets."""

from typing import Any

from PyQt6.QtCore import QPoint, QPointF, Qt
from PyQt6.QtGui import QContextMenuEvent, QWheelEvent
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication, QWidget

_QTEST: Any = QTest  # its type hints take its functions for methods
_NO_KEY = Qt.KeyboardModifier.NoModifier


def click(widget: QWidget, place: QPoint | None = None, modifier: Qt.KeyboardModifier = _NO_KEY) -> None:
    """Click with the left button, in the middle unless a place is given."""
    _QTEST.mouseClick(widget, Qt.MouseButton.LeftButton, modifier, place or widget.rect().center())


def double_click(widget: QWidget, place: QPoint) -> None:
    """Click twice with the left button."""
    click(widget, place)
    _QTEST.mouseDClick(widget, Qt.MouseButton.LeftButton, _NO_KEY, place)


def turn_wheel(widget: QWidget, place: QPoint, notches: int, modifier: Qt.KeyboardModifier = _NO_KEY) -> None:
    """Turn the wheel over a place, away from the user if the notches are positive."""
    here, there = QPointF(place), QPointF(widget.mapToGlobal(place))
    turn, buttons = QPoint(0, 120 * notches), Qt.MouseButton.NoButton
    phase = Qt.ScrollPhase.NoScrollPhase
    QApplication.sendEvent(widget, QWheelEvent(here, there, QPoint(), turn, buttons, modifier, phase, False))


def open_menu(widget: QWidget, place: QPoint) -> None:
    """Ask for the menu of a place, as a click with the right button does."""
    reason = QContextMenuEvent.Reason.Mouse
    QApplication.sendEvent(widget, QContextMenuEvent(reason, place, widget.mapToGlobal(place)))


def drag(
    widget: QWidget,
    places: list[QPoint],
    modifier: Qt.KeyboardModifier = _NO_KEY,
    button: Qt.MouseButton = Qt.MouseButton.LeftButton,
) -> None:
    """Press at the first place, move over the others, release at the last."""
    begin_drag(widget, places, modifier, button)
    end_drag(widget, places[-1], modifier, button)


def begin_drag(
    widget: QWidget,
    places: list[QPoint],
    modifier: Qt.KeyboardModifier = _NO_KEY,
    button: Qt.MouseButton = Qt.MouseButton.LeftButton,
) -> None:
    """Press at the first place, move over the others, and keep the button down."""
    _QTEST.mousePress(widget, button, modifier, places[0])
    for place in places[1:]:
        _QTEST.mouseMove(widget, place)


def end_drag(
    widget: QWidget,
    place: QPoint,
    modifier: Qt.KeyboardModifier = _NO_KEY,
    button: Qt.MouseButton = Qt.MouseButton.LeftButton,
) -> None:
    """Release the button."""
    _QTEST.mouseRelease(widget, button, modifier, place)


def press(widget: QWidget, key: Qt.Key, modifier: Qt.KeyboardModifier = _NO_KEY) -> None:
    """Press a key and let go."""
    _QTEST.keyClick(widget, key, modifier)


def type_text(widget: QWidget, text: str) -> None:
    """Type a text."""
    _QTEST.keyClicks(widget, text)
