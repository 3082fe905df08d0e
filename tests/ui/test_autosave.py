# SPDX-License-Identifier: MIT
"""The window's unsaved work is put aside by itself, and only as long as it is unsaved."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.engine.cameras.camera_set import CameraSet
from app.engine.meshes.files import read_mesh
from app.engine.project.files import read_project
from app.resource_files import bundled_model
from app.ui import autosave_writer
from app.ui.autosave import Autosave
from app.ui.autosave_claim import sidecar
from app.ui.background_job import BackgroundJob, stop_jobs
from app.ui.document import Document
from app.ui.fit_controller import FitController
from app.ui.lost_work import Recoverable, recoverable_work
from app.ui.preferences import Preferences
from app.ui.project_files import ProjectFiles
from tests.support.silent_worker import SilentWorker


class Desk:
    """What a window consists of, as far as files go."""

    def __init__(self, qtbot: QtBot, folder: Path) -> None:
        self._qtbot = qtbot
        self.document = Document()
        self.controller = FitController(self.document, SilentWorker())
        self.files = ProjectFiles(self.document, self.controller, dict, BackgroundJob.start)
        preferences = Preferences(folder / "preferences.ini")
        self.autosave = Autosave(self.document, self.controller, self.files, preferences)
        self._has_ended = False

    @property
    def kept(self) -> list[Path]:
        """The autosaves in the user's folder."""
        return sorted(self.autosave.folder.glob("*.autosave"))

    def open(self, path: Path) -> None:
        with self._qtbot.waitSignal(self.files.opened):
            self.files.open(path)

    def save(self, path: Path) -> None:
        with self._qtbot.waitSignal(self.files.saved):
            self.files.save(path)

    def edit(self, steps: int) -> Path:
        """Change the settings; return the autosave that follows."""
        with self._qtbot.waitSignal(self.autosave.writer.written) as caught:
            self.document.edit_settings(f"{steps} steps", replace(self.document.settings, steps=steps))
        written: Path = caught.args[0]
        return written

    def end(self, *, keep: bool) -> None:
        if not self._has_ended:
            self._has_ended = True
            self.autosave.finish(keep=keep)
            self.controller.shut_down(1.0)


@pytest.fixture
def make_desk(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], Desk]]:
    """Makes a desk that ends with the test."""
    monkeypatch.setattr(autosave_writer, "_LEAST_REST", 0.0)
    made: list[Desk] = []

    def make() -> Desk:
        made.append(Desk(qtbot, tmp_path))
        return made[-1]

    yield make
    for desk in made:
        desk.end(keep=False)
    assert stop_jobs(10.0)


@pytest.fixture
def desk(make_desk: Callable[[], Desk]) -> Desk:
    desk = make_desk()
    desk.open(bundled_model("kettle.glb"))
    return desk


def test_a_model_that_was_only_opened_is_not_kept(qtbot: QtBot, desk: Desk) -> None:
    qtbot.wait(1500)
    assert desk.kept == []


def test_an_edit_is_kept_until_it_is_undone(qtbot: QtBot, desk: Desk) -> None:
    path = desk.edit(77)
    assert desk.kept == [path]
    kept = read_project(path)
    assert (kept.settings.steps, kept.subject.name, len(kept.cameras)) == (77, "kettle", len(desk.document.cameras))
    desk.document.undo_stack.undo()
    assert desk.kept == []


def test_saving_moves_it_beside_the_project(desk: Desk, tmp_path: Path) -> None:
    desk.edit(77)
    project = tmp_path / "kettle.photosculpture"
    desk.save(project)
    assert desk.kept == []
    assert not sidecar(project).exists()
    content = project.read_bytes()
    assert desk.edit(78) == sidecar(project)
    assert project.read_bytes() == content
    desk.save(project)
    assert not sidecar(project).exists()


def test_opening_something_else_gives_up_what_was_kept(desk: Desk) -> None:
    desk.edit(77)
    desk.open(bundled_model("kettle.glb"))
    assert desk.kept == []


@pytest.mark.parametrize("keep", [True, False])
def test_the_end_keeps_unsaved_work_if_it_is_told_to(desk: Desk, keep: bool) -> None:
    path = desk.edit(77)
    desk.document.edit_settings("at the last moment", replace(desk.document.settings, steps=78))
    desk.end(keep=keep)
    assert path.exists() == keep
    if keep:
        assert read_project(path).settings.steps == 78
    assert len(recoverable_work()) == keep


def test_the_end_keeps_nothing_where_nothing_is_unsaved(desk: Desk) -> None:
    desk.end(keep=True)
    assert recoverable_work() == ()


def test_lost_work_is_found_taken_up_and_belongs_to_its_project(
    qtbot: QtBot, desk: Desk, make_desk: Callable[[], Desk], tmp_path: Path
) -> None:
    project = tmp_path / "kettle.photosculpture"
    desk.save(project)
    desk.edit(77)
    desk.document.edit_cameras("clear", CameraSet())
    desk.end(keep=True)

    second = make_desk()
    with qtbot.waitSignal(second.autosave.lost_work_found) as caught:
        second.autosave.look_for_lost_work()
    work: Recoverable = caught.args[0][0]
    assert (work.path, work.project_path, work.subject_name) == (sidecar(project), project, "kettle")
    with qtbot.waitSignal(second.autosave.writer.written):
        second.autosave.recover(work)
    assert (second.files.path, second.files.is_modified) == (project, True)
    assert (second.document.settings.steps, len(second.document.cameras)) == (77, 0)
    assert not sidecar(project).exists()
    assert len(second.kept) == 1
    assert recoverable_work() == (), "its owner lives"
    second.save(project)
    assert second.kept == []
    assert read_project(project).settings.steps == 77


def test_nothing_is_told_where_nothing_is_lost(qtbot: QtBot, desk: Desk) -> None:
    with qtbot.assertNotEmitted(desk.autosave.lost_work_found, wait=500):
        desk.autosave.look_for_lost_work()


def test_lost_work_can_be_discarded(qtbot: QtBot, desk: Desk, make_desk: Callable[[], Desk]) -> None:
    desk.edit(77)
    desk.end(keep=True)
    (work,) = recoverable_work()
    second = make_desk()
    second.autosave.discard(work)
    assert recoverable_work() == ()
    assert second.kept == []


def test_lost_work_that_is_gone_leaves_the_present_work(
    qtbot: QtBot, desk: Desk, make_desk: Callable[[], Desk]
) -> None:
    desk.edit(77)
    desk.end(keep=True)
    (work,) = recoverable_work()
    work.path.unlink()
    second = make_desk()
    second.open(bundled_model("kettle.glb"))
    with qtbot.waitSignal(second.files.open_failed) as caught:
        second.autosave.recover(work)
    assert "no such file" in caught.args[0]
    model = second.document.model
    assert model is not None
    assert len(model.mesh.faces) == len(read_mesh(bundled_model("kettle.glb")).faces)
