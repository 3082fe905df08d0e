"""Half an avocado, standing, its stone in place."""

from dataclasses import dataclass

import numpy as np
from scipy.spatial import cKDTree

from modelling.curves import Points, smooth_curve
from modelling.model import Model
from modelling.painting import Colors, Field, dots, mix, noise, paint, ramp, rgb, step_up
from modelling.solids import Sheet, TextureRegion, closed_rings, sewn, stack_uv

SKIN = TextureRegion(0.0, 0.0, 1.0, 0.4)
FLESH = TextureRegion(0.0, 0.4, 0.6, 1.0)
STONE = TextureRegion(0.6, 0.4, 1.0, 1.0)

SKIN_ROWS = 15
FLESH_ROWS = 10
STONE_ROWS = 10


@dataclass(frozen=True)
class AvocadoSize:
    """Dimensions in metres."""

    height: float = 0.112
    belly_radius: float = 0.037
    stone_radius: float = 0.0165
    stone_height: float = 0.041
    stone_length_ratio: float = 1.12
    swelling: float = 0.0025


SIZE = AvocadoSize()


def build() -> Model:
    """The half, its cut face towards +z."""
    outline = _outline(36)
    texture = paint([(SKIN, _paint_skin), (FLESH, _paint_flesh), (STONE, _paint_stone)])
    return Model("avocado", sewn([_skin(outline), _flesh(outline), _stone(outline)]), texture, roughness=0.5)


def _outline(half_count: int) -> Points:
    """The outline of the cut, (2 * half_count, 2), counter-clockwise from the lowest point."""
    r, h = SIZE.belly_radius, SIZE.height
    right = smooth_curve(
        [
            (0.0, 0.0),
            (0.30 * r, 0.010 * h),
            (0.62 * r, 0.065 * h),
            (0.93 * r, 0.195 * h),
            (r, 0.34 * h),
            (0.87 * r, 0.53 * h),
            (0.64 * r, 0.75 * h),
            (0.47 * r, 0.91 * h),
            (0.25 * r, 0.985 * h),
            (0.0, h),
        ],
        half_count + 1,
    )
    return np.concatenate([right[:-1], right[:0:-1] * (-1.0, 1.0)])


def _skin(outline: Points) -> Sheet:
    """The outline's two halves turned back by a quarter each, until they meet behind."""
    turn = np.linspace(0.5 * np.pi, 0.0, SKIN_ROWS)[:, None]
    x, y = outline.T
    rings = np.stack([x * np.cos(turn), np.broadcast_to(y, (SKIN_ROWS, len(y))), -np.abs(x) * np.sin(turn)], axis=-1)
    return Sheet(closed_rings(rings), stack_uv(rings, SKIN))


def _flesh(outline: Points) -> Sheet:
    """Rings from the outline to the edge of the stone, narrow at the rim, where the colour changes fastest."""
    inward = np.linspace(0.0, 1.0, FLESH_ROWS)[:, None, None] ** 1.5
    flat = outline + inward * (_stone_edge(outline) - outline)
    swelling = SIZE.swelling * np.sin(0.5 * np.pi * inward[..., 0])
    rings = closed_rings(np.dstack([flat, np.broadcast_to(swelling, flat.shape[:2])]))
    return Sheet(rings, FLESH.uv(*_flesh_fractions(rings[..., 0], rings[..., 1])))


def _stone(outline: Points) -> Sheet:
    """The dome of the stone, from its edge to its tip."""
    turn = np.linspace(0.0, 0.5 * np.pi, STONE_ROWS)[:, None]
    middle = np.array([0.0, SIZE.stone_height])
    flat = middle + np.cos(turn)[..., None] * (_stone_edge(outline) - middle)
    height = SIZE.swelling + SIZE.stone_radius * np.sin(turn)
    rings = np.dstack([flat, np.broadcast_to(height, flat.shape[:2])])
    return Sheet(closed_rings(rings), stack_uv(rings, STONE))


def _stone_edge(outline: Points) -> Points:
    """The point of the stone's edge that lies in the direction of each point of the outline."""
    middle = np.array([0.0, SIZE.stone_height])
    angle = np.arctan2(*(outline - middle).T)
    return middle + SIZE.stone_radius * np.stack([np.sin(angle), SIZE.stone_length_ratio * np.cos(angle)], axis=1)


def _flesh_fractions(x: Points, y: Points) -> tuple[Points, Points]:
    """Where a place of the cut lies in its texture region, which has a margin around the outline."""
    return x / (2.2 * SIZE.belly_radius) + 0.5, (y / SIZE.height + 0.05) / 1.1


def _paint_skin(across: Field, up: Field) -> Colors:
    shade = 0.5 + 0.3 * noise(across, up, 16, 4, seed=1) + 0.2 * noise(across, up, 110, 24, seed=2)
    peel = ramp(shade, [(0.0, "1f2f16"), (0.5, "31481f"), (1.0, "4a662a")])
    return mix(peel, rgb("7d9a45"), 0.7 * dots(across, up, 1100, 0.016, 5.0, seed=3))


def _paint_flesh(across: Field, up: Field) -> Colors:
    """Green under the peel, then paler and yellower towards the stone."""
    x, y = (across - 0.5) * 2.2 * SIZE.belly_radius, (1.1 * up - 0.05) * SIZE.height
    depth, _ = cKDTree(_outline(500)).query(np.stack([x, y], axis=-1))
    flesh = ramp(
        depth + 0.0004 * noise(across, up, 30, 30, seed=4),
        [
            (0.0, "2c431c"),
            (0.0007, "3f6122"),
            (0.0013, "8fae3c"),
            (0.004, "c3d163"),
            (0.009, "e3e08a"),
            (0.02, "f1e9a6"),
        ],
    )
    from_stone = np.hypot(x, (y - SIZE.stone_height) / SIZE.stone_length_ratio) / SIZE.stone_radius
    return mix(flesh, rgb("b9a552"), 0.7 * (1.0 - step_up(from_stone, 1.0, 1.10)))


def _paint_stone(across: Field, up: Field) -> Colors:
    grain = 0.5 + 0.3 * noise(across, up, 8, 5, seed=5) + 0.2 * noise(across, up, 50, 16, seed=6)
    return ramp(grain, [(0.0, "5a3118"), (0.5, "7c4722"), (1.0, "a2683a")])
