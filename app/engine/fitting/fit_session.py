"""One fit: a mesh, its views and targets, and the update that brings them closer."""

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from app.engine.cameras.view import View
from app.engine.fitting import schedule
from app.engine.fitting.device import torch_device
from app.engine.fitting.finite import NonFiniteError, all_finite, numbers_of
from app.engine.fitting.fit_state import FitState, OptimizerState
from app.engine.fitting.optimizers import make_optimizer
from app.engine.fitting.parameters import make_parameters
from app.engine.fitting.schedule import Schedule
from app.engine.fitting.settings import FitSettings
from app.engine.fitting.snapshot import StepReport, ViewIou, ViewPicture
from app.engine.fitting.view_pyramid import ViewLevel, ViewPyramid, view_level
from app.engine.losses.connectivity import Connectivity
from app.engine.losses.objective import LossWeights, ObjectiveValue, objective
from app.engine.meshes.frame import Frame
from app.engine.meshes.mesh import Mesh
from app.engine.targets.target_set import TargetSource
from renderer_cuda import Topology


@dataclass(frozen=True, eq=False)
class _Rendered:
    """The silhouettes of the latest step, without gradient."""

    level: ViewLevel
    coverages: tuple[Tensor, ...]


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
        self._faces = state.faces
        self._rest = state.rest_positions_local
        self._connectivity = Connectivity.of(state.faces, self._rest, self.device)
        positions = torch.as_tensor(self._rest, device=self.device)
        self._topology = Topology.from_faces(self._connectivity.faces, positions).to(self.device)
        self._restart_from(positions, state.optimizer, state.settings)
        with torch.no_grad():
            self._parameters.tensor.copy_(torch.tensor(state.parameters))
            self._good_tensor.copy_(self._parameters.tensor)
        self.set_views(views)

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
        return bool(self._views.full.groups)

    @property
    def full_views(self) -> ViewLevel:
        """The views that take part, in images of their own size."""
        return self._views.full

    @property
    def topology(self) -> Topology:
        """Of the mesh, for the renderer."""
        return self._topology

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
            self._faces,
            self._rest,
            self._parameters.tensor.detach().cpu().numpy().copy(),
            self._optimizer.state(),
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
            self._restart_from(self.positions_local(), OptimizerState(), settings)
        self._settings = settings
        self._schedule = self._schedule.replanned(self._step, settings.steps)

    def set_views(self, views: Sequence[View]) -> None:
        """Use other views from the next update on; those that are not enabled are left out.

        Raises:
            ValueError: the source has no target for a view.
        """
        self._views = ViewPyramid(view_level(views, self._source, self.frame, self.device))
        self._rendered: _Rendered | None = None

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
        softness = self.softness_pixels
        rate = schedule.learning_rate(self._settings, self._schedule.progress(self._step))
        self._rendered = None  # lets go of the memory before as much is taken again
        level = self._views.level(softness)
        tensor = self._parameters.tensor
        positions = self._parameters.positions()
        coverages = level.rendered(positions, self._topology, softness)
        value = objective(positions, level.pairs(coverages, softness), self._connectivity, _weights(self._settings))
        (gradient,) = torch.autograd.grad(value.total, tensor)
        numbers = numbers_of(value, gradient)
        if not all_finite(numbers):
            raise self._failure(value, level, softness)
        self._rendered = _Rendered(level, tuple(coverage.detach() for coverage in coverages))
        with torch.no_grad():
            self._good_tensor.copy_(tensor)
            self._optimizer.step(tensor, gradient, rate)
        self._step += 1
        loss, image_term, laplacian, normal, edge = numbers[:5]
        return StepReport(self._step, loss, image_term, laplacian, normal, edge, softness, rate)

    def positions_local(self) -> Tensor:
        """Return the vertex positions (V, 3) float32 in the fit's frame, without gradient."""
        with torch.no_grad():
            return self._parameters.positions().detach().clone()

    def mesh(self) -> Mesh:
        """Return the present mesh in world coordinates."""
        return Mesh(self.frame.to_world(self.positions_local().cpu().numpy()), self._faces)

    def iou_per_view(self) -> tuple[ViewIou, ...]:
        """Return how well the enabled views fit, for the mesh before the latest update; empty if there is none yet.

        It costs no rendering: the step's own silhouettes are counted, which are small while outlines are soft.
        """
        return () if self._rendered is None else self._rendered.level.ious(self._rendered.coverages)

    def measure(self) -> tuple[ViewIou, ...]:
        """Render the present mesh in the enabled views, in full size, and return how well they fit."""
        return self._views.full.ious(self._rendered_in_full())

    def pictures(self) -> tuple[ViewPicture, ...]:
        """Render the present mesh in the enabled views, in full size, and return it beside the targets."""
        return self._views.full.pictures(self._rendered_in_full())

    def _rendered_in_full(self) -> tuple[Tensor, ...]:
        with torch.no_grad():
            return self._views.full.rendered(self._parameters.positions(), self._topology, self.softness_pixels)

    def _restart_from(self, positions: Tensor, memory: OptimizerState, settings: FitSettings) -> None:
        parameters = make_parameters(settings.parametrization, positions, self._connectivity, settings.smoothness)
        self._optimizer = make_optimizer(settings.optimizer, memory, self.device)
        self._parameters = parameters  # what they mean follows from the settings: neither changes without the other
        self._good_tensor = parameters.tensor.detach().clone()

    def _failure(self, value: ObjectiveValue, level: ViewLevel, softness: float) -> NonFiniteError:
        """Go back to a mesh whose loss is finite, and find out where it stopped being so."""
        quantity = "gradient" if all_finite(value.terms.tolist()) else "loss"
        culprit = self._culprit(level, softness)
        if quantity == "loss":
            with torch.no_grad():
                self._parameters.tensor.copy_(self._good_tensor)
        return NonFiniteError(self._step + 1, culprit, quantity)

    def _culprit(self, level: ViewLevel, softness: float) -> str | None:
        """The first view whose own loss or gradient is not finite, at the present mesh."""
        positions = self.positions_local().requires_grad_()
        silhouettes_only = LossWeights(silhouette_kind=self._settings.silhouette_loss)
        for view_id, alone in level.single_views():
            pairs = alone.pairs(alone.rendered(positions, self._topology, softness), softness)
            value = objective(positions, pairs, self._connectivity, silhouettes_only)
            (gradient,) = torch.autograd.grad(value.total, positions)
            if not all_finite(numbers_of(value, gradient)):
                return view_id
        return None


def _weights(settings: FitSettings) -> LossWeights:
    return LossWeights(
        silhouette=settings.silhouette_weight,
        laplacian=settings.laplacian_weight,
        normal=settings.normal_weight,
        edge=settings.edge_weight,
        silhouette_kind=settings.silhouette_loss,
    )
