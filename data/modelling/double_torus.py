"""A glazed figure of eight: two rings that flow into one another, a solid of genus 2."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from modelling.curves import Points
from modelling.implicit import implicit_solid
from modelling.model import Model
from modelling.painting import Colors, Field, dots, mix, noise, paint, ramp, rgb
from modelling.solids import TextureRegion

GLAZE = TextureRegion(0.0, 0.0, 1.0, 1.0)


@dataclass(frozen=True)
class DoubleTorusSize:
    """Dimensions in metres."""

    ring_radius: float = 0.066
    tube_radius: float = 0.030
    fillet: float = 0.007
    edge_length: float = 0.0105

    @property
    def half_height(self) -> float:
        """Of the whole."""
        return self.ring_radius + self.tube_radius

    @property
    def half_width(self) -> float:
        """Of the whole, without the little that the fillet adds."""
        return 2.0 * self.ring_radius + self.tube_radius


SIZE = DoubleTorusSize()


def build() -> Model:
    """The figure, standing on both rings, which are beside one another and touch along its middle."""
    margin = 2.0 * SIZE.edge_length
    middle = np.array([0.0, SIZE.half_height, 0.0])
    reach = np.array([SIZE.half_width, SIZE.half_height, SIZE.tube_radius]) + margin
    solid = implicit_solid(_distance, middle - reach, middle + reach, SIZE.edge_length, GLAZE)
    solid = solid.translate((0.0, -solid.bounding_box()[1], 0.0))
    return Model("double_torus", solid, paint([(GLAZE, _paint_glaze)]), roughness=0.25)


def _distance(points: Points) -> NDArray[np.float64]:
    """From the surface: both rings' distances, joined by a smooth minimum."""
    x, y, z = points.T
    left, right = (
        np.hypot(np.hypot(x - side * SIZE.ring_radius, y - SIZE.half_height) - SIZE.ring_radius, z) for side in (-1, 1)
    )
    blended = -SIZE.fillet * np.logaddexp(-left / SIZE.fillet, -right / SIZE.fillet)
    return np.asarray(blended - SIZE.tube_radius)


def _paint_glaze(across: Field, up: Field) -> Colors:
    """Two glazes that run into one another, darker where they gather, with specks."""
    place = across + 0.03 * noise(across, up, 9, 7, seed=1) + 0.012 * noise(across, up, 30, 20, seed=2)
    glaze = ramp(place, [(0.15, "b4533a"), (0.40, "d98a55"), (0.50, "efe2c4"), (0.60, "6fa7a3"), (0.85, "24616b")])
    gathered = mix(glaze, rgb("3a2a24"), 0.35 - 0.35 * np.sin(np.pi * np.clip(up, 0.0, 1.0)))
    return mix(gathered, rgb("4a3a30"), 0.5 * dots(across, up, 900, 0.005, 1.7, seed=3))
