"""Where the outline of a camera lies in space, and which lines and images show it."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from app.engine.cameras.camera_matrices import eye_world, intrinsic_matrix, world_to_camera
from app.engine.cameras.view import LookAt, View

GREATEST_DEPTH = 0.6  # of the distance to the target, so that cameras near the model do not pierce it


def frustum_points(view: View, image_side_world: float) -> NDArray[np.float64]:
    """The eye and the corners of the image, as drawn in space.

    Args:
        view: the camera.
        image_side_world: side of the square with the area of the image drawn, world units.

    Returns:
        (5, 3) float64: the eye, then top left, top right, bottom right and bottom left of the image, world units.
    """
    height, width = view.image_size
    pixels = np.array([[0, 0, 1], [width, 0, 1], [width, height, 1], [0, height, 1]], dtype=np.float64)
    rays = np.linalg.solve(intrinsic_matrix(view), pixels.T).T  # at depth 1
    area = float(np.linalg.norm(np.cross(rays[1] - rays[0], rays[3] - rays[0])))
    depth = image_side_world / np.sqrt(area)
    placement = view.placement
    if isinstance(placement, LookAt):
        depth = min(depth, GREATEST_DEPTH * float(np.linalg.norm(placement.target_world - placement.eye_world)))
    eye = eye_world(placement)
    return np.vstack([eye, eye + depth * rays @ world_to_camera(placement)[:3, :3]])


class FrustumCache:
    """The points of many frusta, computed anew only for views that have changed."""

    def __init__(self) -> None:
        self._side_world = 0.0
        self._known: Mapping[str, tuple[View, NDArray[np.float64]]] = {}
        self._views: Sequence[View] | None = None
        self._points = np.empty((0, 5, 3))

    def points(self, views: Sequence[View], image_side_world: float) -> NDArray[np.float64]:
        """(N, 5, 3), as `frustum_points`."""
        if views is self._views and image_side_world == self._side_world:
            return self._points
        if image_side_world != self._side_world:
            self._known, self._side_world = {}, image_side_world
        known = {}
        for view in views:
            before = self._known.get(view.id)
            same = before is not None and before[0] is view
            known[view.id] = before if before and same else (view, frustum_points(view, image_side_world))
        self._known, self._views = known, views
        self._points = np.array([known[view.id][1] for view in views]).reshape(-1, 5, 3)
        return self._points


def up_mark(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """The tips (N, 3) of small triangles that stand on the upper edges of images (N, 5, 3) and tell what is up."""
    left, right, bottom = points[:, 1], points[:, 2], points[:, 4]
    upwards = left - bottom
    width = np.linalg.norm(right - left, axis=1, keepdims=True)
    length = np.linalg.norm(upwards, axis=1, keepdims=True)
    return np.asarray((left + right) / 2 + 0.22 * width * upwards / length)
