# SPDX-License-Identifier: MIT
"""Everything that can be exported leaves through the dialog's controls, and what cannot says why."""

import csv
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QComboBox, QFileDialog, QLabel, QLineEdit, QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from app.engine.appearance.srgb import bytes_from_linear
from app.engine.appearance.surface_colours import PLASTER
from app.engine.cameras.camera_matrices import intrinsic_matrix, world_to_camera
from app.engine.cameras.view import Calibrated
from app.engine.fitting.refined_cameras import RefinedCamera
from app.engine.fitting.settings import FitSettings
from app.engine.meshes.files import read_mesh
from app.engine.meshes.model import Model
from app.ui.dialogs.export_kinds import ExportKind
from app.ui.dialogs.export_preview import ExportPreview
from tests.support.captures import photographed
from tests.support.export_desk import ExportDesk, found
from tests.support.films import film_frames
from tests.support.fits import ellipsoid, views_around
from tests.support.hands import click, press
from tests.support.moments import keyframe


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> ExportDesk:
    desk = ExportDesk(qtbot, tmp_path)
    desk.run()
    return desk


@pytest.fixture
def empty(qtbot: QtBot, tmp_path: Path) -> ExportDesk:
    return ExportDesk(qtbot, tmp_path)


@pytest.mark.parametrize("suffix", [".glb", ".obj", ".ply", ".stl"])
def test_a_mesh(desk: ExportDesk, suffix: str) -> None:
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


def test_the_mesh_that_is_shown_is_the_one_that_is_written(desk: ExportDesk) -> None:
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
def test_films(desk: ExportDesk, kind: ExportKind, frames: int, suffix: str) -> None:
    desk.choose(kind, suffix)
    desk.set_number("pixels", "64")
    desk.set_number("frames_per_second", "4")
    desk.set_number("seconds", "1")
    desk.write_to(desk.folder / f"film{suffix}")
    assert f"{frames} frames of 64 x 64 pixels" in desk.summary
    desk.go()
    desk.wait()
    assert film_frames(desk.folder / f"film{suffix}").shape == (frames, 64, 64, 3)


def test_loss_data(desk: ExportDesk) -> None:
    desk.choose(ExportKind.LOSSES)
    assert desk.summary == "120 steps, 12 IoU values, 0 changes"
    desk.write_to(desk.folder / "loss.csv")
    desk.go()
    desk.wait()
    with (desk.folder / "loss.csv").open(newline="") as file:
        assert len(list(csv.DictReader(file))) == 120


@pytest.mark.parametrize(
    ("kind", "name", "key"),
    [(ExportKind.CAMERAS, "egg-cameras.gltf", "cameras"), (ExportKind.CAPTURE, "transforms.json", "frames")],
)
def test_cameras(desk: ExportDesk, kind: ExportKind, name: str, key: str) -> None:
    desk.choose(kind)
    desk.go()
    desk.wait()
    assert len(json.loads((desk.folder / name).read_text())[key]) == 4


def test_a_capture_holds_what_the_cameras_see(desk: ExportDesk) -> None:
    desk.choose(ExportKind.CAPTURE)
    assert desk.summary == "4 cameras, 4 images"
    desk.go()
    desk.wait()
    images = sorted((desk.folder / "transforms_images").iterdir())
    assert len(images) == 4
    assert 0.05 < (np.asarray(Image.open(images[0]))[..., 3] / 255).mean() < 0.9


def test_a_capture_is_in_colour_where_the_fit_is(desk: ExportDesk) -> None:
    in_colour = replace(desk.document.settings, colour="vertex", light="even")
    desk.document.edit_settings("Colour", in_colour)
    desk.choose(ExportKind.CAPTURE)
    desk.go()
    desk.wait()
    image = np.asarray(Image.open(min((desk.folder / "transforms_images").iterdir())))
    assert (image[24, 24] == [*bytes_from_linear(PLASTER.base_colour_linear), 255]).all()


