"""One fit: a mesh, its views and targets, and the update that brings them closer."""

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass

from torch import Tensor

from app.engine.cameras.view import View
from app.engine.fitting import schedule, upkeep
from app.engine.fitting.camera_memory import CameraMemory
from app.engine.fitting.camera_refinement import MOVE_FROM_PROGRESS, CameraRefinement, Sharpness
from app.engine.fitting.colour_fit import ColourFit, ColourPart
from app.engine.fitting.colour_pictures import ShownColours
from app.engine.fitting.colour_plan import SHADED_NORMALS, ColourPlan
from app.engine.fitting.colour_source import ColourSource
from app.engine.fitting.colour_state import ColourState
from app.engine.fitting.device import torch_device
from app.engine.fitting.failing_view import failing_view
from app.engine.fitting.finite import NonFiniteError
from app.engine.fitting.first_state import first_state
from app.engine.fitting.fit_state import FitState
from app.engine.fitting.fit_views import FitViews
from app.engine.fitting.hull_start import SOFTNESS_PIXELS, start_choice
from app.engine.fitting.moving_mesh import MovingMesh
from app.engine.fitting.notes import Note, NoteKind
from app.engine.fitting.refined_cameras import RefinedCamera
from app.engine.fitting.schedule import Schedule
from app.engine.fitting.settings import FitSettings
from app.engine.fitting.snapshot import StepReport, ViewIou, ViewPicture, ViewQuality
from app.engine.fitting.update import Update
from app.engine.fitting.upkeep import Upkeep
from app.engine.fitting.vertex_shares import KeptShares
from app.engine.fitting.view_pyramid import ViewLevel
from app.engine.losses.objective import LossWeights, VertexShares, objective
from app.engine.meshes.frame import Frame
from app.engine.meshes.mesh import Mesh
from app.engine.one_thread import one_thread
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
        pictures: gives them in colour; without it the mesh stays unpainted.

    Raises:
        ValueError: the source has no target for a view, or the device that the settings name is not there.
    """

    def __init__(
        self, state: FitState, views: Sequence[View], source: TargetSource, pictures: ColourSource | None = None
    ) -> None:
        self.frame = state.frame
        self.device = torch_device(state.settings.device)
        self._source = source
        self._settings = state.settings
        self._schedule = state.schedule
        self._step = state.step
        self._moving = MovingMesh.of_state(state, self.device)
        self._colours = None if pictures is None else ColourFit(state.colours, pictures, self.device)
        self._notes: list[Note] = []
        self._rendered: _Rendered | None = None
        self._shares = KeptShares()
        self._take_views(views, state.cameras)

    @classmethod
    def started(
        cls,
        start: Mesh,
        frame: Frame,
        views: Sequence[View],
        source: TargetSource,
        settings: FitSettings,
        pictures: ColourSource | None = None,
    ) -> "FitSession":
        """A new fit.

        Args:
            start: the mesh to start from, world coordinates; vertices at one place are joined.
            frame: where the fit takes place.
            views: those that are enabled take part.
            source: gives the targets of the views.
            settings: how to fit.
            pictures: gives the views in colour.

        Raises:
            ValueError: as the constructor.
        """
        return cls(first_state(start, frame, settings), views, source, pictures)

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
        return schedule.softness_pixels(self._settings, self._progress)

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
            None if self._colours is None else self._colours.state(),
        )

    @property
    def colours(self) -> ColourState | None:
        """A copy of the colours, and what makes them in the pictures; None while there are none."""
        return None if self._colours is None else self._colours.state()

    def shown_colours(self) -> ShownColours | None:
        """The enabled views in colour, of the present mesh; None while there are no colours, and none are due."""
        colours = self._colours
        if colours is None or not self.has_views:
            return None
        if not colours.has_joined:
            is_replaced = self._step == 0 and self._settings.start in ("best", "hull")  # by a hull, at the first update
            if is_replaced or not self._colour_plan.takes_part:
                return None
            colours = colours.drafted()
        return colours.shown(self._moving, self._enabled(), self.full_views, self._settings)

    def quality(self) -> tuple[ViewQuality, ...]:
        """Return how well the colours of the enabled views fit; empty while there are none."""
        shown = self.shown_colours()
        return () if shown is None else shown.qualities()

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
        if settings.colour == "off" and self._colours is not None:
            self._colours.leave()
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
        softness, rate = self.softness_pixels, schedule.learning_rate(self._settings, self._progress)
        self._rendered = None  # lets go of the memory before as much is taken again
        shares = self._shares.of(self._moving.rest_local, self._moving.faces, self._views, self._settings)
        with one_thread():
            update = self._updated(shares, softness, rate)
        self._step += 1
        if self._settings.fit_positions == "on" and upkeep.is_due(self._schedule, self._step):
            self._look_after()
        return update.report(self._step, softness, rate)

    @property
    def _progress(self) -> float:
        return self._schedule.progress(self._step)

    def _updated(self, shares: VertexShares, softness: float, rate: float) -> Update:
        """Compare, and move every unknown against its gradient."""
        level, moving, weights = self._views.pyramid.level(softness), self._moving, self._weights()
        positions = moving.positions() if self._settings.fit_positions == "on" else moving.positions_local()
        cameras = self._cameras.of_level(level, self._views) if self._cameras_move() else None
        coverages = level.rendered(positions, moving.topology, softness, cameras)
        value = objective(positions, level.pairs(coverages, softness), moving.connectivity, weights, shares)
        part = self._colour_part(positions)
        update = Update(value, part, moving.unknowns, None if cameras is None else self._cameras.unknowns)
        if not update.is_finite:
            raise self._failure(update, level, softness)
        self._rendered = _Rendered(level, tuple(coverage.detach() for coverage in coverages))
        self._carry_out(update, softness, rate)
        return update

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

    def _enabled(self) -> list[View]:
        return [view for view in self._all_views if view.enabled]

    @property
    def _colour_plan(self) -> ColourPlan:
        return ColourPlan(self._settings, self._step, self._progress)

    def _colour_part(self, positions: Tensor) -> ColourPart | None:
        if self._colours is None or not (plan := self._colour_plan).takes_part:
            return None
        seen = positions if plan.moves_vertices else positions.detach()
        return self._colours.part(self._moving, seen, self._enabled(), self._views.shown, plan)

    def _carry_out(self, update: Update, softness: float, rate: float) -> None:
        """Move every unknown against its gradient."""
        if update.by_vertices is not None:
            self._moving.update(update.by_vertices, rate)
        if update.by_cameras is not None:
            self._move_cameras(update.by_cameras, update.silhouette, softness, rate / self._settings.learning_rate)
        if self._colours is not None and update.part is not None:
            self._colours.update(update.part, update.by_colours, rate / self._settings.learning_rate)

    def _cameras_move(self) -> bool:
        """Only once edges are short: a coarse mesh, which cannot show what outlines do, pulls cameras astray."""
        if not self._refines or self._settings.silhouette_weight == 0:
            return False
        return self._progress >= MOVE_FROM_PROGRESS

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
        progress = self._progress
        follow = (lambda mesh: None) if self._colours is None else self._colours.exchange
        keeper = Upkeep(self._moving, self._views, self._settings, progress, self._step, follow)
        keeper.between_updates()
        if self._colours is not None:
            self._colours.settle(self._moving, self._enabled(), self._views.shown, self._settings)
        self._notes += keeper.notes

    def _weights(self) -> LossWeights:
        settings, shaded = self._settings, self._colours is not None and self._colour_plan.moves_vertices
        return LossWeights(
            silhouette=settings.silhouette_weight,
            laplacian=settings.laplacian_weight,
            normal=schedule.normal_weight(settings, self._progress) * (SHADED_NORMALS if shaded else 1.0),
            edge=settings.edge_weight,
            fairness=settings.fairness_weight,
            silhouette_kind=settings.silhouette_loss,
        )

    def _failure(self, update: Update, level: ViewLevel, softness: float) -> NonFiniteError:
        """Go back to a mesh whose loss is finite, and find out where it stopped being so."""
        quantity = "gradient" if update.loss_is_finite else "loss"
        culprit = failing_view(self._moving, level, softness, self._settings.silhouette_loss)
        if quantity == "loss":
            self._moving.go_back()
        return NonFiniteError(self._step + 1, culprit, quantity, in_colour=update.part is not None)
