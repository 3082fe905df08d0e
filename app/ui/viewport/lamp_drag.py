"""Where the main lamp of a light stands, and how dragging it changes the light: arithmetic on directions."""

import dataclasses
import math

import numpy as np
from numpy.typing import NDArray

from app.engine.appearance.lighting import Lighting
from app.engine.fitting.colour_settings import ColourSettings

Vector = NDArray[np.float64]

PIXELS_PER_DOUBLING = 90.0  # of the strength
NOTCHES_PER_DOUBLING = 4.0
_DIGITS = 1  # of angles: a tenth of a degree is less than a pixel on the lamp's sphere
_AT_POLE = 1e-4  # sine of the angle to the pole, below which a lamp keeps its azimuth

_LIMITS = {item.name: item.metadata for item in dataclasses.fields(ColourSettings)}["light_strength"]


def towards(lighting: Lighting) -> Vector:
    """The direction (3,) to the main lamp, of length 1."""
    azimuth, elevation = math.radians(lighting.azimuth_degrees), math.radians(lighting.elevation_degrees)
    level = math.cos(elevation)
    return np.array([level * math.sin(azimuth), math.sin(elevation), level * math.cos(azimuth)])


def turned(lighting: Lighting, direction: Vector) -> Lighting:
    """The light with its main lamp in another direction (3,), of length 1."""
    x, y, z = direction.tolist()
    azimuth = lighting.azimuth_degrees if math.hypot(x, z) < _AT_POLE else math.degrees(math.atan2(x, z))
    elevation = math.degrees(math.asin(min(1.0, max(-1.0, y))))
    return dataclasses.replace(
        lighting,
        azimuth_degrees=round(azimuth, _DIGITS) + 0.0,  # which makes of -0.0 what a user would write
        elevation_degrees=round(elevation, _DIGITS) + 0.0,
    )


def brightened(lighting: Lighting, doublings: float) -> Lighting:
    """The light that many times twice as strong, within what the settings allow."""
    strength = float(f"{lighting.strength * 2**doublings:.3g}")
    return dataclasses.replace(lighting, strength=min(_LIMITS["maximum"], max(_LIMITS["minimum"], strength)))


def described(lighting: Lighting) -> str:
    """The light in a few words, for a label."""
    return (
        f"Azimuth {lighting.azimuth_degrees:.0f}\u00b0   Elevation {lighting.elevation_degrees:.0f}\u00b0   "
        f"Strength {lighting.strength:.2f}"
    )
