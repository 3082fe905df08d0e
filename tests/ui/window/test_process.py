# SPDX-License-Identifier: MIT
"""The program as a process of its own: how it ends, however it ends, and what it finds at the next start."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.ui.display_check import display_problem

ROOT = Path(__file__).parents[3]
DRIVER = """
import dataclasses, sys
from PyQt6.QtCore import QTimer
from app.ui import window_run
from app.ui.main_window import MainWindow

class Driven(MainWindow):
    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.preferences.set_values(dataclasses.replace(self.preferences.values, autosave_seconds=1))
        self.was_pressed = False
        self.timer = QTimer(self)
        self.timer.timeout.connect(self.drive)
        self.timer.start(20)
        self.autosave.writer.written.connect(lambda path: print("autosaved", self.controller.step_count, flush=True))

    def drive(self):
        if self.controller.snapshot is None or self.controller.pictures is None:
            return
        {drive}

window_run.MainWindow = Driven
sys.exit(window_run.run(None))
"""
RUN = DRIVER.format(
    drive="""
        if not self.was_pressed:
            self.was_pressed = True
            self.actions_table["start_pause"].trigger()
        elif self.controller.step_count > 0:
            print("step", self.controller.step_count, flush=True)
"""
)
RECOVER = DRIVER.format(
    drive="""
        if self.recovery_bar.isVisible() and not self.was_pressed:
            self.was_pressed = True
            print("offered", self.recovery_bar.text, flush=True)
            self.recovery_bar.recover_requested.emit(self.recovery_bar._taken())
        elif self.was_pressed and self.controller.step_count > 0:
            print("recovered", self.controller.step_count, len(self.controller.run_log.columns), flush=True)
            self.timer.stop()
            self.close_at_once()
"""
)


@contextmanager
def program(code: str, folder: Path) -> Iterator["subprocess.Popen[str]"]:
    """The program with a user's folders of its own; killed at the end if need be."""
    names = ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME")
    environment = os.environ | {name: str(folder / name.lower()) for name in names}
    command = [sys.executable, "-c", code]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=pipe, stderr=pipe, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


def wait_for(process: "subprocess.Popen[str]", word: str) -> str:
    """The first line that holds the word."""
    assert process.stdout is not None
    for line in process.stdout:
        if word in line:
            return line
    assert process.stderr is not None
    raise AssertionError(f"the program ended without {word!r}: {process.stderr.read()}")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_while_it_runs_ends_it_at_once_and_cleanly(tmp_path: Path, number: signal.Signals) -> None:
    with program(RUN, tmp_path) as process:
        wait_for(process, "step")
        process.send_signal(number)
        asked = time.monotonic()
        _, errors = process.communicate(timeout=30)
        assert process.returncode == 0
        assert errors == ""
        assert time.monotonic() - asked < 10  # 3 seconds are wanted; the rest is for a busy machine


def test_work_that_was_killed_while_it_ran_is_offered_and_comes_back(tmp_path: Path) -> None:
    with program(RUN, tmp_path) as process:
        saved = int(wait_for(process, "autosaved").split()[1])
        process.kill()
        assert process.wait(30) == -signal.SIGKILL
    with program(RECOVER, tmp_path) as process:
        assert "Unsaved work on kettle" in wait_for(process, "offered")
        _, step, losses = wait_for(process, "recovered").split()
        assert 0 < int(step) <= saved + 1
        assert losses == step
        _, errors = process.communicate(timeout=30)
        assert (process.returncode, errors) == (0, "")


def test_without_a_display_it_names_the_command(tmp_path: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY")}
    command = [sys.executable, "-m", "app"]
    none: dict[str, str] = {}
    for display in (none, {"DISPLAY": ":4711"}):
        changed = environment | display
        done = subprocess.run(command, cwd=ROOT, env=changed, capture_output=True, text=True, check=False)
        assert done.returncode == 2
        assert done.stderr.startswith("photosculpture: error: ")
        assert "photosculpture reconstruct MODEL" in done.stderr
        assert done.stderr.count("\n") == 1


def test_this_display_is_found_to_answer() -> None:
    assert display_problem() is None
