"""Views become the renderer's cameras: same eye, same image, a near plane in proportion."""

from dataclasses import replace

import numpy as np
import pytest

from app.engine.cameras.renderer_camera import renderer_camera
from app.engine.cameras.rigs import sphere_rig
from app.engine.cameras.view import Calibrated, LookAt, View

CENTER = np.array([3.0, -1.0, 2.0])


def pixel(matrix: np.ndarray, point: np.ndarray, image_size: tuple[int, int]) -> np.ndarray:
    """Where a world-to-clip matrix puts a point, columns and rows in pixels from the upper left corner."""
    clip = matrix @ np.append(point, 1.0)
    height, width = image_size
    return np.asarray((clip[:2] / clip[3] * [1, -1] + 1) / 2 * [width, height])


@pytest.mark.parametrize("scale", [1e-6, 1.0, 1e6])
def test_look_at_views_keep_their_eye_and_show_their_target_in_the_middle(scale: float) -> None:
    rig = sphere_rig(5, CENTER * scale, 3.0 * scale, image_size=(30, 40))
    camera = renderer_camera(rig.views)
    assert len(camera) == 5
    clip = camera.world_to_clip((30, 40), 100 * scale).numpy()
    for index, view in enumerate(rig):
        assert isinstance(view.placement, LookAt)
        np.testing.assert_allclose(camera.centers_world[index].numpy(), view.placement.eye_world, atol=1e-9 * scale)
        np.testing.assert_allclose(pixel(clip[index], CENTER * scale, (30, 40)), [20, 15], atol=1e-6)
        above = pixel(clip[index], CENTER * scale + [0, 0.1 * scale, 0], (30, 40))
        assert above[1] < 15


def test_a_calibrated_view_projects_as_opencv_does() -> None:
    intrinsics = np.array([[50.0, 0, 18], [0, 60, 13], [0, 0, 1]])
    rotation = np.array([[1.0, 0, 0], [0, 0, -1], [0, 1, 0]])
    translation = np.array([0.1, 0.2, 4.0])
    camera = renderer_camera([View("a", Calibrated(intrinsics, rotation, translation), (30, 40))])
    point = np.array([0.3, 0.5, -0.2])
    seen = intrinsics @ (rotation @ point + translation)
    clip = camera.world_to_clip((30, 40), 100.0).numpy()[0]
    np.testing.assert_allclose(pixel(clip, point, (30, 40)), seen[:2] / seen[2], atol=1e-6)


def test_views_of_different_sizes_or_none_are_refused() -> None:
    first, second = sphere_rig(2, CENTER, 3.0).views
    with pytest.raises(ValueError, match="views must share an image size"):
        renderer_camera([first, replace(second, image_size=(8, 9))])
    with pytest.raises(ValueError, match="at least one view is needed"):
        renderer_camera([])
