"""How well the views constrain a surface: it is known where an outline runs along it."""

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from app.engine.cameras.view import View
from app.engine.carving.view_cones import ViewCones, view_cones
from app.engine.meshes.frame import Frame
from app.engine.meshes.normals import vertex_normals
from app.engine.one_thread import one_thread
from app.engine.targets.target_set import Target
from renderer_cuda import Camera

# Of the bands and angles that were tried, these follow the true error of fitted meshes best: over five models, seen
# from six to twenty sides, the correlation is 0.55 where the fit began as a sphere, 0.29 where it began as the hull.
CERTAIN_LOCAL, LOST_LOCAL = 0.01, 0.05
"""Distances from the cone behind an outline, where the object reaches 0.9: within the first a point is as good as on
it, beyond the second the outline says nothing of it."""

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
    with one_thread():
        cones = view_cones(views, targets, frame)
    return constraint_by(cones, positions_local, faces)


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
    points, towards = (
        torch.as_tensor(values, dtype=torch.float32, device=cones.device) for values in (positions_local, normals)
    )
    with one_thread():
        near = falling(cones.per_view(points).abs_(), CERTAIN_LOCAL, LOST_LOCAL)
        for group in cones.groups:
            facing = _cosines(group.camera, points, towards).abs_()
            near[list(group.members)] *= falling(facing, GRAZING_COSINE, FACING_COSINE)
        return np.asarray(near.amax(dim=0).cpu().numpy(), dtype=np.float32)


def _cosines(camera: Camera, points: Tensor, normals: Tensor) -> Tensor:
    """(N, V) cosines of the angles between the lines of sight and the normals."""
    eyes = camera.centers_world.to(points)
    return ((normals * points).sum(dim=1) - eyes @ normals.T) / torch.cdist(eyes, points)


def falling(values: Tensor, last_one: float, first_zero: float) -> Tensor:
    """Return 1 up to a first value, 0 from a second one on, and a smooth way down between them.

    Args:
        values: of any shape.
        last_one: up to which the result is 1.
        first_zero: > last_one, from which it is 0.

    Returns:
        Of the same shape.
    """
    rest = ((first_zero - values) / (first_zero - last_one)).clamp_(0.0, 1.0)
    return rest * rest * (3 - 2 * rest)
