# SPDX-License-Identifier: MIT
"""Everything that can be exported leaves through the dialog's controls, and what cannot says why."""

import csv
import dataclasses
import json
from pathlib import Path
from typing import TypeVar

import numpy as np
import pytest
from PIL import Image
from PyQt6.QtCore import Qt
from PyQt6.QtGui import QColor, QImage
from PyQt6.QtWidgets import QComboBox, QFileDialog, QLabel, QLineEdit, QMainWindow, QPushButton, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from app.engine.cameras.camera_set import CameraSet
from app.engine.fitting.commands import Open
from app.engine.fitting.settings import FitSettings
from app.engine.meshes.files import read_mesh
from app.engine.meshes.model import Model
from app.ui.dialogs.export_dialog import ExportDialog
from app.ui.dialogs.export_kinds import ExportKind
from app.ui.dialogs.export_preview import ExportPreview
from app.ui.document import Document
from app.ui.fit_controller import FitController
from app.ui.jobs_bar import JobsBar
from app.ui.preferences import Preferences
from app.ui.timeline import Timeline
from tests.support.films import film_frames
from tests.support.fits import ellipsoid, views_around
from tests.support.hands import click, press, type_text
from tests.support.runs import falling_log, keyframe
from tests.support.silent_worker import SilentWorker

STEPS = (0, 40, 120)
T = TypeVar("T", bound=QWidget)


class Desk:
    """A window with a run that has come to step 120, the export dialog and the strip of jobs."""

    def __init__(self, qtbot: QtBot, folder: Path) -> None:
        self.qtbot = qtbot
        self.folder = folder
        self.window = QMainWindow()
        qtbot.addWidget(self.window)
        self.document = Document()
        self.worker = SilentWorker()
        self.controller = FitController(self.document, self.worker, self.window)
        self.jobs = JobsBar()
        self.window.setCentralWidget(self.jobs)
        self.messages: list[tuple[str, str]] = []
        self.dialog = self.new_dialog()
        self.window.show()

    def new_dialog(self) -> ExportDialog:
        preferences = Preferences(self.folder / "preferences.ini")
        if preferences.export_folder.parent != self.folder:
            preferences.export_folder = self.folder
        dialog = ExportDialog(self.document, self.controller, picture, self.window, preferences)
        dialog.job_made.connect(self.jobs.run_export)
        dialog.told.connect(lambda level, text: self.messages.append((level, text)))
        return dialog

    def run(self) -> None:
        mesh = ellipsoid()
        cameras = CameraSet(tuple(views_around(mesh, 4)))
        moments = tuple(keyframe(step) for step in STEPS)
        timeline = Timeline(moments[-1].snapshot.state, falling_log(STEPS[-1]), moments)
        self.controller.open(Model("egg", self.folder / "egg.glb", mesh), cameras, FitSettings(), timeline)
        (opened,) = (command for command in self.worker.sent if isinstance(command, Open))
        self.worker.channels.snapshots.publish(dataclasses.replace(moments[-1].snapshot, run=opened.run))
        self.qtbot.waitUntil(lambda: self.controller.snapshot is not None)

    def button(self, name: str) -> QPushButton:
        return found(self.dialog, QPushButton, name)

    def choose(self, kind: ExportKind, suffix: str | None = None) -> None:
        self.dialog.export(kind)
        assert self.dialog.isVisible()
        if suffix is not None:
            field = found(self.dialog, QComboBox, "edit-format")
            field.setFocus()
            while str(field.currentData()) != suffix:
                press(field, Qt.Key.Key_Down)

    def write_to(self, path: Path) -> None:
        line = found(self.dialog, QLineEdit, "export-path")
        line.selectAll()
        type_text(line, str(path))

    def set_number(self, name: str, text: str) -> None:
        field = found(self.dialog, QWidget, f"edit-{name}").findChild(QLineEdit)
        assert field is not None
        field.setFocus()
        field.selectAll()
        type_text(field, text)
        press(field, Qt.Key.Key_Return)
        assert self.dialog.isVisible()

    def go(self) -> None:
        self.button("export-go").setFocus()
        click(self.button("export-go"))
        assert not self.dialog.isVisible()

    def wait(self) -> str:
        """The message that the job ends with."""
        self.qtbot.waitUntil(lambda: bool(self.jobs.rows) and self.jobs.rows[-1].is_over)
        return self.jobs.rows[-1].text.text()

    @property
    def remark(self) -> str:
        return found(self.dialog, QLabel, "export-remark").text().strip()

    @property
    def summary(self) -> str:
        return found(self.dialog, QLabel, "export-summary").text()


