# SPDX-License-Identifier: MIT
"""Thinned out curves keep their peaks, and labels of markers keep clear of one another."""

import itertools

import numpy as np
import pytest

from app.ui.panels.loss_curves import ThinnedRows, nearest_row, rows_between
from app.ui.panels.loss_marker_labels import LEAST_WIDTH, place_labels


def rows_of(values: list[float]) -> np.ndarray:
    return np.column_stack([np.arange(len(values)), values]).astype(np.float64)


@pytest.mark.parametrize("count", [10, 1000, 100_000])
def test_peaks_survive(count: int) -> None:
    rng = np.random.default_rng(0)
    rows = rows_of(rng.uniform(1, 2, count).tolist())
    rows[count // 3, 1], rows[count // 2, 1] = 9, 0.1
    points = ThinnedRows(above_zero=True).peaks(rows, slice(0, count), 100)
    assert len(points) <= 400
    assert points[:, 1].max() == 9 and points[:, 1].min() == 0.1
    assert (np.diff(points[:, 0]) >= 0).all()


def test_a_curve_that_grows_is_the_same_as_one_drawn_at_once() -> None:
    rng = np.random.default_rng(1)
    rows = rows_of(rng.normal(size=50_000).tolist())
    growing = ThinnedRows(above_zero=False)
    for count in (3, 9_000, 9_001, 30_000, 50_000):
        grown = growing.peaks(rows[:count], slice(0, count), 80)
        np.testing.assert_array_equal(grown, ThinnedRows(above_zero=False).peaks(rows[:count], slice(0, count), 80))


def test_a_slope_stays_a_slope() -> None:
    rows = rows_of(list(range(10_000, 0, -1)))
    points = ThinnedRows(above_zero=True).peaks(rows, slice(0, len(rows)), 50)
    assert (np.diff(points[:, 1]) <= 0).all() and (np.diff(points[:, 0]) >= 0).all()


@pytest.mark.parametrize("above_zero", [False, True])
def test_what_cannot_be_drawn_becomes_a_gap(above_zero: bool) -> None:
    rows = rows_of([1.0, np.nan, np.inf, -np.inf, 0.0, -2.0, 3.0])
    points = ThinnedRows(above_zero=above_zero).peaks(rows, slice(0, len(rows)), 100)
    expected = [1, np.nan, np.nan, np.nan, *((np.nan, np.nan) if above_zero else (0, -2)), 3]
    np.testing.assert_array_equal(points[:, 1], expected)


def test_a_curve_of_nothing_but_nan_thins_to_nan() -> None:
    rows = rows_of([np.nan] * 5000)
    points = ThinnedRows(above_zero=True).peaks(rows, slice(0, 5000), 20)
    assert np.isnan(points[:, 1]).all() and np.isfinite(points[:, 0]).all()


def test_rows_of_a_range_reach_one_beyond_it() -> None:
    rows = rows_of([0.0] * 100)
    assert rows_between(rows, 9.5, 20.5) == slice(9, 22)
    assert rows[rows_between(rows, -50, 500)].shape == rows.shape
    assert rows_between(rows[:0], 0, 1) == slice(0, 1)


def test_the_nearest_row() -> None:
    rows = np.array([[10.0, 0], [20, 0], [40, 0]])
    assert [nearest_row(rows, step) for step in (-5, 14, 16, 29, 31, 99)] == [0, 0, 1, 1, 2, 2]
    assert nearest_row(rows[:0], 3) is None


def test_labels_never_overlap_and_stay_inside() -> None:
    rng = np.random.default_rng(2)
    for _ in range(300):
        width = rng.uniform(60, 700)
        lines = np.sort(rng.uniform(-20, width + 20, rng.integers(0, 25))).tolist()
        placed = place_labels(lines, rng.uniform(30, 260, len(lines)).tolist(), width, 3)
        for label in placed:
            assert label.left >= 0 and label.left + label.width <= width
            assert label.line == lines[label.index]
        for row in range(3):
            spans = sorted((label.left, label.left + label.width) for label in placed if label.row == row)
            assert all(a[1] < b[0] for a, b in itertools.pairwise(spans))


def test_the_newest_change_is_always_labelled() -> None:
    lines = [100 + index / 10 for index in range(50)]
    placed = place_labels(lines, [80.0] * 50, 300, 2)
    assert placed[0].index == 49 and placed[0].width == 80


def test_a_label_without_room_is_elided_or_left_out() -> None:
    placed = place_labels([100.0, 160.0], [120.0, 120.0], 300, 1)
    assert {label.index: label.width for label in placed}[1] == 120
    assert all(label.width >= LEAST_WIDTH for label in placed)
    assert place_labels([10.0], [120.0], 30, 3) == []
