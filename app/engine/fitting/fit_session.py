"""One fit: a mesh, its views and targets, and the update that brings them closer."""

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from app.engine.cameras.renderer_camera import renderer_camera
from app.engine.cameras.view import View
from app.engine.fitting import schedule
from app.engine.fitting.device import torch_device
from app.engine.fitting.finite import NonFiniteError, all_finite, numbers_of
from app.engine.fitting.optimizers import make_optimizer
from app.engine.fitting.parameters import make_parameters
from app.engine.fitting.schedule import Schedule
from app.engine.fitting.settings import FitSettings
from app.engine.fitting.snapshot import StepReport, ViewIou, ViewPicture
from app.engine.losses.connectivity import Connectivity
from app.engine.losses.objective import ImagePairs, LossWeights, ObjectiveValue, objective
from app.engine.losses.silhouette import silhouette_losses
from app.engine.meshes.frame import Frame
from app.engine.meshes.mesh import Mesh
from app.engine.metrics.silhouette_iou import silhouette_iou
from app.engine.one_thread import one_thread
from app.engine.targets.target_set import TargetGroup, TargetSet, TargetSource
from renderer_cuda import Camera, Topology, silhouette


@dataclass(frozen=True, eq=False)
class _ViewGroup:
    """The views of one size: where they stand, in the fit's frame, and what they should show.

    The cameras stay on the CPU in float64, wherever the fit is: the renderer makes small matrices of them.
    """

    view_ids: tuple[str, ...]
    camera: Camera
    target: TargetGroup


