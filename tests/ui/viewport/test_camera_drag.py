# SPDX-License-Identifier: MIT
"""Dragged cameras keep what they promise: sphere, target, distance, and the place under the cursor."""

import numpy as np
import pytest
from numpy.typing import NDArray

from app.engine.cameras.orbit_angles import orbit_angles
from app.engine.cameras.view import WORLD_UP, LookAt
from app.ui.viewport.camera_drag import dropped, faces_viewer, on_sphere, pulled, slid
from app.ui.viewport.picking import Ray

VIEWER = np.array([0.5, 1.0, 9.0])
TARGET = np.array([0.2, 0.3, -0.1])


def ray_to(point: NDArray[np.float64]) -> Ray:
    direction = point - VIEWER
    return Ray(VIEWER, direction / np.linalg.norm(direction))


def camera(direction: list[float], distance: float = 2.0) -> LookAt:
    offset = np.array(direction) / np.linalg.norm(direction)
    return LookAt(TARGET + distance * offset, TARGET, WORLD_UP, 33.0)


@pytest.mark.parametrize("near_side", [True, False])
def test_a_camera_follows_the_cursor_on_its_sphere(near_side: bool) -> None:
    before = camera([0.3, 0.2, 1.0 if near_side else -1.0])
    goal = camera([-0.4, 0.5, 1.0 if near_side else -1.0])
    assert faces_viewer(before, VIEWER) is near_side
    moved = slid(before, ray_to(goal.eye_world), near_side=near_side)
    assert moved.eye_world == pytest.approx(goal.eye_world)
    assert moved.target_world == pytest.approx(TARGET)
    assert moved.fov_y_degrees == before.fov_y_degrees


def test_distance_and_target_hold_for_any_ray() -> None:
    rng = np.random.default_rng(2)
    before = camera([0.1, 0.4, 1.0])
    for _ in range(50):
        moved = slid(before, ray_to(rng.uniform(-4, 4, 3)), near_side=bool(rng.integers(2)))
        assert np.linalg.norm(moved.eye_world - TARGET) == pytest.approx(2.0)
        assert abs(orbit_angles(moved).elevation_degrees) <= 89
        assert moved.target_world == pytest.approx(TARGET)


def test_a_ray_that_misses_leads_to_the_rim_without_a_jump() -> None:
    side = np.cross(VIEWER - TARGET, WORLD_UP)
    side /= np.linalg.norm(side)
    places = [on_sphere(ray_to(TARGET + reach * side), TARGET, 2.0, near_side=True) for reach in np.linspace(1, 4, 400)]
    assert np.linalg.norm(np.diff(places, axis=0), axis=1).max() < 0.2
    rim = on_sphere(ray_to(TARGET + 50 * side), TARGET, 2.0, near_side=True)
    assert np.linalg.norm(rim - TARGET) == pytest.approx(2.0)


def test_from_inside_its_sphere_the_place_ahead_is_taken() -> None:
    place = on_sphere(ray_to(TARGET), TARGET, 20.0, near_side=True)
    assert (place - VIEWER) @ (TARGET - VIEWER) > 0
    assert np.linalg.norm(place - TARGET) == pytest.approx(20.0)


def test_a_rolled_camera_keeps_its_up() -> None:
    rolled = LookAt(TARGET + np.array([0, 0, 2]), TARGET, np.array([0.6, 0.8, 0.0]), 40.0)
    assert slid(rolled, ray_to(TARGET + np.array([1, 0, 1.5])), near_side=True).up_world == pytest.approx(
        rolled.up_world
    )


@pytest.mark.parametrize("factor", [0.3, 1.0, 2.5])
def test_a_pulled_camera_is_where_the_cursor_is_along_its_line(factor: float) -> None:
    before = camera([1.0, 0.3, 0.1])
    goal = TARGET + factor * (before.eye_world - TARGET)
    moved = pulled(before, ray_to(goal), 0.0)
    assert moved.eye_world == pytest.approx(goal)
    assert moved.target_world == pytest.approx(TARGET)


def test_a_pulled_camera_stays_between_its_limits() -> None:
    before = camera([1.0, 0.3, 0.1])
    through = pulled(before, ray_to(TARGET - 5 * (before.eye_world - TARGET)), 0.0)
    assert np.linalg.norm(through.eye_world - TARGET) == pytest.approx(2.0 * 0.05)


def test_a_camera_on_the_line_of_sight_is_pulled_by_moving_up_and_down() -> None:
    before = camera((VIEWER - TARGET).tolist())
    assert np.linalg.norm(pulled(before, ray_to(TARGET), 150).eye_world - TARGET) == pytest.approx(4.0)
    assert np.linalg.norm(pulled(before, ray_to(TARGET), -150).eye_world - TARGET) == pytest.approx(1.0)


def test_a_dropped_camera_is_under_the_cursor_on_the_near_side() -> None:
    goal = camera([0.4, 0.6, 1.0])
    placement = dropped(ray_to(goal.eye_world), TARGET, 2.0, 47.0)
    assert placement.eye_world == pytest.approx(goal.eye_world)
    assert placement.target_world == pytest.approx(TARGET)
    assert placement.fov_y_degrees == 47.0
    assert faces_viewer(placement, VIEWER)
