"""Colours in a fit: what they begin with, what they find, and what they do to the shape."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from app.engine.appearance.surface_colours import SurfaceColours
from app.engine.cameras.view import LookAt, View
from app.engine.colouring.srgb import encoded, linear
from app.engine.fitting.colour_views import ColourViews
from app.engine.fitting.finite import NonFiniteError
from app.engine.fitting.fit_session import FitSession
from app.engine.fitting.presets import COLOURS_ONLY
from app.engine.fitting.settings import FitSettings
from app.engine.fitting.start import start_mesh
from app.engine.fitting.subject_colours import ModelColours
from app.engine.fitting.upkeep import Upkeep
from app.engine.fitting.view_pyramid import view_level
from app.engine.meshes.mesh import Mesh
from app.engine.meshes.model import Model, read_model
from app.engine.meshes.primitives import icosphere
from app.engine.targets.colour_target import ColourTarget
from app.engine.targets.rendered import RenderedTargets
from renderer_cuda import AmbientLight, Light
from tests.support.fits import views_around

CPU = torch.device("cpu")
AVOCADO = Path(__file__).parents[3] / "data" / "models" / "avocado.glb"
STILL = FitSettings(
    steps=60,
    start="model",
    remeshing="off",
    topology="fixed",
    softness_start_pixels=0.6,
    normal_weight=0.0,
    colour="vertex",
    colour_from=0.0,
    colour_smoothness_weight=0.0,
    fit_positions="off",
    device="cpu",
)
"""Colours alone, on the model's own shape."""


def painted_ball(level: int = 3) -> Model:
    """Smoothly painted, every colour between 0.15 and 0.75."""
    sphere = icosphere(level)
    colours = (0.45 + 0.3 * np.sin(2.5 * sphere.positions + [0.0, 1.0, 2.0])).astype(np.float32)
    return Model("ball", None, Mesh(sphere.positions, sphere.faces, SurfaceColours(vertex_colours_linear=colours)))


def begun(settings: FitSettings, model: Model, source: ModelColours, views: Sequence[View]) -> FitSession:
    start = start_mesh(settings, model.frame, model.mesh)
    outlines = RenderedTargets(model.mesh, model.frame, CPU)
    return FitSession.started(start, model.frame, views, outlines, settings, source)


def fitted(settings: FitSettings, model: Model | None = None, source: ModelColours | None = None) -> FitSession:
    model = painted_ball() if model is None else model
    views = views_around(model.mesh, 8, (64, 64))
    session = begun(settings, model, ModelColours(model, CPU) if source is None else source, views)
    while session.step_count < settings.steps:
        session.step()
    return session


def albedo_error(session: FitSession, model: Model) -> float:
    """Median over vertices; the corners of a coarse model's own facets are shaded otherwise than rounded ones."""
    assert session.colours is not None and model.mesh.colours is not None
    truth = model.mesh.colours.vertex_colours_linear
    assert truth is not None
    return float(np.median(np.abs(session.colours.vertex_albedo_linear - truth)))


def test_colours_begin_with_what_the_views_show() -> None:
    model = painted_ball()
    session = fitted(replace(STILL, steps=1, target_normals="vertices"), model)
    assert albedo_error(session, model) < 0.02


def test_colours_are_found_from_grey() -> None:
    model = painted_ball()
    settings = replace(STILL, steps=150, first_colours="grey", target_normals="vertices", colour_learning_rate=2e-2)
    session = fitted(settings, model)
    assert albedo_error(session, model) < 0.02
    assert min(quality.psnr_inside_decibels for quality in session.quality()) > 34


def test_a_still_shape_stays_bit_for_bit() -> None:
    model = painted_ball()
    session = fitted(replace(STILL, steps=5), model)
    np.testing.assert_allclose(session.mesh().positions, model.mesh.positions, atol=1e-6)
    before = session.positions_local()
    session.step()
    assert torch.equal(session.positions_local(), before)


def test_colours_join_at_their_time_and_leave_when_they_are_switched_off() -> None:
    model = painted_ball(2)
    settings = replace(STILL, steps=10, colour_from=0.5)
    session = begun(settings, model, ModelColours(model, CPU), views_around(model.mesh, 4))
    for _ in range(5):
        assert session.step().colour == 0
    assert session.colours is None
    assert session.step().colour > 0
    assert session.colours is not None
    session.set_settings(replace(settings, colour="off"))
    assert session.colours is None
    assert session.step().colour == 0


