# SPDX-License-Identifier: MIT
"""Scales have round numbers at every size of a model."""

import numpy as np
import pytest

from app.ui.viewport.round_numbers import distance_range, round_step


@pytest.mark.parametrize(
    ("wanted", "step"), [(1.0, 1.0), (1.99, 1.0), (2.0, 2.0), (7.3, 5.0), (0.1, 0.1), (0.049, 0.02), (3e-7, 2e-7)]
)
def test_a_step_is_the_next_round_number_below(wanted: float, step: float) -> None:
    assert round_step(wanted) == pytest.approx(step, rel=1e-9)


@pytest.mark.parametrize("scale", [1e-5, 1.0, 3e6])
def test_a_range_holds_nearly_all_distances_and_little_more(scale: float) -> None:
    distances = (scale * np.random.default_rng(3).uniform(0, 0.17, 5000)).astype(np.float32)
    most = distance_range(distances, scale)
    assert np.percentile(distances, 99) <= most <= 2 * np.percentile(distances, 99)


def test_no_distances_and_no_numbers_still_give_a_range() -> None:
    assert distance_range(np.zeros(5, np.float32), 2.0) > 0
    assert distance_range(np.full(5, np.nan, np.float32), 2.0) > 0
    assert distance_range(np.array([np.inf, 0.5], np.float32), 1.0) == pytest.approx(0.5, rel=0.3)
