# SPDX-License-Identifier: MIT
"""Real mouse, wheel and keys on the viewport, and what it tells about them."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from PyQt6.QtCore import QMimeData, QPoint, QPointF, Qt
from PyQt6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent, QKeySequence, QShortcut
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from app.engine.cameras.camera_set import CameraSet
from app.engine.cameras.view import WORLD_UP, Calibrated, LookAt, View
from app.engine.meshes.primitives import icosphere
from app.ui.viewport.camera_drop import CAMERA_MIME_TYPE
from app.ui.viewport.orbit_controls import DEGREES_PER_PIXEL, DOLLY_PER_STEP, OrbitState
from app.ui.viewport.viewport import Viewport
from tests.support.hands import click, double_click, press, turn_wheel
from tests.support.viewports import BARE, FROM_FRONT, changed, pixels, place_of, settle, shown_viewport, snapshot_of

_QTEST: Any = QTest  # its type hints take its functions for methods
LEFT, MIDDLE = Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton
NO_KEY, SHIFT = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier
CONTROL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
FRUSTA = replace(BARE, frusta=True)
ORIGIN = np.zeros(3)
SIDE = View("side", LookAt(np.array([3.0, 0.5, 1.0]), ORIGIN, WORLD_UP, 35.0), (64, 64))
OTHER = View("other", LookAt(np.array([-3.0, 0.5, 0.5]), ORIGIN, WORLD_UP, 35.0), (64, 64))
PHOTO = View(
    "photo",
    Calibrated(np.array([[80.0, 0, 32], [0, 80, 32], [0, 0, 1]]), np.diag([1.0, -1, -1]), np.array([0.0, 2.2, 3.0])),
    (64, 64),
)
CAMERAS = CameraSet((SIDE, OTHER, PHOTO))


class Heard:
    """What a viewport has told."""

    def __init__(self, viewport: Viewport) -> None:
        self.clicks: list[tuple[str, bool]] = []
        self.doubles: list[str] = []
        self.moves: list[tuple[str, LookAt]] = []
        self.ends: list[tuple[str, LookAt, bool]] = []
        self.cancels: list[str] = []
        self.drops: list[LookAt] = []
        self.through: list[str | None] = []
        viewport.view_clicked.connect(lambda view_id, extend: self.clicks.append((view_id, extend)))
        viewport.view_double_clicked.connect(self.doubles.append)
        viewport.view_drag_moved.connect(lambda view_id, placement: self.moves.append((view_id, placement)))
        viewport.view_drag_finished.connect(lambda *told: self.ends.append(told))
        viewport.view_drag_cancelled.connect(self.cancels.append)
        viewport.camera_dropped.connect(self.drops.append)
        viewport.looking_through_changed.connect(self.through.append)


def with_cameras(qtbot: QtBot) -> tuple[Viewport, Heard]:
    """The scene from the front, far enough to see all cameras."""
    state = OrbitState((0, 0, 0), 0, 15, 11)
    viewport = shown_viewport(qtbot, (600, 450), FRUSTA, state)
    viewport.set_snapshot(snapshot_of(icosphere(4)))
    viewport.set_cameras(CAMERAS, [])
    viewport.orbit_state = state
    return viewport, Heard(viewport)


def hold(viewport: Viewport, places: list[QPoint], button: Qt.MouseButton = LEFT, keys: Any = NO_KEY) -> None:
    """Press at the first place and move over the others."""
    _QTEST.mousePress(viewport, button, keys, places[0])
    for place in places[1:]:
        _QTEST.mouseMove(viewport, place)


def drag(viewport: Viewport, places: list[QPoint], button: Qt.MouseButton = LEFT, keys: Any = NO_KEY) -> None:
    hold(viewport, places, button, keys)
    _QTEST.mouseRelease(viewport, button, keys, places[-1])


def eye_place(viewport: Viewport, view: View) -> QPoint:
    assert isinstance(view.placement, LookAt)
    return place_of(viewport, view.placement.eye_world)


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


def drop_events(place: QPoint, data: QMimeData) -> list[Any]:
    action, buttons = Qt.DropAction.CopyAction, LEFT
    return [
        QDragEnterEvent(place, action, data, buttons, NO_KEY),
        QDragMoveEvent(place, action, data, buttons, NO_KEY),
        QDropEvent(QPointF(place), action, data, buttons, NO_KEY),
    ]


def test_a_dropped_camera_is_under_the_cursor_looking_at_the_target(qtbot: QtBot) -> None:
    viewport, heard = with_cameras(qtbot)
    data = QMimeData()
    data.setData(CAMERA_MIME_TYPE, b"")
    before = pixels(viewport)
    place = QPoint(330, 150)
    enter, move, drop = drop_events(place, data)
    QApplication.sendEvent(viewport, enter)
    QApplication.sendEvent(viewport, move)
    assert enter.isAccepted()
    assert changed(before, pixels(viewport)).sum() > 50
    QApplication.sendEvent(viewport, drop)
    (placement,) = heard.drops
    assert np.linalg.norm(placement.eye_world) == pytest.approx(
        np.median([np.linalg.norm(eye) for eye in ([3.0, 0.5, 1.0], [-3.0, 0.5, 0.5])])
    )
    gap = place_of(viewport, placement.eye_world) - place
    assert abs(gap.x()) <= 1 and abs(gap.y()) <= 1
    assert placement.target_world == pytest.approx(ORIGIN)
    assert not changed(before, pixels(viewport)).any()


def test_a_camera_dragged_out_again_leaves_nothing(qtbot: QtBot) -> None:
    viewport, heard = with_cameras(qtbot)
    data = QMimeData()
    data.setData(CAMERA_MIME_TYPE, b"")
    before = pixels(viewport)
    QApplication.sendEvent(viewport, drop_events(QPoint(330, 150), data)[0])
    QApplication.sendEvent(viewport, QDragLeaveEvent())
    assert heard.drops == []
    assert not changed(before, pixels(viewport)).any()


def test_other_drops_are_left_to_the_window(qtbot: QtBot) -> None:
    viewport, heard = with_cameras(qtbot)
    data = QMimeData()
    data.setText("a file")
    enter, _, drop = drop_events(QPoint(330, 150), data)
    QApplication.sendEvent(viewport, enter)
    QApplication.sendEvent(viewport, drop)
    assert not enter.isAccepted() and not drop.isAccepted()
    assert heard.drops == []


def test_without_cameras_a_dropped_one_sees_the_whole_model(qtbot: QtBot) -> None:
    viewport = shown_viewport(qtbot, display=FRUSTA)
    viewport.set_snapshot(snapshot_of(icosphere(3, 2.0, [5, 5, 5])))
    viewport.orbit_state = OrbitState((5, 5, 5), 0, 0, 30)
    heard = Heard(viewport)
    data = QMimeData()
    data.setData(CAMERA_MIME_TYPE, b"")
    for event in drop_events(QPoint(200, 150), data):
        QApplication.sendEvent(viewport, event)
    (placement,) = heard.drops
    assert placement.target_world == pytest.approx([5, 5, 5])
    assert np.linalg.norm(placement.eye_world - 5) > 2 / np.sin(np.radians(20))


def test_framing_goes_to_the_selected_cameras(qtbot: QtBot) -> None:
    viewport, _ = with_cameras(qtbot)
    viewport.set_cameras(CAMERAS, ["side"])
    viewport.frame_selection()
    assert isinstance(SIDE.placement, LookAt)
    assert np.linalg.norm(viewport.orbit_state.pivot - SIDE.placement.eye_world) < 0.6
    assert viewport.orbit_state.distance_world < 4
    viewport.set_cameras(CAMERAS, [])
    viewport.frame_selection()
    assert viewport.orbit_state.pivot == pytest.approx(ORIGIN, abs=1e-6)


def test_random_hands_break_nothing(qtbot: QtBot) -> None:
    viewport, heard = with_cameras(qtbot)
    rng = np.random.default_rng(11)
    keys = [NO_KEY, NO_KEY, SHIFT, CONTROL, ALT]
    near_cameras = [eye_place(viewport, SIDE), eye_place(viewport, OTHER), QPoint(300, 225)]
    for _ in range(150):
        place = QPoint(int(rng.integers(600)), int(rng.integers(450)))
        start = near_cameras[rng.integers(3)] if rng.random() < 0.5 else place
        key = keys[rng.integers(len(keys))]
        action = rng.integers(7)
        if action <= 2:
            drag(viewport, [start, start + QPoint(6, 3), place], LEFT if action else MIDDLE, key)
        elif action == 3:
            hold(viewport, [start, start + QPoint(6, 3), place], LEFT, key)
            press(viewport, Qt.Key.Key_Escape)
            _QTEST.mouseRelease(viewport, LEFT, key, place)
        elif action == 4:
            double_click(viewport, start)
        elif action == 5:
            turn_wheel(viewport, place, int(rng.integers(-3, 4)))
        else:
            viewport.frame_selection() if rng.random() < 0.5 else viewport.frame_all()
        state = viewport.orbit_state
        assert np.isfinite([*state.pivot_world, state.distance_world]).all()
    viewport.look_through(None)
    viewport.frame_all()
    settle(qtbot, viewport)
    assert changed(pixels(viewport), pixels(shown_viewport(qtbot, (600, 450)))).sum() > 500
    radius = np.linalg.norm([3.0, 0.5, 1.0])
    for _, placement, _ in heard.ends:
        assert 0.04 * radius < np.linalg.norm(placement.eye_world) < 21 * radius
