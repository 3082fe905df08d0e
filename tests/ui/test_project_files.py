# SPDX-License-Identifier: MIT
"""Opening and saving while other things go on."""

import dataclasses
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.engine.project.files import read_project, write_project
from app.engine.project.project import SUFFIX, Project
from app.resource_files import bundled_model
from app.ui import project_files
from app.ui.background_job import BackgroundJob
from app.ui.document import Document
from app.ui.fit_controller import FitController
from app.ui.project_files import ProjectFiles
from tests.support.silent_worker import SilentWorker

MODEL = bundled_model("kettle.glb")


class Desk:
    """A document with its files, whose disk writes only when it is told to."""

    def __init__(self, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
        self._qtbot = qtbot
        self.document = Document()
        self.controller = FitController(self.document, SilentWorker())
        self.files = ProjectFiles(self.document, self.controller, dict, BackgroundJob.start)
        self.disk_is_free = threading.Event()
        self.saved: list[Path] = []
        self.files.saved.connect(self.saved.append)

        def write_late(path: Path, project: Project) -> None:
            assert self.disk_is_free.wait(60.0)
            write_project(path, project)

        monkeypatch.setattr(project_files, "write_project", write_late)
        self.open()

    def open(self) -> None:
        with self._qtbot.waitSignal(self.files.opened):
            self.files.open(MODEL)

    def set_steps(self, steps: int) -> None:
        self.document.edit_settings("steps", dataclasses.replace(self.document.settings, steps=steps), merge="steps")

    def until(self, condition: Callable[[], bool]) -> None:
        self._qtbot.waitUntil(condition)


@pytest.fixture
def desk(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Desk:
    return Desk(qtbot, monkeypatch)


def test_a_file_that_is_written_after_another_was_opened_is_not_that_ones(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / f"first{SUFFIX}"
    desk.files.save(path)
    desk.open()
    desk.set_steps(7)
    desk.disk_is_free.set()
    desk.until(lambda: desk.saved == [path])
    assert (desk.files.path, desk.files.is_modified) == (None, True)


def test_an_edit_that_goes_on_while_it_is_saved_is_still_to_be_saved(desk: Desk, tmp_path: Path) -> None:
    desk.set_steps(7)
    desk.files.save(tmp_path / f"work{SUFFIX}")
    desk.set_steps(8)
    desk.disk_is_free.set()
    desk.until(lambda: bool(desk.saved))
    assert desk.files.is_modified


def test_of_two_savings_the_later_is_what_stays(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / f"work{SUFFIX}"
    done: list[int] = []
    desk.set_steps(7)
    desk.files.save(path, lambda: done.append(read_project(path).settings.steps))
    desk.set_steps(8)
    desk.files.save(path, lambda: done.append(read_project(path).settings.steps))
    desk.disk_is_free.set()
    desk.until(lambda: len(done) == 2)
    assert done == [7, 8]
    assert not desk.files.is_modified


def test_a_model_that_is_opened_twice_at_once_is_taken_up_once(qtbot: QtBot, desk: Desk) -> None:
    opened: list[object] = []
    desk.files.opened.connect(opened.append)
    desk.files.open(MODEL)
    desk.files.open(MODEL)
    desk.until(lambda: bool(opened))
    qtbot.wait(300)
    assert len(opened) == 1
