"""Views as the renderer's cameras. Importing this module imports torch."""

from collections.abc import Sequence

import numpy as np

from app.engine.cameras.camera_matrices import intrinsic_matrix, world_to_camera
from app.engine.cameras.view import Calibrated, LookAt, View
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
    matrix = world_to_camera(view.placement)
    near = NEAR_SHARE * (_looked_at_distance(view.placement) or 1.0)
    return Camera.from_opencv(intrinsic_matrix(view), matrix[:3, :3], matrix[:3, 3], near=near)


def _looked_at_distance(placement: LookAt | Calibrated) -> float:
    """World units; the world's origin stands for what a calibrated view looks at: its matrices hold no other hint."""
    if isinstance(placement, LookAt):
        return float(np.linalg.norm(placement.target_world - placement.eye_world))
    return float(np.linalg.norm(placement.translation))
