"""Fits one model again and again, each time with other views added to the same few."""

from collections.abc import Sequence

import numpy as np
import torch

from app.engine.advice.next_view import view_advice
from app.engine.cameras.rig_settings import RigSettings
from app.engine.cameras.view import WORLD_UP, LookAt, View
from app.engine.carving.visual_hull import visual_hull
from app.engine.fitting.fit_session import FitSession
from app.engine.fitting.settings import FitSettings
from app.engine.meshes.frame import Frame
from app.engine.meshes.mesh import Mesh
from app.engine.remeshing.remesh import remeshed
from app.engine.targets.rendered import RenderedTargets
from benchmarks.support.scoring import heldout_ious

_HULL_CELLS = 128
_EDGE_LOCAL = 0.035  # everywhere: 2,000 to 12,000 faces, by the model's area
_QUICK_FIT = FitSettings(
    steps=60,
    learning_rate=0.015,
    softness_start_pixels=2.0,
    refine_from=0.6,
    remeshing="off",
    topology="fixed",
    start="sphere",  # the hull is carved here, more coarsely
    device="cpu",
)


class ShapeDesk:
    """A model, the views it is seen from at first, and quick fits of it.

    Args:
        model: world coordinates.
        rig: the views at first.
    """

    def __init__(self, model: Mesh, rig: RigSettings) -> None:
        self._model = model
        self._frame = Frame.around(model)
        self._views = rig.around(model).views
        self._targets = RenderedTargets(model, self._frame, torch.device("cpu"))

    def fitted(self, added: Sequence[View]) -> Mesh:
        """The shape that a short fit with these views more arrives at, world coordinates."""
        views = (*self._views, *added)
        targets = self._targets.targets(views)
        hull = visual_hull(views, targets, self._frame, _HULL_CELLS).mesh
        even = remeshed(self._frame.from_world(hull.positions), hull.faces, _EDGE_LOCAL)
        start = Mesh(self._frame.to_world(even.positions), even.faces)
        session = FitSession.started(start, self._frame, views, self._targets, _QUICK_FIT)
        while session.step_count < _QUICK_FIT.steps:
            session.step()
        return session.mesh()

    def suggested(self, shape: Mesh, count: int) -> tuple[View, ...]:
        """The views that the program suggests adding, once a fit has arrived at this shape."""
        local = self._frame.from_world(shape.positions)
        targets = self._targets.targets(self._views)
        advice = view_advice(local, shape.faces, self._views, targets, self._frame, count)
        return tuple(suggestion.view for suggestion in advice.suggestions)

    def random(self, count: int, seed: int) -> tuple[View, ...]:
        """Views from random directions, all alike, in every other respect like those at first."""
        like = self._views[0]
        assert isinstance(like.placement, LookAt)
        target, fov = like.placement.target_world, like.placement.fov_y_degrees
        distance = np.linalg.norm(like.placement.eye_world - target)
        directions = np.random.default_rng([seed, count]).normal(size=(count, 3))
        eyes = target + distance * directions / np.linalg.norm(directions, axis=1, keepdims=True)
        return tuple(
            View(f"random-{number}", LookAt(eye, target, WORLD_UP, fov), like.image_size)
            for number, eye in enumerate(eyes, start=1)
        )

    def heldout_iou(self, shape: Mesh) -> float:
        """Mean over silhouettes from directions that no view had."""
        return float(heldout_ious(shape, self._model).mean())
