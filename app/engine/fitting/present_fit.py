"""The fit that a loop has taken up, and what people are shown of it."""

import dataclasses
from collections.abc import Callable, Sequence

import numpy as np
import torch

from app.engine.advice.capture_check import capture_check
from app.engine.advice.next_view import view_advice
from app.engine.cameras.view import View
from app.engine.captures.capture import Capture
from app.engine.fitting.colour_fit import shown_moment
from app.engine.fitting.colour_pictures import ShownColours
from app.engine.fitting.commands import Open, ShowMoment
from app.engine.fitting.device import device_in_words, torch_device
from app.engine.fitting.events import CaptureChecked, MeshMeasured, ViewsSuspect, ViewSuggested
from app.engine.fitting.fit_session import FitSession
from app.engine.fitting.fit_state import FitState
from app.engine.fitting.fit_views import FitViews
from app.engine.fitting.picture_maker import PictureMaker, ShownMesh, ShownPaint
from app.engine.fitting.reading_maker import ReadingMaker
from app.engine.fitting.readings import Quantity
from app.engine.fitting.refined_cameras import with_refined
from app.engine.fitting.schedule import softness_pixels
from app.engine.fitting.settings import FitSettings
from app.engine.fitting.snapshot import THUMBNAIL_PIXELS, Pictures, Snapshot, StepReport, TargetPreview, ViewQuality
from app.engine.fitting.start import start_mesh
from app.engine.fitting.subject_colours import SubjectColours, subject_colours
from app.engine.fitting.subject_targets import SubjectTargets, subject_frame, subject_targets
from app.engine.fitting.view_pyramid import view_level
from app.engine.meshes.normals import vertex_normals
from app.engine.remeshing.defects import mesh_quality
from renderer_cuda import Topology