def test_a_texture_takes_over_and_shows_finer_paint_than_vertices() -> None:
    sphere = icosphere(2)
    stripes = np.zeros((64, 64, 3), dtype=np.uint8)
    stripes[:, ::8], stripes[:, 1::8], stripes[:, 2::8], stripes[:, 3::8] = 230, 230, 230, 230
    angle = np.arctan2(sphere.positions[:, 0], sphere.positions[:, 2])
    uv = np.stack([angle / (2 * np.pi) + 0.5, 0.5 - 0.45 * sphere.positions[:, 1]], axis=1).astype(np.float32)
    seam = np.ptp(uv[sphere.faces][..., 0], axis=1) > 0.5
    colours = SurfaceColours(uv=uv, uv_faces=sphere.faces, texture_srgb=stripes)
    model = Model("striped", None, Mesh(sphere.positions, sphere.faces[~seam], colours_of(colours, ~seam)))
    found = []
    for kind in ("vertex", "texture"):
        session = fitted(replace(STILL, colour=kind, texture_size_pixels=256), model)
        found.append(np.mean([quality.psnr_inside_decibels for quality in session.quality()]))
    assert found[1] > found[0] + 3


def colours_of(colours: SurfaceColours, kept: NDArray[np.bool_]) -> SurfaceColours:
    assert colours.uv_faces is not None
    return replace(colours, uv_faces=colours.uv_faces[kept])


class Dimmed(ModelColours):
    """Pictures by cameras of which every other one lets only half the light in."""

    def colours(self, views: Sequence[View], settings: FitSettings) -> list[ColourTarget]:
        found = super().colours(views, settings)
        return [
            ColourTarget(t.view_id, encoded(linear(t.picture_srgb) * (0.5 if index % 2 else 1.0)))
            for index, t in enumerate(found)
        ]


def test_exposures_are_found_beside_the_first() -> None:
    model = painted_ball()
    settings = replace(
        STILL, steps=200, fit_exposure="on", exposure_learning_rate=2e-2, background="black", target_normals="vertices"
    )
    session = fitted(settings, model, Dimmed(model, CPU))
    assert session.colours is not None
    exposures = np.array([value for _, value in session.colours.log_exposures])
    assert exposures[0] == 0
    np.testing.assert_allclose(exposures[1::2], np.log(0.5), atol=0.05)
    np.testing.assert_allclose(exposures[::2], 0, atol=0.05)


class LightUnknown(ModelColours):
    """Pictures in a light, and before a background, that nobody tells."""

    def lights(self, settings: FitSettings) -> tuple[Light, ...]:
        return None  # type: ignore[return-value]

    def background_linear(self, settings: FitSettings) -> NDArray[np.float32]:
        return None  # type: ignore[return-value]


def test_light_and_background_are_found_where_nobody_tells_them() -> None:
    sphere = icosphere(3)
    grey = SurfaceColours(base_colour_linear=np.full(3, 0.6))
    model = Model("grey", None, Mesh(sphere.positions, sphere.faces, grey))
    settings = replace(STILL, steps=120, fit_colours="off", background="white", target_normals="vertices")
    session = fitted(settings, model, LightUnknown(model, CPU))
    assert session.colours is not None and session.colours.light is not None
    np.testing.assert_allclose(session.colours.background_linear, 1.0, atol=0.02)
    assert np.ptp(session.colours.vertex_albedo_linear) == 0
    assert min(quality.psnr_inside_decibels for quality in session.quality()) > 30


def bowl() -> Mesh:
    """A half ball with a hollow half as deep, which no outline from aside or below shows."""
    sphere = icosphere(4)
    positions = sphere.positions.copy()
    upper = positions[:, 1] > 0
    radius = np.linalg.norm(positions[:, [0, 2]], axis=1)
    positions[upper, 1] = -0.55 * np.sqrt(np.maximum(0.0, 1 - (radius[upper] / 0.98) ** 2))
    return Mesh(positions, sphere.faces, SurfaceColours(base_colour_linear=np.full(3, 0.7)))


DEEP = FitSettings(
    steps=200, smoothness=4.0, colour_from=0.3, shading_from=0.3, device="cpu", topology="fixed"
)  # fmt: skip


def test_shading_finds_a_hollow_that_no_outline_sees() -> None:
    model = Model("bowl", None, bowl())
    views = views_around(model.mesh, 8, (80, 80))
    depths = []
    for colour in ("off", "vertex"):
        settings = replace(DEEP, colour=colour)
        session = begun(settings, model, ModelColours(model, CPU), views)
        while session.step_count < settings.steps:
            session.step()
        positions = session.mesh().positions
        middle = (np.hypot(positions[:, 0], positions[:, 2]) < 0.2) & (positions[:, 1] > -0.8)
        depths.append(float(-positions[middle, 1].mean()) if middle.any() else 0.0)
    assert depths[0] < 0.2
    assert depths[1] == pytest.approx(0.55, abs=0.08)