def test_the_files_of_an_open_capture_are_not_written_over(desk: ExportDesk) -> None:
    photographs, cameras = photographed(Model("egg", None, ellipsoid()), views_around(ellipsoid(), 2))
    (desk.folder / "transforms.json").write_text("{}")
    desk.controller.open(replace(photographs, path=desk.folder), cameras, FitSettings())
    desk.choose(ExportKind.CAPTURE)
    assert desk.remark == "This belongs to what is being sculpted: choose another name."
    assert not desk.button("export-go").isEnabled()
    desk.write_to(desk.folder / "again.json")
    desk.go()
    desk.wait()
    image = np.asarray(Image.open(min((desk.folder / "again_images").iterdir())))
    view = cameras.views[0]
    assert view.mask is not None
    np.testing.assert_array_equal(image[..., :3], photographs.photographs[view.id].colours)
    np.testing.assert_array_equal(image[..., 3], view.mask.coverage)


def test_refined_cameras_are_written_where_the_fit_has_moved_them(desk: ExportDesk) -> None:
    view = desk.document.cameras.views[1]
    motion = world_to_camera(view.placement)
    moved = Calibrated(intrinsic_matrix(view), motion[:3, :3], motion[:3, 3] + [0.0, 0.0, 0.25])
    snapshot = desk.controller.snapshot
    assert snapshot is not None
    refined = (RefinedCamera(view.id, moved, 0.0, 0.1, 0.0),)
    desk.worker.channels.snapshots.publish(replace(snapshot, refined=refined))
    desk.qtbot.waitUntil(lambda: desk.controller.snapshot is not None and desk.controller.snapshot.refined == refined)
    desk.choose(ExportKind.CAPTURE)
    desk.go()
    desk.wait()
    frames = json.loads((desk.folder / "transforms.json").read_text())["frames"]
    for given, frame in zip(desk.document.cameras, frames, strict=True):
        placement = moved if given.id == view.id else given.placement
        opengl = np.linalg.inv(world_to_camera(placement)) @ np.diag([1.0, -1.0, -1.0, 1.0])
        np.testing.assert_allclose(frame["transform_matrix"], opengl, atol=1e-9)


def test_only_the_enabled_cameras(desk: ExportDesk) -> None:
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


def test_a_screenshot(desk: ExportDesk) -> None:
    desk.choose(ExportKind.SCREENSHOT)
    assert desk.summary == "60 x 40 pixels"
    assert not found(desk.dialog, QLabel, "export-preview").pixmap().isNull()
    desk.write_to(desk.folder / "view.png")
    desk.go()
    desk.wait()
    image = np.asarray(Image.open(desk.folder / "view.png").convert("RGB"))
    assert image.shape == (40, 60, 3) and (image == [200, 30, 30]).all()


@pytest.mark.parametrize("kind", list(ExportKind))
def test_what_is_not_there_cannot_be_exported(empty: ExportDesk, kind: ExportKind) -> None:
    empty.choose(kind)
    assert not empty.button("export-go").isEnabled()
    assert empty.summary.endswith(".")
    press(empty.dialog, Qt.Key.Key_Escape)
    assert not empty.dialog.isVisible()


def test_what_becomes_available_while_the_dialog_is_open(empty: ExportDesk) -> None:
    empty.choose(ExportKind.MESH)
    empty.run()
    empty.qtbot.waitUntil(empty.button("export-go").isEnabled)


def test_kinds_are_chosen_by_click_and_arrow(desk: ExportDesk) -> None:
    desk.choose(ExportKind.MESH)
    click(found(desk.dialog, QToolButton, "export-cameras"))
    assert desk.dialog.kind.value == "cameras"
    desk.dialog.activateWindow()
    desk.qtbot.waitUntil(found(desk.dialog, QToolButton, "export-cameras").hasFocus)
    press(found(desk.dialog, QToolButton, "export-cameras"), Qt.Key.Key_Down)
    assert desk.dialog.kind.value == "capture"


def test_format_and_name_follow_each_other(desk: ExportDesk) -> None:
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
        ("egg.glb", "This belongs to what is being sculpted: choose another name."),
    ],
)
def test_where_nothing_can_be_written(desk: ExportDesk, name: str, remark: str) -> None:
    (desk.folder / "folder.glb").mkdir()
    desk.choose(ExportKind.MESH)
    desk.write_to(desk.folder / name)
    assert desk.remark.endswith(remark)
    assert not desk.button("export-go").isEnabled()
    press(found(desk.dialog, QLineEdit, "export-path"), Qt.Key.Key_Return)
    assert desk.dialog.isVisible()


