# SPDX-License-Identifier: MIT
"""What a user finds, and the way from there to a mesh, by the visible controls."""

import numpy as np
import pytest
from numpy.typing import NDArray
from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QDockWidget, QLineEdit

from app.engine.cameras.view import LookAt
from app.ui.actions import ACTIONS, GESTURES
from app.ui.app_state import AppState
from tests.support.hands import drag, press, type_text
from tests.support.viewports import place_of
from tests.support.windows import WindowAtWork


def test_it_opens_with_the_kettle_and_twelve_cameras_at_rest(at_work: WindowAtWork) -> None:
    assert at_work.document.model is not None
    assert at_work.document.model.name == "kettle"
    assert len(at_work.document.cameras.enabled) == 12
    assert at_work.controller.state is AppState.READY
    assert at_work.window.windowTitle().startswith("kettle")
    assert not at_work.window.isWindowModified()
    assert [entry for entry in at_work.log_book.entries if entry.level != "info"] == []


def test_start_sculpts_and_the_loss_falls(at_work: WindowAtWork) -> None:
    at_work.run_to(60)
    losses = at_work.controller.run_log.columns[:, 1]
    assert losses[-1] < 0.5 * losses[0]  # the hull, which it begins with, is near already
    assert at_work.controller.pictures is not None
    assert at_work.controller.pictures.mean_iou is not None
    assert at_work.controller.pictures.mean_iou > 0.97
    assert at_work.window.isWindowModified()
    assert len(at_work.controller.history.keyframes) > 3


def test_space_starts_and_pauses_within_one_step(at_work: WindowAtWork) -> None:
    at_work.key(Qt.Key.Key_Space)
    at_work.until(lambda: at_work.controller.step_count >= 5)
    at_work.key(Qt.Key.Key_Space)
    at_work.until(lambda: at_work.controller.state is AppState.PAUSED)
    step = at_work.controller.step_count
    at_work.spin(200)
    assert at_work.controller.step_count == step
    at_work.key(Qt.Key.Key_S)
    at_work.until(lambda: at_work.controller.step_count == step + 1)


def test_a_camera_that_is_dragged_shows_another_target(at_work: WindowAtWork) -> None:
    viewport = at_work.window.viewport
    before, target_before = placement_of(at_work, "view-06"), target_of(at_work, "view-06")
    eye, target = place_of(viewport, before.eye_world), place_of(viewport, before.target_world)
    drag(viewport, [eye, *(eye + (target - eye) * share / 20 for share in range(1, 8))])
    moved = placement_of(at_work, "view-06")
    assert moved is not before
    assert distance_of(moved) == pytest.approx(distance_of(before))
    np.testing.assert_array_equal(moved.target_world, before.target_world)
    at_work.until(lambda: not np.array_equal(target_of(at_work, "view-06"), target_before))
    at_work.key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert placement_of(at_work, "view-06") is before
    at_work.until(lambda: np.array_equal(target_of(at_work, "view-06"), target_before))


def placement_of(at_work: WindowAtWork, view_id: str) -> LookAt:
    placement = at_work.document.cameras[view_id].placement
    assert isinstance(placement, LookAt)
    return placement


def distance_of(placement: LookAt) -> float:
    return float(np.linalg.norm(placement.eye_world - placement.target_world))


def target_of(at_work: WindowAtWork, view_id: str) -> NDArray[np.uint8]:
    assert at_work.controller.pictures is not None
    return next(item.target for item in at_work.controller.pictures.thumbnails if item.view_id == view_id)


def test_every_panel_closes_and_comes_back(at_work: WindowAtWork) -> None:
    docks = at_work.window.findChildren(QDockWidget)
    assert len(docks) == 7
    for action in at_work.window.docks.toggle_actions():
        action.setChecked(True)
        action.trigger()
    assert not any(dock.isVisible() for dock in docks)
    at_work.window.actions_table["reset_layout"].trigger()
    at_work.spin(50)
    assert [dock.objectName() for dock in docks if dock.isHidden()] == ["mask_dock"], "of no use for a model"


def test_every_action_has_a_tip_and_no_two_share_a_key() -> None:
    keys = [keys for spec in ACTIONS for keys in spec.shortcuts]
    assert len(keys) == len(set(keys))
    assert all(spec.tip and not spec.tip.endswith(".") for spec in ACTIONS)
    assert all(gesture.input and gesture.effect for gesture in GESTURES)


def test_a_learning_rate_typed_while_it_runs_is_in_the_next_steps_and_marked(at_work: WindowAtWork) -> None:
    at_work.click("start_pause_button")
    at_work.until(lambda: at_work.controller.step_count >= 5)
    line = at_work.part("edit-learning_rate").findChild(QLineEdit)
    assert line is not None
    line.setFocus()
    line.selectAll()
    type_text(line, "0.017")
    press(line, Qt.Key.Key_Return)
    at_work.until(lambda: len(at_work.controller.run_log.markers) == 2)
    start, marker = at_work.controller.run_log.markers
    assert (start.label, marker.label) == ("starts from the hull", "learning rate 0.017")
    at_work.until(lambda: at_work.controller.step_count > marker.step)
    rates = dict(zip(*at_work.controller.run_log.columns[:, [0, 7]].T, strict=True))
    assert (rates[marker.step], rates[marker.step + 1]) == (0.04, 0.017)
