"""Views as the renderer's cameras. Importing this module imports torch."""

from collections.abc import Sequence

import numpy as np

from app.engine.cameras.view import LookAt, View
from renderer_cuda import Camera

NEAR_SHARE = 1e-3  # of the distance to what the camera looks at


def renderer_camera(views: Sequence[View]) -> Camera:
    """The cameras of views that share an image size, as one batch.

    Args:
        views: N >= 1 views.

    Returns:
        N cameras in the same order, float64, world units.

    Raises:
        ValueError: there is no view, or the image sizes differ.
    """
    if not views:
        raise ValueError("renderer_camera: at least one view is needed")
    sizes = {view.image_size for view in views}
    if len(sizes) > 1:
        raise ValueError(f"renderer_camera: views must share an image size, got {sorted(sizes)}")
    return Camera.cat([_camera(view) for view in views])


def _camera(view: View) -> Camera:
    placement = view.placement
    if isinstance(placement, LookAt):
        distance_world = float(np.linalg.norm(placement.target_world - placement.eye_world))
        return Camera.look_at(
            placement.eye_world,
            placement.target_world,
            placement.up_world,
            fov_y_degrees=placement.fov_y_degrees,
            image_size=view.image_size,
            near=NEAR_SHARE * distance_world,
        )
    # The world's origin stands for what is looked at: the only hint at the scene's size that the matrices hold.
    distance_world = float(np.linalg.norm(placement.translation))
    return Camera.from_opencv(
        placement.intrinsic_matrix,
        placement.rotation,
        placement.translation,
        near=NEAR_SHARE * distance_world if distance_world > 0 else NEAR_SHARE,
    )
