"""The fit that a loop has taken up, and what people are shown of it."""

import dataclasses
import time
from collections.abc import Callable, Sequence

import numpy as np
import torch
from numpy.typing import NDArray

from app.engine.cameras.view import View
from app.engine.fitting.commands import Open, ShowMoment
from app.engine.fitting.device import device_in_words, torch_device
from app.engine.fitting.events import ViewsSuspect
from app.engine.fitting.fit_session import FitSession
from app.engine.fitting.fit_state import FitState
from app.engine.fitting.picture_maker import PictureMaker, ShownMesh
from app.engine.fitting.schedule import softness_pixels
from app.engine.fitting.settings import FitSettings
from app.engine.fitting.snapshot import THUMBNAIL_PIXELS, Pictures, Snapshot, StepReport, TargetPreview
from app.engine.fitting.start import start_mesh
from app.engine.fitting.view_pyramid import view_level
from app.engine.meshes.mesh import Mesh
from app.engine.meshes.normals import vertex_normals
from app.engine.metrics.surface_distance import NearestSurface
from app.engine.targets.rendered import RenderedTargets
from renderer_cuda import Topology

_MOST_OF_THE_TIME_ON_DISTANCES = 0.2


class PresentFit:
    """A session with its model, all its views, and pictures.

    Args:
        opened: what to take up.
        before: the fit until now; of the same model, it passes on its targets.
        is_given_up: asked between two targets, as in `RenderedTargets`.

    Raises:
        ValueError: the device is not there.
        MeshFileError: the file to start from cannot be read.
    """

    def __init__(
        self, opened: Open, before: "PresentFit | None" = None, is_given_up: Callable[[], bool] = lambda: False
    ) -> None:
        self._source: RenderedTargets
        self._maker: PictureMaker
        self._is_given_up = is_given_up
        self.run = opened.run
        self._model = opened.model
        self._views = tuple(opened.views)
        self._selected_id: str | None = None
        self._moment: ShowMoment | None = None
        self._distances = _Distances(opened.model.mesh)
        start = opened.start
        settings = start.settings if isinstance(start, FitState) else start
        if (
            before is not None
            and before._model is opened.model
            and before._source.device == torch_device(settings.device)
        ):
            self._source, self._maker, self._distances = before._source, before._maker, before._distances
        else:
            self._source = self._new_source(settings)
            self._maker = PictureMaker(self._source)
        if isinstance(start, FitState):
            self.session = FitSession(start, self._views, self._source)
        else:
            frame = opened.model.frame
            self.session = FitSession.started(start_mesh(start, frame), frame, self._views, self._source, start)

    @property
    def device(self) -> str:
        """Where it is computed, in words."""
        return device_in_words(self.session.device)

    def set_settings(self, settings: FitSettings) -> None:
        """Use other settings from the next update on; another device takes over where this one stands.

        Raises:
            ValueError: a setting differs that needs a new fit, or the device is not there.
        """
        if settings.device != self.session.settings.device:
            torch_device(settings.device)
            source = self._new_source(settings)
            moved = dataclasses.replace(self.session.settings, device=settings.device)
            self.session = FitSession(dataclasses.replace(self.session.state(), settings=moved), self._views, source)
            self._source, self._maker = source, PictureMaker(source)
        self.session.set_settings(settings)

    def set_views(self, views: Sequence[View]) -> None:
        """Use other views from the next update on."""
        self.session.set_views(views)
        self._views = tuple(views)

    def suspect_views(self) -> ViewsSuspect | None:
        """Which enabled views see nothing of the model, or nothing else; None if none does."""
        targets = self._source.targets(self._views)
        masks = [(view.id, target.mask) for view, target in zip(self._views, targets, strict=True) if view.enabled]
        empty = tuple(view_id for view_id, mask in masks if not mask.any())
        full = tuple(view_id for view_id, mask in masks if bool((mask == 1).all()))
        return ViewsSuspect(empty, full) if empty or full else None

    @property
    def shows_present(self) -> bool:
        """Whether the pictures are of the fit as it is."""
        return self._moment is None

    def show_view(self, view_id: str | None) -> None:
        """Picture this view in full size from now on."""
        self._selected_id = view_id

    def show_moment(self, moment: ShowMoment | None) -> None:
        """Picture an earlier moment from now on, or the present one."""
        self._moment = moment

    def want_distances(self, wanted: bool) -> None:
        """Tell the vertices' distances from now on, or no longer."""
        self._distances.wanted = wanted

    def preview(self, view: View) -> TargetPreview:
        """Return roughly what a view would show."""
        mask = self._source.preview(view, THUMBNAIL_PIXELS)
        return TargetPreview(view.id, (mask * 255 + 0.5).to(torch.uint8).cpu().numpy())

    def snapshot(self, reports: Sequence[StepReport], at_rest: bool) -> Snapshot:
        """Return where the fit stands.

        Args:
            reports: of the steps since the snapshot before.
            at_rest: whether it will stay there, so that its distances are worth their time.
        """
        session = self.session
        mesh = session.mesh()
        return Snapshot(
            self.run,
            session.step_count,
            mesh.positions,
            mesh.faces,
            vertex_normals(mesh.positions, mesh.faces).astype(np.float32),
            session.iou_per_view(),
            tuple(reports),
            session.state(),
            self._distances.of(mesh, at_rest),
        )

    def pictures(self) -> Pictures:
        """Return what all views show, of the moment that is to be shown."""
        maker = self._maker
        if self._moment is None:
            session = self.session
            shown = ShownMesh(
                self.run, session.step_count, session.positions_local(), session.topology, session.softness_pixels
            )
            return maker.pictures(shown, session.full_views, self._views, self._selected_id)
        views = self._moment.views
        level = view_level(views, self._source, self.session.frame, self.session.device)
        pictures = maker.pictures(self._of_moment(self._moment.snapshot), level, views, self._selected_id)
        return dataclasses.replace(pictures, distances_world=self._distances.measured(self._moment.snapshot))

    def _of_moment(self, snapshot: Snapshot) -> ShownMesh:
        state, device = snapshot.state, self.session.device
        rest = torch.as_tensor(state.rest_positions_local, device=device)
        topology = Topology.from_faces(torch.as_tensor(snapshot.faces, device=device), rest).to(device)
        positions = torch.as_tensor(state.frame.from_world(snapshot.positions_world), dtype=torch.float32).to(device)
        softness = softness_pixels(state.settings, state.schedule.progress(state.step))
        return ShownMesh(self.run, snapshot.step, positions, topology, softness)

    def _new_source(self, settings: FitSettings) -> RenderedTargets:
        return RenderedTargets(self._model.mesh, self._model.frame, torch_device(settings.device), self._is_given_up)


class _Distances:
    """Distances of the vertices from the model, measured only so often that a fit does not wait for them."""

    def __init__(self, target: Mesh) -> None:
        self.wanted = False
        self._target = target
        self._nearest: NearestSurface | None = None
        self._latest: NDArray[np.float32] | None = None
        self._due_seconds = 0.0

    def of(self, mesh: Mesh, at_rest: bool) -> NDArray[np.float32] | None:
        """The distances, a little old while a fit runs; None if they are not wanted."""
        if not self.wanted:
            self._latest = None
            return None
        started = time.monotonic()
        if at_rest or self._latest is None or started >= self._due_seconds:
            self._latest = self._of_points(mesh.positions)
            now = time.monotonic()
            self._due_seconds = now + (now - started) / _MOST_OF_THE_TIME_ON_DISTANCES
        return self._latest

    def measured(self, snapshot: Snapshot) -> NDArray[np.float32] | None:
        """The distances at an earlier moment; None if they are not wanted."""
        return self._of_points(snapshot.positions_world) if self.wanted else None

    def _of_points(self, positions_world: NDArray[np.float64]) -> NDArray[np.float32]:
        if self._nearest is None:
            self._nearest = NearestSurface(self._target)
        return self._nearest.distances(positions_world)
