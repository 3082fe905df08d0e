# SPDX-License-Identifier: MIT
"""A process that is ended while its fit runs, however it is ended, leaves its work to the next start."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PyQt6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from app.engine.project.files import read_project
from app.ui.app_state import AppState
from app.ui.log_book import LogBook
from app.ui.lost_work import autosave_folder, recoverable_work
from app.ui.main_window import MainWindow
from app.ui.preferences import Preferences
from tests.support.hands import click

ROOT = Path(__file__).parents[2]

CHILD = """
import sys
from app.resource_files import bundled_model
from app.ui import main_window, window_run

class Window(main_window.MainWindow):
    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.files.opened.connect(lambda project: self.controller.run_more(15))
        self.autosave.writer.written.connect(self.go_on)

    def go_on(self, path):
        print(path, flush=True)
        self.controller.run_more(100_000)

window_run.MainWindow = Window
sys.exit(window_run.run(None))
"""


@contextmanager
def running_child() -> Iterator[subprocess.Popen[str]]:
    """The program in a process of its own, at work on the kettle, with its first autosave written."""
    command = [sys.executable, "-c", CHILD]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as child:
        try:
            assert child.stdout is not None
            assert Path(child.stdout.readline().strip()).parent == autosave_folder()
            yield child
        finally:
            child.kill()


@pytest.fixture(autouse=True)
def folders_of_the_program(qapp: QApplication) -> Iterator[None]:
    """Folders are named after the program: have those of the child."""
    name = qapp.applicationName()
    qapp.setApplicationName("photosculpture")
    yield
    qapp.setApplicationName(name)


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Iterator[MainWindow]:
    preferences = Preferences(tmp_path / "preferences.ini")
    preferences.is_hint_dismissed = True
    window = MainWindow(preferences, LogBook())
    window.show()
    yield window
    window.close_at_once()


pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a test's folders are not a child's")


def test_kill_9_while_running_loses_no_work(qtbot: QtBot, window: MainWindow) -> None:
    with running_child() as child:
        assert recoverable_work() == ()
        os.kill(child.pid, signal.SIGKILL)
        assert child.wait(60) == -signal.SIGKILL
    (work,) = recoverable_work()
    assert (work.subject_name, work.project_path) == ("kettle", None)
    assert work.step >= 15
    losses = read_project(work.path).run_log.columns[:, 1].tolist()

    window.autosave.look_for_lost_work()
    qtbot.waitUntil(window.recovery_bar.isVisible)
    assert f"kettle, step {work.step}," in window.recovery_bar.text
    with qtbot.waitSignal(window.autosave.writer.written):
        recover = window.recovery_bar.findChild(QPushButton, "recovery_recover")
        assert recover is not None
        click(recover)
    qtbot.waitUntil(lambda: window.controller.state is AppState.PAUSED)
    assert window.controller.step_count == work.step
    assert window.controller.run_log.columns[:, 1].tolist() == losses
    assert window.isWindowModified()
    assert not work.path.exists(), "it has been taken over"
    window.controller.step()
    qtbot.waitUntil(lambda: window.controller.step_count == work.step + 1)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_while_running_puts_the_work_aside_and_ends_well(qtbot: QtBot, number: signal.Signals) -> None:
    with running_child() as child:
        child.send_signal(number)
        assert child.wait(60) == 0
    (work,) = recoverable_work()
    assert work.step >= 15
    project = read_project(work.path)
    assert project.snapshot is not None
    assert project.snapshot.step == work.step
