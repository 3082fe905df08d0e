"""Camera errors: none for a similarity, and those that were made."""

import dataclasses

import numpy as np
import pytest
from scipy.spatial.transform import Rotation

from app.engine.cameras.camera_matrices import eye_world, intrinsic_matrix, world_to_camera
from app.engine.cameras.rigs import sphere_rig
from app.engine.cameras.view import Calibrated, View
from app.engine.metrics.camera_alignment import camera_errors
from tests.support.perturbed import perturbed

CENTER = np.array([1.0, -2.0, 0.5])
VIEWS = list(sphere_rig(9, CENTER, 4.0, image_size=(64, 64)))
TURN = Rotation.from_rotvec([0.3, -0.7, 0.2]).as_matrix()


def placed(view: View, rotation: np.ndarray, eye: np.ndarray) -> View:
    return dataclasses.replace(view, placement=Calibrated(intrinsic_matrix(view), rotation, -rotation @ eye))


def test_a_similarity_is_no_error_and_is_found() -> None:
    shift = np.array([3.0, 4.0, -5.0])
    elsewhere = [
        placed(view, world_to_camera(view.placement)[:3, :3] @ TURN.T, 2.5 * TURN @ eye_world(view.placement) + shift)
        for view in VIEWS
    ]
    errors = camera_errors(elsewhere, VIEWS, CENTER)
    assert errors.rotation_degrees.max() < 1e-9
    assert errors.center_shares.max() < 1e-12
    assert errors.similarity.scale == pytest.approx(1 / 2.5)
    np.testing.assert_allclose(errors.similarity.rotation, TURN.T, atol=1e-12)


def test_one_camera_that_is_off_is_measured() -> None:
    views = list(sphere_rig(200, CENTER, 4.0, image_size=(64, 64)))  # so that it hardly moves the similarity
    pose = world_to_camera(views[0].placement)[:3, :3]
    turn = Rotation.from_rotvec([np.radians(2.0), 0, 0]).as_matrix()
    eye = eye_world(views[0].placement) + np.array([0.0, 0.08, 0.0])
    errors = camera_errors([placed(views[0], turn @ pose, eye), *views[1:]], views, CENTER)
    assert errors.rotation_degrees[0] == pytest.approx(2.0, rel=0.01)
    assert errors.center_shares[0] == pytest.approx(0.02, rel=0.02)
    assert errors.rotation_degrees[1:].max() < 0.02


def test_made_errors_are_found_but_for_the_part_that_all_share() -> None:
    errors = camera_errors(perturbed(VIEWS, CENTER, np.random.default_rng(0)), VIEWS, CENTER)
    assert 0.7 < errors.rotation_degrees.mean() <= 1.1
    assert 0.006 < errors.center_shares.mean() <= 0.011


def test_it_refuses_what_it_cannot_align() -> None:
    with pytest.raises(ValueError, match="at least 2, got 1, 1"):
        camera_errors(VIEWS[:1], VIEWS[:1], CENTER)
    with pytest.raises(ValueError, match="all at one place"):
        camera_errors([VIEWS[0]] * 9, VIEWS, CENTER)
