"""Suggestions for balls and ellipsoids: what is open is known, and so is who sees it."""

import math

import numpy as np
import pytest
import torch

from app.engine.advice.candidates import DIRECTIONS, candidate_views
from app.engine.advice.next_view import ViewAdvice, view_advice
from app.engine.cameras.camera_matrices import eye_world, intrinsic_matrix, world_to_camera
from app.engine.cameras.orbit_angles import orbit_angles
from app.engine.cameras.rigs import fit_distance, ring_rig
from app.engine.cameras.view import WORLD_UP, Calibrated, LookAt, View
from app.engine.meshes.bounding_sphere import BoundingSphere
from app.engine.meshes.frame import Frame
from app.engine.meshes.mesh import Mesh
from app.engine.targets.rendered import RenderedTargets
from tests.support.fits import ellipsoid

EGG = ellipsoid(scale=30.0, center=(100.0, 50.0, 20.0))
FRAME = Frame.around(EGG)


def ring(count: int, elevation_degrees: float = 0.0) -> tuple[View, ...]:
    return ring_rig(count, elevation_degrees, EGG.center, 150.0, 30.0, (96, 96)).views


def advice(views: tuple[View, ...], count: int = 1) -> ViewAdvice:
    targets = RenderedTargets(EGG, FRAME, torch.device("cpu")).targets(views)
    return view_advice(FRAME.from_world(EGG.positions), EGG.faces, views, targets, FRAME, count)


def test_from_one_side_most_is_open_and_another_side_is_suggested() -> None:
    (front,) = ring(1)
    found = advice((front,))
    assert 0.5 < found.unconstrained_share < 0.95
    (suggestion,) = found.suggestions
    sight, known = (eye_world(view.placement) - EGG.center for view in (suggestion.view, front))
    cosine = sight @ known / np.linalg.norm(sight) / np.linalg.norm(known)
    assert abs(cosine) < math.cos(math.radians(40)), "the other side shows the same outline"
    assert suggestion.opened_share > 0.15


def test_suggestions_share_out_what_is_open_and_are_the_same_each_time() -> None:
    first, again = advice(ring(2), 4), advice(ring(2), 4)
    shares = [item.opened_share for item in first.suggestions]
    assert all(share > 0 for share in shares) and sum(shares) <= 1
    assert shares[0] == max(shares)
    for one, other in zip(first.suggestions, again.suggestions, strict=True):
        np.testing.assert_array_equal(eye_world(one.view.placement), eye_world(other.view.placement))
    assert len({item.view.id for item in first.suggestions}) == 4


def test_a_suggested_view_leaves_less_open() -> None:
    views = ring(3)
    before = advice(views)
    after = advice((*views, before.suggestions[0].view))
    assert after.unconstrained_share < 0.8 * before.unconstrained_share


def test_views_that_are_off_do_not_count() -> None:
    on, off = ring(2)
    one, with_off = advice((on,)), advice((on, View(off.id, off.placement, off.image_size, enabled=False)))
    assert with_off.unconstrained_share == one.unconstrained_share


def test_no_suggestion_may_be_asked_for_but_a_view_is_needed() -> None:
    assert advice(ring(1), 0).suggestions == ()
    with pytest.raises(ValueError, match="at least one view"):
        advice(())


def test_candidates_are_like_the_present_views_and_show_the_whole_mesh() -> None:
    views = candidate_views(EGG, ring(3, 20.0))
    assert len(views) == DIRECTIONS
    for view in views[::20]:
        assert isinstance(view.placement, LookAt)
        angles = orbit_angles(view.placement)
        assert angles.distance_world == pytest.approx(150.0) and view.placement.fov_y_degrees == 30.0
        assert view.image_size == (96, 96)
        np.testing.assert_allclose(view.placement.target_world, EGG.center)


def test_candidates_stand_back_where_the_mesh_would_not_fit() -> None:
    placement = LookAt(EGG.center + np.array([0.0, 0.0, 40.0]), EGG.center, WORLD_UP, 30.0)
    near = View("near", placement, (128, 64))
    for view in candidate_views(EGG, [near])[::20]:
        assert _is_whole(view, EGG)


def test_candidates_of_a_photograph_have_its_lens() -> None:
    shown = ring(1)[0]
    motion = world_to_camera(shown.placement)
    photograph = View("photo", Calibrated(intrinsic_matrix(shown), motion[:3, :3], motion[:3, 3]), shown.image_size)
    for like, view in zip(candidate_views(EGG, [shown]), candidate_views(EGG, [photograph]), strict=True):
        np.testing.assert_allclose(eye_world(view.placement), eye_world(like.placement))
        np.testing.assert_allclose(intrinsic_matrix(view), intrinsic_matrix(like))


def _is_whole(view: View, mesh: Mesh) -> bool:
    sphere = BoundingSphere.around(mesh)
    distance = float(np.linalg.norm(eye_world(view.placement) - sphere.center_world))
    lens = intrinsic_matrix(view)
    narrower = math.degrees(2 * math.atan(min(view.image_size) / 2 / lens[1, 1]))
    return distance >= fit_distance(sphere.radius_world, narrower) * (1 - 1e-9)
