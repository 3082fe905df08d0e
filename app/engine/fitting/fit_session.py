"""One fit: a mesh, its views and targets, and the update that brings them closer."""

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from app.engine.cameras.view import View
from app.engine.fitting import schedule, upkeep
from app.engine.fitting.camera_memory import CameraMemory
from app.engine.fitting.camera_refinement import MOVE_FROM_PROGRESS, CameraRefinement, Sharpness
from app.engine.fitting.device import torch_device
from app.engine.fitting.finite import NonFiniteError, all_finite, numbers_of
from app.engine.fitting.fit_state import FitState
from app.engine.fitting.fit_views import FitViews
from app.engine.fitting.hull_start import SOFTNESS_PIXELS, start_choice
from app.engine.fitting.moving_mesh import MovingMesh
from app.engine.fitting.notes import Note, NoteKind
from app.engine.fitting.optimizer_state import OptimizerState
from app.engine.fitting.parameters import make_parameters
from app.engine.fitting.refined_cameras import RefinedCamera
from app.engine.fitting.schedule import Schedule
from app.engine.fitting.settings import FitSettings
from app.engine.fitting.snapshot import StepReport, ViewIou, ViewPicture
from app.engine.fitting.upkeep import Upkeep
from app.engine.fitting.vertex_shares import vertex_shares
from app.engine.fitting.view_pyramid import ViewLevel
from app.engine.losses.connectivity import Connectivity
from app.engine.losses.objective import LossWeights, ObjectiveValue, VertexShares, objective
from app.engine.meshes.frame import Frame
from app.engine.meshes.mesh import Mesh
from app.engine.targets.target_set import TargetSource
from renderer_cuda import Topology


@dataclass(frozen=True, eq=False)
class _Rendered:
    """The silhouettes of the latest step, without gradient."""

    level: ViewLevel
    coverages: tuple[Tensor, ...]


@dataclass(frozen=True, eq=False)
class _Shared:
    """The shares of a mesh at rest, and what they depend on."""

    rest_local: NDArray[np.float64]
    views: FitViews
    with_fairness: bool
    shares: VertexShares

    def belongs_to(self, rest_local: NDArray[np.float64], views: FitViews, with_fairness: bool) -> bool:
        same = self.rest_local is rest_local and self.views is views
        return same and self.with_fairness == with_fairness


