"""A window as it is at the first start, whatever this user prefers."""

import dataclasses
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from PyQt6.QtCore import QSize, QStandardPaths
from PyQt6.QtWidgets import QApplication

from app.ui.log_book import LogBook
from app.ui.main_window import MainWindow
from app.ui.preferences import Preferences
from app.ui.window_run import SWITCH_SECONDS, make_application


@contextmanager
def clean_window(size: QSize, theme: str) -> Iterator[tuple[MainWindow, Preferences]]:
    """A window with nothing open and the first hint dismissed, and the preferences it follows.

    Args:
        size: of the window in logical pixels.
        theme: as in the preferences.
    """
    with TemporaryDirectory() as memory:
        QStandardPaths.setTestModeEnabled(sys.platform != "linux")  # there it would pass over these variables
        for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"):
            os.environ[name] = memory
        application = _application()
        sys.setswitchinterval(SWITCH_SECONDS)
        preferences = Preferences(Path(memory) / "preferences.ini")
        preferences.is_hint_dismissed = True
        preferences.set_values(dataclasses.replace(preferences.values, theme=theme))
        window = MainWindow(preferences, LogBook())
        window.resize(size)
        window.docks.lay_out()
        window.show()
        yield window, preferences
        window.close_at_once()
        application.processEvents()


@cache
def _application() -> QApplication:
    """There can be but one, and it must stay."""
    return make_application()
