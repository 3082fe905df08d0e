# SPDX-License-Identifier: MIT
"""Windows for tests: real ones, on a display of their own, that know nothing of this user's preferences."""

import gc
import os
import sys
import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from PyQt6.QtCore import QCoreApplication, QStandardPaths, Qt
from PyQt6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.ui.theme import ThemeChoice, apply_theme

PATIENCE_MILLISECONDS = 60_000

QCoreApplication.setAttribute(Qt.ApplicationAttribute.AA_ShareOpenGLContexts)


@pytest.fixture(scope="session")
def qapp_args() -> list[str]:
    if sys.platform == "linux" and not os.environ.get("DISPLAY") and not os.environ.get("QT_QPA_PLATFORM"):
        pytest.skip("the window's tests need a display: `make test` starts one")
    return ["photosculpture"]


@pytest.fixture
def qtbot(qtbot: QtBot) -> QtBot:
    """Its waits, which end as soon as they are met, last long enough for a machine that is busy with something else."""
    for wait in (qtbot.waitUntil, qtbot.waitSignal, qtbot.waitSignals, qtbot.waitActive, qtbot.waitExposed):
        setattr(qtbot, wait.__name__, partial(wait, timeout=PATIENCE_MILLISECONDS))
    return qtbot


@pytest.fixture(autouse=True)
def own_preferences(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Preferences, autosaves and logs go to a folder that the test ends with."""
    QStandardPaths.setTestModeEnabled(sys.platform != "linux")  # there it would pass over these variables
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(name, str(tmp_path / name.lower()))


@pytest.fixture(autouse=True)
def light(qapp: QApplication) -> None:
    """Every test begins with light colours."""
    apply_theme(ThemeChoice.LIGHT)


@pytest.fixture(autouse=True)
def nothing_left(qapp: QApplication) -> Iterator[None]:
    """No window and no thread outlives its test, and no window is collected while it is being painted."""
    threads = set(threading.enumerate())
    gc.disable()  # a test that has returned no longer holds its window, which Qt may still be painting
    yield
    for widget in qapp.topLevelWidgets():
        # Popups and dialogs go with their windows; parts of a plot's menu have no parent and belong to it all the same.
        if widget.parent() is None and (widget.isVisible() or type(widget).__module__.startswith("app.")):
            widget.close()
            widget.deleteLater()
    qapp.processEvents()
    qapp.sendPostedEvents(None, 52)  # QEvent.Type.DeferredDelete, which a loop that ends would do
    gc.enable()
    started = set(threading.enumerate()) - threads
    for thread in started:
        thread.join(PATIENCE_MILLISECONDS / 1000)
    left = [thread.name for thread in started if thread.is_alive()]
    assert left == [], "threads outlive the test"
