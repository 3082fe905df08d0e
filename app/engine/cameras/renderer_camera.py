"""Views as the renderer's cameras. Importing this module imports torch."""

from collections.abc import Sequence

from app.engine.cameras.camera_matrices import intrinsic_matrix, near_world, world_to_camera
from app.engine.cameras.view import View
from renderer_cuda import Camera


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
    near = near_world(view.placement)
    return Camera.from_opencv(intrinsic_matrix(view), matrix[:3, :3], matrix[:3, 3], near=near)