def found(parent: QWidget, kind: type[T], name: str) -> T:
    (child,) = [item for item in parent.findChildren(kind, name) if item.isVisibleTo(parent)]
    return child


def picture() -> QImage:
    image = QImage(60, 40, QImage.Format.Format_RGB32)
    image.fill(QColor(200, 30, 30))
    return image


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Desk:
    desk = Desk(qtbot, tmp_path)
    desk.run()
    return desk


@pytest.fixture
def empty(qtbot: QtBot, tmp_path: Path) -> Desk:
    return Desk(qtbot, tmp_path)


@pytest.mark.parametrize("suffix", [".glb", ".obj", ".ply", ".stl"])
def test_a_mesh(desk: Desk, suffix: str) -> None:
    desk.choose(ExportKind.MESH, suffix)
    assert desk.summary == "42 vertices, 80 faces, after 120 steps"
    path = desk.folder / f"out{suffix}"
    desk.write_to(path)
    desk.go()
    assert desk.wait().startswith(f"Saved out{suffix} (")
    shown = keyframe(120).snapshot
    back = read_mesh(path)
    np.testing.assert_allclose(back.positions[back.faces], shown.positions_world[shown.faces], atol=1e-6)
    assert ("info", f"Exported {path}.") in desk.messages


def test_the_mesh_that_is_shown_is_the_one_that_is_written(desk: Desk) -> None:
    desk.controller.show_keyframe(0)
    desk.choose(ExportKind.MESH)
    assert desk.summary.endswith("after 0 steps")
    desk.write_to(desk.folder / "out.ply")
    desk.go()
    desk.wait()
    np.testing.assert_allclose(
        read_mesh(desk.folder / "out.ply").positions, keyframe(0).snapshot.positions_world, atol=1e-6
    )


@pytest.mark.parametrize("suffix", [".gif", ".mp4"])
@pytest.mark.parametrize(("kind", "frames"), [(ExportKind.TURNTABLE, 4), (ExportKind.HISTORY, 12)])
def test_films(desk: Desk, kind: ExportKind, frames: int, suffix: str) -> None:
    desk.choose(kind, suffix)
    desk.set_number("pixels", "64")
    desk.set_number("frames_per_second", "4")
    desk.set_number("seconds", "1")
    desk.write_to(desk.folder / f"film{suffix}")
    assert f"{frames} frames of 64 x 64 pixels" in desk.summary
    desk.go()
    desk.wait()
    assert film_frames(desk.folder / f"film{suffix}").shape == (frames, 64, 64, 3)


def test_loss_data(desk: Desk) -> None:
    desk.choose(ExportKind.LOSSES)
    assert desk.summary == "120 steps, 12 IoU values, 0 changes"
    desk.write_to(desk.folder / "loss.csv")
    desk.go()
    desk.wait()
    with (desk.folder / "loss.csv").open(newline="") as file:
        assert len(list(csv.DictReader(file))) == 120


@pytest.mark.parametrize(("suffix", "key"), [(".gltf", "cameras"), (".json", "frames")])
def test_cameras(desk: Desk, suffix: str, key: str) -> None:
    desk.choose(ExportKind.CAMERAS, suffix)
    desk.go()
    desk.wait()
    (path,) = desk.folder.glob(f"*{suffix}")
    assert path.name == ("transforms.json" if suffix == ".json" else "egg-cameras.gltf")
    assert len(json.loads(path.read_text())[key]) == 4


def test_cameras_come_with_what_they_see(desk: Desk) -> None:
    desk.choose(ExportKind.CAMERAS, ".json")
    assert desk.summary == "4 cameras, 4 images"
    desk.go()
    desk.wait()
    images = sorted((desk.folder / "transforms_images").iterdir())
    assert len(images) == 4
    assert 0.05 < (np.asarray(Image.open(images[0]))[..., 3] / 255).mean() < 0.9


def test_only_the_enabled_cameras(desk: Desk) -> None:
    cameras = desk.document.cameras
    desk.document.edit_cameras("Disable", cameras.with_enabled(cameras.ids[0], False))
    desk.choose(ExportKind.CAMERAS)
    field = found(desk.dialog, QComboBox, "edit-cameras")
    field.setFocus()
    press(field, Qt.Key.Key_Down)
    assert desk.summary == "3 cameras"
    for view_id in cameras.ids:
        cameras = cameras.with_enabled(view_id, False)
    desk.dialog.reject()
    desk.document.edit_cameras("Disable", cameras)
    desk.choose(ExportKind.CAMERAS)
    assert desk.summary.startswith("No camera is enabled")
    assert not desk.button("export-go").isEnabled()
    press(found(desk.dialog, QComboBox, "edit-cameras"), Qt.Key.Key_Up)
    assert desk.summary == "4 cameras"
    assert desk.button("export-go").isEnabled()


