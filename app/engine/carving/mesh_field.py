"""The signed distance of a closed mesh at the points of a grid, exact near its surface."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from app.engine.carving.box_points import box_points, chunks
from app.engine.carving.surface_extraction import Grid, Surface

FAR_CELLS = 2.0  # the distance, either way, of all points that are farther than the band
_BAND_CELLS = 1.0  # both ends of a grid edge that the surface crosses are at most this far from it
_LONGEST_CELLS = 8.0  # of a face's edges; larger faces are divided, as their boxes are mostly empty
_OFF_GRID = np.array([3.1830988e-7, 5.7721566e-7])  # of a cell: lines that meet vertices and edges cannot be counted


def mesh_field(surface: Surface, grid: Grid) -> NDArray[np.float32]:
    """Measure the distance of a grid's points to a mesh, with the sign of its winding number.

    Inside is where the mesh winds around a point in its own sense at least once: parts that overlap become one, and
    what has been turned inside out is outside.

    Args:
        surface: closed; it may intersect itself, and edges may have any even number of faces.
        grid: where to measure.

    Returns:
        (X, Y, Z) in the unit of the grid; exact up to one cell from the surface, at least a cell farther off.
    """
    corners = (surface.positions[surface.faces] - grid.origin) / grid.spacing
    field = np.where(_inside(corners, grid.shape), np.float32(-FAR_CELLS), np.float32(FAR_CELLS))
    distance = _band_distance(divided(corners, _LONGEST_CELLS), grid.shape)
    # A point on the surface is on one of its sides: minus zero would not be less than zero.
    np.copysign(np.clip(distance, np.finfo(np.float32).tiny, FAR_CELLS, out=distance), field, out=field)
    field *= np.float32(grid.spacing)
    return field


def _inside(corners: NDArray[np.float64], shape: tuple[int, int, int]) -> NDArray[np.bool_]:
    """Where the winding number is positive: faces are counted along the grid's lines in z, with their sense."""
    columns, rows, layers = shape
    corners = corners - np.append(_OFF_GRID, 0.0)
    flat = corners[:, :, :2]
    last = np.array([columns - 1, rows - 1])
    low = np.clip(np.ceil(flat.min(axis=1)), 0, last + 1).astype(np.int32)
    high = np.clip(np.floor(flat.max(axis=1)), -1, last).astype(np.int32)
    turns = np.zeros((columns * rows, layers + 1), dtype=np.int16)
    for piece in chunks(low, high):
        face, (x, y) = box_points(low[piece], high[piece])
        sense, height, hit = _crossings(corners[piece], face, x, y)
        layer = np.clip(np.floor(height) + 1, 0, layers).astype(np.int64)
        np.add.at(turns, (x[hit].astype(np.int64) * rows + y[hit], layer), sense)
    np.cumsum(turns, axis=1, out=turns)
    return np.asarray((turns[:, :layers] > 0).reshape(shape))


def _crossings(
    corners: NDArray[np.float64], face: NDArray[np.intp], x: NDArray[np.int32], y: NDArray[np.int32]
) -> tuple[NDArray[np.int16], NDArray[np.float64], NDArray[np.intp]]:
    """Which lines meet their faces: +1 where they enter, -1 where they leave; at what height; and which they are."""
    ax, ay, _, bx, by, _, cx, cy, _ = corners.reshape(-1, 9)[face].T
    to_a = (bx - x) * (cy - y) - (by - y) * (cx - x)
    to_b = (cx - x) * (ay - y) - (cy - y) * (ax - x)
    to_c = (ax - x) * (by - y) - (ay - y) * (bx - x)
    upward, downward = (to_a > 0) & (to_b > 0) & (to_c > 0), (to_a < 0) & (to_b < 0) & (to_c < 0)
    hit = np.flatnonzero(upward | downward)
    weights = np.stack([to_a[hit], to_b[hit], to_c[hit]])
    height = (weights * corners[face[hit], :, 2].T).sum(axis=0) / weights.sum(axis=0)
    return np.where(upward[hit], -1, 1).astype(np.int16), height, hit


def divided(corners: NDArray[np.float64], longest: float) -> NDArray[np.float32]:
    """Divide triangles with long sides into similar smaller ones.

    Args:
        corners: (F, 3, 3).
        longest: side that a piece may have, > 0.

    Returns:
        (P, 3, 3), the pieces.
    """
    sides = np.linalg.norm(corners - np.roll(corners, 1, axis=1), axis=2)
    parts = np.ceil(sides.max(axis=1) / longest).astype(int)
    pieces = [corners[parts <= 1]]
    for count in np.unique(parts[parts > 1]):
        pieces.append((_barycentric_pieces(count) @ corners[parts == count][:, None]).reshape(-1, 3, 3))
    return np.concatenate(pieces).astype(np.float32)


