"""A broad-leaved tree: a curved trunk, and branches that each carry a cloud of leaves of its own."""

from dataclasses import dataclass

import numpy as np
from manifold3d import Manifold

from modelling.curves import smooth_curve
from modelling.model import Model
from modelling.painting import Colors, Field, dots, mix, noise, paint, ramp, rgb
from modelling.solids import TextureRegion, blob, sweep, union

BARK = TextureRegion(0.0, 0.0, 1.0, 0.5)
LEAVES = TextureRegion(0.0, 0.5, 1.0, 1.0)


@dataclass(frozen=True)
class Lump:
    """A part of every cloud of leaves: its place about the cloud's middle and its size, in radii of the cloud."""

    offset: tuple[float, float, float]
    radius: float


@dataclass(frozen=True)
class Crown:
    """A cloud of leaves at the end of a branch, in metres.

    The crowns stay clear of one another: two that touched would close a loop through their branches.
    """

    branch: tuple[tuple[float, float, float], ...]
    branch_radius: float
    radius: float
    flatness: float


TRUNK = ((0.0, 0.0, 0.0), (0.10, 0.5, 0.02), (0.06, 1.05, 0.05), (-0.06, 1.6, 0.0), (0.0, 2.2, -0.02), (0.05, 2.8, 0.0))
CROWNS = (
    Crown(((0.0, 2.2, -0.02), (0.04, 2.6, 0.0), (0.05, 2.9, 0.0)), 0.05, 1.62, 0.80),
    Crown(((0.08, 0.62, 0.03), (-0.36, 0.84, 0.20), (-0.98, 1.08, 0.44)), 0.115, 0.56, 0.74),
)
LUMPS = (
    Lump((0.0, 0.05, 0.0), 0.74),
    Lump((0.48, -0.10, 0.20), 0.54),
    Lump((-0.16, -0.12, 0.50), 0.52),
    Lump((-0.52, -0.06, -0.10), 0.50),
    Lump((0.10, -0.10, -0.50), 0.50),
    Lump((0.18, 0.38, 0.12), 0.50),
    Lump((-0.26, 0.32, -0.14), 0.46),
    Lump((0.50, 0.02, -0.24), 0.44),
)


def build() -> Model:
    """The tree, four metres tall."""
    wood = [_trunk()] + [_branch(crown) for crown in CROWNS]
    leaves = [lump for crown in CROWNS for lump in _lumps(crown)]
    texture = paint([(BARK, _paint_bark), (LEAVES, _paint_leaves)])
    return Model("tree", union(wood + leaves), texture, roughness=0.9)


def _trunk() -> Manifold:
    path = smooth_curve(TRUNK, 26)
    height = path[:, 1]
    radius = 0.09 + 0.14 * (1.0 - height / height[-1]) + 0.16 * np.exp(-height / 0.16)
    trunk = sweep(path, np.stack([radius, 0.92 * radius], axis=1), 22, BARK, first_normal=(1.0, 0.0, 0.0))
    return trunk.trim_by_plane((0.0, 1.0, 0.0), 0.0)  # its foot stands flat, though it leans


def _branch(crown: Crown) -> Manifold:
    path = smooth_curve(crown.branch, 12)
    radius = crown.branch_radius * np.linspace(1.25, 0.75, len(path))
    return sweep(path, np.stack([radius, radius], axis=1), 14, BARK, first_normal=(0.0, 0.3, 1.0))


def _lumps(crown: Crown) -> list[Manifold]:
    middle = np.asarray(crown.branch[-1])
    rows = round(8.0 + 4.0 * crown.radius)
    squash = np.array([1.0, crown.flatness, 1.0])
    return [
        blob(
            middle + crown.radius * np.asarray(lump.offset),
            crown.radius * lump.radius * squash,
            0.06,
            rows,
            LEAVES,
        )
        for lump in LUMPS
    ]


def _paint_bark(across: Field, up: Field) -> Colors:
    ridges = 0.5 + 0.35 * noise(across, up, 26, 7, seed=1) + 0.2 * noise(across, up, 60, 30, seed=2)
    return ramp(ridges, [(0.0, "3b2a1f"), (0.5, "6b4c36"), (1.0, "94724f")])


def _paint_leaves(across: Field, up: Field) -> Colors:
    light = up + 0.10 * noise(across, up, 14, 8, seed=3)
    canopy = ramp(light, [(0.1, "23491f"), (0.45, "3d7a2c"), (0.75, "69a33a"), (1.0, "a6c95a")])
    flecks = mix(canopy, rgb("1f431d"), 0.35 * dots(across, up, 1400, 0.012, 2.0, seed=4))
    return mix(flecks, rgb("c4dd72"), 0.5 * up * dots(across, up, 1400, 0.011, 2.0, seed=5))