def test_a_screenshot(desk: Desk) -> None:
    desk.choose(ExportKind.SCREENSHOT)
    assert desk.summary == "60 x 40 pixels"
    assert not found(desk.dialog, QLabel, "export-preview").pixmap().isNull()
    desk.write_to(desk.folder / "view.png")
    desk.go()
    desk.wait()
    image = np.asarray(Image.open(desk.folder / "view.png").convert("RGB"))
    assert image.shape == (40, 60, 3) and (image == [200, 30, 30]).all()


@pytest.mark.parametrize("kind", list(ExportKind))
def test_what_is_not_there_cannot_be_exported(empty: Desk, kind: ExportKind) -> None:
    empty.choose(kind)
    assert not empty.button("export-go").isEnabled()
    assert empty.summary.endswith(".")
    press(empty.dialog, Qt.Key.Key_Escape)
    assert not empty.dialog.isVisible()


def test_what_becomes_available_while_the_dialog_is_open(empty: Desk) -> None:
    empty.choose(ExportKind.MESH)
    empty.run()
    empty.qtbot.waitUntil(empty.button("export-go").isEnabled)


def test_kinds_are_chosen_by_click_and_arrow(desk: Desk) -> None:
    desk.choose(ExportKind.MESH)
    click(found(desk.dialog, QToolButton, "export-cameras"))
    assert desk.dialog.kind.value == "cameras"
    desk.dialog.activateWindow()
    desk.qtbot.waitUntil(found(desk.dialog, QToolButton, "export-cameras").hasFocus)
    press(found(desk.dialog, QToolButton, "export-cameras"), Qt.Key.Key_Down)
    assert desk.dialog.kind.value == "screenshot"


def test_format_and_name_follow_each_other(desk: Desk) -> None:
    desk.choose(ExportKind.MESH, ".ply")
    line = found(desk.dialog, QLineEdit, "export-path")
    assert line.text() == str(desk.folder / "egg-sculpted.ply")
    desk.write_to(desk.folder / "mine.obj")
    assert found(desk.dialog, QComboBox, "edit-format").currentData() == ".obj"
    press(found(desk.dialog, QComboBox, "edit-format"), Qt.Key.Key_Up)
    assert line.text() == str(desk.folder / "mine.glb")


@pytest.mark.parametrize(
    ("name", "remark"),
    [
        ("mesh.fbx", "The name must end in .glb or .obj or .ply or .stl."),
        ("missing/mesh.glb", "is no folder."),
        ("folder.glb", "is a folder."),
        ("egg.glb", "This is the model that is being sculpted: choose another name."),
    ],
)
def test_where_nothing_can_be_written(desk: Desk, name: str, remark: str) -> None:
    (desk.folder / "folder.glb").mkdir()
    desk.choose(ExportKind.MESH)
    desk.write_to(desk.folder / name)
    assert desk.remark.endswith(remark)
    assert not desk.button("export-go").isEnabled()
    press(found(desk.dialog, QLineEdit, "export-path"), Qt.Key.Key_Return)
    assert desk.dialog.isVisible()


def test_a_file_that_is_there_is_replaced_only_knowingly(desk: Desk) -> None:
    (desk.folder / "mesh.ply").write_text("old")
    desk.choose(ExportKind.MESH)
    desk.write_to(desk.folder / "mesh.ply")
    assert desk.remark == "mesh.ply is there already and will be replaced."
    assert desk.button("export-go").text() == "Replace"
    desk.go()
    desk.wait()
    assert (desk.folder / "mesh.ply").read_bytes().startswith(b"ply")


def test_a_number_that_is_not_allowed_keeps_it_from_going(desk: Desk) -> None:
    desk.choose(ExportKind.TURNTABLE)
    desk.set_number("pixels", "9")
    assert not desk.button("export-go").isEnabled()
    assert "must lie between 64 and 2160" in found(desk.dialog, QLabel, "problem-pixels").text()
    desk.set_number("pixels", "100")
    assert desk.button("export-go").isEnabled()


