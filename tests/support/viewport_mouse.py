# SPDX-License-Identifier: MIT
"""A scene of cameras, and hands for the viewport that shows it."""

from dataclasses import replace
from typing import Any

import numpy as np
from PyQt6.QtCore import QPoint, Qt
from PyQt6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.engine.cameras.camera_set import CameraSet
from app.engine.cameras.view import WORLD_UP, Calibrated, LookAt, View
from app.engine.meshes.primitives import icosphere
from app.ui.viewport.orbit_controls import OrbitState
from app.ui.viewport.viewport import Viewport
from tests.support.viewports import BARE, place_of, shown_viewport, snapshot_of

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