def test_a_view_without_a_picture_of_its_size_is_refused() -> None:
    model = painted_ball(2)
    with pytest.raises(ValueError, match="must have the size"):
        session = begun(STILL, model, WrongSize(model, CPU), views_around(model.mesh, 4))
        session.step()


class WrongSize(ModelColours):
    """Pictures that are not of their views' sizes."""

    def colours(self, views: Sequence[View], settings: FitSettings) -> list[ColourTarget]:
        return [ColourTarget(view.id, torch.zeros(5, 7, 3)) for view in views]


def test_colours_follow_a_surface_that_is_made_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """As a repair on a grid makes it, after which it is remeshed at once."""
    model = painted_ball(2)
    settings = replace(
        STILL, steps=32, edge_length_start_pixels=3.0, fit_positions="on", remeshing="on", shading_from=1.0
    )
    session = begun(settings, model, ModelColours(model, CPU), views_around(model.mesh, 4))
    session.step()
    finer = icosphere(3)

    def crossings_untangled_by_another_surface(keeper: Upkeep) -> None:
        keeper._moving.replace(finer.faces, model.frame.from_world(finer.positions), settings)
        keeper._remesh()

    monkeypatch.setattr(Upkeep, "between_updates", crossings_untangled_by_another_surface)
    for _ in range(3):
        session.step()
    state = session.state()
    assert state.colours is not None
    assert len(state.colours.vertex_albedo_linear) == len(state.rest_positions_local) != 162
    assert min(quality.psnr_inside_decibels for quality in session.quality()) > 25


def test_the_lesson_ends_with_what_the_picture_shows() -> None:
    model = read_model(AVOCADO)
    center = model.frame.center_world
    eye = center + 2 * model.frame.scale * np.array([0.9, 0.8, 2.4])
    placement = LookAt(eye, center, np.array([0.0, 1.0, 0.0]), 40.0)
    views = [View("front", placement, (256, 256))]
    settings = replace(COLOURS_ONLY.settings, start="model", device="cpu")
    start = start_mesh(settings, model.frame, model.mesh)
    outlines = RenderedTargets(model.mesh, model.frame, CPU)
    session = FitSession.started(start, model.frame, views, outlines, settings, ModelColours(model, CPU))
    while session.step_count < settings.steps:
        session.step()
    assert session.quality()[0].psnr_inside_decibels > 40


class NotANumber(ModelColours):
    """Lamps of which one is broken."""

    def lights(self, settings: FitSettings) -> tuple[Light, ...]:
        return (AmbientLight(torch.full((3,), torch.nan)),)


def test_colours_that_are_no_numbers_are_told_and_leave_the_mesh() -> None:
    model = painted_ball(2)
    settings = replace(STILL, first_colours="grey", fit_positions="on", shading_from=0.0)
    session = begun(settings, model, NotANumber(model, CPU), views_around(model.mesh, 4))
    before = session.positions_local()
    with pytest.raises(NonFiniteError, match="in the colours"):
        session.step()
    assert torch.equal(session.positions_local(), before)


def test_views_of_large_images_take_turns_evenly() -> None:
    model = painted_ball(2)
    views = views_around(model.mesh, 7, (600, 600))  # four of them have the pixels of one step
    source = ModelColours(model, CPU)
    outlines = RenderedTargets(model.mesh, model.frame, CPU)
    level = view_level(views, outlines, model.frame, CPU)
    shown = ColourViews(level, source.colours(views, STILL))
    taken = [[index for batch in shown.of_step(step) for index in batch.indices] for step in range(4)]
    assert sorted(taken[0] + taken[1]) == list(range(7))
    assert taken[2] == taken[0] and taken[3] == taken[1]
    for step in range(2):
        assert float(sum(batch.counted.weights.sum() for batch in shown.of_step(step))) == pytest.approx(1.0)


@pytest.mark.parametrize("colour", ["off", "vertex"])
def test_the_last_step_brings_no_new_triangles_to_be_painted(colour: str) -> None:
    """Thin ones, which are replaced otherwise."""
    sphere = icosphere(2)
    flat = Mesh(sphere.positions * [1.0, 0.15, 1.0], sphere.faces, SurfaceColours())
    settings = replace(STILL, steps=1, remeshing="on", colour=colour, fit_positions="on")
    session = fitted(settings, Model("flat", None, flat))
    assert np.array_equal(session.mesh().faces, flat.faces) == (colour == "vertex")