def test_choices_stay_chosen(desk: Desk) -> None:
    desk.choose(ExportKind.TURNTABLE, ".mp4")
    desk.set_number("pixels", "100")
    desk.dialog.reject()
    desk.choose(ExportKind.MESH)
    desk.choose(ExportKind.TURNTABLE)
    assert found(desk.dialog, QComboBox, "edit-format").currentData() == ".mp4"
    assert "100 x 100" in desk.summary


def test_the_folder_is_remembered(desk: Desk) -> None:
    (desk.folder / "exports").mkdir()
    desk.choose(ExportKind.LOSSES)
    desk.write_to(desk.folder / "exports" / "loss.csv")
    desk.go()
    desk.wait()
    desk.dialog = desk.new_dialog()
    desk.choose(ExportKind.MESH)
    assert found(desk.dialog, QLineEdit, "export-path").text() == str(desk.folder / "exports" / "egg-sculpted.glb")


def test_the_chooser_fills_in_the_path(desk: Desk) -> None:
    desk.choose(ExportKind.MESH)
    click(desk.button("export-browse"))
    chooser = desk.dialog.findChild(QFileDialog, "export-chooser")
    assert chooser is not None
    desk.qtbot.waitUntil(chooser.isVisible)
    chooser.selectFile(str(desk.folder / "chosen.stl"))
    press(chooser, Qt.Key.Key_Return)
    desk.qtbot.waitUntil(lambda: "chosen.stl" in found(desk.dialog, QLineEdit, "export-path").text())
    assert found(desk.dialog, QComboBox, "edit-format").currentData() == ".stl"


def test_cancelling_leaves_nothing(desk: Desk) -> None:
    before = sorted(desk.folder.iterdir())
    desk.choose(ExportKind.TURNTABLE)
    desk.set_number("pixels", "1080")
    desk.write_to(desk.folder / "film.gif")
    desk.go()
    (row,) = desk.jobs.rows
    click(row.cancel)
    desk.qtbot.waitUntil(lambda: desk.jobs.rows == ())
    assert desk.messages[-1] == ("info", "Export cancelled; nothing has been written.")
    assert [path for path in desk.folder.iterdir() if path.name != "preferences.ini"] == [
        path for path in before if path.name != "preferences.ini"
    ]


def test_a_folder_that_vanishes_is_one_sentence(desk: Desk) -> None:
    (desk.folder / "exports").mkdir()
    desk.choose(ExportKind.MESH)
    path = desk.folder / "exports" / "mesh.glb"
    desk.write_to(path)
    (desk.folder / "exports").rmdir()
    desk.go()
    sentence = f"{path}: cannot be written: no such file or directory"
    assert desk.wait() == sentence
    assert ("error", sentence) in desk.messages


def test_a_missing_ffmpeg_is_one_sentence(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    import imageio_ffmpeg

    def missing() -> str:
        raise RuntimeError("No ffmpeg exe could be found.")

    monkeypatch.setattr(imageio_ffmpeg, "get_ffmpeg_exe", missing)
    desk.choose(ExportKind.TURNTABLE, ".mp4")
    desk.write_to(desk.folder / "film.mp4")
    desk.go()
    assert desk.wait().startswith(".mp4 films need the program ffmpeg")


def test_a_preview_follows_the_choices(desk: Desk) -> None:
    desk.choose(ExportKind.TURNTABLE)
    preview = found(desk.dialog, ExportPreview, "export-film-preview")

    def corner() -> int:
        return preview.image.pixelColor(2, 2).lightness() if preview.image is not None else -1

    desk.qtbot.waitUntil(lambda: corner() > 200)
    field = found(desk.dialog, QComboBox, "edit-background")
    press(field, Qt.Key.Key_Down)
    desk.qtbot.waitUntil(lambda: 0 <= corner() < 60)
    click(found(desk.dialog, QToolButton, "export-losses"))
    assert not preview.isVisible()


def test_it_is_modal_to_its_window_alone(desk: Desk) -> None:
    desk.choose(ExportKind.MESH)
    assert desk.dialog.windowModality() is Qt.WindowModality.WindowModal


def test_every_control_teaches(desk: Desk) -> None:
    for kind in ExportKind:
        desk.choose(kind)
        for widget in desk.dialog.findChildren(QPushButton) + desk.dialog.findChildren(QToolButton):
            is_own = widget.objectName().startswith(("export-", "edit-", "default-"))
            assert not is_own or widget.toolTip(), widget.objectName()
