"""A view's matrices against closed forms and against the renderer's camera."""

import numpy as np
import pytest
from scipy.spatial.transform import Rotation

from app.engine.cameras.camera_matrices import clip_from_world, eye_world, intrinsic_matrix, world_to_camera
from app.engine.cameras.renderer_camera import renderer_camera
from app.engine.cameras.view import Calibrated, LookAt, View

LOOKING = View("a", LookAt(np.array([0.0, 0.0, 5.0]), np.zeros(3), np.array([0.0, 1.0, 0.0]), 60.0), (100, 200))


def random_views(count: int) -> list[View]:
    rng = np.random.default_rng(7)
    views = []
    for number in range(count):
        size = (int(rng.integers(50, 300)), int(rng.integers(50, 300)))
        placement: LookAt | Calibrated
        if number % 2:
            rotation = Rotation.from_quat(rng.normal(size=4)).as_matrix()
            lens = np.array([[300 * rng.random() + 50, rng.normal(), 90], [0, 200, 70 * rng.random()], [0, 0, 1]])
            placement = Calibrated(lens, rotation, rng.normal(size=3) * 3)
        else:
            placement = LookAt(rng.normal(size=3) * 3, rng.normal(size=3), rng.normal(size=3), 20 + 80 * rng.random())
        views.append(View(f"view-{number}", placement, size))
    return views


def test_a_camera_in_front_sees_up_as_up_and_right_as_right() -> None:
    matrix = clip_from_world(LOOKING, 0.1, 10.0)
    x, y, _, w = matrix @ [0.5, 0.25, 0.0, 1.0]
    assert w == pytest.approx(5.0)
    tangent = np.tan(np.radians(30))
    assert (x / w, y / w) == pytest.approx((0.5 / 5 / tangent / 2, 0.25 / 5 / tangent))


def test_depth_runs_from_near_to_far() -> None:
    matrix = clip_from_world(LOOKING, 1.0, 9.0)
    depths = [(matrix @ [0, 0, 5 - depth, 1])[2:] for depth in (1.0, 9.0)]
    assert [z / w for z, w in depths] == pytest.approx([-1, 1])


@pytest.mark.parametrize("view", random_views(8), ids=lambda view: view.id)
def test_the_renderer_sees_the_same(view: View) -> None:
    camera = renderer_camera([view])
    near = float(camera.near[0])
    expected = camera.world_to_clip(view.image_size, 50.0)[0].numpy()
    np.testing.assert_allclose(clip_from_world(view, near, 50.0), expected, atol=1e-9)
    np.testing.assert_allclose(eye_world(view.placement), camera.centers_world[0].numpy(), atol=1e-9)


def test_matrices_are_rigid_and_the_lens_is_the_view_s() -> None:
    for view in random_views(4):
        rotation = world_to_camera(view.placement)[:3, :3]
        np.testing.assert_allclose(rotation @ rotation.T, np.eye(3), atol=1e-12)
        assert np.linalg.det(rotation) == pytest.approx(1.0)
    assert intrinsic_matrix(LOOKING).tolist() == pytest.approx(
        np.array([[86.60254, 0, 100], [0, 86.60254, 50], [0, 0, 1]]), rel=1e-6
    )
