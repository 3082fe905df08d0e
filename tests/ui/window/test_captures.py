# SPDX-License-Identifier: MIT
"""Photographs in the whole window: opened in every way, checked, and written again."""

import json
import threading
from pathlib import Path

import numpy as np
import pytest
from PyQt6.QtCore import QPoint, Qt
from PyQt6.QtWidgets import QDialogButtonBox, QFileDialog, QLineEdit, QPushButton, QRadioButton

from app.engine.cameras.camera_matrices import intrinsic_matrix, world_to_camera
from app.engine.cameras.camera_set import CameraSet
from app.engine.cameras.rigs import sphere_rig
from app.engine.captures.capture import Capture
from app.engine.captures.capture_options import CaptureOptions
from app.engine.captures.developing import OnPicture
from app.engine.captures.reading import OpenedCapture, read_capture
from app.engine.export.seen_pictures import seen_pictures
from app.engine.export.transforms_json import write_transforms
from app.engine.meshes.model import Model
from app.engine.progress import Progress
from app.engine.project import loading
from app.resource_files import bundled_model
from app.ui.app_state import AppState
from app.ui.dialogs.camera_check_dialog import CameraCheckDialog
from app.ui.dialogs.opening_dialog import OpeningDialog
from app.ui.dialogs.turntable_dialog import TurntableDialog
from tests.support.captures import photographed
from tests.support.fits import ellipsoid
from tests.support.hands import click
from tests.support.windows import WindowAtWork

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
VIEWS = 6


def taken() -> tuple[Capture, CameraSet]:
    """Photographs of a bean."""
    return photographed(Model("bean", None, ellipsoid()), sphere_rig(VIEWS, (0, 0, 0), 4.0, image_size=(48, 64)))


@pytest.fixture
def bean(tmp_path: Path) -> Path:
    """A folder with photographs of a bean and their cameras."""
    folder = tmp_path / "bean"
    folder.mkdir()
    capture, cameras = taken()
    write_transforms(folder / "transforms.json", cameras.views, seen_pictures(capture, cameras.views))
    return folder


def wait_for_capture(at_work: WindowAtWork) -> Capture:
    at_work.until(lambda: at_work.document.capture is not None and at_work.controller.state is AppState.READY)
    at_work.until(lambda: at_work.controller.pictures is not None)
    assert at_work.document.capture is not None
    return at_work.document.capture


@pytest.mark.parametrize("name", ["", "transforms.json"])
def test_captures_are_opened_by_dropping_them(at_work: WindowAtWork, bean: Path, name: str) -> None:
    path = bean / name if name else bean
    assert at_work.drop(path)
    capture = wait_for_capture(at_work)
    assert len(capture.photographs) == VIEWS
    assert at_work.document.cameras.ids == taken()[1].ids
    assert at_work.preferences.recent_files[0] == bean / "transforms.json"
    at_work.run_to(2)


def test_a_folder_is_chosen_by_keys(at_work: WindowAtWork, bean: Path) -> None:
    at_work.key(Qt.Key.Key_O, CTRL | SHIFT)
    at_work.until(lambda: at_work.window.findChild(QFileDialog, "open_folder_dialog") is not None)
    dialog = at_work.window.findChild(QFileDialog, "open_folder_dialog")
    assert dialog is not None
    at_work.until(dialog.isVisible)
    line = dialog.findChild(QLineEdit)
    assert line is not None
    line.setText(str(bean))  # letter by letter, Qt's own dialog completes to what comes first
    box = dialog.findChild(QDialogButtonBox)
    assert box is not None
    choose = box.button(QDialogButtonBox.StandardButton.Open)
    assert choose is not None
    at_work.until(lambda: choose.isEnabled() and choose.text() == "&Choose")
    click(choose)
    wait_for_capture(at_work)


def test_pictures_of_a_turntable_are_asked_about(at_work: WindowAtWork, bean: Path) -> None:
    pictures = bean / "transforms_images"
    assert at_work.drop(pictures)
    at_work.until(lambda: at_work.window.findChild(TurntableDialog) is not None)
    dialog = at_work.window.findChild(TurntableDialog)
    assert dialog is not None
    assert at_work.document.capture is None
    box = dialog.findChild(QDialogButtonBox)
    assert box is not None
    go = box.button(QDialogButtonBox.StandardButton.Open)
    assert go is not None
    click(go)
    wait_for_capture(at_work)
    assert len(at_work.document.cameras) == VIEWS


