"""How the window is arranged, as JSON can hold it."""

import base64
import binascii
import dataclasses
from collections.abc import Mapping
from typing import Any

from PyQt6.QtCore import QByteArray, QSize, Qt
from PyQt6.QtGui import QScreen
from PyQt6.QtWidgets import QMainWindow, QTabBar

from app.ui.view_images import PictureMode
from app.ui.viewport.display import DisplayMode, DisplaySettings
from app.ui.viewport.orbit_controls import OrbitState

Layout = dict[str, object]

SMALLEST_FIRST_SIZE = QSize(1280, 800)
LARGEST_FIRST_SIZE = QSize(1440, 900)
_FIRST_SHARE_OF_SCREEN = 0.88
_LAYOUT_VERSION = 1
_DISPLAY_FIELDS = tuple(field.name for field in dataclasses.fields(DisplaySettings) if field.name != "colours")


def restore_state(window: QMainWindow, state: QByteArray, version: int = 0) -> bool:
    """Put docks and toolbars where they were when the state was saved; return whether it was of this window.

    Qt makes new tab bars for it, and leaves those of the arrangement before, with all their tabs, over the window.

    Args:
        window: with the docks and toolbars that the state names.
        state: from `QMainWindow.saveState`.
        version: as it was saved with.
    """
    direct = Qt.FindChildOption.FindDirectChildrenOnly
    before = [bar for bar in window.findChildren(QTabBar, options=direct) if bar.count()]
    if not window.restoreState(state, version):
        return False
    for bar in before:
        bar.hide()
    return True


def captured_panels(window: QMainWindow) -> str:
    """Where the panels are, as text."""
    return base64.b64encode(window.saveState(_LAYOUT_VERSION).data()).decode("ascii")


def restore_panels(window: QMainWindow, text: object) -> bool:
    """Put the panels where they were; return whether the text was of this window."""
    if not isinstance(text, str) or not text:
        return False
    try:
        state = base64.b64decode(text, validate=True)
    except binascii.Error:
        return False
    return restore_state(window, QByteArray(state), _LAYOUT_VERSION)


def captured_display(display: DisplaySettings) -> dict[str, object]:
    """What is shown, without its colours."""
    return {name: getattr(display, name) for name in _DISPLAY_FIELDS}


def restored_display(display: DisplaySettings, values: object) -> DisplaySettings:
    """The display with what is known of the values; anything else in them stays as it is."""
    if not isinstance(values, Mapping):
        return display
    for name in _DISPLAY_FIELDS:
        value: Any = values.get(name)
        if type(value) is str and name == "mode" and value in list(DisplayMode):
            value = DisplayMode(value)
        try:
            if isinstance(value, type(getattr(display, name))):
                display = dataclasses.replace(display, **{name: value})
        except ValueError:
            continue
    return display


def restored_mode(value: object) -> PictureMode | None:
    """How the selected view was shown; None if that cannot be read."""
    return PictureMode(value) if isinstance(value, str) and value in list(PictureMode) else None


def first_size(screen: QScreen | None) -> QSize:
    """Of a window that has not been sized before: most of the screen, but no more than is of use."""
    if screen is None:
        return SMALLEST_FIRST_SIZE
    wanted = screen.availableSize() * _FIRST_SHARE_OF_SCREEN
    return wanted.expandedTo(SMALLEST_FIRST_SIZE).boundedTo(LARGEST_FIRST_SIZE)


def captured_orbit(state: OrbitState) -> dict[str, object]:
    """Where the viewer is."""
    return dataclasses.asdict(state)


def restored_orbit(values: object) -> OrbitState | None:
    """Where the viewer was; None if that cannot be read."""
    try:
        return OrbitState(**values) if isinstance(values, Mapping) else None
    except (TypeError, ValueError):
        return None