def test_a_file_that_is_there_is_replaced_only_knowingly(desk: ExportDesk) -> None:
    (desk.folder / "mesh.ply").write_text("old")
    desk.choose(ExportKind.MESH)
    desk.write_to(desk.folder / "mesh.ply")
    assert desk.remark == "mesh.ply is there already and will be replaced."
    assert desk.button("export-go").text() == "Replace"
    desk.go()
    desk.wait()
    assert (desk.folder / "mesh.ply").read_bytes().startswith(b"ply")


def test_a_number_that_is_not_allowed_keeps_it_from_going(desk: ExportDesk) -> None:
    desk.choose(ExportKind.TURNTABLE)
    desk.set_number("pixels", "9")
    assert not desk.button("export-go").isEnabled()
    assert "must lie between 64 and 2160" in found(desk.dialog, QLabel, "problem-pixels").text()
    desk.set_number("pixels", "100")
    assert desk.button("export-go").isEnabled()


def test_choices_stay_chosen(desk: ExportDesk) -> None:
    desk.choose(ExportKind.TURNTABLE, ".mp4")
    desk.set_number("pixels", "100")
    desk.dialog.reject()
    desk.choose(ExportKind.MESH)
    desk.choose(ExportKind.TURNTABLE)
    assert found(desk.dialog, QComboBox, "edit-format").currentData() == ".mp4"
    assert "100 x 100" in desk.summary


def test_the_folder_is_remembered(desk: ExportDesk) -> None:
    (desk.folder / "exports").mkdir()
    desk.choose(ExportKind.LOSSES)
    desk.write_to(desk.folder / "exports" / "loss.csv")
    desk.go()
    desk.wait()
    desk.dialog = desk.new_dialog()
    desk.choose(ExportKind.MESH)
    assert found(desk.dialog, QLineEdit, "export-path").text() == str(desk.folder / "exports" / "egg-sculpted.glb")


def test_the_chooser_fills_in_the_path(desk: ExportDesk) -> None:
    desk.choose(ExportKind.MESH)
    click(desk.button("export-browse"))
    chooser = desk.dialog.findChild(QFileDialog, "export-chooser")
    assert chooser is not None
    desk.qtbot.waitUntil(chooser.isVisible)
    chooser.selectFile(str(desk.folder / "chosen.stl"))
    press(chooser, Qt.Key.Key_Return)
    desk.qtbot.waitUntil(lambda: "chosen.stl" in found(desk.dialog, QLineEdit, "export-path").text())
    assert found(desk.dialog, QComboBox, "edit-format").currentData() == ".stl"


def test_cancelling_leaves_nothing(desk: ExportDesk) -> None:
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


def test_a_folder_that_vanishes_is_one_sentence(desk: ExportDesk) -> None:
    (desk.folder / "exports").mkdir()
    desk.choose(ExportKind.MESH)
    path = desk.folder / "exports" / "mesh.glb"
    desk.write_to(path)
    (desk.folder / "exports").rmdir()
    desk.go()
    sentence = f"{path}: cannot be written: no such file or directory"
    assert desk.wait() == sentence
    assert ("error", sentence) in desk.messages


def test_a_missing_ffmpeg_is_one_sentence(desk: ExportDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    import imageio_ffmpeg

    def missing() -> str:
        raise RuntimeError("No ffmpeg exe could be found.")

    monkeypatch.setattr(imageio_ffmpeg, "get_ffmpeg_exe", missing)
    desk.choose(ExportKind.TURNTABLE, ".mp4")
    desk.write_to(desk.folder / "film.mp4")
    desk.go()
    assert desk.wait().startswith(".mp4 films need the program ffmpeg")


def test_a_preview_follows_the_choices(desk: ExportDesk) -> None:
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


def test_it_is_modal_to_its_window_alone(desk: ExportDesk) -> None:
    desk.choose(ExportKind.MESH)
    assert desk.dialog.windowModality() is Qt.WindowModality.WindowModal


def test_every_control_teaches(desk: ExportDesk) -> None:
    for kind in ExportKind:
        desk.choose(kind)
        for widget in desk.dialog.findChildren(QPushButton) + desk.dialog.findChildren(QToolButton):
            is_own = widget.objectName().startswith(("export-", "edit-", "default-"))
            assert not is_own or widget.toolTip(), widget.objectName()
