"""A hand at the window: it moves the mouse, presses, waits, and takes pictures."""

import time
from collections.abc import Callable

from PIL import Image
from PyQt6.QtCore import QEvent, QPoint, QPointF, Qt
from PyQt6.QtGui import QColor, QImage, QKeyEvent, QMouseEvent, QPainter, QPen, QPolygonF, QWheelEvent
from PyQt6.QtWidgets import QApplication, QLineEdit, QTabBar, QWidget

_ARROW = [(0, 0), (0, 17), (4, 13.4), (6.6, 19.4), (9.4, 18.2), (6.8, 12.4), (12, 12.4)]  # logical pixels
_ARROW_SCALE = 1.3  # it must be found in a picture half as large

_Button, _NO_KEY = Qt.MouseButton, Qt.KeyboardModifier.NoModifier


class Hand:
    """Works a window by its controls.

    Args:
        window: is shown.
    """

    def __init__(self, window: QWidget) -> None:
        self._window = window
        self._holding: QWidget | None = None
        self.place = QPointF(window.width() * 0.42, window.height() * 0.62)
        """Of the arrow, in the window."""

    def part(self, name: str) -> QWidget:
        """The part of the window with that object name.

        Raises:
            LookupError: there is none.
        """
        found = self._window.findChild(QWidget, name)
        if found is None:
            raise LookupError(f"no part of the window is called {name}")
        return found

    def until(self, condition: Callable[[], bool], longest_seconds: float = 60.0) -> None:
        """Let the window work until that is so.

        Raises:
            TimeoutError: it takes longer.
        """
        deadline = time.monotonic() + longest_seconds
        while not condition():
            self.rest(0.01)
            if time.monotonic() > deadline:
                raise TimeoutError("the window did not get there in time")

    def rest(self, seconds: float) -> None:
        """Let the window work for a while."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            QApplication.processEvents()
            time.sleep(0.002)

    def in_window(self, part: QWidget, place: QPoint | None = None) -> QPointF:
        """A place in a part, by default its middle, as a place in the window."""
        return QPointF(part.mapTo(self._window, place or part.rect().center()))

    def move(self, place: QPointF) -> None:
        """Move the mouse, and what it holds."""
        self.place = place
        if self._holding is not None:
            self._send(self._holding, QEvent.Type.MouseMove, _Button.NoButton, _Button.LeftButton)

    def press(self, part: QWidget) -> None:
        """Press the left button over a part."""
        self._holding = part
        self._send(part, QEvent.Type.MouseButtonPress, _Button.LeftButton, _Button.LeftButton)

    def release(self) -> None:
        """Let go."""
        part, self._holding = self._holding, None
        if part is not None:
            self._send(part, QEvent.Type.MouseButtonRelease, _Button.LeftButton, _Button.NoButton)

    def click(self, part: QWidget) -> None:
        """Press and release in the middle of a part."""
        self.place = self.in_window(part)
        self.press(part)
        self.release()

    def click_tab(self, title: str) -> None:
        """Bring a panel to the front by its tab."""
        for bar in self._window.findChildren(QTabBar):
            for index in range(bar.count()):
                if bar.tabText(index) == title:
                    self.place = self.in_window(bar, bar.tabRect(index).center())
                    self.press(bar)
                    self.release()

    def type_into(self, field: QLineEdit, text: str) -> None:
        """Type a text in place of the one that is there, and press Return."""
        self.click(field)
        field.selectAll()
        typed = [(Qt.Key(0), letter) for letter in text]
        for key, letter in [*typed, (Qt.Key.Key_Return, "\r")]:
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                QApplication.sendEvent(field, QKeyEvent(kind, key, _NO_KEY, letter))

    def turn_wheel(self, part: QWidget, notches: int) -> None:
        """Turn the wheel over the middle of a part, away from the user if the notches are positive."""
        self.place = self.in_window(part)
        here, there = QPointF(part.rect().center()), QPointF(part.mapToGlobal(part.rect().center()))
        turn, phase = QPoint(0, 120 * notches), Qt.ScrollPhase.NoScrollPhase
        event = QWheelEvent(here, there, QPoint(), turn, _Button.NoButton, _NO_KEY, phase, False)
        QApplication.sendEvent(part, event)

    def picture(self, *, with_arrow: bool) -> Image.Image:
        """The window as it is, with what OpenGL draws in it."""
        image = self._window.grab().toImage().convertToFormat(QImage.Format.Format_RGB888)
        if with_arrow:
            painter = QPainter(image)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.translate(self.place)
            painter.scale(_ARROW_SCALE, _ARROW_SCALE)
            painter.setPen(QPen(QColor("white"), 1.2))
            painter.setBrush(QColor("black"))
            painter.drawPolygon(QPolygonF([QPointF(x, y) for x, y in _ARROW]))
            painter.end()
        bits = image.constBits()
        assert bits is not None
        size = (image.width(), image.height())
        return Image.frombuffer("RGB", size, bits.asstring(image.sizeInBytes()), "raw", "RGB", image.bytesPerLine(), 1)

    def _send(self, part: QWidget, kind: QEvent.Type, button: Qt.MouseButton, buttons: Qt.MouseButton) -> None:
        here = QPointF(part.mapFrom(self._window, self.place.toPoint()))
        there = QPointF(self._window.mapToGlobal(self.place.toPoint()))
        QApplication.sendEvent(part, QMouseEvent(kind, here, there, button, buttons, _NO_KEY))
