"""How the cameras of a capture stand: the point they look at, how much they see there, which way is up."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.engine.cameras.camera_matrices import eye_world, intrinsic_matrix, world_to_camera
from app.engine.cameras.view import WORLD_UP, LookAt, View
from app.engine.meshes.frame import Frame
from app.engine.meshes.normals import unit_vectors

Vectors = NDArray[np.float64]

_LEAST_CROSSING = 1e-3
"""Mean squared sine of the angles between axes, in the direction they tell least of; below they are parallel."""

_FLATNESS = 0.1  # of a ring: how far eyes leave its plane, of how far they spread in it
_STEEPEST_RING = 0.85  # sine of the elevation from which eyes may lie in a plane without standing around
_SHORTEST_ARC = 0.9  # length of the mean of unit vectors along a ring; 0.9 is an arc of 90 degrees
_LEVELNESS = 0.3  # how far the images' horizontal axes leave the plane of the horizon, of how far they spread in it
_LEAST_TURN = 0.2  # how far they have to spread there
_EVEN_VOTE = 0.05  # ups whose mean is shorter along an axis do not tell its sign
_SNAP_SURE_DEGREES, _SNAP_VAGUE_DEGREES = 10.0, 30.0
"""How near a world axis up has to be to be that axis: where it follows from all cameras together, and else."""


@dataclass(frozen=True, eq=False)
class Arrangement:
    """How cameras stand around what they look at.

    Args:
        center_world: (3,) the point nearest to all optical axes.
        radius_world: half of what the images take in there, along their longer side; > 0.
        up_world: (3,) unit vector.
        up_name: the world axis that it is, as Y or -Z, or its three numbers.
        looks_at: whether that point is in front of most cameras.
    """

    center_world: Vectors
    radius_world: float
    up_world: Vectors
    up_name: str
    looks_at: bool


def arrangement(views: Sequence[View]) -> Arrangement:
    """Find out how cameras stand.

    The centre is the point with the least sum of distances to the optical axes, so that a few cameras that look
    elsewhere hardly move it. Where all axes are parallel, as that of a single camera, it is in front of them, as far
    away as the point that they are said to look at or else the world's origin.

    Up is the axis of the ring that the eyes lie on; else the direction that all images' horizontal axes are square to;
    else that of most images' vertical axes. As pictures may be upside down, only its sign follows from their sum.

    Args:
        views: all that count, of either kind.

    Returns:
        For no view, the unit ball about the origin.
    """
    if not views:
        return Arrangement(np.zeros(3), 1.0, WORLD_UP, "Y", looks_at=False)
    eyes = np.stack([eye_world(view.placement) for view in views])
    axes = np.stack([world_to_camera(view.placement)[:3, :3] for view in views])
    center = nearest_point(eyes, axes[:, 2])
    if center is None:
        center = _in_front(eyes, axes[:, 2], views)
    depths = np.einsum("nx,nx->n", center - eyes, axes[:, 2])
    up, name = _up(eyes, axes, center)
    radius = float(np.median(np.abs(depths) * [_half_extent(view) for view in views]))
    return Arrangement(center, radius if radius > 0 else 1.0, up, name, bool(2 * (depths > 0).sum() > len(views)))


def rough_frame(views: Sequence[View]) -> Frame:
    """The frame about the point that cameras look at, which reaches as far as their images."""
    found = arrangement(views)
    return Frame(found.center_world, found.radius_world)


def _half_extent(view: View) -> float:
    """Of the image's longer side, at a depth of 1."""
    lens, (height, width) = intrinsic_matrix(view), view.image_size
    return float(max(width / lens[0, 0], height / lens[1, 1])) / 2


