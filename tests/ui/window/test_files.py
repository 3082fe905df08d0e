# SPDX-License-Identifier: MIT
"""Opening, saving and closing, in the whole window."""

import threading
from pathlib import Path

import numpy as np
import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QFileDialog, QMessageBox

from app.engine.export.mesh_files import write_mesh
from app.engine.project.project import SUFFIX
from app.resource_files import bundled_model
from app.ui import main_window
from app.ui.app_state import AppState
from tests.support.fits import ellipsoid
from tests.support.windows import WindowAtWork


@pytest.mark.parametrize("suffix", [".glb", ".obj", ".ply", ".stl"])
def test_models_are_opened_by_dropping_them(at_work: WindowAtWork, tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"bean{suffix}"
    write_mesh(path, ellipsoid())
    assert at_work.drop(path)
    at_work.until(lambda: at_work.document.model is not None and at_work.document.model.name == "bean")
    at_work.until(lambda: at_work.controller.snapshot is not None)
    assert at_work.preferences.recent_files[0] == path


def test_what_is_no_model_is_not_taken(at_work: WindowAtWork, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("hello")
    assert not at_work.drop(tmp_path / "notes.txt")


@pytest.mark.parametrize("content", [b"", b"glTF nonsense", b"\0" * 100])
def test_a_bad_file_is_told_and_the_work_stays(at_work: WindowAtWork, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "broken.glb"
    path.write_bytes(content)
    before = at_work.document.model
    at_work.window.open_path(path)
    at_work.until(lambda: at_work.window.notice_bar.isVisible())
    assert "broken.glb" in at_work.window.notice_bar.text
    assert at_work.document.model is before
    at_work.run_to(3)


def test_a_file_that_vanishes_is_told_and_the_fit_goes_on(at_work: WindowAtWork, tmp_path: Path) -> None:
    path = tmp_path / "soon-gone.glb"
    path.write_bytes(bundled_model("avocado.glb").read_bytes())
    at_work.open(path)
    path.unlink()
    at_work.run_to(5)
    at_work.window.open_path(path)
    at_work.until(lambda: "no such file" in at_work.window.notice_bar.text)
    at_work.run_to(at_work.controller.step_count + 2)


def test_a_project_goes_on_exactly_where_it_was_saved(at_work: WindowAtWork, tmp_path: Path) -> None:
    path = tmp_path / f"work{SUFFIX}"
    at_work.run_to(20)
    step = at_work.controller.step_count
    at_work.document.select(["view-04"], "view-04")
    at_work.document.edit_cameras("Disable", at_work.document.cameras.with_enabled("view-04", False))
    at_work.window.files.save(path)
    at_work.until(lambda: at_work.window.files.path == path)
    assert not at_work.window.isWindowModified()
    assert path.name in at_work.window.windowTitle()
    keyframes = [item.step for item in at_work.controller.history.keyframes]
    at_work.run_to(step + 5)
    expected = at_work.controller.run_log.columns[step : step + 5].copy()
    at_work.open(path)
    assert at_work.controller.step_count == step
    assert [item.step for item in at_work.controller.history.keyframes] == keyframes
    assert not at_work.document.cameras["view-04"].enabled
    at_work.run_to(step + 5)
    np.testing.assert_array_equal(at_work.controller.run_log.columns[step : step + 5], expected)


def test_saving_asks_where_and_a_full_disk_is_told(
    at_work: WindowAtWork, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_work.run_to(3)
    at_work.key(Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    at_work.until(lambda: at_work.window.findChild(QFileDialog, "save_dialog") is not None)
    dialog = at_work.window.findChild(QFileDialog, "save_dialog")
    assert dialog is not None
    dialog.reject()
    at_work.spin(50)
    assert at_work.window.files.path is None

    def is_full(*arguments: object) -> None:
        raise OSError(28, "No space left on device", str(tmp_path / "work"))

    monkeypatch.setattr("app.ui.project_files.write_project", is_full)
    at_work.window.files.save(tmp_path / f"work{SUFFIX}")
    at_work.until(lambda: any("o space left" in text for text in at_work.messages()))
    assert at_work.window.files.is_modified
    assert at_work.controller.state is AppState.PAUSED


def test_closing_with_unsaved_work_asks_once(at_work: WindowAtWork) -> None:
    at_work.run_to(3)
    assert not at_work.window.close()
    at_work.answer("unsaved_question", QMessageBox.StandardButton.Cancel)
    at_work.spin(50)
    assert at_work.window.isVisible()
    at_work.run_to(at_work.controller.step_count + 2)
    assert not at_work.window.close()
    at_work.answer("unsaved_question", QMessageBox.StandardButton.Discard)
    at_work.until(lambda: not at_work.window.isVisible())
    assert at_work.window.has_ended


def test_closing_while_it_runs_stops_it(at_work: WindowAtWork) -> None:
    at_work.click("start_pause_button")
    at_work.until(lambda: at_work.controller.step_count >= 3)
    assert not at_work.window.close()
    at_work.answer("unsaved_question", QMessageBox.StandardButton.Discard)
    at_work.until(lambda: not at_work.window.isVisible())
    assert at_work.window.has_ended


def test_the_engine_ends_while_the_jobs_do(at_work: WindowAtWork, monkeypatch: pytest.MonkeyPatch) -> None:
    waited: list[float] = []

    def waiting_jobs(seconds: float) -> bool:
        waited.append(seconds)
        for engine in (thread for thread in threading.enumerate() if thread.name == "fit"):
            engine.join(60.0)
            assert not engine.is_alive()
        return True

    monkeypatch.setattr(main_window, "stop_jobs", waiting_jobs)
    monkeypatch.setattr(at_work.window.autosave, "finish", lambda *, keep: at_work.spin(100))
    at_work.window.close()
    at_work.until(lambda: not at_work.window.isVisible())
    assert waited[0] <= main_window.SHUT_DOWN_SECONDS - 0.1


def test_untouched_work_closes_without_a_question(at_work: WindowAtWork) -> None:
    assert not at_work.window.isWindowModified()
    at_work.window.close()
    at_work.until(lambda: not at_work.window.isVisible())


def test_the_layout_is_remembered(at_work: WindowAtWork) -> None:
    at_work.window.docks["log"].hide()
    at_work.window.docks["loss"].hide()
    at_work.key(Qt.Key.Key_2)
    at_work.end()
    state, display = at_work.preferences.window_state, at_work.preferences.display()
    assert len(state) > 100
    assert display.mode.value == "wireframe"


def test_what_is_shown_by_itself_is_not_remembered(at_work: WindowAtWork) -> None:
    at_work.key(Qt.Key.Key_3)
    at_work.window.actions_table["colour"].setChecked(True)  # as when colours appear
    at_work.end()
    assert at_work.window.view_handlers.display.mode.value == "colour"
    assert at_work.preferences.display().mode.value == "normals"
