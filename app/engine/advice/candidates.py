"""Where another camera could stand. Importing this module does not import torch."""

import math
from collections import Counter
from collections.abc import Sequence

import numpy as np

from app.engine.cameras.camera_matrices import eye_world
from app.engine.cameras.camera_numbers import camera_numbers
from app.engine.cameras.rigs import fit_distance, sphere_rig
from app.engine.cameras.view import View
from app.engine.meshes.bounding_sphere import BoundingSphere
from app.engine.meshes.mesh import Mesh

DIRECTIONS = 200  # some 14 degrees apart


def candidate_views(mesh: Mesh, views: Sequence[View]) -> tuple[View, ...]:
    """Return views from all around a mesh that are otherwise like those there are.

    They look at the middle of the mesh from the median distance, or from farther away if the mesh would not fit the
    image, with the median field of view, in the most frequent image size.

    Args:
        mesh: world coordinates.
        views: at least one.

    Raises:
        ValueError: there is no view.
    """
    if not views:
        raise ValueError("candidate_views: at least one view is needed")
    sphere = BoundingSphere.around(mesh)
    numbers = [camera_numbers(view, sphere.center_world) for view in views]
    eyes = [math.dist(eye_world(view.placement), sphere.center_world) for view in views]
    fov = float(np.median([item.fov_y_degrees for item in numbers]))
    image_size = Counter(view.image_size for view in views).most_common(1)[0][0]
    distance = max(float(np.median(eyes)), fit_distance(sphere.radius_world, _narrower_degrees(fov, image_size)))
    return sphere_rig(DIRECTIONS, sphere.center_world, distance, fov, image_size).views


def _narrower_degrees(fov_y_degrees: float, image_size: tuple[int, int]) -> float:
    """The lesser of an image's two angles."""
    height, width = image_size
    half = math.tan(math.radians(fov_y_degrees) / 2) * min(1.0, width / height)
    return math.degrees(2 * math.atan(half))