def nearest_point(eyes: Vectors, directions: Vectors) -> Vectors | None:
    """Return the point with the least sum of distances to lines.

    Args:
        eyes: (N, 3), a point of each.
        directions: (N, 3), unit vectors along them.

    Returns:
        (3,), or None where all lines are about parallel.
    """
    across = np.eye(3) - directions[:, :, None] * directions[:, None, :]
    if np.linalg.eigvalsh(across.mean(axis=0))[0] < _LEAST_CROSSING:
        return None
    weights = np.ones(len(eyes))
    for _ in range(20):  # by least squares, over and over (Weiszfeld, 1937)
        normal = np.einsum("n,nij->ij", weights, across)
        point: Vectors = np.linalg.solve(normal, np.einsum("n,nij,nj->i", weights, across, eyes))
        farthest = np.linalg.norm(point - eyes, axis=1).max()
        if farthest == 0:  # all cameras in one place, as for a panorama
            break
        misses = np.linalg.norm(np.einsum("nij,nj->ni", across, point - eyes), axis=1)
        weights = 1 / np.maximum(misses, 1e-3 * farthest)
    return point


def _in_front(eyes: Vectors, forward: Vectors, views: Sequence[View]) -> Vectors:
    """In front of cameras whose axes tell nothing of how far away they look."""
    hints = [view.placement.target_world if isinstance(view.placement, LookAt) else np.zeros(3) for view in views]
    depth = float(np.median(np.einsum("nx,nx->n", np.stack(hints) - eyes, forward)))
    return np.asarray(eyes.mean(axis=0) + unit_vectors(forward.mean(axis=0)) * (depth if depth > 0 else 1.0))


def _up(eyes: Vectors, axes: Vectors, center: Vectors) -> tuple[Vectors, str]:
    axis = _ring_axis(eyes, center)
    if axis is None:
        axis = _level_axis(axes[:, 0])
    snap = _SNAP_SURE_DEGREES
    if axis is None:
        axis, snap = np.linalg.svd(axes[:, 1])[2][0], _SNAP_VAGUE_DEGREES
    return _snapped(axis * _sign(axis, eyes, axes, center), snap)


def _ring_axis(eyes: Vectors, center: Vectors) -> Vectors | None:
    """The normal of the plane that eyes lie in, if they stand around the centre there."""
    if len(eyes) < 3:
        return None
    _, spread, directions = np.linalg.svd(eyes - eyes.mean(axis=0))
    axis: Vectors = directions[2]
    towards = unit_vectors(eyes - center)
    along = towards @ axis
    around = unit_vectors(towards - along[:, None] * axis).mean(axis=0)
    steep = abs(float(along.mean())) > _STEEPEST_RING
    if spread[2] > _FLATNESS * spread[1] or steep or np.linalg.norm(around) > _SHORTEST_ARC:
        return None
    return axis


def _level_axis(right: Vectors) -> Vectors | None:
    """The direction that the images' horizontal axes are square to, if there is one."""
    if len(right) < 3:
        return None
    _, spread, directions = np.linalg.svd(right)
    if spread[2] > _LEVELNESS * spread[1] or spread[1] < _LEAST_TURN * np.sqrt(len(right)):
        return None
    axis: Vectors = directions[2]
    return axis


def _sign(axis: Vectors, eyes: Vectors, axes: Vectors, center: Vectors) -> float:
    """By which an axis points as most pictures' ups do; if these differ evenly, to where the cameras are."""
    for votes in (-axes[:, 1] @ axis, unit_vectors(eyes - center) @ axis):
        if abs(votes.mean()) > _EVEN_VOTE:
            return float(np.sign(votes.mean()))
    return float(np.sign(axis[np.abs(axis).argmax()]))


def _snapped(up: Vectors, within_degrees: float) -> tuple[Vectors, str]:
    up = unit_vectors(up)
    index = int(np.abs(up).argmax())
    if abs(up[index]) < np.cos(np.radians(within_degrees)):
        return up, f"({', '.join(f'{number:z.2f}' for number in up)})"
    snapped = np.zeros(3)
    snapped[index] = np.sign(up[index])
    return snapped, f"{'-' if up[index] < 0 else ''}{'XYZ'[index]}"
