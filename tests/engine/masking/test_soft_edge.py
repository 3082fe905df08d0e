# SPDX-License-Identifier: MIT
"""Edges that are found between whole pixels."""

import numpy as np
import pytest
from numpy.typing import NDArray

from app.engine.masking.soft_edge import soft_edge


def band(size: tuple[int, int], tilt: float = 0.37) -> NDArray[np.float64]:
    """The coverage left of a slanting line."""
    y, x = np.indices(size) + 0.5
    return np.asarray(np.clip(size[1] / 2 + tilt * (y - size[0] / 2) - x + 0.5, 0, 1))


def mixed(share: NDArray[np.float64], one: tuple[int, int, int], other: tuple[int, int, int]) -> NDArray[np.uint8]:
    both = share[..., None] * np.array(one) + (1 - share[..., None]) * np.array(other)
    return np.asarray(np.rint(both), dtype=np.uint8)


@pytest.mark.parametrize("height", [40, 700])
def test_a_mixture_of_two_colours_tells_the_coverage(height: int) -> None:
    share = band((height, 400))
    found = soft_edge(mixed(share, (200, 120, 60), (60, 90, 160)), share >= 0.5)
    assert np.abs(found / 255.0 - share).max() < 0.02


def test_a_mask_that_is_a_pixel_off_is_put_right_where_it_may_be() -> None:
    share = band((60, 80), 0.0)
    off = np.roll(share >= 0.5, 2, axis=1)
    off[:, :2] = True
    found = soft_edge(mixed(share, (200, 120, 60), (60, 90, 160)), off, freedom_pixels=3.0)
    assert np.abs(found / 255.0 - share).max() < 0.02


def test_without_contrast_the_edge_stays_and_is_rounded() -> None:
    share = band((60, 80))
    found = soft_edge(mixed(share, (100, 100, 100), (104, 100, 98)), share >= 0.5) / 255.0
    assert np.abs(found - share).max() < 0.3
    assert found.sum() == pytest.approx(share.sum(), rel=0.01)


def test_texture_inside_is_no_edge() -> None:
    share = band((60, 80))
    picture = mixed(share, (200, 120, 60), (60, 90, 160))
    picture[20:30, 10:20] = (60, 90, 160)  # a window, taken for object
    assert soft_edge(picture, share >= 0.5)[20:30, 10:20].min() == 255


@pytest.mark.parametrize("value", [True, False])
def test_without_an_edge_nothing_is_soft(value: bool) -> None:
    found = soft_edge(np.zeros((5, 6, 3), np.uint8), np.full((5, 6), value))
    assert (found == (255 if value else 0)).all()