class FitSession:
    """A fit that does one update at a time; between two, views and settings may be exchanged.

    It works in a frame where the object is about one unit large, so that float32 suffices wherever the object is and
    whatever its unit.

    Args:
        state: where to go on from; `started` gives that of a new fit.
        views: those that are enabled take part; without any, no update can be done.
        source: gives the targets of the views.

    Raises:
        ValueError: the source has no target for a view, or the device that the settings name is not there.
    """

    def __init__(self, state: FitState, views: Sequence[View], source: TargetSource) -> None:
        self.frame = state.frame
        self.device = torch_device(state.settings.device)
        self._source = source
        self._settings = state.settings
        self._schedule = state.schedule
        self._step = state.step
        self._moving = MovingMesh.of_state(state, self.device)
        self._notes: list[Note] = []
        self._rendered: _Rendered | None = None
        self._shared: _Shared | None = None
        self._take_views(views, state.cameras)

    @classmethod
    def started(
        cls, start: Mesh, frame: Frame, views: Sequence[View], source: TargetSource, settings: FitSettings
    ) -> "FitSession":
        """A new fit.

        Args:
            start: the mesh to start from, world coordinates; vertices at one place are joined.
            frame: where the fit takes place.
            views: those that are enabled take part.
            source: gives the targets of the views.
            settings: how to fit.

        Raises:
            ValueError: as the constructor.
        """
        mesh = start.welded()
        rest = frame.from_world(mesh.positions)
        connectivity = Connectivity.of(mesh.faces, rest, torch.device("cpu"))
        parameters = make_parameters(
            settings.parametrization, torch.as_tensor(rest), connectivity, settings.smoothness
        ).tensor
        return cls(
            FitState(
                settings,
                Schedule(settings.steps),
                0,
                frame,
                mesh.faces,
                rest,
                parameters.detach().numpy(),
                OptimizerState(),
            ),
            views,
            source,
        )

    @property
    def step_count(self) -> int:
        """Updates done."""
        return self._step

    @property
    def settings(self) -> FitSettings:
        """The settings of the next update."""
        return self._settings

    @property
    def has_views(self) -> bool:
        """Whether any view takes part."""
        return self._views.any

    @property
    def views(self) -> FitViews:
        """The views that take part, in every form that there is."""
        return self._views

    @property
    def full_views(self) -> ViewLevel:
        """The views that take part, in images of their own size, where their cameras are now."""
        if not self._refines:
            return self._views.shown
        return self._views.shown.standing(self._cameras.views(), self.frame)

    def refined_views(self) -> tuple[View, ...]:
        """Return all views as they stand now: given by matrices where the fit has moved them."""
        return self._cameras.views()

    def refined_cameras(self) -> tuple[RefinedCamera, ...]:
        """Return the cameras that the fit has moved, and how far."""
        return self._cameras.refined()

    @property
    def topology(self) -> Topology:
        """Of the mesh, for the renderer."""
        return self._moving.topology

    @property
    def softness_pixels(self) -> float:
        """Softness of the next update."""
        return schedule.softness_pixels(self._settings, self._schedule.progress(self._step))

    def state(self) -> FitState:
        """Return a copy of where the fit stands, on the CPU."""
        return FitState(
            self._settings,
            self._schedule,
            self._step,
            self.frame,
            self._moving.faces,
            self._moving.rest_local,
            self._moving.unknowns.detach().cpu().numpy().copy(),
            self._moving.memory(),
            self._cameras.memory(),
        )

    def set_settings(self, settings: FitSettings) -> None:
        """Use other settings from the next update on.

        Another optimiser or parametrisation goes on from the present mesh, without the memory of the one before.

        Raises:
            ValueError: a setting differs that needs a new fit.
        """
        old = self._settings
        changed = {f.name for f in dataclasses.fields(settings) if getattr(old, f.name) != getattr(settings, f.name)}
        for item in dataclasses.fields(settings):
            if item.name in changed and not item.metadata["live"]:
                raise ValueError(f"FitSession: {item.name} cannot change in a running fit, it needs a new one")
        if changed & {"optimizer", "parametrization", "smoothness"}:
            self._moving.restart(settings)
        self._settings = settings
        self._schedule = self._schedule.replanned(self._step, settings.steps)
        if "mirror" in changed:
            self.set_views(self._all_views)
        elif "refine_cameras" in changed:
            self._settle_cameras()

    def set_views(self, views: Sequence[View]) -> None:
        """Use other views from the next update on; those that are not enabled are left out.

        A refined camera stays where it is while its view is given as before.

        Raises:
            ValueError: the source has no target for a view.
        """
        self._cameras.settle()
        self._take_views(views, self._cameras.memory())

    def step(self) -> StepReport:
        """Do one update.

        Returns:
            What it did; the loss is that of the mesh before it.

        Raises:
            ValueError: no view is enabled.
            NonFiniteError: the loss or its gradient is not finite; the mesh stays at, or goes back to, the last one
                whose loss was.
        """
        if not self.has_views:
            raise ValueError("no view is enabled: enable one to go on")
        if self._refines and self._cameras.is_new:
            self._cameras.agree(self._views.shown_targets, self._with_lenses)
            self._settle_cameras()
        if self._step == 0:
            self._take_start()
        softness, weights = self.softness_pixels, self._weights()
        rate = schedule.learning_rate(self._settings, self._schedule.progress(self._step))
        self._rendered = None  # lets go of the memory before as much is taken again
        level, moving = self._views.pyramid.level(softness), self._moving
        positions = moving.positions()
        cameras = self._cameras.of_level(level, self._views) if self._cameras_move() else None
        coverages = level.rendered(positions, moving.topology, softness, cameras)
        value = objective(positions, level.pairs(coverages, softness), moving.connectivity, weights, self._shares())
        unknowns = [moving.unknowns] if cameras is None else [moving.unknowns, self._cameras.unknowns]
        gradient, *of_cameras = torch.autograd.grad(value.total, unknowns)
        numbers = numbers_of(value, gradient, *of_cameras)
        if not all_finite(numbers):
            raise self._failure(value, level, softness)
        self._rendered = _Rendered(level, tuple(coverage.detach() for coverage in coverages))
        moving.update(gradient, rate)
        for camera_gradient in of_cameras:
            self._move_cameras(camera_gradient, numbers[1], softness, rate / self._settings.learning_rate)
        self._step += 1
        if upkeep.is_due(self._schedule, self._step):
            self._look_after()
        loss, image_term, laplacian, normal, edge = numbers[:5]
        return StepReport(self._step, loss, image_term, laplacian, normal, edge, softness, rate)

    def take_notes(self) -> tuple[Note, ...]:
        """Return what was done to the mesh besides moving it since this was asked last."""
        notes = tuple(self._notes)
        self._notes.clear()
        return notes

    def positions_local(self) -> Tensor:
        """Return the vertex positions (V, 3) float32 in the fit's frame, without gradient."""
        return self._moving.positions_local()

    def mesh(self) -> Mesh:
        """Return the present mesh in world coordinates."""
        return Mesh(self.frame.to_world(self.positions_local().cpu().numpy()), self._moving.faces)

    def iou_per_view(self) -> tuple[ViewIou, ...]:
        """Return how well the enabled views fit, for the mesh before the latest update; empty if there is none yet.

        It costs no rendering: the step's own silhouettes are counted, which are small while outlines are soft.
        """
        if self._rendered is None:
            return ()
        shown = self._views.shown_ids
        return tuple(iou for iou in self._rendered.level.ious(self._rendered.coverages) if iou.view_id in shown)

    def measure(self) -> tuple[ViewIou, ...]:
        """Render the present mesh in the enabled views, in full size, and return how well they fit."""
        return self._views.shown.ious(self._rendered_in_full())

    def pictures(self) -> tuple[ViewPicture, ...]:
        """Render the present mesh in the enabled views, in full size, and return it beside the targets."""
        return self._views.shown.pictures(self._rendered_in_full())

    def _take_views(self, views: Sequence[View], memory: CameraMemory) -> None:
        cameras = CameraRefinement(views, self.frame, memory)
        mirror, placed = self._settings.mirror, cameras.settled_views()
        self._views = FitViews(views, self._source, self.frame, self.device, mirror, placed)
        self._all_views, self._cameras = tuple(views), cameras
        self._rendered = None

    @property
    def _refines(self) -> bool:
        return self._settings.refine_cameras != "off"

    @property
    def _with_lenses(self) -> bool:
        return self._settings.refine_cameras == "poses_and_lenses"

    def _cameras_move(self) -> bool:
        """Only once edges are short: a coarse mesh, which cannot show what outlines do, pulls cameras astray."""
        if not self._refines or self._settings.silhouette_weight == 0:
            return False
        return self._schedule.progress(self._step) >= MOVE_FROM_PROGRESS

    def _move_cameras(self, gradient: Tensor, loss: float, softness: float, share: float) -> None:
        sharpness = Sharpness(loss, self._settings.silhouette_weight, softness, self._views.pixel_local)
        self._cameras.update(gradient, self._views.shown_targets, sharpness, share, self._with_lenses)

    def _settle_cameras(self) -> None:
        """Let everything that is made of cameras only now and then be made of where they are now."""
        self._cameras.settle()
        self._views = self._views.standing(self._cameras.views())

    def _rendered_in_full(self) -> tuple[Tensor, ...]:
        return self.full_views.rendered(self.positions_local(), self.topology, self.softness_pixels)

    def _take_start(self) -> None:
        """Put the hull in the place of the mesh that is there, if the settings leave or ask for it."""
        choice = start_choice(self._settings, self._views)
        if choice is None:
            return
        if choice.hull is not None:
            rest = self.frame.from_world(choice.hull.mesh.positions)
            self._moving.replace(choice.hull.mesh.faces, rest, self._settings)
            progress = schedule.progress_at_softness(self._settings, SOFTNESS_PIXELS)
            self._schedule = Schedule(self._schedule.planned_steps, 0, progress)
            self._look_after()
        self._notes.append(Note(0, NoteKind.START, choice.label, choice.sentence))

    def _look_after(self) -> None:
        if self._refines:
            self._settle_cameras()
        progress = self._schedule.progress(self._step)
        keeper = Upkeep(self._moving, self._views, self._settings, progress, self._step)
        keeper.between_updates()
        self._notes += keeper.notes

    def _shares(self) -> VertexShares:
        """How much each vertex counts, by where it was when the triangles were made."""
        rest, with_fairness = self._moving.rest_local, self._settings.fairness_weight > 0
        if self._shared is None or not self._shared.belongs_to(rest, self._views, with_fairness):
            shares = vertex_shares(rest, self._moving.faces, self._views, with_fairness)
            self._shared = _Shared(rest, self._views, with_fairness, shares)
        return self._shared.shares

    def _weights(self) -> LossWeights:
        settings = self._settings
        return LossWeights(
            silhouette=settings.silhouette_weight,
            laplacian=settings.laplacian_weight,
            normal=schedule.normal_weight(settings, self._schedule.progress(self._step)),
            edge=settings.edge_weight,
            fairness=settings.fairness_weight,
            silhouette_kind=settings.silhouette_loss,
        )

    def _failure(self, value: ObjectiveValue, level: ViewLevel, softness: float) -> NonFiniteError:
        """Go back to a mesh whose loss is finite, and find out where it stopped being so."""
        quantity = "gradient" if all_finite(value.terms.tolist()) else "loss"
        culprit = self._culprit(level, softness)
        if quantity == "loss":
            self._moving.go_back()
        return NonFiniteError(self._step + 1, culprit, quantity)

    def _culprit(self, level: ViewLevel, softness: float) -> str | None:
        """The first view whose own loss or gradient is not finite, at the present mesh."""
        positions = self.positions_local().requires_grad_()
        silhouettes_only = LossWeights(silhouette_kind=self._settings.silhouette_loss)
        for view_id, alone in level.single_views():
            pairs = alone.pairs(alone.rendered(positions, self.topology, softness), softness)
            value = objective(positions, pairs, self._moving.connectivity, silhouettes_only)
            (gradient,) = torch.autograd.grad(value.total, positions)
            if not all_finite(numbers_of(value, gradient)):
                return view_id
        return None
