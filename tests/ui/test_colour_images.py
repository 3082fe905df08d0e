# SPDX-License-Identifier: MIT
"""Pictures in colour: differences, blends, gradients, halves, and what is said of them."""

import math

import numpy as np
import pytest

from app.engine.fitting.snapshot import ViewQuality
from app.ui.colour_images import (
    blend,
    colour_image,
    difference,
    gradient_colours,
    halves,
    psnr_text,
    quality_text,
)
from app.ui.view_images import LARGEST_SHOWN_PIXELS

RNG = np.random.default_rng(5)
ONE, OTHER = (RNG.integers(0, 256, (7, 10, 3), dtype=np.uint8) for _ in range(2))


def test_an_image_shows_the_bytes() -> None:
    image = colour_image(ONE)
    assert (image.width(), image.height()) == (10, 7)
    for row, column in ((0, 0), (3, 9), (6, 4)):
        assert image.pixelColor(column, row).getRgb()[:3] == tuple(ONE[row, column])


def test_a_picture_too_large_for_a_screen_is_thinned_out() -> None:
    wide = np.zeros((20, LARGEST_SHOWN_PIXELS + 2, 3), np.uint8)
    wide[:, ::2] = 9
    image = colour_image(wide)
    assert (image.width(), image.height()) == (LARGEST_SHOWN_PIXELS // 2 + 1, 10)
    assert image.pixelColor(5, 5).red() == 9


def test_a_difference_is_four_times_as_large_and_has_no_sign() -> None:
    low, high = (np.full((1, 1, 3), level, np.uint8) for level in (100, 130))
    assert difference(low, high).tolist() == difference(high, low).tolist() == [[[120] * 3]]
    assert not difference(ONE, ONE).any()
    assert difference(np.zeros_like(low), np.full_like(low, 64)).max() == 255


@pytest.mark.parametrize("share", [0.0, 0.25, 0.5, 1.0])
def test_a_blend_is_the_mean_but_for_rounding(share: float) -> None:
    exact = (1 - share) * ONE.astype(float) + share * OTHER
    assert np.abs(blend(ONE, OTHER, share) - exact).max() <= (2 if 0 < share < 1 else 0)


def test_a_gradient_is_grey_where_there_is_none_and_shows_its_sign() -> None:
    gradient = np.array([[[0.0, 1.0, -1.0], [0.25, -0.25, 0.0]]], np.float32)
    assert gradient_colours(gradient).tolist() == [[[128, 255, 1], [192, 64, 128]]]


def test_halves_join_at_the_middle() -> None:
    joined = halves(ONE, OTHER)
    np.testing.assert_array_equal(joined[:, :5], ONE[:, :5])
    assert (joined[:, 5] == 255).all()
    np.testing.assert_array_equal(joined[:, 6:], OTHER[:, 6:])
    assert halves(ONE, None) is ONE


def test_what_is_said_of_quality() -> None:
    assert [psnr_text(value) for value in (31.25, math.inf, math.nan)] == ["31.2 dB", "∞ dB", "\N{EN DASH}"]
    told = quality_text(ViewQuality("a", 31.26, math.inf, 0.98765))
    assert told == "PSNR 31.3 dB, inside the mask ∞ dB, SSIM 0.988"
    assert quality_text(ViewQuality("a", 31.26, 30.0, None)) == "PSNR 31.3 dB, inside the mask 30.0 dB"
