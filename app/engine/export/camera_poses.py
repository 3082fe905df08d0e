"""Cameras as files of other programs want them."""

import numpy as np
from numpy.typing import NDArray

from app.engine.cameras.camera_matrices import intrinsic_matrix, world_to_camera
from app.engine.cameras.view import Calibrated, LookAt, View

_OPENCV_TO_OPENGL = np.diag([1.0, -1.0, -1.0, 1.0])  # y down, z forward to y up, z backward
_CENTERED_SHARE = 1e-6  # of the image's size


def opengl_pose(placement: LookAt | Calibrated) -> NDArray[np.float64]:
    """Camera to world (4, 4) with the axes of OpenGL, glTF, Blender and NeRF: x right, y up, looking along -z."""
    return np.asarray(np.linalg.inv(world_to_camera(placement)) @ _OPENCV_TO_OPENGL)


def is_centered(view: View) -> bool:
    """Whether the camera looks through the middle of its image."""
    height, width = view.image_size
    off = intrinsic_matrix(view)[:2, 2] - [width / 2, height / 2]
    return bool((np.abs(off) <= _CENTERED_SHARE * max(height, width)).all())


def is_skewed(view: View) -> bool:
    """Whether the camera's pixels are parallelograms."""
    lens = intrinsic_matrix(view)
    return bool(abs(lens[0, 1]) > _CENTERED_SHARE * lens[0, 0])
