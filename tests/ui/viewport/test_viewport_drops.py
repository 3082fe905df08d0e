# SPDX-License-Identifier: MIT
"""Cameras that are dropped into the viewport, framing, and random hands."""

from typing import Any

import numpy as np
import pytest
from PyQt6.QtCore import QMimeData, QPoint, QPointF, Qt
from PyQt6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.engine.cameras.view import LookAt
from app.engine.meshes.primitives import icosphere
from app.ui.viewport.camera_drop import CAMERA_MIME_TYPE
from app.ui.viewport.orbit_controls import OrbitState
from tests.support.hands import double_click, press, turn_wheel
from tests.support.viewport_mouse import (
    ALT,
    CAMERAS,
    CONTROL,
    FRUSTA,
    LEFT,
    MIDDLE,
    NO_KEY,
    ORIGIN,
    OTHER,
    SHIFT,
    SIDE,
    Heard,
    drag,
    eye_place,
    hold,
    with_cameras,
)
from tests.support.viewports import changed, pixels, place_of, settle, shown_viewport, snapshot_of

_QTEST: Any = QTest  # its type hints take its functions for methods


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
