# SPDX-License-Identifier: MIT
"""How a view fills its frame on screen, and the way from one pose to another."""

import numpy as np
import pytest

from app.engine.cameras.camera_matrices import clip_from_world
from app.engine.cameras.rigs import sphere_rig
from app.engine.cameras.view import Calibrated, View
from app.ui.viewport.navigation import FLIGHT_SECONDS, Navigation, ScreenSize
from app.ui.viewport.orbit_controls import OrbitState
from app.ui.viewport.pose import between, frame_rectangle, orbit_pose, view_pose

POINTS = np.random.default_rng(1).uniform(-0.4, 0.4, (20, 3))


def photo() -> View:
    """A calibrated view from +z with its principal point off the middle and some skew."""
    matrix = np.array([[300.0, 4.0, 130.0], [0, 280.0, 55.0], [0, 0, 1]])
    return View("photo", Calibrated(matrix, np.diag([1.0, -1, -1]), np.array([0.0, 0, 4])), (160, 240))


VIEWS = [*sphere_rig(3, [0, 0, 0], 3.0, image_size=(90, 120)), photo()]


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.id)
def test_an_image_fills_its_frame(view: View) -> None:
    rectangle = frame_rectangle(view.image_size, 700, 400, 20)
    shown = view_pose(view, rectangle, 700, 400, np.zeros(3)).project(POINTS)
    clip = np.append(POINTS, np.ones((20, 1)), axis=1) @ clip_from_world(view, 0.1, 10).T
    in_image = clip[:, :2] / clip[:, 3:]
    corner = np.array([rectangle.left, rectangle.top])
    size = np.array([rectangle.width, rectangle.height])
    expected = corner + (in_image * [1, -1] + 1) / 2 * size
    assert (shown[:, :2] * [1, -1] + 1) / 2 * [700, 400] == pytest.approx(expected)


@pytest.mark.parametrize("size", [(700, 400), (400, 700), (50, 50), (7, 3)])
def test_a_frame_keeps_the_shape_of_the_image_and_lies_within(size: tuple[int, int]) -> None:
    rectangle = frame_rectangle((90, 120), *size, 20)
    assert rectangle.left >= 0 and rectangle.left + rectangle.width <= size[0]
    assert rectangle.top >= 0 and rectangle.top + rectangle.height <= size[1]
    assert rectangle.width == pytest.approx(rectangle.height * 4 / 3, abs=1)


def test_clip_coordinates_agree_with_the_projection() -> None:
    pose = orbit_pose(OrbitState().placement(), 640, 480)
    clip = np.append(POINTS, np.ones((20, 1)), axis=1) @ pose.clip_from_world(1.0, 9.0).T
    seen = pose.project(POINTS)
    assert clip[:, :2] / clip[:, 3:] == pytest.approx(seen[:, :2])
    near, far = (pose.clip_from_world(1.0, 9.0) @ np.append(pose.at_depth([0.3, 0.2], depth), 1) for depth in (1, 9))
    assert (near[2] / near[3], far[2] / far[3]) == pytest.approx((-1, 1))


def test_a_ray_goes_through_what_is_seen_there() -> None:
    pose = view_pose(photo(), frame_rectangle((160, 240), 500, 500, 9), 500, 500, np.zeros(3))
    for point in POINTS:
        ray = pose.ray(pose.project(point)[:2])
        assert ray.at(float(np.linalg.norm(point - ray.origin))) == pytest.approx(point)


def test_a_flight_begins_and_ends_where_it_should_and_goes_round() -> None:
    start = orbit_pose(OrbitState((0, 0, 0), 0, 10, 3).placement(), 640, 480)
    end = orbit_pose(OrbitState((0, 0, 0), 180, 10, 3).placement(), 640, 480)
    assert between(start, end, 0).world_to_camera == pytest.approx(start.world_to_camera)
    assert between(start, end, 1) is end
    for share in np.linspace(0, 1, 11):
        assert np.linalg.norm(between(start, end, float(share)).eye_world) == pytest.approx(3)


def test_looking_through_a_view_flies_there_and_back() -> None:
    navigation = Navigation()
    navigation.size = ScreenSize(640, 480, 1.0)
    view, before = VIEWS[0], navigation.state
    navigation.look_through(view, 10.0)
    assert navigation.pose(10.0).eye_world == pytest.approx(before.placement().eye_world)
    assert navigation.flying
    arrived = navigation.pose(10.0 + FLIGHT_SECONDS)
    assert not navigation.flying
    rectangle = navigation.rectangle_of(view)
    assert arrived.lens == pytest.approx(view_pose(view, rectangle, 640, 480, np.zeros(3)).lens)
    navigation.look_through(None, 20.0)
    assert navigation.state == before
    assert navigation.pose(30.0).eye_world == pytest.approx(before.placement().eye_world)


def test_orbiting_on_from_a_view_begins_at_its_camera() -> None:
    navigation = Navigation()
    navigation.size = ScreenSize(640, 480, 1.0)
    navigation.look_through(photo(), 0.0)
    navigation.orbit_from_here(10.0)
    assert navigation.view is None
    assert navigation.goal().eye_world == pytest.approx([0, 0, 4])
    assert navigation.goal().rotation == pytest.approx(np.diag([1.0, -1, -1]))
