"""Which views to add: those whose outlines would run over surface that the present ones leave open."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from app.engine.advice.candidates import candidate_views
from app.engine.advice.constraint import constraint_of, falling
from app.engine.cameras.camera_matrices import eye_world
from app.engine.cameras.renderer_camera import renderer_camera
from app.engine.cameras.view import LookAt, View
from app.engine.carving.view_cones import ConeGroup, ViewCones
from app.engine.meshes.frame import Frame
from app.engine.meshes.mesh import Mesh
from app.engine.meshes.normals import unit_vectors
from app.engine.one_thread import one_thread
from app.engine.targets.target_set import Target
from renderer_cuda import Topology, signed_distance

# The values were chosen on eight models seen from 12 sides on a ring or from 6 all around, each fitted again with
# each of 24 other views: the one that scored best then beat 81 % of the others, where the scores of pure area or of
# pure separation beat 68 and 54 %; among 200 directions, as they are used, it beats 71 %.
_REACHED_LOCAL, _MISSED_LOCAL = 0.03, 0.12
"""What a new outline settles: wider than what is asked of a present one, as it will run elsewhere on the true shape."""

_SEPARATE_DEGREES = 40.0
"""From an axis this far from all others a view counts fully; from the other side it would see the same outline."""

_IMAGE_PIXELS = 80  # the longer side of the images in which candidates are judged
_SURFACE_POINTS = 20_000  # at most, of a finer mesh


@dataclass(frozen=True, eq=False)
class SuggestedView:
    """A view worth adding.

    Args:
        view: the camera, with an id of its own among the suggestions only.
        opened_share: in [0, 1], of the surface that was unconstrained before any was added, which this one brings to
            an outline; what a suggestion before it brings there does not count again.
    """

    view: View
    opened_share: float

    @property
    def placement(self) -> LookAt:
        """Of the view."""
        assert isinstance(self.view.placement, LookAt)  # as all candidates
        return self.view.placement


@dataclass(frozen=True, eq=False)
class ViewAdvice:
    """What the views leave open and how to go on.

    Args:
        unconstrained_share: in [0, 1], of the mesh's area.
        suggestions: the most useful first.
    """

    unconstrained_share: float
    suggestions: tuple[SuggestedView, ...]


def view_advice(
    positions_local: NDArray[np.float64],
    faces: NDArray[np.int32],
    views: Sequence[View],
    targets: Sequence[Target],
    frame: Frame,
    count: int = 1,
) -> ViewAdvice:
    """Return how much of a mesh the enabled views leave open, and which views to add one after the other.

    A candidate is worth the unconstrained area near its outline of the mesh, less where its axis is close to another
    view's. What it would constrain is open no more when the next one is chosen.

    Args:
        positions_local: (V, 3), the present mesh, in the frame.
        faces: (F, 3), counter-clockwise seen from outside.
        views: all of them.
        targets: one a view.
        frame: where the mesh is.
        count: of views to suggest, >= 0.

    Raises:
        ValueError: no view is enabled, or a target's size is not its view's.
    """
    mesh = Mesh(frame.to_world(positions_local), faces)
    areas = _vertex_areas(positions_local, faces)
    open_areas = areas * (1.0 - constraint_of(positions_local, faces, views, targets, frame))
    share = float(open_areas.sum() / areas.sum())
    enabled = [view for view in views if view.enabled]
    candidates = candidate_views(mesh, enabled)
    chosen = slice(None, None, math.ceil(len(positions_local) / _SURFACE_POINTS))
    near = _nearness(candidates, positions_local, faces, frame, positions_local[chosen])
    axes = [unit_vectors(eye_world(view.placement) - mesh.center) for view in enabled]
    picks = _picked(near, open_areas[chosen], candidates, axes, mesh.center, count)
    return ViewAdvice(share, picks)


def _picked(
    near: NDArray[np.float32],
    open_areas: NDArray[np.float64],
    candidates: Sequence[View],
    axes: Sequence[NDArray[np.float64]],
    center_world: NDArray[np.float64],
    count: int,
) -> tuple[SuggestedView, ...]:
    """The best candidates, one after the other."""
    directions = unit_vectors(np.stack([eye_world(view.placement) for view in candidates]) - center_world)
    taken = np.abs(directions @ np.stack(axes).T).max(axis=1)
    left = open_areas
    picks = []
    for number in range(1, count + 1):
        separation = np.degrees(np.arccos(np.clip(taken, 0.0, 1.0))) / _SEPARATE_DEGREES
        worth = (near @ left) * np.minimum(separation, 1.0)
        best = int(worth.argmax())
        opened = float(near[best] @ left / max(open_areas.sum(), np.finfo(float).tiny))
        view = candidates[best]
        picks.append(SuggestedView(View(f"suggested-{number:02d}", view.placement, view.image_size), opened))
        left = left * (1.0 - near[best])
        taken = np.maximum(taken, np.abs(directions @ directions[best]))
    return tuple(picks)


def _nearness(
    candidates: Sequence[View],
    positions_local: NDArray[np.float64],
    faces: NDArray[np.int32],
    frame: Frame,
    points_local: NDArray[np.float64],
) -> NDArray[np.float32]:
    """(C, P) in [0, 1]: how near each point is to the outline of the mesh in each candidate."""
    height, width = candidates[0].image_size
    scale = _IMAGE_PIXELS / max(height, width)
    size = (max(1, round(scale * height)), max(1, round(scale * width)))
    camera = renderer_camera(candidates).in_frame(frame.center_world, frame.scale).rescaled(scale)
    positions = torch.as_tensor(positions_local, dtype=torch.float32)
    images = signed_distance(positions, Topology.from_faces(faces, positions), camera, size, _IMAGE_PIXELS)
    with one_thread():
        cones = ViewCones([view.id for view in candidates], [ConeGroup(tuple(range(len(camera))), camera, images)])
        distances = cones.per_view(torch.as_tensor(points_local, dtype=torch.float32))
        return np.asarray(falling(distances.abs_(), _REACHED_LOCAL, _MISSED_LOCAL).numpy(), dtype=np.float32)


def _vertex_areas(positions: NDArray[np.float64], faces: NDArray[np.int32]) -> NDArray[np.float64]:
    """(V,): each face's area, in thirds to its corners."""
    a, b, c = positions[faces].transpose(1, 0, 2)
    thirds = np.linalg.norm(np.cross(b - a, c - a), axis=1) / 6
    return np.asarray(np.bincount(faces.ravel(), np.repeat(thirds, 3), minlength=len(positions)), dtype=np.float64)