class FitSession:
    """A fit that does one update at a time; between two, views and settings may be exchanged.

    It works in a frame where the object is about one unit large, so that float32 suffices wherever the object is and
    whatever its unit.

    Args:
        start: the mesh to start from, world coordinates; vertices at one place are joined.
        frame: where the fit takes place.
        views: at least one of them enabled.
        source: gives the targets of the views.
        settings: how to fit.

    Raises:
        ValueError: no view is enabled, or the device that the settings name is not there.
    """

    def __init__(
        self, start: Mesh, frame: Frame, views: Sequence[View], source: TargetSource, settings: FitSettings
    ) -> None:
        self.frame = frame
        self.device = torch_device(settings.device)
        self._source = source
        self._settings = settings
        self._schedule = Schedule(settings.steps)
        self._step = 0
        mesh = start.welded()
        self._faces = mesh.faces
        rest = frame.from_world(mesh.positions)
        self._connectivity = Connectivity.of(mesh.faces, rest, self.device)
        positions = torch.as_tensor(rest, device=self.device)
        self._topology = Topology.from_faces(self._connectivity.faces, positions).to(self.device)
        self._restart_from(positions)
        self.set_views(views)

    @property
    def step_count(self) -> int:
        """Updates done."""
        return self._step

    @property
    def settings(self) -> FitSettings:
        """The settings of the next update."""
        return self._settings

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
        self._settings = settings
        self._schedule = self._schedule.replanned(self._step, settings.steps)
        if changed & {"optimizer", "parametrization", "smoothness"}:
            self._restart_from(self.positions_local())

    def set_views(self, views: Sequence[View]) -> None:
        """Use other views from the next update on; those that are not enabled are left out.

        Raises:
            ValueError: no view is enabled, or the source has no target for one.
        """
        enabled = [view for view in views if view.enabled]
        if not enabled:
            raise ValueError("FitSession: at least one view must be enabled, got none")
        self._targets = TargetSet(self._source.targets(enabled), self.device)
        self._groups = tuple(self._placed(group, enabled) for group in self._targets.groups)
        self._coverages: tuple[Tensor, ...] = ()

    def step(self) -> StepReport:
        """Do one update.

        Returns:
            What it did; the loss is that of the mesh before it.

        Raises:
            NonFiniteError: the loss or its gradient is not finite; the mesh stays at, or goes back to, the last one
                whose loss was.
        """
        progress = self._schedule.progress(self._step)
        softness = schedule.softness_pixels(self._settings, progress)
        rate = schedule.learning_rate(self._settings, progress)
        self._coverages = ()  # lets go of the memory before as much is taken again
        tensor = self._parameters.tensor
        value, self._coverages = self._evaluated(self._parameters.positions(), softness)
        (gradient,) = torch.autograd.grad(value.total, tensor)
        numbers = numbers_of(value, gradient)
        if not all_finite(numbers):
            raise self._failure(value, softness)
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
        """Return how well the enabled views fit, for the mesh before the latest update; empty if there is none yet."""
        with one_thread():
            found = [
                silhouette_iou(coverage > 0.5, group.target.distances_pixels < 0, group.target.weights)
                for group, coverage in zip(self._groups, self._coverages, strict=False)
            ]
        return self._by_view([iou for ious in found for iou in ious.tolist()])

    def measure(self) -> tuple[ViewIou, ...]:
        """Render the present mesh in the enabled views, without an update, and return how well they fit."""
        with torch.no_grad():
            softness = schedule.softness_pixels(self._settings, self._schedule.progress(self._step))
            self._coverages = self._rendered(self._parameters.positions(), softness)
        return self.iou_per_view()

    def pictures(self) -> tuple[ViewPicture, ...]:
        """Render the present mesh in the enabled views, without an update, and return it beside the targets."""
        ious = self.measure()
        images = [
            (mask, coverage)
            for group, coverages in zip(self._groups, self._coverages, strict=True)
            for mask, coverage in zip(group.target.masks.cpu().numpy(), coverages.cpu().numpy(), strict=True)
        ]
        return tuple(
            ViewPicture(item.view_id, target, rendered, item.iou)
            for item, (target, rendered) in zip(ious, images, strict=True)
        )

    def _by_view(self, ious: list[float]) -> tuple[ViewIou, ...]:
        ids = [view_id for group in self._groups for view_id in group.view_ids]
        return tuple(ViewIou(view_id, iou) for view_id, iou in zip(ids, ious, strict=False))

    def _placed(self, group: TargetGroup, enabled: list[View]) -> _ViewGroup:
        views = [enabled[index] for index in group.members]
        camera = renderer_camera(views).in_frame(self.frame.center_world, self.frame.scale)
        return _ViewGroup(tuple(view.id for view in views), camera, group)

    def _restart_from(self, positions: Tensor) -> None:
        settings = self._settings
        self._parameters = make_parameters(settings.parametrization, positions, self._connectivity, settings.smoothness)
        self._good_tensor = self._parameters.tensor.detach().clone()
        self._optimizer = make_optimizer(settings.optimizer)

    def _rendered(self, positions: Tensor, softness: float) -> tuple[Tensor, ...]:
        return tuple(
            silhouette(positions, self._topology, group.camera, group.target.image_size, softness)
            for group in self._groups
        )

    def _evaluated(self, positions: Tensor, softness: float) -> tuple[ObjectiveValue, tuple[Tensor, ...]]:
        coverages = self._rendered(positions, softness)
        images = [
            ImagePairs(coverage, soft, group.target.weights)
            for coverage, soft, group in zip(coverages, self._targets.soft(softness), self._groups, strict=True)
        ]
        value = objective(positions, images, self._connectivity, _weights(self._settings))
        return value, tuple(coverage.detach() for coverage in coverages)

    def _failure(self, value: ObjectiveValue, softness: float) -> NonFiniteError:
        """Go back to a mesh whose loss is finite, and find out where it stopped being so."""
        quantity = "gradient" if all_finite(value.terms.tolist()) else "loss"
        culprit = self._culprit(softness)
        if quantity == "loss":
            with torch.no_grad():
                self._parameters.tensor.copy_(self._good_tensor)
        self._coverages = ()
        return NonFiniteError(self._step + 1, culprit, quantity)

    def _culprit(self, softness: float) -> str | None:
        """The first view whose own loss or gradient is not finite, at the present mesh."""
        positions = self.positions_local().requires_grad_()
        for group, soft in zip(self._groups, self._targets.soft(softness), strict=True):
            for index, view_id in enumerate(group.view_ids):
                one = slice(index, index + 1)
                coverage = silhouette(positions, self._topology, group.camera[one], group.target.image_size, softness)
                weight = None if group.target.weights is None else group.target.weights[one]
                kind = self._settings.silhouette_loss
                loss = silhouette_losses(coverage, soft[one], weight, kind).sum()
                (gradient,) = torch.autograd.grad(loss, positions)
                if not (loss.isfinite() and gradient.isfinite().all()):
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
