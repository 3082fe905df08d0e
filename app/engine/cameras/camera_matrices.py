"""The matrices of a view, in NumPy: for drawing it, writing it to files, and handing it to the renderer.

Importing this module does not import torch.
"""

import math

import numpy as np
from numpy.typing import NDArray

from app.engine.cameras.view import Calibrated, LookAt, View
from app.engine.meshes.normals import unit_vectors

Matrix = NDArray[np.float64]

_NEAR_SHARE = 1e-3


def world_to_camera(placement: LookAt | Calibrated) -> Matrix:
    """The rigid motion (4, 4) from world to camera, OpenCV axes: x right, y down, z forward."""
    matrix = np.eye(4)
    if isinstance(placement, Calibrated):
        matrix[:3, :3], matrix[:3, 3] = placement.rotation, placement.translation
        return matrix
    forward = unit_vectors(placement.target_world - placement.eye_world)
    right = unit_vectors(np.cross(forward, unit_vectors(placement.up_world)))
    rotation = np.stack([right, np.cross(forward, right), forward])
    matrix[:3, :3], matrix[:3, 3] = rotation, -rotation @ placement.eye_world
    return matrix


def eye_world(placement: LookAt | Calibrated) -> Matrix:
    """Where the camera is, (3,) world units."""
    if isinstance(placement, LookAt):
        return placement.eye_world
    return np.asarray(-placement.rotation.T @ placement.translation)


def near_world(placement: LookAt | Calibrated) -> float:
    """How near to the camera its image begins, world units: a share of the distance to what it looks at.

    The world's origin stands for what a calibrated camera looks at: its matrices hold no other hint.
    """
    seen_from = placement.eye_world - placement.target_world if isinstance(placement, LookAt) else placement.translation
    return _NEAR_SHARE * (float(np.linalg.norm(seen_from)) or 1.0)


def intrinsic_matrix(view: View) -> Matrix:
    """K (3, 3) in pixels of the view's image; the centre of the first pixel is at (0.5, 0.5)."""
    if isinstance(view.placement, Calibrated):
        return view.placement.intrinsic_matrix
    height, width = view.image_size
    focal = height / 2 / math.tan(math.radians(view.placement.fov_y_degrees) / 2)
    return np.array([[focal, 0.0, width / 2], [0.0, focal, height / 2], [0.0, 0.0, 1.0]])


def clip_from_world(view: View, near: float, far: float) -> Matrix:
    """OpenGL's clip matrix (4, 4) of a view: its image fills [-1, 1] x [-1, 1], depth runs from -1 to 1.

    Args:
        view: the camera.
        near: of what is drawn, > 0, world units.
        far: of what is drawn, > near, world units.
    """
    height, width = view.image_size
    lens = intrinsic_matrix(view)
    projection = np.zeros((4, 4))
    projection[0, :3] = 2 * lens[0] / width - [0, 0, 1]
    projection[1, :3] = -2 * lens[1] / height + [0, 0, 1]
    projection[2, 2:] = (far + near) / (far - near), -2 * far * near / (far - near)
    projection[3, 2] = 1.0
    return np.asarray(projection @ world_to_camera(view.placement))
