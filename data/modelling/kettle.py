"""An enamel kettle: turned body and lid, tapered curved spout, and a handle one can see through."""

from dataclasses import dataclass

import numpy as np
from manifold3d import Manifold

from modelling.curves import Points, smooth_curve
from modelling.model import Model
from modelling.painting import Colors, Field, dots, mix, noise, paint, ramp, rgb, step_up
from modelling.solids import TextureRegion, lathe, sweep, union

BODY = TextureRegion(0.0, 0.0, 1.0, 0.4)
SPOUT = TextureRegion(0.0, 0.4, 0.5, 0.7)
HANDLE = TextureRegion(0.5, 0.4, 1.0, 0.7)
LID = TextureRegion(0.0, 0.7, 0.5, 1.0)
KNOB = TextureRegion(0.5, 0.7, 0.9, 1.0)
MOUTH = TextureRegion(0.9, 0.7, 1.0, 1.0)

ENAMEL = "1d6a78"
ENAMEL_DARK = "124b58"
CREAM = "efe6d0"


@dataclass(frozen=True)
class KettleSize:
    """Dimensions in metres."""

    belly_radius: float = 0.098
    foot_radius: float = 0.080
    rim_radius: float = 0.056
    rim_height: float = 0.138
    lid_height: float = 0.166
    knob_height: float = 0.197


def build() -> Model:
    """The kettle, 0.2 m tall, its spout towards +x."""
    size = KettleSize()
    solid = union([_body(size), _lid(size), _knob(size), _spout(), _handle()])
    texture = paint(
        [
            (BODY, _paint_body),
            (SPOUT, _paint_spout),
            (HANDLE, _paint_wood),
            (LID, _paint_lid),
            (KNOB, _paint_wood),
            (MOUTH, _paint_mouth),
        ]
    )
    return Model("kettle", solid, texture, roughness=0.35)


def _body(size: KettleSize) -> Manifold:
    foot = [(0.0, 0.004), (size.foot_radius - 0.010, 0.004), (size.foot_radius - 0.006, 0.0), (size.foot_radius, 0.0)]
    wall = smooth_curve(
        [
            (size.foot_radius + 0.003, 0.004),
            (size.belly_radius - 0.002, 0.030),
            (size.belly_radius, 0.052),
            (size.belly_radius - 0.011, 0.092),
            (size.rim_radius + 0.010, 0.127),
        ],
        18,
    )
    rim = [
        (size.rim_radius + 0.005, size.rim_height - 0.005),
        (size.rim_radius + 0.005, size.rim_height),
        (0.0, size.rim_height),
    ]
    return lathe(np.concatenate([foot, wall, rim]), 56, BODY)


def _lid(size: KettleSize) -> Manifold:
    edge = [
        (0.0, size.rim_height - 0.01),
        (size.rim_radius, size.rim_height - 0.01),
        (size.rim_radius, size.rim_height + 0.003),
    ]
    dome = smooth_curve(
        [
            (size.rim_radius - 0.002, size.rim_height + 0.005),
            (0.042, size.rim_height + 0.017),
            (0.022, size.lid_height - 0.003),
            (0.0, size.lid_height),
        ],
        9,
    )
    return lathe(np.concatenate([edge, dome]), 48, LID)


def _knob(size: KettleSize) -> Manifold:
    foot, top = size.lid_height - 0.008, size.knob_height
    outline = smooth_curve(
        [
            (0.011, foot),
            (0.0085, foot + 0.013),
            (0.015, top - 0.014),
            (0.0165, top - 0.009),
            (0.011, top - 0.002),
            (0.0, top),
        ],
        14,
    )
    return lathe(np.concatenate([[(0.0, foot)], outline]), 28, KNOB)


def _spout() -> Manifold:
    path = smooth_curve(_in_plane([(0.055, 0.040), (0.098, 0.052), (0.126, 0.082), (0.146, 0.122), (0.176, 0.148)]), 20)
    along = np.linspace(0.0, 1.0, len(path))
    radius = np.interp(along, [0.0, 0.25, 0.6, 0.92, 1.0], [0.036, 0.030, 0.0185, 0.0140, 0.0160])
    spout = sweep(path, np.stack([radius, radius], axis=1), 28, SPOUT, first_normal=(0.0, 0.0, 1.0))
    outward = path[-1] - path[-2]
    hollow = path[-1] + np.array([[-0.8], [0.8]]) * outward
    return spout - sweep(hollow, np.full((2, 2), 0.0118), 28, MOUTH, first_normal=(0.0, 0.0, 1.0))


def _handle() -> Manifold:
    path = smooth_curve(
        _in_plane(
            [(-0.058, 0.112), (-0.104, 0.141), (-0.148, 0.134), (-0.165, 0.096), (-0.143, 0.058), (-0.080, 0.040)]
        ),
        30,
    )
    along = np.linspace(0.0, 1.0, len(path))
    breadth = np.interp(along, [0.0, 0.2, 0.5, 0.85, 1.0], [0.0085, 0.0100, 0.0125, 0.0090, 0.0075])
    return sweep(path, np.stack([breadth, 0.72 * breadth], axis=1), 20, HANDLE, first_normal=(0.0, 0.0, 1.0))


def _in_plane(points: list[tuple[float, float]]) -> Points:
    """Points (K, 2) of the plane z = 0 as (K, 3)."""
    return np.pad(np.asarray(points), ((0, 0), (0, 1)))


def _enamel(across: Field, up: Field, count: int, radius: float, aspect: float) -> Colors:
    glaze = mix(
        np.broadcast_to(rgb(ENAMEL), (*up.shape, 3)), rgb(ENAMEL_DARK), 0.5 + 0.5 * noise(across, up, 6, 3, seed=1)
    )
    return mix(glaze, rgb(CREAM), 0.6 * dots(across, up, count, radius, aspect, seed=2))


def _paint_body(across: Field, up: Field) -> Colors:
    bands = step_up(up, 0.69, 0.695) + 1.0 - step_up(up, 0.375, 0.38)
    return mix(_enamel(across, up, 1500, 0.0060, 1.8), rgb(CREAM), bands)


def _paint_spout(across: Field, up: Field) -> Colors:
    return mix(_enamel(across, up, 240, 0.0125, 0.8), rgb(CREAM), step_up(up, 0.80, 0.805))


def _paint_lid(across: Field, up: Field) -> Colors:
    return mix(_enamel(across, up, 600, 0.011, 1.7), rgb(CREAM), 1.0 - step_up(up, 0.60, 0.605))


def _paint_mouth(across: Field, up: Field) -> Colors:
    return np.broadcast_to(rgb("23282b"), (*up.shape, 3))


def _paint_wood(across: Field, up: Field) -> Colors:
    grain = 0.5 + 0.3 * noise(across, up, 14, 4, seed=3) + 0.2 * noise(across, up, 40, 6, seed=4)
    return ramp(grain, [(0.0, "6b3f22"), (0.5, "935c33"), (1.0, "b77f4c")])
