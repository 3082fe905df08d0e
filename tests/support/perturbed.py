"""Cameras that are a little off, as measured ones are."""

import dataclasses
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.spatial.transform import Rotation

from app.engine.cameras.camera_matrices import eye_world, intrinsic_matrix, world_to_camera
from app.engine.cameras.view import Calibrated, View


def perturbed(
    views: Sequence[View],
    center_world: NDArray[np.float64],
    random: np.random.Generator,
    degrees: float = 1.0,
    share: float = 0.01,
) -> list[View]:
    """Turn each camera about its own eye, and shift the eye, both in a random direction.

    Args:
        views: the true cameras.
        center_world: (3,) what they stand around.
        random: gives the directions.
        degrees: how far each is turned.
        share: how far each is shifted, by its distance from the middle.
    """
    return [_perturbed(view, center_world, random, degrees, share) for view in views]


def _perturbed(
    view: View, center_world: NDArray[np.float64], random: np.random.Generator, degrees: float, share: float
) -> View:
    eye = eye_world(view.placement)
    turn = Rotation.from_rotvec(np.radians(degrees) * _direction(random)).as_matrix()
    rotation = turn @ world_to_camera(view.placement)[:3, :3]
    moved = eye + share * np.linalg.norm(eye - center_world) * _direction(random)
    return dataclasses.replace(view, placement=Calibrated(intrinsic_matrix(view), rotation, -rotation @ moved))


def _direction(random: np.random.Generator) -> NDArray[np.float64]:
    vector = random.normal(size=3)
    return np.asarray(vector / np.linalg.norm(vector))
