"""How far cameras are from others of the same views, whatever similarity lies between the two sets.

Importing this module does not import torch.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.engine.cameras.camera_matrices import eye_world, world_to_camera
from app.engine.cameras.view import View


@dataclass(frozen=True, eq=False)
class Similarity:
    """Takes points x to `scale * rotation @ x + offset_world`.

    Args:
        rotation: (3, 3).
        scale: > 0.
        offset_world: (3,).
    """

    rotation: NDArray[np.float64]
    scale: float
    offset_world: NDArray[np.float64]

    def of_points(self, points_world: NDArray[np.float64]) -> NDArray[np.float64]:
        """Where points (..., 3) go."""
        return np.asarray(self.scale * points_world @ self.rotation.T + self.offset_world)


@dataclass(frozen=True, eq=False)
class CameraErrors:
    """What is left between two sets of cameras once a similarity has brought the one as near as it can be.

    Args:
        similarity: that takes the measured cameras to the true ones.
        rotation_degrees: (N,), the angle between the two orientations of each view.
        center_shares: (N,), the distance between the two places of each view, as a share of the true camera's distance
            from what the cameras stand around.
    """

    similarity: Similarity
    rotation_degrees: NDArray[np.float64]
    center_shares: NDArray[np.float64]


def camera_errors(views: Sequence[View], true_views: Sequence[View], center_world: NDArray[np.float64]) -> CameraErrors:
    """Align cameras with the true ones by a similarity, and measure what is left.

    The rotation is the mean of what turns each camera into its true one, which is steady however the places are
    spread; scale and offset are the least squares of the places.

    Args:
        views: N >= 2 cameras that are not all at one place.
        true_views: the same views, in the same order.
        center_world: (3,) what the true cameras stand around.

    Raises:
        ValueError: there are fewer than two views, or not as many true ones, or all are at one place.

    Source: Umeyama, Least-squares estimation of transformation parameters between two point patterns, 1991.
    """
    if len(views) != len(true_views) or len(views) < 2:
        raise ValueError(f"camera_errors: expected as many true views, at least 2, got {len(views)}, {len(true_views)}")
    turned, true = _rotations(views), _rotations(true_views)
    similarity = _similarity(
        _centers(views), _centers(true_views), _nearest_rotation((true.transpose(0, 2, 1) @ turned).sum(0))
    )
    left = true @ similarity.rotation @ turned.transpose(0, 2, 1)
    # Not by the arc cosine of the trace, which knows no angle below 1e-8.
    halves = np.linalg.norm(left - np.eye(3), axis=(1, 2)) / np.sqrt(8)
    apart = np.linalg.norm(similarity.of_points(_centers(views)) - _centers(true_views), axis=1)
    distances = np.linalg.norm(_centers(true_views) - center_world, axis=1)
    return CameraErrors(similarity, np.degrees(2 * np.arcsin(np.minimum(1.0, halves))), apart / distances)


def _similarity(
    centers: NDArray[np.float64], true_centers: NDArray[np.float64], rotation: NDArray[np.float64]
) -> Similarity:
    """The similarity of a known rotation."""
    middle, true_middle = centers.mean(0), true_centers.mean(0)
    turned = (centers - middle) @ rotation.T
    spread = float(np.square(turned).sum())
    scale = float((turned * (true_centers - true_middle)).sum()) / spread if spread > 0 else 0.0
    if not scale > 0:
        raise ValueError("camera_errors: the cameras are all at one place, or not where the true ones are")
    return Similarity(rotation, scale, true_middle - scale * rotation @ middle)


def _nearest_rotation(matrix: NDArray[np.float64]) -> NDArray[np.float64]:
    left, _, right = np.linalg.svd(matrix)
    signs = np.array([1.0, 1.0, np.linalg.det(left @ right)])
    return np.asarray((left * signs) @ right)


def _rotations(views: Sequence[View]) -> NDArray[np.float64]:
    return np.stack([world_to_camera(view.placement)[:3, :3] for view in views])


def _centers(views: Sequence[View]) -> NDArray[np.float64]:
    return np.stack([eye_world(view.placement) for view in views])
