"""Closed solids from stacked rings, each vertex with its place in the texture; `manifold3d` joins them."""

from dataclasses import dataclass

import manifold3d
import numpy as np
from manifold3d import Manifold
from numpy.typing import ArrayLike, NDArray

from modelling.curves import Points, transported_frames

# A vertex carries x y z, then its normal (filled in once the parts are joined), then u v.
NORMAL_CHANNELS = slice(3, 6)
UV_CHANNELS = slice(6, 8)
CHANNELS = 8

# Positions that agree to a nanometre are one vertex.
POSITION_DECIMALS = 9

# Edges shorter than this fraction of a model are splinters of a cut.
SPLINTER = 3e-4


@dataclass(frozen=True)
class TextureRegion:
    """A rectangle of the texture, in fractions of its sides, v upwards."""

    left: float
    bottom: float
    right: float
    top: float

    def __post_init__(self) -> None:
        if not (0.0 <= self.left < self.right <= 1.0 and 0.0 <= self.bottom < self.top <= 1.0):
            raise ValueError(f"TextureRegion: must be a rectangle inside the unit square, got {self}")

    def uv(self, across: NDArray[np.float64], up: NDArray[np.float64]) -> Points:
        """Texture coordinates (..., 2) of places in the region, each given as two fractions (...) in [0, 1]."""
        return np.stack(
            [self.left + across * (self.right - self.left), self.bottom + up * (self.top - self.bottom)], axis=-1
        )


@dataclass(frozen=True)
class Sheet:
    """A grid of points with their places in the texture.

    Attributes:
        positions: (R, C, 3) float64; seen from outside, rows go up where columns go to the right.
        uv: (R, C, 2) float64 in [0, 1].
    """

    positions: Points
    uv: Points

    def __post_init__(self) -> None:
        if self.positions.shape[:2] != self.uv.shape[:2]:
            raise ValueError(
                f"Sheet: uv must have a place for each position, got {self.uv.shape} for {self.positions.shape}"
            )

    def triangles(self) -> NDArray[np.int64]:
        """Two triangles (T, 3) for each square of the grid."""
        rows, columns = self.positions.shape[:2]
        corner = np.arange(rows * columns).reshape(rows, columns)
        a, b, c, d = (block.ravel() for block in (corner[:-1, :-1], corner[:-1, 1:], corner[1:, 1:], corner[1:, :-1]))
        return np.concatenate([np.stack([a, b, c], axis=1), np.stack([a, c, d], axis=1)])


def ring_solid(rings: Points, region: TextureRegion) -> Manifold:
    """Closes a stack of rings to a solid; its texture region wraps around the rings and runs up the stack.

    Args:
        rings: (R, C, 3), counter-clockwise seen from the far end of the stack; the first and the last ring are
            each one repeated point.
        region: Where the solid's surface lies in the texture.

    Returns:
        The solid, wound outward.
    """
    return sewn([Sheet(closed_rings(rings), stack_uv(rings, region))])


def closed_rings(rings: Points) -> Points:
    """Rings (R, C, 3) with their first point repeated at their end, (R, C + 1, 3)."""
    return np.concatenate([rings, rings[:, :1]], axis=1)


def stack_uv(rings: Points, region: TextureRegion) -> Points:
    """Texture coordinates (R, C + 1, 2) that wrap a region around rings (R, C, 3), rows spread as the rings are."""
    steps = np.linalg.norm(np.diff(rings, axis=0), axis=2).mean(axis=1)
    up = np.append(0.0, np.cumsum(steps)) / steps.sum()
    return region.uv(*np.meshgrid(np.linspace(0.0, 1.0, rings.shape[1] + 1), up))


def lathe(profile: ArrayLike, columns: int, region: TextureRegion) -> Manifold:
    """Turns a profile (R, 2) of (radius, height) about the y axis, from the foot to the top; radius 0 at both ends."""
    radius, height = np.asarray(profile, dtype=np.float64).T
    angle = 2.0 * np.pi * np.arange(columns) / columns
    rings = np.stack(
        [
            radius[:, None] * np.sin(angle),
            np.broadcast_to(height[:, None], (len(height), columns)),
            radius[:, None] * np.cos(angle),
        ],
        axis=-1,
    )
    return ring_solid(rings, region)


