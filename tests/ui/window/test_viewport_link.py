# SPDX-License-Identifier: MIT
"""What is done in the viewport, and what it is given to show for it."""

import dataclasses
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PyQt6.QtCore import QPoint, Qt
from PyQt6.QtWidgets import QSlider

from app.engine.cameras.camera_set import CameraSet
from app.engine.cameras.orbit_angles import OrbitAngles, placed
from app.engine.cameras.rigs import sphere_rig
from app.engine.fitting.settings import FitSettings
from tests.support.captures import photographed
from tests.support.hands import click
from tests.support.windows import WindowAtWork

if TYPE_CHECKING:
    from app.ui.viewport.backdrop import Backdrop


def test_a_drag_that_is_cancelled_leaves_no_preview_behind(
    at_work: WindowAtWork, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: dict[str, object] = {}
    viewport, pictures = at_work.window.viewport, at_work.controller.pictures
    assert pictures is not None and at_work.document.model is not None
    target = pictures.thumbnails[0].target
    monkeypatch.setattr(viewport, "set_thumbnail", shown.__setitem__)
    center = at_work.document.model.mesh.center
    for azimuth in (100.0, 200.0, 300.0):
        viewport.view_drag_moved.emit("view-01", placed(center, OrbitAngles(azimuth, 10.0, 3.0), 40.0))
        at_work.spin(5)
    at_work.until(lambda: "view-01" in shown)
    assert shown["view-01"] is not target
    viewport.view_drag_moved.emit("view-01", placed(center, OrbitAngles(50.0, 10.0, 3.0), 40.0))
    viewport.view_drag_cancelled.emit("view-01")
    assert shown["view-01"] is target
    at_work.spin(300)
    assert shown["view-01"] is target


def test_targets_with_colours_are_shown_in_them(at_work: WindowAtWork, monkeypatch: pytest.MonkeyPatch) -> None:
    shown: dict[str, object] = {}
    pictures = at_work.controller.pictures
    assert pictures is not None
    monkeypatch.setattr(at_work.window.viewport, "set_thumbnail", shown.__setitem__)
    first = pictures.thumbnails[0]
    colours = np.tile(np.array([200, 100, 50], np.uint8), (*first.target.shape, 1))
    coloured = dataclasses.replace(first, target_colour=colours)
    at_work.controller.pictures_changed.emit(dataclasses.replace(pictures, thumbnails=(coloured,)))
    picture = shown[first.view_id]
    assert isinstance(picture, np.ndarray)
    assert (picture[..., :3] == [200, 100, 50]).all()
    assert np.array_equal(picture[..., 3], first.target)
    at_work.controller.pictures_changed.emit(pictures)
    assert shown[first.view_id] is first.target


def open_photographs(at_work: WindowAtWork) -> CameraSet:
    model = at_work.document.model
    assert model is not None
    capture, cameras = photographed(model, sphere_rig(3, model.mesh.center, 0.75, image_size=(90, 120)))
    at_work.controller.open(capture, cameras, FitSettings())
    at_work.until(lambda: at_work.controller.snapshot is not None and at_work.controller.pictures is not None)
    return cameras


def test_a_camera_of_a_capture_shows_its_photograph_behind_the_mesh(
    at_work: WindowAtWork, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[Backdrop | None] = []
    monkeypatch.setattr(at_work.window.viewport, "set_backdrop", shown.append)
    cameras = open_photographs(at_work)
    capture = at_work.document.capture
    assert capture is not None
    at_work.window.viewport.look_through("view-02")
    at_work.until(lambda: bool(shown))
    assert shown[-1] is not None and shown[-1].view_id == "view-02"
    assert shown[-1].colours is capture.photographs["view-02"].colours
    assert shown[-1].mask is cameras["view-02"].mask
    unmasked = dataclasses.replace(cameras["view-02"], mask=None)
    at_work.document.edit_cameras("Forget", cameras.with_replaced("view-02", unmasked))
    assert shown[-1] is not None and shown[-1].mask is None
    at_work.document.undo_stack.undo()
    assert shown[-1].mask is cameras["view-02"].mask
    at_work.window.viewport.look_through(None)
    assert shown[-1] is None


def test_the_blend_is_remembered_with_what_else_is_shown(at_work: WindowAtWork) -> None:
    open_photographs(at_work)
    at_work.document.select(("view-01",), "view-01")
    at_work.key(Qt.Key.Key_0)
    bar = at_work.part("photo_bar")
    at_work.until(bar.isVisible)
    slider = at_work.part("photograph_blend")
    assert isinstance(slider, QSlider)
    click(slider, QPoint(3, slider.height() // 2))
    assert at_work.window.view_handlers.display.photograph_blend == 0.0
    at_work.window.actions_table["grid"].trigger()
    assert at_work.window.viewport.display.photograph_blend == 0.0
    at_work.window.preferences.set_display(at_work.window.view_handlers.chosen)
    assert at_work.window.preferences.display().photograph_blend == 0.0


def test_of_photographs_there_is_no_ghost_and_no_distance(at_work: WindowAtWork) -> None:
    at_work.window.actions_table["distance"].trigger()
    open_photographs(at_work)
    at_work.until(lambda: not at_work.window.actions_table["ghost"].isEnabled())
    for name in ("ghost", "distance"):
        assert "Photographs hold no surface" in at_work.window.actions_table[name].toolTip()
    assert not at_work.window.tool_bar.ghost_slider.isEnabled()
    assert "The light of photographs" in at_work.window.actions_table["lamp"].toolTip()


def test_photographs_are_shown_on_their_cameras(at_work: WindowAtWork, monkeypatch: pytest.MonkeyPatch) -> None:
    shown: dict[str, object] = {}
    monkeypatch.setattr(at_work.window.viewport, "set_thumbnail", shown.__setitem__)
    open_photographs(at_work)

    def complete() -> bool:
        return all(isinstance(shown.get(f"view-0{n}"), np.ndarray) for n in (1, 2, 3))

    at_work.until(complete)
    at_work.spin(300)  # targets that come later do not replace them
    small = shown["view-01"]
    assert isinstance(small, np.ndarray)
    assert small.shape == (90, 120, 4)
    assert set(np.unique(small[..., 3])) >= {0, 255}
