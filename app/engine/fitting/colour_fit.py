"""The colours of a fit: when they join it, what they begin with, and their part of every update."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from app.engine.cameras.view import View
from app.engine.fitting.colour_objective import ColourValue, Weighing, colour_objective
from app.engine.fitting.colour_pictures import ShownColours
from app.engine.fitting.colour_plan import ColourPlan
from app.engine.fitting.colour_source import ColourSource
from app.engine.fitting.colour_state import ColourState
from app.engine.fitting.colour_views import ColourBatch, ColourViews
from app.engine.fitting.first_colours import (
    LEAST_EVIDENCE,
    NEUTRAL_ALBEDO,
    even_albedo,
    first_albedo,
    first_light,
    spread,
)
from app.engine.fitting.fit_state import FitState
from app.engine.fitting.moving_mesh import MovingMesh
from app.engine.fitting.paint import Paint
from app.engine.fitting.painted_rendering import PaintedMesh
from app.engine.fitting.settings import FitSettings
from app.engine.fitting.unknown import Unknown
from app.engine.fitting.view_pyramid import ViewLevel
from app.engine.remeshing.remesh import Remeshed
from app.engine.texturing.texel_surface import texels_of_vertices
from app.engine.texturing.unwrapping import unwrapped
from renderer_cuda import Fragments, Light, SphericalHarmonicsLight, Topology

PHOTOGRAPHS_SHARE = 0.05
"""How much less differences to photographs count than those to a model's pictures: they hold shadows, highlights and
inner reflections, which no matt surface in one light shows, and must not pull outlines that are known better."""

_GREY = np.full(3, 0.2, dtype=np.float32)


@dataclass(frozen=True, eq=False)
class ColourPart:
    """The colours' part of an update.

    Args:
        value: how much they differ.
        moved: the unknowns that it is to move, each with its learning rate.
    """

    value: ColourValue
    moved: tuple[tuple[Unknown, float], ...]


class ColourFit:
    """The colours of a fit's mesh, which join it at a certain progress.

    Args:
        state: where they stand; None before they have joined.
        source: of the pictures.
        device: where the fit takes place.
    """

    def __init__(self, state: ColourState | None, source: ColourSource, device: torch.device) -> None:
        self._state = state
        self._source = source
        self._device = device
        self._paint: Paint | None = None
        self._painted: object = None  # the faces of the surface that it is on
        self._views: ColourViews | None = None
        self._made_of: tuple[object, ...] = ()
        self._seen: dict[tuple[int, ...], Fragments] = {}
        self._seen_version: object = None
        self.latest_gradient: Tensor | None = None

    @property
    def has_joined(self) -> bool:
        """Whether there are colours."""
        return self._paint is not None or self._state is not None

    def state(self) -> ColourState | None:
        """Return a copy of where they stand; None before they have joined."""
        return self._state if self._paint is None else self._paint.state()

    def drafted(self) -> "ColourFit":
        """The same before they join, to be shown what they would begin with: nothing of it stays."""
        return ColourFit(None, self._source, self._device)

    def leave(self) -> None:
        """Forget all colours."""
        self._state, self._paint, self.latest_gradient = None, None, None

    def exchange(self, mesh: Remeshed) -> None:
        """Go on with another mesh of the same surface; of one that is not painted, `settle` takes care."""
        if self._paint is None and self._state is not None:
            view_ids = [view_id for view_id, _ in self._state.log_exposures]
            self._paint, self._painted = Paint(self._state, view_ids, self._device), mesh.old_faces
        painted = self._painted
        if self._paint is not None and isinstance(painted, np.ndarray) and np.array_equal(painted, mesh.old_faces):
            self._paint.exchange(mesh)
            self._painted = mesh.faces
        self.latest_gradient = None

    def settle(self, moving: MovingMesh, views: Sequence[View], level: ViewLevel, settings: FitSettings) -> None:
        """Begin again on another surface, if the mesh has become one; arguments as those of `part`."""
        if self._paint is not None and self._painted is not moving.faces:
            self._ready(moving, views, level, settings)
            self.latest_gradient = None

    def part(
        self, moving: MovingMesh, positions: Tensor, views: Sequence[View], level: ViewLevel, plan: ColourPlan
    ) -> ColourPart:
        """Render the views whose turn it is and compare them with their pictures.

        Args:
            moving: the mesh.
            positions: (V, 3) of its vertices, with or without a gradient.
            views: those that take part, as they are given.
            level: the same in images of their own size, where their cameras stand.
            plan: of this update.

        Raises:
            ValueError: the source has no picture for a view.
        """
        settings = plan.settings
        paint = self._ready(moving, views, level, settings)
        assert self._views is not None
        if plan.wraps and paint.texture is None:
            self._wrap(moving, settings)
        mesh = self._mesh(moving, positions, paint, settings)
        turn = self._views.of_step(plan.step)
        batches = [(batch, self._fragments(batch, mesh, moving.version)) for batch in turn]
        weighing = Weighing(
            settings,
            share=PHOTOGRAPHS_SHARE if self._source.lights(settings) is None else 1.0,
            finds_background=self._finds_background(settings),
        )
        value = colour_objective(mesh, batches, self._views, moving.connectivity, weighing)
        return ColourPart(value, tuple(self._moved(paint, settings)))

    def update(self, part: ColourPart, gradients: Sequence[Tensor | None], share: float) -> None:
        """Move the unknowns of a part against its gradients.

        Args:
            part: of this update.
            gradients: by each of its unknowns; None for one that nothing depends on.
            share: what the learning rates are multiplied by, which fall with that of the vertices.
        """
        for (unknown, rate), gradient in zip(part.moved, gradients, strict=True):
            if gradient is None or self._paint is None:
                continue
            if unknown is self._paint.exposures:
                gradient[0] = 0  # all are beside the first: brighter light and longer exposures look alike
            unknown.update(gradient, share * rate)
            if unknown is self._paint.albedo:
                self.latest_gradient = gradient

    def shown(self, moving: MovingMesh, views: Sequence[View], level: ViewLevel, settings: FitSettings) -> ShownColours:
        """Return what the views show in colour beside what they should show."""
        paint = self._ready(moving, views, level, settings)
        assert self._views is not None
        return ShownColours(
            self._mesh(moving, moving.positions_local(), paint, settings), self._views, self.latest_gradient
        )

    def _ready(self, moving: MovingMesh, views: Sequence[View], level: ViewLevel, settings: FitSettings) -> Paint:
        """Let colours begin where there are none for this mesh, and follow the views and the settings."""
        pictures = self._source.colours(views, settings)
        made_of = (level, *pictures)
        if len(made_of) != len(self._made_of) or any(a is not b for a, b in zip(made_of, self._made_of, strict=True)):
            self._views, self._made_of = ColourViews(level, pictures), made_of
            self._seen.clear()
        assert self._views is not None
        view_ids = [view.view_id for view in self._views.views]
        if self._paint is None and self._state is not None:
            self._paint, self._painted = Paint(self._state, view_ids, self._device), moving.faces
        paint = self._paint
        if paint is None or self._painted is not moving.faces:
            paint = self._paint = self._begun(moving, view_ids, settings)
            self._painted = moving.faces
        paint.take_views(view_ids)
        self._follow(paint, moving, settings)
        return paint

    def _begun(self, moving: MovingMesh, view_ids: Sequence[str], settings: FitSettings) -> Paint:
        """Colours for a new surface; what is known of light and cameras stays."""
        assert self._views is not None
        behind = self._source.background_linear(settings)
        paint = Paint.fresh(len(moving.rest_local), _GREY if behind is None else behind, view_ids, self._device)
        known = self.state()
        if known is not None:
            paint.take_known(known)
        elif self._finds_light(settings):
            paint.take_light(first_light(self._mesh(moving, moving.positions_local(), paint, settings), self._views))
        mesh = self._mesh(moving, moving.positions_local(), paint, settings)
        if settings.fit_colours == "on" and settings.first_colours == "seen":
            albedo, seen = first_albedo(mesh, self._views, paint.albedo.tensor)
            paint.take_albedo(spread(albedo, seen, moving.connectivity))
        elif self._finds_light(settings) or settings.fit_colours == "on":
            paint.take_albedo(torch.full_like(paint.albedo.tensor, NEUTRAL_ALBEDO))
        else:
            paint.take_albedo(even_albedo(mesh, self._views).expand(len(moving.rest_local), 3))
        return paint

    def _follow(self, paint: Paint, moving: MovingMesh, settings: FitSettings) -> None:
        """Do what the settings ask for since they changed."""
        paint.finds_exposures = settings.fit_exposure == "on"
        behind = self._source.background_linear(settings)
        if behind is not None and not self._finds_background(settings):
            paint.take_background(behind)
        if settings.colour != "texture":
            paint.drop_texture()
        if paint.light is not None and not self._finds_light(settings) and self._source.lights(settings) is not None:
            paint.take_light(None)
        elif paint.light is None and self._finds_light(settings):
            assert self._views is not None
            mesh = self._mesh(moving, moving.positions_local(), paint, settings)
            paint.take_light(first_light(mesh, self._views))

    def _wrap(self, moving: MovingMesh, settings: FitSettings) -> None:
        """Wrap the mesh in a texture that begins with what the views show."""
        paint, views = self._paint, self._views
        assert paint is not None and views is not None
        size = settings.texture_size_pixels
        charts = unwrapped(moving.positions_local().cpu().numpy(), moving.faces, size)
        drawn = texels_of_vertices(charts, moving.faces, paint.albedo.array(), size)
        paint.take_texture(torch.as_tensor(drawn), charts.uv, charts.uv_faces)
        assert paint.texture is not None
        if settings.first_colours == "grey":
            return
        mesh = self._mesh(moving, moving.positions_local(), paint, settings)
        found, seen = first_albedo(mesh, views, paint.texture.texels.tensor)
        texels = torch.where(seen > LEAST_EVIDENCE, found, paint.texture.texels.tensor.detach())
        paint.take_texture(texels, charts.uv, charts.uv_faces)

    def _mesh(self, moving: MovingMesh, positions: Tensor, paint: Paint, settings: FitSettings) -> PaintedMesh:
        lights = _lights(paint, self._source, settings)
        return PaintedMesh(positions, moving.topology, moving.connectivity.faces, paint, lights)

    def _fragments(self, batch: ColourBatch, mesh: PaintedMesh, version: object) -> Fragments | None:
        """What the pixels of a batch see, as long as the mesh rests: looked up but once. None where it moves."""
        if version != self._seen_version:
            self._seen, self._seen_version = {}, version
            return None
        if mesh.positions.requires_grad:
            return None
        if batch.indices not in self._seen:
            self._seen[batch.indices] = mesh.fragments(batch.camera, batch.image_size)
        return self._seen[batch.indices]

    def _moved(self, paint: Paint, settings: FitSettings) -> Iterator[tuple[Unknown, float]]:
        if settings.fit_colours == "on":
            painted = paint.albedo if paint.texture is None else paint.texture.texels
            yield painted, settings.colour_learning_rate
        if paint.light is not None:
            yield paint.light, settings.light_learning_rate
        if self._finds_background(settings):
            yield paint.background, settings.background_learning_rate
        if settings.fit_exposure == "on":
            yield paint.exposures, settings.exposure_learning_rate

    def _finds_light(self, settings: FitSettings) -> bool:
        if settings.fit_light == "auto":
            return self._source.lights(settings) is None
        return settings.fit_light == "on"

    def _finds_background(self, settings: FitSettings) -> bool:
        if settings.fit_background == "auto":
            return self._source.background_linear(settings) is None
        return settings.fit_background == "on"


def shown_moment(
    state: FitState,
    positions: Tensor,
    topology: Topology,
    source: ColourSource,
    views: Sequence[View],
    level: ViewLevel,
) -> ShownColours | None:
    """Return what the views of an earlier moment showed in colour; None if there were no colours.

    Args:
        state: of that moment.
        positions: (V, 3) of its mesh, in the fit's frame.
        topology: of its mesh.
        source: of the pictures.
        views: those that took part, as they were given.
        level: the same in images of their own size, where their cameras stood.
    """
    if state.colours is None:
        return None
    shown = ColourViews(level, source.colours(views, state.settings))
    paint = Paint(state.colours, [view.view_id for view in shown.views], positions.device)
    faces = torch.as_tensor(state.faces, dtype=torch.int64, device=positions.device)
    return ShownColours(PaintedMesh(positions, topology, faces, paint, _lights(paint, source, state.settings)), shown)


def _lights(paint: Paint, source: ColourSource, settings: FitSettings) -> tuple[Light, ...]:
    if paint.light is not None:
        return (SphericalHarmonicsLight(paint.light.tensor),)
    return source.lights(settings) or ()
