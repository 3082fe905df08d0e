"""One run of the window, from its first event to its last."""

import logging
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from PyQt6.QtCore import QCoreApplication, Qt, QTimer
from PyQt6.QtGui import QSurfaceFormat
from PyQt6.QtWidgets import QApplication

from app.engine.versions import installed_version
from app.ui.error_reports import install_error_reports
from app.ui.icons import icon
from app.ui.log_book import LogBook
from app.ui.main_window import MainWindow
from app.ui.preferences import Preferences
from app.ui.samples_menu import SAMPLES
from app.ui.theme import ThemeChoice, apply_theme
from app.ui.viewport.gl_support import surface_format

SWITCH_SECONDS = 0.001
"""How long the engine's thread may keep the window's waiting for the interpreter; five times less than usual."""


def run(path: Path | None) -> int:
    """Open the window and run until it is closed.

    Args:
        path: what to open; None for the model that comes with the program.

    Returns:
        The exit status.
    """
    application = make_application()
    sys.setswitchinterval(SWITCH_SECONDS)
    preferences = Preferences()
    apply_theme(ThemeChoice(preferences.values.theme))
    log_book = LogBook()
    window = MainWindow(preferences, log_book)
    uninstall = install_error_reports(log_book, window, lambda: window.controller.device)
    window.closed.connect(application.quit)
    window.show()
    window.open_path(path if path is not None else SAMPLES[0].path)
    window.autosave.look_for_lost_work()
    with _closed_by_signals(window):
        status = application.exec()
    uninstall()
    if not window.has_ended:  # a thread that hangs in a library or a driver: nothing of the user's is left in it
        logging.shutdown()
        os._exit(status)
    return status


def make_application() -> QApplication:
    """The application object with its name, its icon, and what must be set before it is there."""
    # Without it, what one window has compiled for its graphics is missing in the next one.
    QCoreApplication.setAttribute(Qt.ApplicationAttribute.AA_ShareOpenGLContexts)
    QSurfaceFormat.setDefaultFormat(surface_format())
    application = QApplication(["photosculpture"])
    application.setApplicationName("photosculpture")
    application.setApplicationDisplayName("Photosculpture")
    application.setApplicationVersion(installed_version("photosculpture"))
    application.setDesktopFileName("photosculpture")
    application.setWindowIcon(icon("app"))
    application.setQuitOnLastWindowClosed(False)  # the window says when, once everything has ended
    return application


@contextmanager
def _closed_by_signals(window: MainWindow) -> Iterator[None]:
    """Let SIGTERM and SIGINT close the window as the menu does, without a question.

    Python handles signals between two of its own instructions; the timer that asks the engine for news sees to it that
    there are some.
    """

    def close(number: int, frame: FrameType | None) -> None:
        QTimer.singleShot(0, window.close_at_once)  # not in the middle of a frame

    before = {number: signal.signal(number, close) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
