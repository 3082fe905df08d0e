"""How well the views constrain a surface: it is known where an outline runs along it."""

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from app.engine.cameras.view import View
from app.engine.carving.view_cones import ConeGroup, ViewCones, view_cones
from app.engine.meshes.frame import Frame
from app.engine.meshes.normals import vertex_normals
from app.engine.one_thread import one_thread
from app.engine.targets.target_set import Target

# Of the curves that were tried, these follow the true error of fitted meshes best (correlation 0.6 to 0.87 with six
# to twenty views of five models).
CERTAIN_PIXELS, LOST_PIXELS = 1.0, 8.0
"""From the outline: within the first a point is as good as on it, beyond the second the outline says nothing of it."""

GRAZING_COSINE, FACING_COSINE = 0.3, 0.8
"""Between normal and line of sight: up to the first the surface lies along the line of sight, as it does at its own
outline; beyond the second it only happens to be seen near an outline."""


def constraint_of(
    positions_local: NDArray[np.float64],
    faces: NDArray[np.int32],
    views: Sequence[View],
    targets: Sequence[Target],
    frame: Frame,
) -> NDArray[np.float32]:
    """Return how well the enabled views constrain each vertex of a mesh.

    Args:
        positions_local: (V, 3), in the frame.
        faces: (F, 3), counter-clockwise seen from outside.
        views: all of them.
        targets: one a view.
        frame: where the mesh is.

    Returns:
        (V,) in [0, 1]: 1 where an outline runs along the surface, 0 where none is near in any view.

    Raises:
        ValueError: a target's size is not its view's.
    """
    if not any(view.enabled for view in views):
        return np.zeros(len(positions_local), dtype=np.float32)
    return constraint_by(view_cones(views, targets, frame), positions_local, faces)


def constraint_by(
    cones: ViewCones, positions_local: NDArray[np.float64], faces: NDArray[np.int32]
) -> NDArray[np.float32]:
    """Return the same from cones that are kept between calls: making them takes longer than using them.

    Args:
        cones: of the views, in the mesh's frame.
        positions_local: (V, 3), in that frame.
        faces: (F, 3), counter-clockwise seen from outside.

    Returns:
        (V,) in [0, 1], as `constraint_of`.
    """
    normals = vertex_normals(positions_local, faces)
    with one_thread():
        points, towards = (
            torch.as_tensor(values, dtype=torch.float32, device=cones.device) for values in (positions_local, normals)
        )
        distances = cones.per_view(points)
        most = points.new_zeros(len(points))
        for group in cones.groups:
            seen = _constrained(group, distances[list(group.members)], points, towards)
            most = torch.maximum(most, seen.amax(dim=0))
    return np.asarray(most.cpu().numpy(), dtype=np.float32)


def _constrained(group: ConeGroup, distances: Tensor, points: Tensor, normals: Tensor) -> Tensor:
    """(N, V) in [0, 1]: how well each view of a group alone constrains each point."""
    eyes = group.camera.centers_world.to(points)
    focal = group.camera.intrinsics.focal_pixels.mean(dim=1, keepdim=True).to(points)
    away = torch.cdist(eyes, points)
    cosine = ((normals * points).sum(dim=1) - eyes @ normals.T) / away
    return outline_share(distances * focal / away, cosine)


def outline_share(distance_pixels: Tensor, cosine: Tensor) -> Tensor:
    """Return how much an outline says of points.

    Args:
        distance_pixels: of the points from the outline where they are seen, either sign; infinite for none.
        cosine: of the same shape, between normal and line of sight, either sign.

    Returns:
        Of that shape, in [0, 1].
    """
    return _fall(distance_pixels.abs(), CERTAIN_PIXELS, LOST_PIXELS) * _fall(
        cosine.abs(), GRAZING_COSINE, FACING_COSINE
    )


def _fall(values: Tensor, last_one: float, first_zero: float) -> Tensor:
    """From 1 to 0, smoothly."""
    rest = ((first_zero - values) / (first_zero - last_one)).clamp(0.0, 1.0)
    return rest * rest * (3 - 2 * rest)