def test_work_stays_and_goes_on_until_all_is_read_and_reading_can_be_cancelled(
    at_work: WindowAtWork, bean: Path, monkeypatch: pytest.MonkeyPatch
) -> None:

    held = threading.Event()

    def slow(path: Path, options: CaptureOptions, progress: Progress, on_picture: OnPicture) -> OpenedCapture:
        on_picture("first", np.zeros((6, 8, 3), dtype=np.uint8))
        while not held.wait(0.01):
            progress.report(0.5, "picture 1 of 2")
        return read_capture(path, options, progress, on_picture)

    monkeypatch.setattr(loading, "read_capture", slow)
    before = at_work.document.model
    at_work.window.open_path(bean)
    at_work.until(lambda: any(item.isVisible() for item in at_work.window.findChildren(OpeningDialog)))
    at_work.run_to(2)
    assert at_work.document.model is before
    cancel = at_work.window.findChild(QPushButton, "opening_cancel")
    assert cancel is not None
    click(cancel)
    at_work.until(lambda: not at_work.window.findChildren(OpeningDialog))
    assert at_work.document.model is before
    held.set()
    at_work.document.undo_stack.setClean()
    at_work.window.files.open(bean)
    wait_for_capture(at_work)


def test_a_broken_capture_is_told_and_the_work_stays(at_work: WindowAtWork, tmp_path: Path) -> None:
    (tmp_path / "transforms.json").write_text("{")
    before = at_work.document.model
    assert at_work.drop(tmp_path / "transforms.json")
    at_work.until(lambda: "transforms.json" in at_work.window.notice_bar.text)
    assert at_work.document.model is before


def test_cameras_of_photographs_stay_where_they_are(at_work: WindowAtWork, bean: Path) -> None:
    at_work.window.open_path(bean)
    wait_for_capture(at_work)
    table = at_work.window.actions_table
    at_work.until(lambda: not table["add_here"].isEnabled())
    for name in ("add_here", "add_rig", "move_here", "duplicate"):
        assert not table[name].isEnabled()
        assert "those of the photographs" in table[name].toolTip()
    assert not at_work.part("camera_button").isEnabled()
    at_work.key(Qt.Key.Key_A, SHIFT)
    assert len(at_work.document.cameras) == VIEWS
    at_work.key(Qt.Key.Key_E)
    assert len(at_work.document.cameras.enabled) == VIEWS - 1
    at_work.key(Qt.Key.Key_Delete)
    assert len(at_work.document.cameras) == VIEWS - 1


def test_the_next_photograph_is_told_and_no_camera_added(at_work: WindowAtWork, bean: Path) -> None:
    at_work.window.open_path(bean)
    wait_for_capture(at_work)
    at_work.run_to(2)
    at_work.until(at_work.window.actions_table["suggest_view"].isEnabled)
    at_work.key(Qt.Key.Key_N, SHIFT)
    at_work.until(lambda: at_work.messages()[-1].startswith("The next photograph would help most from azimuth "))
    assert len(at_work.document.cameras) == VIEWS


def test_an_exported_model_is_opened_again_with_the_same_cameras_and_masks(
    at_work: WindowAtWork, tmp_path: Path
) -> None:
    before = at_work.document.cameras
    at_work.preferences.export_folder = tmp_path
    at_work.window.actions_table["export_capture"].trigger()
    go = at_work.window.export_dialog.findChild(QPushButton, "export-go")
    assert go is not None
    at_work.until(go.isEnabled)
    click(go)
    at_work.until(lambda: (tmp_path / "transforms.json").exists())
    at_work.window.open_path(tmp_path / "transforms.json")
    wait_for_capture(at_work)
    assert at_work.document.cameras.ids == before.ids
    for given, read in zip(before, at_work.document.cameras, strict=True):
        np.testing.assert_allclose(world_to_camera(read.placement), world_to_camera(given.placement), atol=1e-6)
        np.testing.assert_allclose(intrinsic_matrix(read), intrinsic_matrix(given), rtol=1e-6)
        assert read.mask is not None and read.mask.known is None and 0.01 < read.mask.coverage.mean() / 255 < 0.9


