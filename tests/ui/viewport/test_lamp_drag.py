# SPDX-License-Identifier: MIT
"""The lamp's place tells its light's direction, and the other way round."""

import dataclasses

import numpy as np
import pytest

from app.engine.appearance.lighting import PRESETS, Lighting
from app.engine.fitting.settings import FitSettings
from app.ui.viewport.lamp_drag import brightened, described, towards, turned


@pytest.mark.parametrize("preset", [preset for preset in PRESETS if preset != "even"])
@pytest.mark.parametrize(("azimuth", "elevation"), [(0.0, 0.0), (90.0, 0.0), (-35.0, 40.0), (170.0, -60.0)])
def test_the_lamp_stands_where_its_light_comes_from(preset: str, azimuth: float, elevation: float) -> None:
    lighting = Lighting(preset, azimuth, elevation)
    assert towards(lighting) == pytest.approx(lighting.lamps()[0].direction_to_light_world)


def test_its_angles_are_counted_from_the_front() -> None:
    assert towards(Lighting(azimuth_degrees=0.0, elevation_degrees=0.0)) == pytest.approx([0, 0, 1])
    assert towards(Lighting(azimuth_degrees=90.0, elevation_degrees=0.0)) == pytest.approx([1, 0, 0])
    assert towards(Lighting(azimuth_degrees=0.0, elevation_degrees=90.0)) == pytest.approx([0, 1, 0])


def test_a_light_that_is_turned_shines_from_there() -> None:
    before = Lighting("sun", 10.0, 20.0, 0.7)
    for way in np.random.default_rng(1).normal(size=(50, 3)):
        direction = way / np.linalg.norm(way)
        after = turned(before, direction)
        assert towards(after) == pytest.approx(direction, abs=2e-3)  # a tenth of a degree
        assert (after.preset, after.strength) == ("sun", 0.7)


def test_above_the_pole_the_azimuth_stays() -> None:
    after = turned(Lighting(azimuth_degrees=70.0), np.array([0.0, 1.0, 0.0]))
    assert (after.azimuth_degrees, after.elevation_degrees) == (70.0, 90.0)


def test_strength_doubles_and_stays_within_what_the_settings_allow() -> None:
    lighting = Lighting(strength=0.5)
    assert brightened(lighting, 1).strength == pytest.approx(1.0)
    assert brightened(brightened(lighting, 0.25), -0.25).strength == pytest.approx(0.5, rel=0.01)
    for doublings in (20.0, -20.0):
        strength = brightened(lighting, doublings).strength
        assert dataclasses.replace(FitSettings(), light_strength=strength).light_strength == strength


def test_a_label_says_all_of_it() -> None:
    text = described(Lighting(azimuth_degrees=-35.0, elevation_degrees=40.0, strength=1.25))
    assert "-35" in text and "40" in text and "1.25" in text
