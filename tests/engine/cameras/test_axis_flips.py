"""Misunderstood matrices: what was meant, what they mean to the pixels, and that each can be undone."""

import numpy as np
import pytest
from numpy.typing import NDArray

from app.engine.cameras.axis_flips import AS_GIVEN, AXIS_FLIPS, AxisFlip, flipped
from app.engine.cameras.camera_matrices import eye_world, intrinsic_matrix, world_to_camera
from app.engine.cameras.rigs import sphere_rig
from app.engine.cameras.view import Calibrated, View

FLIPS = {flip.label: flip for flip in AXIS_FLIPS}


def cameras() -> list[View]:
    """Cameras around a point, given by matrices."""
    views = []
    for view in sphere_rig(5, (0.2, 0.1, -0.3), 4.0):
        matrix = world_to_camera(view.placement)
        placement = Calibrated(intrinsic_matrix(view), matrix[:3, :3], matrix[:3, 3])
        views.append(View(view.id, placement, view.image_size))
    return views


def assert_same(found: View, wanted: View) -> None:
    assert isinstance(found.placement, Calibrated)
    assert isinstance(wanted.placement, Calibrated)
    assert found.id == wanted.id
    np.testing.assert_allclose(world_to_camera(found.placement), world_to_camera(wanted.placement), atol=1e-12)
    np.testing.assert_array_equal(found.placement.intrinsic_matrix, wanted.placement.intrinsic_matrix)


def placed(view: View, matrix: NDArray[np.floating]) -> View:
    return View(
        view.id,
        Calibrated(intrinsic_matrix(view), matrix[:3, :3].astype(float), matrix[:3, 3].astype(float)),
        view.image_size,
    )


def test_nothing_happens_to_cameras_as_given() -> None:
    for found, wanted in zip(flipped(cameras(), AS_GIVEN), cameras(), strict=True):
        assert_same(found, wanted)


def test_a_pose_with_the_axes_of_opengl_read_as_that_of_opencv_is_put_right() -> None:
    turn = np.diag([1.0, -1.0, -1.0, 1.0])
    for view in cameras():
        camera_to_world_opengl = np.linalg.inv(world_to_camera(view.placement)) @ turn
        misread = placed(view, np.linalg.inv(camera_to_world_opengl))
        assert_same(flipped([misread], FLIPS["OpenGL axes"])[0], view)


def test_a_pose_that_was_read_the_wrong_way_round_is_put_right() -> None:
    turn = np.diag([1.0, -1.0, -1.0, 1.0])
    for view in cameras():
        camera_to_world = np.linalg.inv(world_to_camera(view.placement))
        assert_same(flipped([placed(view, camera_to_world)], FLIPS["poses inverted"])[0], view)
        both = placed(view, camera_to_world @ turn)
        assert_same(flipped([both], FLIPS["poses inverted, OpenGL axes"])[0], view)


def test_a_left_handed_world_comes_back_mirrored() -> None:
    """The same pixels: a point mirrored along y projects where it did for the left-handed camera."""
    point = np.array([0.5, -0.2, 0.7])
    mirror = np.array([1.0, -1.0, 1.0])
    for view in cameras():
        found = flipped([view], FLIPS["left-handed, y up"])[0]
        in_camera = world_to_camera(view.placement)[:3] @ [*point, 1.0]
        np.testing.assert_allclose(world_to_camera(found.placement)[:3] @ [*mirror * point, 1.0], mirror * in_camera)
        np.testing.assert_allclose(eye_world(found.placement), mirror * eye_world(view.placement))


@pytest.mark.parametrize("flip", AXIS_FLIPS, ids=lambda flip: flip.label)
def test_every_flip_gives_cameras_and_most_undo_themselves(flip: AxisFlip) -> None:
    once = flipped(cameras(), flip)
    for view, given in zip(once, cameras(), strict=True):
        assert not np.allclose(world_to_camera(view.placement), world_to_camera(given.placement))
    if not (flip.inverted and flip.signs != (1, 1, 1)):
        for found, wanted in zip(flipped(once, flip), cameras(), strict=True):
            assert_same(found, wanted)


def test_views_that_are_not_given_by_matrices_stay() -> None:
    views = list(sphere_rig(3, (0, 0, 0), 4.0))
    assert flipped(views, AXIS_FLIPS[0]) == tuple(views)


def test_labels_and_meanings_differ() -> None:
    every = [AS_GIVEN, *AXIS_FLIPS]
    assert len({flip.label for flip in every}) == len({(flip.signs, flip.inverted) for flip in every}) == len(every)
    assert all(flip.sentence.endswith(".") for flip in every)
