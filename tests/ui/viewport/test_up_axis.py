# SPDX-License-Identifier: MIT
"""Any direction can be up: the viewer orbits upright around it, and the scene looks as it would along y."""

from dataclasses import replace

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from app.engine.cameras.orbit_angles import OrbitAngles, placed
from app.engine.cameras.view import Calibrated, LookAt, View
from app.engine.meshes.files import read_mesh
from app.engine.meshes.frame import Frame
from app.engine.meshes.mesh import Mesh
from app.resource_files import bundled_model
from app.ui.viewport.navigation import Navigation, ScreenSize
from app.ui.viewport.orbit_controls import OrbitState, framed, orbit_at
from app.ui.viewport.place import Place
from app.ui.viewport.pose import between, orbit_pose
from app.ui.viewport.up_axis import Y_UP, up_axis
from tests.support.viewports import BARE, changed, pixels, settle, shown_viewport, snapshot_of

Z, MINUS_Y = (0.0, 0.0, 1.0), (0.0, -1.0, 0.0)
UPS = [(0.0, 1.0, 0.0), Z, MINUS_Y, (0.0, 0.0, -1.0), (1.0, 0.0, 0.0), (0.3, -0.8, 0.4)]
ANGLES = OrbitAngles(40.0, 25.0, 3.0)


@pytest.mark.parametrize("up", UPS)
def test_the_turn_to_upright_is_a_rotation_that_lifts_up_to_y(up: tuple[float, ...]) -> None:
    turn = up_axis(np.multiply(up, 7.0)).upright_from_world
    assert turn @ turn.T == pytest.approx(np.eye(3), abs=1e-12)
    assert np.linalg.det(turn) == pytest.approx(1)
    assert turn @ up / np.linalg.norm(up) == pytest.approx([0, 1, 0], abs=1e-12)


def test_along_y_nothing_is_turned() -> None:
    assert up_axis((0.0, 2.0, 0.0)).upright_from_world == pytest.approx(np.eye(3))
    viewer, usual = Y_UP.placed((1, 2, 3), ANGLES, 40.0), placed((1, 2, 3), ANGLES, 40.0)
    assert viewer.eye_world == pytest.approx(usual.eye_world)
    assert viewer.up_world == pytest.approx(usual.up_world)


@pytest.mark.parametrize("up", UPS)
def test_a_place_around_a_target_goes_through_its_angles(up: tuple[float, ...]) -> None:
    axis = up_axis(up)
    viewer = axis.placed((1, 2, 3), ANGLES, 40.0)
    height = (viewer.eye_world - viewer.target_world) @ axis.up_world
    assert height == pytest.approx(3.0 * np.sin(np.radians(25.0)))
    found = axis.angles(viewer)
    assert (found.azimuth_degrees, found.elevation_degrees, found.distance_world) == pytest.approx((40, 25, 3))
    state = orbit_at(viewer, axis)
    assert state.placement(axis).eye_world == pytest.approx(viewer.eye_world)


@pytest.mark.parametrize("up", [Z, MINUS_Y])
def test_the_viewer_stands_upright_and_flies_around_the_axis(up: tuple[float, ...]) -> None:
    axis = up_axis(up)
    start, end = (orbit_pose(OrbitState((0, 0, 0), azimuth, 30, 3).placement(axis), 640, 480) for azimuth in (0, 170))
    for share in np.linspace(0, 1, 9):
        pose = between(start, end, float(share), axis)
        assert pose.eye_world @ axis.up_world == pytest.approx(1.5)
        assert -pose.rotation[1] @ axis.up_world > 0.8


@pytest.mark.parametrize("up", [Z, MINUS_Y])
def test_what_is_framed_is_in_view(up: tuple[float, ...]) -> None:
    axis = up_axis(up)
    points = np.random.default_rng(4).uniform(-1, 1, (50, 3)) * [2.0, 1.0, 0.5] + [7.0, 8.0, 9.0]
    state = framed(OrbitState(), points, 1.5, axis)
    seen = orbit_pose(state.placement(axis), 1500, 1000).project(points)
    assert 0.85 < np.abs(seen[:, :2]).max() < 0.95


def test_orbiting_on_from_a_camera_begins_where_it_is() -> None:
    navigation = Navigation()
    navigation.size = ScreenSize(640, 480, 1.0)
    navigation.up = up_axis(Z)
    eye = np.array([2.0, -2.0, 1.0])
    forward = -eye / 3
    right = np.cross(forward, Z) / np.linalg.norm(np.cross(forward, Z))
    turn = np.stack([right, np.cross(forward, right), forward])
    lens = np.array([[80.0, 0, 32], [0, 80, 32], [0, 0, 1]])
    navigation.look_through(View("photo", Calibrated(lens, turn, -turn @ eye), (64, 64)), 0.0)
    navigation.orbit_from_here(10.0)
    assert navigation.goal().eye_world == pytest.approx(eye)
    assert navigation.goal().rotation == pytest.approx(turn)


@pytest.mark.parametrize("up", [Z, MINUS_Y])
def test_a_scene_with_another_up_looks_as_it_would_along_y(qtbot: QtBot, up: tuple[float, ...]) -> None:
    kettle = read_mesh(bundled_model("kettle.glb"))
    display = replace(BARE, grid=True)
    pictures = []
    for axis in (Y_UP, up_axis(up)):
        viewport = shown_viewport(qtbot, display=display)
        turned = Mesh(kettle.positions @ axis.upright_from_world, kettle.faces)
        viewport.set_place(Place(Frame(np.zeros(3), 1.0), axis.up_world))
        viewport.set_snapshot(snapshot_of(turned))
        viewport.orbit_state = OrbitState((0, 0, 0), 35, 20, 1.0)
        viewport.frame_all()
        settle(qtbot, viewport)
        pictures.append(pixels(viewport))
    assert changed(pictures[0], pictures[0] * 0 + pictures[0][0, 0], by=30).mean() > 0.15
    assert changed(pictures[0], pictures[1], by=6).mean() < 2e-3


def test_the_ground_keeps_still_while_the_mesh_grows_a_little(qtbot: QtBot) -> None:
    viewport = shown_viewport(qtbot, display=replace(BARE, grid=True))
    kettle = read_mesh(bundled_model("kettle.glb"))
    viewport.set_place(Place(Frame(kettle.center, 2.0), np.array(Z)))
    viewport.set_snapshot(snapshot_of(kettle))
    before = viewport.viewpoint(40.0)
    viewport.set_snapshot(snapshot_of(Mesh(kettle.positions * 1.02, kettle.faces)))
    after = viewport.viewpoint(40.0)
    assert isinstance(after, LookAt)
    assert after.eye_world == pytest.approx(before.eye_world)
