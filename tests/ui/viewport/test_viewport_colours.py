# SPDX-License-Identifier: MIT
"""The modes that show colours and light, against NumPy, pixel by pixel."""

import dataclasses

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from pytestqt.qtbot import QtBot

from app.engine.appearance.lighting import PRESETS, Lighting
from app.engine.appearance.srgb import bytes_from_linear
from app.engine.appearance.surface_colours import PLASTER, SurfaceColours
from app.engine.fitting.colour_state import ColourState, TextureState
from app.engine.meshes.mesh import Mesh
from app.engine.meshes.primitives import icosphere
from app.ui.viewport.display import DisplayMode
from app.ui.viewport.orbit_controls import OrbitState
from app.ui.viewport.viewport import Viewport
from renderer_cuda.lights import AmbientLight, DirectionalLight, SphericalHarmonicsLight
from tests.support.viewports import BARE, FROM_FRONT, changed, pixels, shown_viewport, snapshot_of

BALL = icosphere(5)  # a unit sphere: a point of it is also its normal there
SMALL = icosphere(4)  # as large, with so few faces that a target of it is drawn at once
RED = np.array([0.8, 0.1, 0.05])
GREY = np.full(3, 0.5, np.float32)
LIGHT = Lighting("sun", azimuth_degrees=35.0, elevation_degrees=20.0, strength=0.9)
PLACES = [(150, 200), (120, 180), (170, 230), (140, 150), (190, 195)]  # rows and columns within the ball
WITHIN = 2  # of 255