def turn_axes_over(folder: Path) -> None:
    """Write the poses as a program does that takes OpenCV's axes for those of the format."""
    path = folder / "transforms.json"
    document = json.loads(path.read_text())
    for frame in document["frames"]:
        frame["transform_matrix"] = (np.array(frame["transform_matrix"]) @ np.diag([1.0, -1.0, -1.0, 1.0])).tolist()
    path.write_text(json.dumps(document))


def test_good_cameras_are_told_of_in_a_sentence(at_work: WindowAtWork, bean: Path) -> None:
    assert not at_work.window.actions_table["check_cameras"].isEnabled()
    at_work.window.open_path(bean)
    wait_for_capture(at_work)
    at_work.until(lambda: any(text.startswith(f"{VIEWS} cameras, up is Y") for text in at_work.messages()))
    assert "consistency 9" in at_work.messages()[-1] or "consistency 100" in at_work.messages()[-1]
    at_work.window.actions_table["check_cameras"].trigger()
    dialog = at_work.window.findChild(CameraCheckDialog)
    assert dialog is not None and dialog.isVisible() and not dialog.isModal()
    at_work.window.open_path(bundled_model("avocado.glb"))
    at_work.until(lambda: at_work.document.capture is None)
    at_work.until(lambda: at_work.window.findChild(CameraCheckDialog) is None)


def test_axes_that_were_misunderstood_are_caught_and_mended(at_work: WindowAtWork, bean: Path) -> None:
    turn_axes_over(bean)
    at_work.window.open_path(bean)
    wait_for_capture(at_work)
    offer = at_work.part("notice_offer")
    at_work.until(offer.isVisible)
    assert "With OpenGL axes: consistency" in at_work.window.notice_bar.text
    assert at_work.document.capture is not None
    np.testing.assert_array_equal(at_work.document.capture.up_world, [0.0, -1.0, 0.0])
    click(offer)
    dialog = at_work.window.findChild(CameraCheckDialog)
    assert dialog is not None
    at_work.until(dialog.isVisible)
    apply = dialog.findChild(QPushButton, "check_apply")
    assert apply is not None and apply.isEnabled()
    click(apply)
    at_work.until(lambda: "consistency 9" in at_work.messages()[-1] or "consistency 100" in at_work.messages()[-1])
    at_work.until(lambda: not apply.isEnabled())
    assert not offer.isVisible()
    assert at_work.document.undo_stack.count() == 1
    np.testing.assert_array_equal(at_work.document.capture.up_world, [0.0, 1.0, 0.0])
    for given, mended in zip(taken()[1], at_work.document.cameras, strict=True):
        np.testing.assert_allclose(world_to_camera(mended.placement), world_to_camera(given.placement), atol=1e-6)
    at_work.run_to(3)
    pictures = at_work.controller.pictures
    assert pictures is not None and pictures.mean_iou is not None and pictures.mean_iou > 0.8


def test_mending_a_begun_fit_begins_again_and_one_undo_brings_all_back(at_work: WindowAtWork, bean: Path) -> None:
    at_work.window.open_path(bean)
    wait_for_capture(at_work)
    at_work.run_to(4)
    step, before = at_work.controller.step_count, at_work.document.cameras
    at_work.window.actions_table["check_cameras"].trigger()
    dialog = at_work.window.findChild(CameraCheckDialog)
    assert dialog is not None
    meaning, apply = dialog.findChild(QRadioButton, "check_flip_4"), dialog.findChild(QPushButton, "check_apply")
    assert meaning is not None and apply is not None
    at_work.until(meaning.isEnabled)
    click(meaning, QPoint(8, meaning.height() // 2))
    click(apply)
    assert at_work.controller.step_count == 0
    assert at_work.document.undo_stack.count() == 1
    at_work.until(lambda: at_work.controller.state is AppState.READY)
    at_work.document.undo_stack.undo()
    assert at_work.document.cameras is before
    assert at_work.controller.step_count == step
    at_work.run_to(step + 2)
    pictures = at_work.controller.pictures
    assert pictures is not None and pictures.mean_iou is not None and pictures.mean_iou > 0.8