class PresentFit:
    """A session with what it sculpts, all its views, and pictures.

    Args:
        opened: what to take up.
        before: the fit until now; of the same subject, it passes on its targets.
        is_given_up: asked between two targets, as in `RenderedTargets`.

    Raises:
        ValueError: the device is not there, or photographs are to start from a model.
        MeshFileError: the file to start from cannot be read.
    """

    def __init__(
        self, opened: Open, before: "PresentFit | None" = None, is_given_up: Callable[[], bool] = lambda: False
    ) -> None:
        self._source: SubjectTargets
        self._colours: SubjectColours
        self._maker: PictureMaker
        self._is_given_up = is_given_up
        self.run = opened.run
        self._subject = opened.subject
        self._views = tuple(opened.views)
        self._selected_id: str | None = None
        self._moment: ShowMoment | None = None
        self._moment_views: FitViews | None = None
        self._measured_step: int | None = None
        self._quality: tuple[int, tuple[ViewQuality, ...]] = -1, ()
        self._checked: Sequence[tuple[object, object]] = ()  # cameras and masks as they were checked
        self._reader = ReadingMaker(None if isinstance(opened.subject, Capture) else opened.subject.mesh)
        start = opened.start
        settings = start.settings if isinstance(start, FitState) else start
        if (
            before is not None
            and before._subject is opened.subject
            and before._source.device == torch_device(settings.device)
        ):
            self._source, self._maker, self._reader = before._source, before._maker, before._reader
            self._colours = before._colours
        else:
            self._take_sources(settings)
        if isinstance(start, FitState):
            self.session = FitSession(start, self._views, self._source, self._colours)
        else:
            self.session = self._begun(start)

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
            moved = dataclasses.replace(self.session.settings, device=settings.device)
            state = dataclasses.replace(self.session.state(), settings=moved)
            self._take_sources(settings)
            self.session = FitSession(state, self._views, self._source, self._colours)
        self.session.set_settings(settings)

    def set_views(self, views: Sequence[View]) -> None:
        """Use other views from the next update on; the first masks of a capture tell where the object is."""
        self._views = tuple(views)
        if isinstance(self._subject, Capture) and self.session.step_count == 0:
            self.session = self._begun(self.session.settings)
        else:
            self.session.set_views(views)

    def suspect_views(self) -> ViewsSuspect | None:
        """Which enabled views see nothing of the model, or nothing else; None if none does."""
        targets = self._source.targets(self._views)
        masks = [(view.id, target.mask) for view, target in zip(self._views, targets, strict=True) if view.enabled]
        empty = tuple(view_id for view_id, mask in masks if not mask.any())
        full = tuple(view_id for view_id, mask in masks if bool((mask == 1).all()))
        return ViewsSuspect(empty, full) if empty or full else None

    def check(self) -> CaptureChecked | None:
        """Find out whether cameras and masks belong together; None for a model, and where nothing has changed."""
        looked_at = [(view.placement, view.mask) for view in self._views if view.enabled]
        if not isinstance(self._subject, Capture) or looked_at == self._checked:
            return None
        self._checked = looked_at
        return CaptureChecked(capture_check(self._views, self.session.device))

    def suggested_view(self) -> ViewSuggested:
        """Find the camera that would tell most of what the enabled ones leave open.

        Raises:
            ValueError: no view is enabled.
        """
        mesh, frame = self.session.mesh(), self.session.frame
        targets = self._source.targets(self._views)
        advice = view_advice(frame.from_world(mesh.positions), mesh.faces, self._views, targets, frame)
        (best,) = advice.suggestions
        return ViewSuggested(best.view, best.opened_share, advice.unconstrained_share)

    def measured(self) -> MeshMeasured | None:
        """Return how sound the mesh is; None if that has been told already, or cannot be."""
        step = self.session.step_count
        if step == self._measured_step:
            return None
        self._measured_step = step
        try:
            return MeshMeasured(step, mesh_quality(self.session.mesh()))
        except ValueError:  # it has shrunk to nothing
            return None

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

    def want_reading(self, quantity: Quantity | None) -> None:
        """Tell that number of each vertex from now on; None for none."""
        self._reader.wanted = quantity

    @property
    def reads_views(self) -> bool:
        """Whether what is told of each vertex changes with the views."""
        return self._reader.wanted is Quantity.CONSTRAINT

    def preview(self, view: View) -> TargetPreview:
        """Return roughly what a view would show."""
        mask = self._source.preview(view, THUMBNAIL_PIXELS)
        return TargetPreview(view.id, (mask * 255 + 0.5).to(torch.uint8).cpu().numpy())

    def snapshot(self, reports: Sequence[StepReport], at_rest: bool) -> Snapshot:
        """Return where the fit stands.

        Args:
            reports: of the steps since the snapshot before.
            at_rest: whether it will stay there, so that its reading is worth its time.
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
            self._reader.of_present(mesh, session.views, at_rest),
            session.refined_cameras(),
            self._quality_now(at_rest),
        )

    def pictures(self, at_rest: bool = True) -> Pictures:
        """Return what all views show, of the moment that is to be shown.

        Args:
            at_rest: whether the fit stays there, so that all there is to measure is worth its time.
        """
        maker = self._maker
        if self._moment is None:
            session = self.session
            shown = ShownMesh(
                self.run, session.step_count, session.positions_local(), session.topology, session.softness_pixels
            )
            paint = self._paint(session.settings, self._views, session.shown_colours, at_rest)
            pictures = maker.pictures(shown, session.full_views, self._views, self._selected_id, paint)
            self._quality = session.step_count, pictures.qualities
            return pictures
        snapshot, views = self._moment.snapshot, self._moment.views
        level = view_level(views, self._source, self.session.frame, self.session.device)
        level = level.standing(with_refined(views, snapshot.refined), self.session.frame)
        mesh = self._of_moment(snapshot)

        def shown_then() -> ShownColours | None:
            enabled = [view for view in views if view.enabled]
            return shown_moment(snapshot.state, mesh.positions, mesh.topology, self._colours, enabled, level)

        paint = self._paint(snapshot.state.settings, views, shown_then, at_rest)
        pictures = maker.pictures(mesh, level, views, self._selected_id, paint)
        reading = self._reader.of_moment(snapshot, lambda: self._views_of(snapshot, views))
        return dataclasses.replace(pictures, reading=reading)

    def _paint(
        self, settings: FitSettings, views: Sequence[View], shown: Callable[[], ShownColours | None], at_rest: bool
    ) -> ShownPaint | None:
        """What there is to picture in colour; None where the settings ask for none."""
        if settings.colour == "off":
            return None
        return ShownPaint(self._colours.colours(views, settings), shown(), with_structure=at_rest)

    def _quality_now(self, at_rest: bool) -> tuple[ViewQuality, ...]:
        """How well colours fit, where that is known of the present step, or there is time to find out."""
        step, quality = self._quality
        is_present = step == self.session.step_count
        if at_rest and not (is_present and all(item.ssim is not None for item in quality)):
            quality = self.session.quality()
            self._quality = self.session.step_count, quality
        return quality if is_present or at_rest else ()

    def _views_of(self, snapshot: Snapshot, views: Sequence[View]) -> FitViews:
        """The views of an earlier moment, which mostly are the present ones, or those that were asked for before."""
        mirror = snapshot.state.settings.mirror
        if tuple(views) == self._views and mirror == self.session.settings.mirror:
            return self.session.views
        placed = with_refined(views, snapshot.refined)
        made = FitViews(views, self._source, self.session.frame, self.session.device, mirror, placed)
        kept = self._moment_views
        self._moment_views = kept if kept is not None and kept.targets == made.targets else made
        return self._moment_views

    def _of_moment(self, snapshot: Snapshot) -> ShownMesh:
        state, device = snapshot.state, self.session.device
        rest = torch.as_tensor(state.rest_positions_local, device=device)
        topology = Topology.from_faces(torch.as_tensor(snapshot.faces, device=device), rest).to(device)
        positions = torch.as_tensor(state.frame.from_world(snapshot.positions_world), dtype=torch.float32).to(device)
        softness = softness_pixels(state.settings, state.schedule.progress(state.step))
        return ShownMesh(self.run, snapshot.step, positions, topology, softness)

    def _begun(self, settings: FitSettings) -> FitSession:
        frame = subject_frame(self._subject, self._views, self._source)
        model = None if isinstance(self._subject, Capture) else self._subject.mesh
        start = start_mesh(settings, frame, model)
        return FitSession.started(start, frame, self._views, self._source, settings, self._colours)

    def _take_sources(self, settings: FitSettings) -> None:
        """Make what gives the targets anew, on the device that the settings name."""
        device = torch_device(settings.device)
        self._source = subject_targets(self._subject, device, self._is_given_up)
        self._colours = subject_colours(self._subject, device, self._is_given_up)
        self._maker = PictureMaker(self._source)