def painted(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """An albedo that differs from place to place."""
    return np.asarray(0.5 + points @ np.array([[0.4, 0.1, 0.0], [0.0, 0.3, -0.2], [0.05, -0.1, 0.25]]))


OF_VERTICES = ColourState(painted(BALL.positions).astype(np.float32), GREY)


def textured(texels: NDArray[np.float32]) -> ColourState:
    """The ball with a texture laid on from the front, whose places are in another order than the vertices."""
    places = np.stack([0.5 + 0.5 * BALL.positions[:, 0], 0.5 - 0.5 * BALL.positions[:, 1]], axis=1)
    order = np.random.default_rng(4).permutation(len(places))
    back = np.empty_like(order)
    back[order] = np.arange(len(order))
    texture = TextureState(texels, places[order].astype(np.float32), back[BALL.faces].astype(np.int32))
    return ColourState(np.zeros((len(places), 3), np.float32), GREY, texture=texture)


def hit(row: int, column: int) -> NDArray[np.float64]:
    """The point of the ball that the middle of a pixel sees, from 6 before it at 40 degrees."""
    slope = np.tan(np.radians(20.0)) / 150
    way = np.array([(column + 0.5 - 200) * slope, (150 - row - 0.5) * slope, -1.0])
    way /= np.linalg.norm(way)
    eye = np.array([0.0, 0.0, 6.0])
    along = -eye @ way
    return np.asarray(eye + (along - np.sqrt(along**2 - 35)) * way)


def showing(
    qtbot: QtBot, mode: DisplayMode, colours: ColourState | None = OF_VERTICES, light: Lighting = LIGHT
) -> Viewport:
    viewport = shown_viewport(qtbot, display=dataclasses.replace(BARE, mode=mode))
    viewport.set_light(light, matters=False)
    viewport.set_snapshot(snapshot_of(BALL, colours=colours))
    viewport.orbit_state = FROM_FRONT
    return viewport


def assert_agrees(viewport: Viewport, linear_at: list[NDArray[np.float64]]) -> None:
    picture = pixels(viewport)
    for (row, column), linear in zip(PLACES, linear_at, strict=True):
        assert picture[row, column] == pytest.approx(bytes_from_linear(linear).astype(int), abs=WITHIN), (row, column)


HITS = [hit(row, column) for row, column in PLACES]


@pytest.mark.parametrize("preset", PRESETS)
def test_colour_is_albedo_times_shading(qtbot: QtBot, preset: str) -> None:
    light = dataclasses.replace(LIGHT, preset=preset)
    viewport = showing(qtbot, DisplayMode.COLOUR, light=light)
    assert_agrees(viewport, [painted(point) * light.shading(point) for point in HITS])


def test_albedo_knows_no_light(qtbot: QtBot) -> None:
    assert_agrees(showing(qtbot, DisplayMode.ALBEDO), [painted(point) for point in HITS])


def test_shading_knows_no_albedo(qtbot: QtBot) -> None:
    assert_agrees(showing(qtbot, DisplayMode.SHADING), [LIGHT.shading(point) for point in HITS])


def test_a_light_that_was_found_replaces_the_lamps(qtbot: QtBot) -> None:
    def tensor(values: object) -> torch.Tensor:
        return torch.tensor(values, dtype=torch.float64)

    lights: list[AmbientLight | DirectionalLight] = [
        AmbientLight(tensor([0.2, 0.3, 0.1])),
        DirectionalLight(tensor([1.0, 2.0, 2.0]), tensor([0.5, 0.3, 0.4])),
        DirectionalLight(tensor([-3.0, 1.0, 1.0]), tensor([0.1, 0.2, 0.3])),
    ]
    found = SphericalHarmonicsLight.from_lights(lights)
    colours = dataclasses.replace(OF_VERTICES, light=found.coefficients.numpy().astype(np.float32))
    shades = [found.shading(tensor(point), None).numpy() for point in HITS]
    viewport = showing(qtbot, DisplayMode.COLOUR, colours)
    assert_agrees(viewport, [painted(point) * shade for point, shade in zip(HITS, shades, strict=True)])
    viewport.set_display(dataclasses.replace(BARE, mode=DisplayMode.SHADING))
    assert_agrees(viewport, shades)


def test_a_texture_is_read_as_linear_light(qtbot: QtBot) -> None:
    # Four texels a side that grow evenly: between their middles, what is read does so too, in linear light alone.
    middles = (np.arange(4) + 0.5) / 4
    texels = np.stack([*np.meshgrid(middles, middles), np.full((4, 4), 0.3)], axis=-1).astype(np.float32)
    viewport = showing(qtbot, DisplayMode.COLOUR, textured(texels))
    albedos = [np.array([0.5 + 0.5 * point[0], 0.5 - 0.5 * point[1], 0.3]) for point in HITS]
    assert_agrees(viewport, [albedo * LIGHT.shading(point) for albedo, point in zip(albedos, HITS, strict=True)])


def test_a_fine_texture_is_averaged_where_it_is_small(qtbot: QtBot) -> None:
    rows, columns = np.mgrid[:1024, :1024]
    chequered = np.repeat(((rows + columns) % 2)[..., None], 3, axis=2).astype(np.float32)
    picture = pixels(showing(qtbot, DisplayMode.ALBEDO, textured(chequered)))
    assert np.abs(picture[130:170, 180:220] - bytes_from_linear(0.5)).max() <= 4


def test_another_texture_replaces_the_former_one_and_vertices_replace_both(qtbot: QtBot) -> None:
    viewport = showing(qtbot, DisplayMode.ALBEDO)
    of_vertices = pixels(viewport)
    for level in (0.1, 0.6):
        viewport.set_snapshot(snapshot_of(BALL, colours=textured(np.full((8, 8, 3), level, np.float32))))
        assert pixels(viewport)[150, 200] == pytest.approx(bytes_from_linear(level), abs=WITHIN)
    viewport.set_snapshot(snapshot_of(BALL, colours=OF_VERTICES))
    assert not changed(of_vertices, pixels(viewport), by=1).any()


def test_without_colours_the_surface_is_of_plaster(qtbot: QtBot) -> None:
    viewport = showing(qtbot, DisplayMode.COLOUR, None)
    assert_agrees(viewport, [PLASTER.base_colour_linear * LIGHT.shading(point) for point in HITS])
    viewport.set_display(dataclasses.replace(BARE, mode=DisplayMode.ALBEDO))
    assert_agrees(viewport, [PLASTER.base_colour_linear] * len(HITS))


@pytest.mark.parametrize("mode", [DisplayMode.COLOUR, DisplayMode.SHADING])
def test_faces_are_shaded_apart_where_nothing_is_smoothed(qtbot: QtBot, mode: DisplayMode) -> None:
    viewport = shown_viewport(qtbot, display=dataclasses.replace(BARE, mode=mode, smooth=False))
    viewport.set_light(LIGHT, matters=False)
    viewport.set_snapshot(snapshot_of(icosphere(1)))
    viewport.orbit_state = FROM_FRONT
    flat = pixels(viewport)[120:180, 170:230].reshape(-1, 3)
    viewport.set_display(dataclasses.replace(BARE, mode=mode))
    smooth = pixels(viewport)[120:180, 170:230].reshape(-1, 3)
    assert len(np.unique(flat, axis=0)) < len(np.unique(smooth, axis=0)) / 3


def test_what_is_near_is_bright_and_a_scale_tells_how_near(qtbot: QtBot) -> None:
    viewport = showing(qtbot, DisplayMode.DEPTH)
    picture = pixels(viewport)
    middle, beside, rim = (int(picture[150, column].sum()) for column in (200, 240, 266))
    assert middle > beside + 40 > rim + 80
    assert abs(picture[150, 200].max() - picture[150, 200].min()) < 16  # next to grey
    legend = (slice(14, 250), slice(260, 386))
    viewport.set_display(BARE)
    assert changed(picture, pixels(viewport))[legend].mean() > 0.2


def test_depth_fits_its_range_to_the_mesh_from_any_distance(qtbot: QtBot) -> None:
    viewport = showing(qtbot, DisplayMode.DEPTH)
    near = pixels(viewport)[150, 200]
    viewport.orbit_state = OrbitState((0.0, 0.0, 0.0), 0.0, 0.0, 12.0)
    assert pixels(viewport)[150, 200] == pytest.approx(near, abs=3)


def test_the_target_has_its_own_colours_in_the_modes_of_colours(qtbot: QtBot) -> None:
    red = SurfaceColours(vertex_colours_linear=np.tile(RED, (len(SMALL.positions), 1)).astype(np.float32))
    display = dataclasses.replace(BARE, mode=DisplayMode.ALBEDO, ghost=True, ghost_opacity=1.0)
    viewport = shown_viewport(qtbot, display=dataclasses.replace(display, lamp=False))
    viewport.set_target(Mesh(SMALL.positions, SMALL.faces, red))
    viewport.orbit_state = FROM_FRONT
    assert_agrees(viewport, [RED] * len(HITS))
    viewport.set_light(LIGHT, matters=False)
    viewport.set_display(dataclasses.replace(display, mode=DisplayMode.COLOUR, lamp=False))
    assert_agrees(viewport, [RED * LIGHT.shading(point) for point in HITS])


def test_the_target_has_its_own_texture(qtbot: QtBot) -> None:
    places = np.stack([0.5 + 0.5 * SMALL.positions[:, 0], 1.5 - 0.5 * SMALL.positions[:, 1]], axis=1)  # and repeats
    texture = np.zeros((64, 64, 3), np.uint8)
    texture[:32], texture[32:] = (200, 40, 30), (20, 90, 220)
    colours = SurfaceColours(np.array([1.0, 0.5, 1.0]), None, places.astype(np.float32), SMALL.faces, texture)
    display = dataclasses.replace(BARE, mode=DisplayMode.ALBEDO, ghost=True, ghost_opacity=1.0)
    viewport = shown_viewport(qtbot, display=display)
    viewport.set_target(Mesh(SMALL.positions, SMALL.faces, colours))
    viewport.orbit_state = FROM_FRONT
    picture = pixels(viewport)
    assert picture[110, 200, [0, 2]] == pytest.approx([200, 30], abs=WITHIN)
    assert picture[190, 200, [0, 2]] == pytest.approx([20, 220], abs=WITHIN)
    assert picture[190, 200, 1] == pytest.approx(65, abs=3)  # half the light of 90


def test_colours_survive_a_new_context(qtbot: QtBot) -> None:
    viewport = showing(qtbot, DisplayMode.COLOUR, textured(np.full((8, 8, 3), 0.4, np.float32)))
    before = pixels(viewport)
    viewport.makeCurrent()
    viewport._scene.release()
    viewport.doneCurrent()
    assert not changed(before, pixels(viewport), by=1).any()
