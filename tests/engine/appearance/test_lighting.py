"""Lights: where lamps stand, and how much the shading of a studio tells of the slope."""

import numpy as np
import pytest
from numpy.typing import NDArray

from app.engine.appearance.lighting import PRESETS, Lamp, Lighting


def directions(count: int = 5000) -> NDArray[np.float64]:
    vectors = np.random.default_rng(0).normal(size=(count, 3))
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True))


def tangents(normals: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    aside = np.where(np.abs(normals[:, :1]) < 0.9, [[1.0, 0, 0]], [[0.0, 1, 0]])
    first = np.cross(normals, aside)
    first /= np.linalg.norm(first, axis=1, keepdims=True)
    return first, np.cross(normals, first)


@pytest.mark.parametrize("preset", PRESETS)
def test_white_is_neither_black_nor_beyond_white(preset: str) -> None:
    shading = Lighting(preset).shading(directions())
    assert 0.05 <= shading.min() and shading.max() <= 1.0


def test_in_the_studio_every_small_turn_of_a_normal_changes_its_colour() -> None:
    normals, step = directions(), 1e-6
    slopes = [
        (Lighting().shading(normals + step * along) - Lighting().shading(normals - step * along)) / (2 * step)
        for along in tangents(normals)
    ]
    smallest = np.linalg.svd(np.stack(slopes, axis=-1), compute_uv=False)[:, -1]
    assert smallest.min() > 0.15


@pytest.mark.parametrize("preset", ["studio", "sun"])
@pytest.mark.parametrize(
    ("azimuth_degrees", "elevation_degrees", "towards"),
    [(0, 0, [0, 0, 1]), (90, 0, [1, 0, 0]), (-90, 0, [-1, 0, 0]), (17, 90, [0, 1, 0]), (180, -45, [0, -1, -1])],
)
def test_the_main_lamp_stands_where_it_is_put(
    preset: str, azimuth_degrees: float, elevation_degrees: float, towards: list[float]
) -> None:
    lamp = Lighting(preset, azimuth_degrees, elevation_degrees).lamps()[0]
    np.testing.assert_allclose(lamp.direction_to_light_world, np.array(towards) / np.linalg.norm(towards), atol=1e-12)


def test_by_itself_it_stands_at_the_upper_left_in_front() -> None:
    x, y, z = Lighting().lamps()[0].direction_to_light_world
    assert x < -0.3 and y > 0.3 and z > 0.3


def test_the_other_lamps_turn_along() -> None:
    def angles(lighting: Lighting) -> NDArray[np.float64]:
        towards = np.stack([lamp.direction_to_light_world for lamp in lighting.lamps()])
        return np.asarray(towards @ towards.T)

    np.testing.assert_allclose(angles(Lighting("studio", 123, -50)), angles(Lighting()), atol=1e-12)


def test_strength_multiplies() -> None:
    normals = directions(20)
    np.testing.assert_allclose(Lighting(strength=0.5).shading(normals), 0.5 * Lighting().shading(normals))


def test_even_light_shades_nothing() -> None:
    np.testing.assert_array_equal(Lighting("even").shading(directions(20)), np.ones((20, 3)))


def test_the_sun_shines_by_the_cosine() -> None:
    sun, shade = (lamp.colour_linear for lamp in Lighting("sun", 0, 0).lamps())
    np.testing.assert_allclose(
        Lighting("sun", 0, 0).shading([[0, 0.6, 0.8], [0, 0.6, -0.8]]), [0.8 * sun + shade, shade]
    )


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"preset": "moon"}, "preset must be one of studio, sun, even, got 'moon'"),
        ({"azimuth_degrees": np.nan}, "azimuth_degrees must be finite"),
        ({"strength": -1.0}, "strength must not be negative"),
    ],
)
def test_what_is_wrong_with_a_light_is_named(values: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Lighting(**values)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("kind", "towards", "colour", "message"),
    [
        ("spot", [0, 0, 1], [1, 1, 1], "kind must be ambient or directional"),
        ("directional", [0, 0, 2], [1, 1, 1], "must not be 2 long"),
        ("ambient", [0, 0, 1], [1, 1, 1], "must not be 1 long"),
        ("ambient", [0, 0, 0], [1, -1, 1], "colour_linear must not be negative"),
        ("ambient", [0, 0], [1, 1, 1], "must be 3 finite numbers"),
    ],
)
def test_what_is_wrong_with_a_lamp_is_named(kind: str, towards: list[float], colour: list[float], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Lamp(kind, np.array(towards), np.array(colour))
