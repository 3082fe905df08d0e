"""About where silhouettes say that an object is, by no more than their middles and sizes."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from app.engine.cameras.camera_matrices import eye_world, intrinsic_matrix, world_to_camera
from app.engine.cameras.view import View
from app.engine.captures.arrangement import nearest_point
from app.engine.meshes.frame import Frame
from app.engine.meshes.normals import unit_vectors
from app.engine.targets.reduced import known_silhouette
from app.engine.targets.target_set import Target

_EXTENT_PERCENTILE = 99.0  # of the pixels' distances from the middle, so that a few specks do not count


def silhouette_ball(views: Sequence[View], targets: Sequence[Target], around: Frame) -> Frame:
    """Return the frame whose unit ball about covers the silhouettes.

    Its centre is the point nearest to the lines of sight through their middles; where these are parallel, as is that of
    a single view, it is on them, as deep as the centre of a given frame. A few wrong silhouettes hardly move it.

    Args:
        views: N >= 1.
        targets: one a view, none empty.
        around: what to fall back on; if most views have the point behind them, it is the answer.
    """
    middles, extents = zip(*(_middle_and_extent(target) for target in targets), strict=True)
    eyes = np.stack([eye_world(view.placement) for view in views])
    lines = np.stack([_direction(view, middle) for view, middle in zip(views, middles, strict=True)])
    center = nearest_point(eyes, lines)
    if center is None:
        along = np.maximum(np.einsum("nx,nx->n", around.center_world - eyes, lines), 0.0)
        center = np.median(eyes + along[:, None] * lines, axis=0)
    matrices = np.stack([world_to_camera(view.placement) for view in views])
    depths = matrices[:, 2, :3] @ center + matrices[:, 2, 3]
    focal = [intrinsic_matrix(view)[:2, :2].diagonal().mean() for view in views]
    radii = (depths * np.array(extents) / focal)[depths > 0]
    if 2 * len(radii) <= len(views):
        return around
    return Frame(center, float(np.median(radii)))


def _middle_and_extent(target: Target) -> tuple[NDArray[np.float64], float]:
    """Mean of the silhouette's pixels, (2,) x and y, and how far it reaches from there, pixels."""
    rows, columns = np.nonzero(known_silhouette(target).cpu().numpy())
    places = np.stack([columns, rows], axis=1) + 0.5
    middle = places.mean(axis=0)
    reach = np.percentile(np.linalg.norm(places - middle, axis=1), _EXTENT_PERCENTILE)
    return middle, max(float(reach), 1.0)


def _direction(view: View, pixel: NDArray[np.float64]) -> NDArray[np.float64]:
    """(3,) unit vector from the eye through a pixel, world axes."""
    in_camera = np.linalg.solve(intrinsic_matrix(view), [*pixel, 1.0])
    return unit_vectors(in_camera @ world_to_camera(view.placement)[:3, :3])
