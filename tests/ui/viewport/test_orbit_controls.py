# SPDX-License-Identifier: MIT
"""Turntable navigation against what it promises: points stay where they are on screen, angles within their limits."""

import math
from dataclasses import asdict, replace

import numpy as np
import pytest

from app.engine.cameras.view import LookAt
from app.ui.viewport.orbit_controls import (
    DEGREES_PER_PIXEL,
    VIEWER_FOV_Y_DEGREES,
    OrbitState,
    dollied,
    framed,
    orbit_at,
    orbited,
    panned,
)
from app.ui.viewport.pose import Pose, orbit_pose

SIZE = (800, 500)
STATE = OrbitState((0.3, -1.2, 2.0), 40.0, 25.0, 3.5)


def pose(state: OrbitState) -> Pose:
    return orbit_pose(state.placement(), *SIZE)


def test_a_drag_to_the_right_turns_what_is_seen_to_the_right() -> None:
    towards_viewer = STATE.pivot + 0.1 * (STATE.placement().eye_world - STATE.pivot)
    before = pose(STATE).project(towards_viewer)
    after = pose(orbited(STATE, 30, 0)).project(towards_viewer)
    assert before[:2] == pytest.approx([0, 0], abs=1e-12)
    assert after[0] > 0
    assert orbited(STATE, 30, 0).azimuth_degrees == pytest.approx(40 - 30 * DEGREES_PER_PIXEL)


def test_a_drag_down_raises_the_viewer_up_to_the_limit() -> None:
    assert orbited(STATE, 0, 10).elevation_degrees == pytest.approx(25 + 10 * DEGREES_PER_PIXEL)
    assert orbited(STATE, 0, 10_000).elevation_degrees == 89
    assert orbited(STATE, 0, -10_000).elevation_degrees == -89


def test_an_orbit_keeps_pivot_and_distance() -> None:
    turned = orbited(STATE, 123, -45)
    eye = turned.placement().eye_world
    assert turned.pivot_world == STATE.pivot_world
    assert np.linalg.norm(eye - STATE.pivot) == pytest.approx(STATE.distance_world)


@pytest.mark.parametrize("depth", [0.7, 3.5, 9.0])
def test_a_grabbed_point_stays_under_the_cursor(depth: float) -> None:
    before, after = np.array([0.2, -0.4]), np.array([-0.55, 0.61])
    grabbed = pose(STATE).at_depth(before, depth)
    moved = panned(STATE, grabbed, pose(STATE).at_depth(after, depth))
    assert pose(moved).project(grabbed) == pytest.approx([*after, depth])
    assert (moved.azimuth_degrees, moved.distance_world) == (STATE.azimuth_degrees, STATE.distance_world)


@pytest.mark.parametrize("factor", [0.5, 0.85, 1.6])
def test_the_wheel_keeps_the_point_under_the_cursor(factor: float) -> None:
    cursor = np.array([0.6, 0.3])
    anchor = pose(STATE).at_depth(cursor, 2.8)
    nearer = dollied(STATE, anchor, factor, 1e-3, 1e3)
    assert nearer.distance_world == pytest.approx(factor * STATE.distance_world)
    assert pose(nearer).project(anchor) == pytest.approx([*cursor, 2.8 * factor])


def test_the_wheel_stops_at_the_limits_without_moving_the_anchor() -> None:
    anchor = pose(STATE).at_depth(np.array([-0.3, 0.5]), 3.0)
    assert dollied(STATE, anchor, 1e-9, 0.5, 10).distance_world == pytest.approx(0.5)
    far = dollied(STATE, anchor, 1e9, 0.5, 10)
    assert far.distance_world == pytest.approx(10)
    assert pose(far).project(anchor)[:2] == pytest.approx([-0.3, 0.5])
    assert dollied(far, anchor, 2.0, 0.5, 10) == far


@pytest.mark.parametrize("aspect", [0.5, 1.0, 2.2])
def test_what_is_framed_is_in_view_and_as_large_as_can_be(aspect: float) -> None:
    points = np.random.default_rng(4).uniform(-1, 1, (50, 3)) * [2.0, 1.0, 0.5] + [7.0, 8.0, 9.0]
    state = framed(STATE, points, aspect)
    seen = orbit_pose(state.placement(), round(1000 * aspect), 1000).project(points)
    assert (seen[:, 2] > 0).all()
    assert 0.9 < np.abs(seen[:, :2]).max() < 0.95
    assert (state.azimuth_degrees, state.elevation_degrees) == (STATE.azimuth_degrees, STATE.elevation_degrees)
    assert state.pivot == pytest.approx((points.min(axis=0) + points.max(axis=0)) / 2)


def test_framing_a_single_point_keeps_the_distance() -> None:
    state = framed(STATE, np.array([[1.0, 2.0, 3.0]]), 1.0)
    assert state == replace(STATE, pivot_world=(1.0, 2.0, 3.0))


def test_the_state_of_a_camera_is_where_it_is() -> None:
    camera = LookAt(np.array([3.0, 1.0, -2.0]), np.array([0.5, 0.2, 0.1]), np.array([0.0, 1.0, 0.0]), 55.0)
    again = orbit_at(camera).placement()
    assert again.eye_world == pytest.approx(camera.eye_world)
    assert again.target_world == pytest.approx(camera.target_world)


def test_a_state_goes_through_plain_values() -> None:
    assert OrbitState(**asdict(STATE)) == STATE


def test_the_viewer_sees_its_angle_from_the_upper_to_the_lower_edge() -> None:
    edge = pose(STATE).ray([0.0, 1.0]).direction @ pose(STATE).rotation[2]
    assert math.degrees(math.acos(edge)) == pytest.approx(VIEWER_FOV_Y_DEGREES / 2)


@pytest.mark.parametrize(
    ("pivot", "distance"), [((0, 0), 1.0), ((0, 0, math.nan), 1.0), ((0, 0, 0), 0.0), ((0, 0, 0), math.inf)]
)
def test_a_state_refuses_what_is_no_place(pivot: tuple[float, ...], distance: float) -> None:
    with pytest.raises(ValueError, match=r"pivot_world|distance_world"):
        OrbitState(pivot, 0.0, 0.0, distance)
