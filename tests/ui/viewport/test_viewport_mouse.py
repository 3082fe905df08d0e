# SPDX-License-Identifier: MIT
"""Real mouse, wheel and keys on the viewport, and what it tells about them."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from PyQt6.QtCore import QPoint, Qt
from PyQt6.QtGui import QKeySequence, QShortcut
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from app.engine.cameras.camera_set import CameraSet
from app.engine.cameras.view import WORLD_UP, LookAt, View
from app.engine.meshes.primitives import icosphere
from app.ui.viewport.orbit_controls import DEGREES_PER_PIXEL, DOLLY_PER_STEP
from tests.support.hands import click, double_click, press, turn_wheel
from tests.support.viewport_mouse import (
    ALT,
    CAMERAS,
    CONTROL,
    FRUSTA,
    LEFT,
    MIDDLE,
    NO_KEY,
    ORIGIN,
    SHIFT,
    SIDE,
    Heard,
    drag,
    eye_place,
    hold,
    with_cameras,
)
from tests.support.viewports import FROM_FRONT, changed, pixels, place_of, settle, shown_viewport, snapshot_of

_QTEST: Any = QTest  # its type hints take its functions for methods


def test_a_drag_on_empty_space_orbits(qtbot: QtBot) -> None:
    viewport = shown_viewport(qtbot)
    heard = Heard(viewport)
    drag(viewport, [QPoint(200, 100), QPoint(220, 110), QPoint(250, 130)])
    state = viewport.orbit_state
    assert state.azimuth_degrees == pytest.approx(-50 * DEGREES_PER_PIXEL)
    assert state.elevation_degrees == pytest.approx(30 * DEGREES_PER_PIXEL)
    assert (state.pivot_world, state.distance_world) == (FROM_FRONT.pivot_world, FROM_FRONT.distance_world)
    assert heard.clicks == []


@pytest.mark.parametrize(("button", "keys"), [(LEFT, SHIFT), (MIDDLE, NO_KEY)], ids=["shift and left", "middle"])
def test_a_pan_keeps_the_grabbed_point_of_the_mesh_under_the_cursor(qtbot: QtBot, button: Any, keys: Any) -> None:
    viewport = shown_viewport(qtbot)
    viewport.set_snapshot(snapshot_of(icosphere(5)))
    viewport.orbit_state = FROM_FRONT
    front = np.array([0.0, 0.0, 1.0])
    assert place_of(viewport, front) == QPoint(200, 150)
    drag(viewport, [QPoint(200, 150), QPoint(220, 150), QPoint(290, 80)], button, keys)
    assert place_of(viewport, front) == QPoint(290, 80)
    assert viewport.orbit_state.azimuth_degrees == 0


def test_a_pan_beside_the_mesh_moves_the_plane_of_the_pivot(qtbot: QtBot) -> None:
    viewport = shown_viewport(qtbot)
    drag(viewport, [QPoint(50, 50), QPoint(100, 50), QPoint(150, 120)], MIDDLE)
    assert place_of(viewport, ORIGIN) == QPoint(300, 220)


def test_the_wheel_dollies_towards_the_cursor(qtbot: QtBot) -> None:
    viewport = shown_viewport(qtbot)
    viewport.set_snapshot(snapshot_of(icosphere(5)))
    viewport.orbit_state = FROM_FRONT
    point = np.array([0.4, 0.5, np.sqrt(1 - 0.41)])
    place = place_of(viewport, point)
    for _ in range(4):
        turn_wheel(viewport, place, 1)
    assert viewport.orbit_state.distance_world == pytest.approx(6 * DOLLY_PER_STEP**4)
    gap = place_of(viewport, point) - place
    assert abs(gap.x()) <= 1 and abs(gap.y()) <= 1
    turn_wheel(viewport, place, -4)
    assert viewport.orbit_state.distance_world == pytest.approx(6)


def test_a_double_click_on_the_mesh_sets_the_orbit_centre(qtbot: QtBot) -> None:
    viewport = shown_viewport(qtbot)
    viewport.set_snapshot(snapshot_of(icosphere(5)))
    viewport.orbit_state = FROM_FRONT
    point = np.array([0.4, 0.3, np.sqrt(1 - 0.25)])
    double_click(viewport, place_of(viewport, point))
    assert viewport.orbit_state.pivot == pytest.approx(point, abs=0.02)
    settle(qtbot, viewport)
    double_click(viewport, QPoint(10, 10))
    assert viewport.orbit_state.pivot == pytest.approx(point, abs=0.02)


@pytest.mark.parametrize(("keys", "extend"), [(NO_KEY, False), (CONTROL, True), (SHIFT, True)])
def test_clicks_tell_which_camera(qtbot: QtBot, keys: Any, extend: bool) -> None:
    viewport, heard = with_cameras(qtbot)
    click(viewport, eye_place(viewport, SIDE), keys)
    click(viewport, QPoint(5, 5), keys)
    assert heard.clicks == [("side", extend), ("", extend)]
    assert heard.ends == []


def test_a_camera_behind_the_mesh_is_not_clicked(qtbot: QtBot) -> None:
    viewport = shown_viewport(qtbot, display=FRUSTA)
    hidden = View("hidden", LookAt(np.array([0.0, 0.0, -3.0]), ORIGIN, WORLD_UP), (64, 64))
    viewport.set_cameras(CameraSet((hidden,)), [])
    viewport.orbit_state = FROM_FRONT
    heard = Heard(viewport)
    click(viewport, QPoint(200, 150))
    viewport.set_snapshot(snapshot_of(icosphere(3)))
    click(viewport, QPoint(200, 150))
    assert heard.clicks == [("hidden", False), ("", False)]


def test_a_dragged_camera_slides_on_its_sphere_under_the_cursor(qtbot: QtBot) -> None:
    viewport, heard = with_cameras(qtbot)
    start = eye_place(viewport, SIDE)
    end = start + QPoint(-60, -30)
    before = pixels(viewport)
    hold(viewport, [start, start + QPoint(-20, -10), end])
    assert changed(before, pixels(viewport)).sum() > 50
    _QTEST.mouseRelease(viewport, LEFT, NO_KEY, end)
    ((view_id, placement, duplicate),) = heard.ends
    assert (view_id, duplicate) == ("side", False)
    assert isinstance(SIDE.placement, LookAt)
    radius = np.linalg.norm(SIDE.placement.eye_world)
    assert np.linalg.norm(placement.eye_world) == pytest.approx(radius)
    assert placement.target_world == pytest.approx(ORIGIN)
    assert placement.fov_y_degrees == 35.0
    gap = place_of(viewport, placement.eye_world) - end
    assert abs(gap.x()) <= 1 and abs(gap.y()) <= 1
    assert [name for name, _ in heard.moves] == ["side", "side"]
    assert heard.moves[-1][1].eye_world == pytest.approx(placement.eye_world)
    assert heard.clicks == [("side", False)]
    assert not changed(before, pixels(viewport)).any()  # the cameras given are what is shown


def test_shift_and_drag_changes_the_distance(qtbot: QtBot) -> None:
    viewport, heard = with_cameras(qtbot)
    assert isinstance(SIDE.placement, LookAt)
    start = eye_place(viewport, SIDE)
    goal = 1.3 * SIDE.placement.eye_world
    drag(viewport, [start, start + QPoint(9, 0), place_of(viewport, goal)], keys=SHIFT)
    ((view_id, placement, duplicate),) = heard.ends
    assert (view_id, duplicate) == ("side", False)
    assert placement.eye_world == pytest.approx(goal, abs=0.05)


def test_alt_and_drag_places_a_copy(qtbot: QtBot) -> None:
    viewport, heard = with_cameras(qtbot)
    start = eye_place(viewport, SIDE)
    drag(viewport, [start, start + QPoint(-20, 0), start + QPoint(-50, 0)], keys=ALT)
    ((view_id, _, duplicate),) = heard.ends
    assert (view_id, duplicate) == ("side", True)


def test_escape_cancels_a_drag(qtbot: QtBot) -> None:
    viewport, heard = with_cameras(qtbot)
    before = pixels(viewport)
    start = eye_place(viewport, SIDE)
    hold(viewport, [start, start + QPoint(-20, 0), start + QPoint(-50, 0)])
    press(viewport, Qt.Key.Key_Escape)
    _QTEST.mouseRelease(viewport, LEFT, NO_KEY, start + QPoint(-60, 0))
    assert heard.cancels == ["side"]
    assert heard.ends == []
    assert not changed(before, pixels(viewport)).any()


def test_escape_is_the_viewports_while_there_is_something_to_leave(qtbot: QtBot) -> None:
    viewport, heard = with_cameras(qtbot)
    others: list[str] = []
    shortcut = QShortcut(QKeySequence("Escape"), viewport)
    shortcut.activated.connect(lambda: others.append("other"))
    viewport.activateWindow()
    viewport.setFocus()
    qtbot.waitUntil(viewport.hasFocus)
    start = eye_place(viewport, SIDE)
    hold(viewport, [start, start + QPoint(-20, 0), start + QPoint(-50, 0)])
    press(viewport, Qt.Key.Key_Escape)
    _QTEST.mouseRelease(viewport, LEFT, NO_KEY, start)
    viewport.look_through("side")
    press(viewport, Qt.Key.Key_Escape)
    assert (heard.cancels, heard.through, others) == (["side"], ["side", None], [])
    press(viewport, Qt.Key.Key_Escape)
    assert others == ["other"]


def test_a_drag_ends_when_the_keyboard_goes_elsewhere(qtbot: QtBot) -> None:
    viewport, heard = with_cameras(qtbot)
    button = QPushButton("elsewhere", viewport)
    button.show()
    viewport.activateWindow()
    viewport.setFocus()
    qtbot.waitUntil(viewport.hasFocus)
    start = eye_place(viewport, SIDE)
    hold(viewport, [start, start + QPoint(-20, 0), start + QPoint(-50, 0)])
    button.setFocus()
    assert heard.cancels == ["side"]


def test_a_camera_given_by_matrices_cannot_be_dragged(qtbot: QtBot) -> None:
    viewport, heard = with_cameras(qtbot)
    start = place_of(viewport, [0.0, 2.2, 3.0])
    drag(viewport, [start, start + QPoint(-20, 0), start + QPoint(-50, 0)])
    assert (heard.ends, heard.moves, heard.clicks) == ([], [], [])
    click(viewport, start)
    assert heard.clicks == [("photo", False)]


def test_the_camera_under_the_cursor_is_highlighted(qtbot: QtBot) -> None:
    viewport, _ = with_cameras(qtbot)
    before = pixels(viewport)
    _QTEST.mouseMove(viewport, QPoint(5, 5))
    _QTEST.mouseMove(viewport, eye_place(viewport, SIDE))
    qtbot.waitUntil(lambda: viewport.cursor().shape() is Qt.CursorShape.PointingHandCursor)
    assert changed(before, pixels(viewport)).sum() > 50
    _QTEST.mouseMove(viewport, QPoint(5, 5))
    qtbot.waitUntil(lambda: viewport.cursor().shape() is Qt.CursorShape.ArrowCursor)
    assert not changed(before, pixels(viewport)).any()


def test_a_double_click_on_a_camera_looks_through_it_and_escape_leaves(qtbot: QtBot) -> None:
    viewport, heard = with_cameras(qtbot)
    state = viewport.orbit_state
    double_click(viewport, eye_place(viewport, SIDE))
    assert heard.doubles == ["side"]
    assert heard.through == ["side"] and viewport.looking_through == "side"
    settle(qtbot, viewport)
    assert isinstance(SIDE.placement, LookAt)
    assert viewport.viewpoint(35.0).eye_world == pytest.approx(SIDE.placement.eye_world)
    press(viewport, Qt.Key.Key_Escape)
    assert heard.through == ["side", None] and viewport.looking_through is None
    assert viewport.orbit_state == state


@pytest.mark.parametrize("view_id", ["side", "photo"])
def test_orbiting_leaves_a_view_from_its_pose(qtbot: QtBot, view_id: str) -> None:
    viewport, heard = with_cameras(qtbot)
    viewport.look_through(view_id)
    settle(qtbot, viewport)
    eye = viewport.viewpoint(35.0).eye_world
    hold(viewport, [QPoint(10, 400), QPoint(14, 400), QPoint(15, 400)])
    assert heard.through == [view_id, None]
    settle(qtbot, viewport)
    assert viewport.viewpoint(35.0).eye_world == pytest.approx(eye, abs=0.2)


def test_a_view_that_is_looked_through_is_followed_and_left_when_it_goes(qtbot: QtBot) -> None:
    viewport, heard = with_cameras(qtbot)
    viewport.look_through("side")
    settle(qtbot, viewport)
    moved = replace(SIDE, placement=LookAt(np.array([0.0, 1.0, 4.0]), ORIGIN, WORLD_UP, 35.0))
    viewport.set_cameras(CAMERAS.with_replaced("side", moved), ["side"])
    assert viewport.looking_through == "side"
    assert viewport.viewpoint(35.0).eye_world == pytest.approx([0, 1, 4])
    viewport.set_cameras(CAMERAS.without("side"), [])
    assert viewport.looking_through is None and heard.through == ["side", None]


def test_looking_through_dims_what_is_outside_of_the_image(qtbot: QtBot) -> None:
    viewport, _ = with_cameras(qtbot)
    viewport.look_through("photo")
    settle(qtbot, viewport)
    picture = pixels(viewport)
    left = (600 - 410) // 2
    inside, outside = picture[300, left + 6], picture[300, left - 8]
    assert np.abs(inside - outside).max() > 3
    line = picture[200, left - 1]
    assert line[0] > line[2] + 60
