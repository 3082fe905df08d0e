# SPDX-License-Identifier: MIT
"""Strokes: how much they cover, what they change, and what they leave alone."""

import math

import numpy as np
import pytest
from numpy.typing import NDArray

from app.engine.cameras.view_mask import ViewMask
from app.engine.masking.brush import Paint, painted, stroke_coverage

SIZE = (40, 60)


def empty() -> ViewMask:
    return ViewMask(np.zeros(SIZE, dtype=np.uint8))


def line(*points: tuple[float, float]) -> NDArray[np.float64]:
    return np.array(points, dtype=np.float64)


@pytest.mark.parametrize("radius", [1.5, 3.0, 7.5])
def test_a_dot_covers_the_area_of_its_circle(radius: float) -> None:
    mask = painted(empty(), line((30.2, 20.4)), radius, Paint.OBJECT)
    assert mask.coverage.sum() / 255 == pytest.approx(math.pi * radius**2, rel=0.06)
    rows, columns = np.nonzero(mask.coverage)
    assert (columns.mean() + 0.5, rows.mean() + 0.5) == pytest.approx((30.2, 20.4), abs=0.25)


def test_a_line_covers_a_rectangle_with_round_ends() -> None:
    mask = painted(empty(), line((10, 8), (40, 32)), 4.0, Paint.OBJECT)
    length = math.hypot(30, 24)
    assert mask.coverage.sum() / 255 == pytest.approx(8 * length + math.pi * 16, rel=0.01)


def test_the_edge_lies_where_the_stroke_ends_and_is_soft() -> None:
    mask = painted(empty(), line((-20, 20), (80, 20)), 5.25, Paint.OBJECT)
    column = mask.coverage[:, 30] / 255
    assert column[14:16] == pytest.approx([0.25, 1.0], abs=0.01)
    assert column[24:27] == pytest.approx([1.0, 0.25, 0.0], abs=0.01)


def test_pieces_make_the_same_as_the_whole() -> None:
    points = line((5, 5), (20, 30), (50, 10), (52, 38))
    whole = painted(empty(), points, 3.3, Paint.OBJECT)
    mask = empty()
    for index in range(len(points) - 1):
        mask = painted(mask, points[index : index + 2], 3.3, Paint.OBJECT)
    assert np.array_equal(mask.coverage, whole.coverage)


def test_a_stroke_over_and_over_does_not_move_its_edge() -> None:
    once = painted(empty(), line((10, 10), (50, 30)), 4.0, Paint.OBJECT)
    again = once
    for _ in range(5):
        again = painted(again, line((10, 10), (50, 30)), 4.0, Paint.OBJECT)
    assert np.array_equal(again.coverage, once.coverage)


def test_background_takes_away_what_object_has_put_there() -> None:
    full = ViewMask(np.full(SIZE, 255, dtype=np.uint8))
    cut = painted(full, line((10, 10), (50, 30)), 4.0, Paint.BACKGROUND)
    drawn = painted(empty(), line((10, 10), (50, 30)), 4.0, Paint.OBJECT)
    assert np.array_equal(cut.coverage, 255 - drawn.coverage)
    assert cut.known is None


def test_unknown_is_known_again_under_any_other_brush() -> None:
    start = painted(empty(), line((30, 20)), 5.0, Paint.OBJECT)
    hidden = painted(start, line((30, 20)), 8.0, Paint.UNKNOWN)
    assert hidden.known is not None
    assert np.array_equal(hidden.coverage, start.coverage)
    share, rows, columns = stroke_coverage(line((30, 20)), 8.0, SIZE)
    expected = np.ones(SIZE, dtype=bool)
    expected[rows, columns] = share < 0.5
    assert np.array_equal(hidden.known, expected)
    assert painted(hidden, line((30, 20)), 9.0, Paint.KNOWN).known is None
    partly = painted(hidden, line((30, 20)), 4.0, Paint.BACKGROUND)
    assert partly.known is not None and partly.known[20, 30] and not partly.known[20, 24]


def test_the_mask_before_stays_as_it_was() -> None:
    mask = ViewMask(np.zeros(SIZE, dtype=np.uint8), np.ones(SIZE, dtype=bool))
    for paint in Paint:
        assert painted(mask, line((30, 20)), 5.0, paint) is not mask
    assert mask.coverage.max() == 0
    assert mask.known is not None and mask.known.all()


def test_a_stroke_outside_changes_nothing() -> None:
    mask = empty()
    assert painted(mask, line((-50, -50), (-20, 500)), 5.0, Paint.OBJECT) is mask
    assert painted(mask, line((2.0, 1e7)), 5.0, Paint.UNKNOWN) is mask


@pytest.mark.parametrize("points", [np.zeros((0, 2)), np.zeros((3, 3)), np.array([[math.nan, 1.0]])])
def test_points_must_be_points(points: NDArray[np.float64]) -> None:
    with pytest.raises(ValueError, match="brush: points_pixels"):
        painted(empty(), points, 5.0, Paint.OBJECT)


def test_the_radius_must_be_one() -> None:
    with pytest.raises(ValueError, match="brush: radius_pixels must be greater than 0, got 0"):
        painted(empty(), line((3, 3)), 0.0, Paint.OBJECT)
