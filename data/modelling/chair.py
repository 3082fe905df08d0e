"""A high chair bent of thin rods: four legs, a seat and a back that one can see through, a solid of genus 5."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from manifold3d import Manifold

from modelling.curves import Points, smooth_curve
from modelling.model import Model
from modelling.painting import Colors, Field, dots, mix, noise, paint, ramp, rgb, step_up
from modelling.solids import TextureRegion, blob, sweep, union

LEGS = TextureRegion(0.0, 0.0, 1.0, 0.4)
SEAT = TextureRegion(0.0, 0.4, 1.0, 0.6)
BACK = TextureRegion(0.0, 0.6, 1.0, 0.8)
JOINTS = TextureRegion(0.0, 0.8, 1.0, 1.0)

COLUMNS = 12


@dataclass(frozen=True)
class ChairSize:
    """Dimensions in metres.

    In the default views (20 on a sphere around the chair, 256 pixels) a rod is 2.05 pixels wide on average: 1.6 at the
    far ends of the chair, 2.7 at the near ones.
    """

    rod_radius: float = 0.0053
    joint_ratio: float = 1.3
    seat_height: float = 0.78
    seat_half_width: float = 0.16
    foot_half_width: float = 0.20
    top_height: float = 1.09
    top_depth: float = 0.205
    rail_heights: tuple[float, ...] = (0.93, 1.09)
    seat_rods: int = 2


SIZE = ChairSize()


def build() -> Model:
    """The chair, its back towards -z: two openings in the back and three in the seat make the genus 5."""
    splayed = [_rod(_leg(x, z), LEGS) for x in (-1.0, 1.0) for z in (-1.0, 1.0)]
    legs = [leg.trim_by_plane((0.0, 1.0, 0.0), 0.0) for leg in splayed]  # they stand flat
    posts = [_rod(_post(x), BACK) for x in (-1.0, 1.0)]
    crossbars = [_rod(ends, region) for ends, region in _crossbars()]
    joints = [_joint(place) for ends, _ in _crossbars() for place in ends]
    solid = union(legs + posts + crossbars + joints)
    texture = paint([(LEGS, _paint_legs), (SEAT, _paint_cane), (BACK, _paint_cane), (JOINTS, _paint_binding)])
    return Model("chair", solid, texture, roughness=0.6)


def _leg(x: float, z: float) -> Points:
    """From below the ground to a corner of the seat, slightly bowed."""
    foot, seat = SIZE.foot_half_width, SIZE.seat_half_width
    waist = 0.42 * foot + 0.58 * seat - 0.006
    controls = [
        (x * foot * 1.01, -0.02, z * foot * 1.01),
        (x * waist, 0.52 * SIZE.seat_height, z * waist),
        (x * seat, SIZE.seat_height, z * seat),
    ]
    return smooth_curve(controls, 22)


def _post(x: float) -> Points:
    """From a rear corner of the seat to the top of the back, which leans."""
    seat, middle = SIZE.seat_half_width, 0.5 * (SIZE.seat_height + SIZE.top_height)
    controls = [
        (x * seat, SIZE.seat_height, -seat),
        (x * seat, middle, -0.45 * seat - 0.55 * SIZE.top_depth),
        (x * seat, SIZE.top_height, -SIZE.top_depth),
    ]
    return smooth_curve(controls, 12)


def _crossbars() -> list[tuple[Points, TextureRegion]]:
    """The two ends (2, 3) of every straight rod: the rim of the seat, its cross rods, the rails of the back."""
    seat, height = SIZE.seat_half_width, SIZE.seat_height
    bars = [_bar((x, height, -seat), (x, height, seat)) for x in np.linspace(-seat, seat, SIZE.seat_rods + 2)]
    bars += [_bar((-seat, height, z), (seat, height, z)) for z in (-seat, seat)]
    rails = []
    for rail_height in SIZE.rail_heights:
        depth = float(np.interp(rail_height, *_post(1.0)[:, 1:].T))
        rails.append(_bar((-seat, rail_height, depth), (seat, rail_height, depth)))
    return [(bar, SEAT) for bar in bars] + [(rail, BACK) for rail in rails]


def _bar(start: Sequence[float], end: Sequence[float]) -> Points:
    return np.array([start, end])


def _rod(path: Points, region: TextureRegion) -> Manifold:
    radii = np.full((len(path), 2), SIZE.rod_radius)
    return sweep(path, radii, COLUMNS, region, first_normal=(0.3, 0.1, 0.2))


def _joint(place: Points) -> Manifold:
    """A binding around the place where rods meet."""
    return blob(place, np.full(3, SIZE.joint_ratio * SIZE.rod_radius), 0.0, 7, JOINTS)


def _paint_legs(across: Field, up: Field) -> Colors:
    """Cane with knots, its foot lacquered."""
    return mix(_paint_cane(across, up), rgb("7d1f1c"), 1.0 - step_up(up, 0.24, 0.245))


def _paint_cane(across: Field, up: Field) -> Colors:
    shade = 0.5 + 0.25 * noise(across, up, 10, 30, seed=1) + 0.2 * noise(across, up, 24, 4, seed=2)
    cane = ramp(shade, [(0.0, "9c7440"), (0.5, "c9a362"), (1.0, "e6cb90")])
    knots = 1.0 - step_up(np.abs((5.0 * up) % 1.0 - 0.5), 0.012, 0.030)
    return mix(mix(cane, rgb("6d4a26"), 0.7 * knots), rgb("8a6434"), 0.4 * dots(across, up, 300, 0.02, 1.0, seed=3))


def _paint_binding(across: Field, up: Field) -> Colors:
    return ramp(
        (7.0 * up + 0.1 * noise(across, up, 8, 8, seed=4)) % 1.0, [(0.0, "3d2413"), (0.5, "74492a"), (1.0, "3d2413")]
    )
