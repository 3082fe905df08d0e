# SPDX-License-Identifier: MIT
"""Work is put aside in the background, newest first, and removed when nothing is unsaved any more."""

import errno
import os
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from app.engine.progress import Progress
from app.engine.project.files import read_project, write_project
from app.engine.project.project import Project
from app.ui import autosave_writer
from app.ui.autosave_claim import sidecar
from app.ui.autosave_writer import AutosaveWriter
from app.ui.lost_work import recoverable_work
from tests.support.projects import random_project, same


class Work:
    """What a window works on."""

    def __init__(self) -> None:
        self.project: Project | None = random_project(np.random.default_rng(0))
        self.capture_count = 0

    def capture(self) -> Project | None:
        self.capture_count += 1
        return self.project

    def change(self, seed: int) -> Project:
        self.project = random_project(np.random.default_rng(seed))
        return self.project


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "autosave"


@pytest.fixture
def work() -> Work:
    return Work()


@pytest.fixture
def writer(qtbot: QtBot, work: Work, folder: Path) -> Iterator[AutosaveWriter]:
    writer = AutosaveWriter(work.capture, folder)
    yield writer
    writer.finish(keep=False, seconds=10)


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """Writing waits until it is set."""
    opened = threading.Event()

    def waiting(path: Path, project: Project, progress: Progress | None = None) -> None:
        assert opened.wait(30)
        write_project(path, project, progress)

    monkeypatch.setattr(autosave_writer, "write_project", waiting)
    yield opened
    opened.set()


def written(qtbot: QtBot, writer: AutosaveWriter) -> Path:
    """Where the next autosave, which is asked for, has gone."""
    with qtbot.waitSignal(writer.written) as caught:
        writer.write_soon()
    path: Path = caught.args[0]
    return path


def test_changes_in_a_row_are_written_once_as_they_are_at_the_end(
    qtbot: QtBot, work: Work, writer: AutosaveWriter
) -> None:
    with qtbot.waitSignal(writer.written) as caught:
        for seed in range(5):
            last = work.change(seed)
            writer.write_soon()
    assert same(read_project(caught.args[0]), last)
    assert work.capture_count == 1


def test_a_change_during_writing_is_written_next(
    qtbot: QtBot, work: Work, writer: AutosaveWriter, gate: threading.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(autosave_writer, "_LEAST_REST", 0.0)
    writer.write_soon()
    qtbot.waitUntil(lambda: work.capture_count == 1)
    work.change(1)
    writer.write_soon()
    last = work.change(2)
    with qtbot.waitSignals([writer.written, writer.written]) as caught:
        gate.set()
    assert same(read_project(caught.all_signals_and_args[-1].args[0]), last)
    assert work.capture_count == 2


def test_capturing_is_done_in_the_windows_thread_and_writing_is_not(
    qtbot: QtBot, work: Work, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads: dict[str, threading.Thread] = {}

    def capture() -> Project | None:
        threads["capture"] = threading.current_thread()
        return work.project

    def write(*arguments: Any) -> None:
        threads["write"] = threading.current_thread()
        write_project(*arguments)

    monkeypatch.setattr(autosave_writer, "write_project", write)
    writer = AutosaveWriter(capture, folder)
    written(qtbot, writer)
    writer.finish(keep=False, seconds=10)
    assert threads["capture"] is threading.main_thread()
    assert threads["write"] is not threading.main_thread()


def test_it_never_touches_the_project_itself(qtbot: QtBot, work: Work, writer: AutosaveWriter, tmp_path: Path) -> None:
    project = tmp_path / "kettle.photosculpture"
    project.write_bytes(b"the master")
    writer.forget(project)
    assert written(qtbot, writer) == sidecar(project)
    assert project.read_bytes() == b"the master"


def test_what_is_saved_is_not_kept_aside(qtbot: QtBot, writer: AutosaveWriter, tmp_path: Path) -> None:
    untitled = written(qtbot, writer)
    writer.forget(tmp_path / "kettle.photosculpture")
    assert not untitled.exists()
    assert written(qtbot, writer).parent == tmp_path


def test_what_is_saved_while_it_is_being_put_aside_is_not_kept(
    qtbot: QtBot, work: Work, writer: AutosaveWriter, gate: threading.Event, folder: Path
) -> None:
    writer.write_soon()
    qtbot.waitUntil(lambda: work.capture_count == 1)
    writer.forget(None)
    gate.set()
    qtbot.waitUntil(lambda: writer._job is None)
    assert [path.name for path in folder.iterdir()] == ["claims.lock"]


def test_without_work_nothing_is_written(qtbot: QtBot, work: Work, writer: AutosaveWriter, folder: Path) -> None:
    work.project = None
    writer.write_soon()
    qtbot.waitUntil(lambda: work.capture_count == 1)
    assert not folder.exists()


def test_a_full_disk_is_told_once_and_tried_again(
    qtbot: QtBot, writer: AutosaveWriter, monkeypatch: pytest.MonkeyPatch
) -> None:
    attempts: list[int] = []
    told: list[str] = []

    def failing(path: Path, project: Project, progress: Progress | None = None) -> None:
        attempts.append(1)
        if len(attempts) < 4:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))
        write_project(path, project, progress)

    monkeypatch.setattr(autosave_writer, "write_project", failing)
    monkeypatch.setattr(autosave_writer, "RETRY_SECONDS", 0.0)
    writer.failed.connect(told.append)
    path = written(qtbot, writer)
    assert path.exists()
    assert len(attempts) == 4
    (sentence,) = told
    assert sentence.startswith("The work is not being autosaved, which is tried again: ")
    assert sentence.endswith("cannot be written: no space left on device")
    attempts.clear()
    with qtbot.waitSignal(writer.failed):
        writer.write_soon()


def test_a_long_history_does_not_keep_the_disk_busy(
    qtbot: QtBot, work: Work, writer: AutosaveWriter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(autosave_writer, "_LEAST_REST", 1e6)
    written(qtbot, writer)
    writer.write_soon()
    assert writer._timer.remainingTime() > 60_000


def test_work_that_is_to_be_kept_is_written_at_the_end(
    qtbot: QtBot, work: Work, writer: AutosaveWriter, folder: Path
) -> None:
    path = written(qtbot, writer)
    last = work.change(7)
    writer.finish(keep=True, seconds=10)
    assert same(read_project(path), last)
    assert [item.path for item in recoverable_work(folder)] == [path]


def test_the_end_comes_in_time_however_large_the_work(
    qtbot: QtBot, work: Work, writer: AutosaveWriter, folder: Path
) -> None:
    before = work.project
    path = written(qtbot, writer)
    work.change(7)
    writer.finish(keep=True, seconds=0.0)
    assert same(read_project(path), before), "what was put aside before stays"
    assert [item.path for item in recoverable_work(folder)] == [path]


def test_recovered_work_replaces_what_it_came_from(
    qtbot: QtBot, work: Work, writer: AutosaveWriter, folder: Path, tmp_path: Path
) -> None:
    project = tmp_path / "kettle.photosculpture"
    lost = AutosaveWriter(work.capture, folder)
    lost.forget(project)
    old = written(qtbot, lost)
    lost.finish(keep=True, seconds=10)
    (found,) = recoverable_work(folder)

    assert work.project is not None
    work.project = replace(work.project, layout={"recovered": True})
    with qtbot.waitSignal(writer.written) as caught:
        writer.take_over(found)
        assert old.exists(), "until the work is safe elsewhere"
    assert not old.exists()
    assert read_project(caught.args[0]).layout == {"recovered": True}
    assert recoverable_work(folder) == ()
