"""Light and the numbers of pictures: the curve of IEC 61966-2-1, both ways."""

import numpy as np

from app.engine.appearance.srgb import bytes_from_linear, linear_from_bytes, linear_from_srgb, srgb_from_linear


def test_values_of_the_standard() -> None:
    np.testing.assert_allclose(srgb_from_linear([0.0, 0.001, 0.5, 1.0]), [0, 0.01292, 0.735357, 1], atol=1e-6)
    np.testing.assert_allclose(linear_from_srgb([0.0, 0.04, 0.5, 1.0]), [0, 0.04 / 12.92, 0.214041, 1], atol=1e-6)


def test_both_ways_are_inverse_even_beyond_black_and_white() -> None:
    values = np.linspace(-2, 3, 1001)
    np.testing.assert_allclose(srgb_from_linear(linear_from_srgb(values)), values, atol=1e-6)


def test_the_curve_has_no_step_where_its_pieces_meet() -> None:
    around = np.linspace(0.0404, 0.0405, 101)
    assert np.diff(linear_from_srgb(around)).max() < 1.2e-7


def test_every_byte_comes_back() -> None:
    every = np.arange(256, dtype=np.uint8)
    light = linear_from_bytes(every)
    assert light.dtype == np.float32
    np.testing.assert_array_equal(bytes_from_linear(light), every)
    np.testing.assert_array_equal(bytes_from_linear([-0.5, 7.0]), [0, 255])
