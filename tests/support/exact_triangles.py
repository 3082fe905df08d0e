"""Where triangles meet, in rational numbers: slow, and independent of the kernels."""

from collections.abc import Sequence
from fractions import Fraction
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

Point = tuple[Fraction, Fraction, Fraction]


def intersecting_pairs(positions: NDArray[np.float64], faces: NDArray[np.int32]) -> list[tuple[int, int]]:
    """Pairs of faces that share a point which is not on a corner or side of both, as all pairs show."""
    corners = [[_exact(positions[vertex]) for vertex in face] for face in faces]
    return [(i, j) for i, j in combinations(range(len(faces)), 2) if meet_beyond_common(corners[i], corners[j])]


def meet_beyond_common(s: Sequence[Point], t: Sequence[Point]) -> bool:
    """Whether two triangles meet anywhere but in what they have in common; none does without an area."""
    if not any(_normal(s)) or not any(_normal(t)):
        return False
    shared = [corner for corner in s if corner in t]
    meeting = _intersection(s, t)
    if len(shared) == 3:
        return True
    if len(shared) == 2:
        return any(any(_normal([*shared, point])) for point in meeting)
    return any(point not in shared for point in meeting)


def _intersection(s: Sequence[Point], t: Sequence[Point]) -> list[Point]:
    """Corners of the convex set that lies in both: t, cut by the plane of s and by the walls on its sides."""
    normal = _normal(s)
    walls = [(normal, s[0]), (_scaled(normal, -1), s[0])]
    walls += [(_cross(normal, _minus(s[(i + 1) % 3], s[i])), s[i]) for i in range(3)]
    polygon = list(t)
    for inward, on_wall in walls:
        polygon = _cut(polygon, [_dot(inward, _minus(point, on_wall)) for point in polygon])
    return polygon


def _cut(polygon: list[Point], heights: list[Fraction]) -> list[Point]:
    kept = []
    for i, (point, height) in enumerate(zip(polygon, heights, strict=True)):
        before, height_before = polygon[i - 1], heights[i - 1]
        if height * height_before < 0:
            kept.append(_plus(before, _scaled(_minus(point, before), height_before / (height_before - height))))
        if height >= 0:
            kept.append(point)
    return kept


def _exact(point: NDArray[np.float64]) -> Point:
    return Fraction(point[0]), Fraction(point[1]), Fraction(point[2])


def _normal(triangle: Sequence[Point]) -> Point:
    return _cross(_minus(triangle[1], triangle[0]), _minus(triangle[2], triangle[0]))


def _plus(a: Point, b: Point) -> Point:
    return a[0] + b[0], a[1] + b[1], a[2] + b[2]


def _minus(a: Point, b: Point) -> Point:
    return a[0] - b[0], a[1] - b[1], a[2] - b[2]


def _scaled(a: Point, factor: Fraction | int) -> Point:
    return a[0] * factor, a[1] * factor, a[2] * factor


def _dot(a: Point, b: Point) -> Fraction:
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]


def _cross(a: Point, b: Point) -> Point:
    return a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]