def sweep(path: Points, radii: Points, columns: int, region: TextureRegion, first_normal: ArrayLike) -> Manifold:
    """Carries an elliptic section along a path and closes both ends flat.

    Args:
        path: (R, 3) centres of the sections.
        radii: (R, 2) half axes of each section, along the transported normal and along the binormal.
        columns: Points around a section.
        region: Where the surface lies in the texture; it runs along the path.
        first_normal: (3,) direction of the first half axis at the start of the path.

    Returns:
        The solid, wound outward.
    """
    normals, binormals = transported_frames(path, first_normal)
    angle = 2.0 * np.pi * np.arange(columns) / columns
    offsets = (radii[:, :1] * np.cos(angle))[..., None] * normals[:, None] + (radii[:, 1:] * np.sin(angle))[
        ..., None
    ] * binormals[:, None]
    rings = path[:, None] + offsets
    ends = [np.repeat(path[row : row + 1], columns, axis=0)[None] for row in (0, len(path) - 1)]
    return ring_solid(np.concatenate([ends[0], rings, ends[1]]), region)


def blob(center: ArrayLike, radii: ArrayLike, bumpiness: float, rows: int, region: TextureRegion) -> Manifold:
    """An ellipsoid with soft bumps.

    Args:
        center: (3,).
        radii: (3,) half axes.
        bumpiness: Height of the bumps as a fraction of the radii.
        rows: Rings from the lowest to the highest point; there are twice as many points around.
        region: Where the surface lies in the texture; it runs upwards.
    """
    polar = np.linspace(0.0, np.pi, rows)
    angle = np.pi * np.arange(2 * rows) / rows
    unit = np.stack(
        [
            np.outer(np.sin(polar), np.sin(angle)),
            np.outer(-np.cos(polar), np.ones_like(angle)),
            np.outer(np.sin(polar), np.cos(angle)),
        ],
        axis=-1,
    )
    middle = np.asarray(center, dtype=np.float64)
    phases = 7.0 * middle  # neighbours differ
    bumps = np.sin(4.6 * unit + phases).prod(axis=-1) + 0.6 * np.sin(7.9 * unit[..., [1, 2, 0]] - phases).prod(axis=-1)
    return ring_solid(
        middle + (1.0 + bumpiness * bumps[..., None]) * unit * np.asarray(radii, dtype=np.float64), region
    )


def union(parts: list[Manifold]) -> Manifold:
    """Joins overlapping solids to one, without the splinters that are left where their surfaces cross."""
    joined = Manifold.batch_boolean(parts, manifold3d.OpType.Add)
    size = np.subtract(joined.bounding_box()[3:], joined.bounding_box()[:3]).max()
    return joined.as_original().simplify(SPLINTER * float(size))


def sewn(sheets: list[Sheet]) -> Manifold:
    """Sews sheets to one closed solid, wound outward: points at the same place become one vertex."""
    positions = np.concatenate([sheet.positions.reshape(-1, 3) for sheet in sheets])
    starts = np.cumsum([0] + [sheet.positions[..., 0].size for sheet in sheets])
    triangles = np.concatenate([sheet.triangles() + start for sheet, start in zip(sheets, starts, strict=False)])
    rounded = np.round(positions, POSITION_DECIMALS) + 0.0  # a zero has one sign
    _, first, inverse = np.unique(rounded, axis=0, return_index=True, return_inverse=True)
    welded = first[inverse.ravel()]
    corners = welded[triangles]
    collapsed = (corners == np.roll(corners, 1, axis=1)).any(axis=1)  # at poles
    channels = np.zeros((len(positions), CHANNELS), dtype=np.float32)
    channels[:, :3] = rounded
    channels[:, UV_CHANNELS] = np.concatenate([sheet.uv.reshape(-1, 2) for sheet in sheets])
    repeated = np.flatnonzero(welded != np.arange(len(positions)))
    solid = Manifold(
        manifold3d.Mesh(
            channels,
            triangles[~collapsed].astype(np.uint32),
            merge_from_vert=repeated.astype(np.uint32),
            merge_to_vert=welded[repeated].astype(np.uint32),
        )
    )
    if solid.status() != manifold3d.Error.NoError or solid.volume() <= 0.0:
        raise ValueError(
            f"sewn: sheets must close and be wound outward, got {solid.status()}, volume {solid.volume():g}"
        )
    return solid
