# SPDX-License-Identifier: MIT
"""The program as a process of its own: how it begins, and how it ends."""

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
RUN = """
import sys
from app.ui import window_run
from app.ui.main_window import MainWindow

class Driven(MainWindow):
    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.files.opened.connect(lambda project: self.controller.start())
        self.controller.log_changed.connect(self.tell)

    def tell(self):
        if self.controller.step_count > 0:
            print("step", self.controller.step_count, flush=True)

window_run.MainWindow = Driven
sys.exit(window_run.run(None))
"""


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