def _barycentric_pieces(count: int) -> NDArray[np.float64]:
    """The corners of the `count`^2 similar pieces of a triangle, (count^2, 3, 3) in its barycentric coordinates."""
    corners = []
    for i in range(count):
        for j in range(count - i):
            corners.append([(i, j), (i + 1, j), (i, j + 1)])
            if i + j < count - 1:
                corners.append([(i + 1, j), (i + 1, j + 1), (i, j + 1)])
    first = np.array(corners, dtype=np.float64) / count
    return np.concatenate([first, 1 - first.sum(axis=2, keepdims=True)], axis=2)


def _band_distance(corners: NDArray[np.float32], shape: tuple[int, int, int]) -> NDArray[np.float32]:
    """The distance to the nearest face in cells, infinite where it is more than the band."""
    last = np.array(shape) - 1
    low = np.clip(np.ceil(corners.min(axis=1) - _BAND_CELLS), 0, last + 1).astype(np.int32)
    high = np.clip(np.floor(corners.max(axis=1) + _BAND_CELLS), -1, last).astype(np.int32)
    distance = np.full(shape, np.inf, dtype=np.float32)
    flat = distance.reshape(-1)

    def near(piece: slice) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        return _near_points(corners[piece], low[piece], high[piece], shape)

    with ThreadPoolExecutor(torch.get_num_threads()) as pool:
        for places, distances in pool.map(near, list(chunks(low, high))):
            np.minimum.at(flat, places, distances)
    return distance


def _near_points(
    corners: NDArray[np.float32], low: NDArray[np.int32], high: NDArray[np.int32], shape: tuple[int, int, int]
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """The points in the band of each face, by their places in the grid, and their distances to it."""
    face, indices = box_points(low, high)
    a, ab, ac = corners[:, 0].T, (corners[:, 1] - corners[:, 0]).T, (corners[:, 2] - corners[:, 0]).T
    normal = np.cross(ab, ac, axis=0)
    normal /= np.maximum(np.sqrt((normal**2).sum(axis=0)), np.finfo(np.float32).tiny)
    height = _dot(indices, normal[:, face]) - _dot(a, normal)[face]
    kept = np.flatnonzero(np.abs(height) <= _BAND_CELLS)
    face, indices, height = face[kept], indices[:, kept], height[kept]
    distance = _point_triangle_distance(indices.astype(np.float32) - a[:, face], ab, ac, face, height)
    near = distance <= _BAND_CELLS
    x, y, z = indices[:, near].astype(np.int64)
    return (x * shape[1] + y) * shape[2] + z, distance[near]


def _point_triangle_distance(
    p: NDArray[np.float32],
    ab: NDArray[np.float32],
    ac: NDArray[np.float32],
    face: NDArray[np.intp],
    height: NDArray[np.float32],
) -> NDArray[np.float32]:
    """The distance of points (3, P), relative to corner a, to their faces' triangles, given that to the planes."""
    bc = ac - ab
    bb, cc, dot, opposite = (_dot(*pair) for pair in ((ab, ab), (ac, ac), (ab, ac), (bc, bc)))
    tiny = np.finfo(np.float32).tiny
    along_b, along_c = _dot(p, ab[:, face]), _dot(p, ac[:, face])
    area = np.maximum(bb * cc - dot**2, tiny)[face]
    bb, cc, opposite = (np.maximum(values, tiny)[face] for values in (bb, cc, opposite))
    dot = dot[face]
    v, w = (cc * along_b - dot * along_c) / area, (bb * along_c - dot * along_b) / area
    over = (v >= 0) & (w >= 0) & (v + w <= 1)
    square = _segment_square(p, ab[:, face], along_b / bb)
    np.minimum(square, _segment_square(p, ac[:, face], along_c / cc), out=square)
    from_b, side = p - ab[:, face], bc[:, face]
    np.minimum(square, _segment_square(from_b, side, _dot(from_b, side) / opposite), out=square)
    return np.where(over, np.abs(height), np.sqrt(square))


def _segment_square(
    p: NDArray[np.float32], side: NDArray[np.float32], along: NDArray[np.float32]
) -> NDArray[np.float32]:
    rest = p - np.clip(along, 0, 1) * side
    return _dot(rest, rest)


def _dot(a: NDArray[Any], b: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.asarray(a[0] * b[0] + a[1] * b[1] + a[2] * b[2], dtype=np.float32)
