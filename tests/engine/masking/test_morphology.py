"""Disks grow and shrink by whole pixels, what the border cuts stays there, holes close."""

import numpy as np
import pytest
from numpy.typing import NDArray

from app.engine.masking.morphology import closed, continued, filled, without_specks


def disk(radius: float, center: tuple[float, float] = (40.0, 40.0), size: int = 80) -> NDArray[np.uint8]:
    """Soft, by the distance of pixel centres from the edge."""
    down, right = np.mgrid[:size, :size] + 0.5
    inward = radius - np.hypot(down - center[0], right - center[1])
    return np.asarray(np.rint(255 * np.clip(inward + 0.5, 0, 1)), dtype=np.uint8)


def area(coverage: NDArray[np.uint8]) -> float:
    """Pixels."""
    return float(coverage.sum()) / 255


@pytest.mark.parametrize(("dilate", "erode"), [(7, 0), (0, 7), (10, 7), (3, 10)])
def test_a_disk_becomes_a_disk(dilate: int, erode: int) -> None:
    found = closed(disk(20.0), dilate, erode)
    # A disk of pixels reaches half a pixel less far between the axes than along them.
    assert np.sqrt(area(found) / np.pi) == pytest.approx(20 + dilate - erode, abs=0.4)
    assert set(np.unique(found)) - {0, 255}, "its edge stays soft"


def test_a_hard_disk_is_dilated_by_all_offsets_within_the_radius() -> None:
    point = np.zeros((15, 15), dtype=np.uint8)
    point[7, 7] = 255
    down, right = np.mgrid[-7:8, -7:8]
    np.testing.assert_array_equal(closed(point, 5, 0) == 255, down**2 + right**2 <= 25)


def test_what_the_border_cuts_is_not_eroded_there() -> None:
    half = np.zeros((40, 60), dtype=np.uint8)
    half[:, :25] = 255
    expected = np.zeros_like(half)
    expected[:, :20] = 255
    np.testing.assert_array_equal(closed(half, 0, 5), expected)
    np.testing.assert_array_equal(closed(half, 10, 10), half)


def test_a_gap_to_the_border_that_closing_leaves_open_inside_stays_open_there() -> None:
    stripe = np.zeros((40, 60), dtype=np.uint8)
    stripe[:, 4:20] = 255
    np.testing.assert_array_equal(closed(stripe, 8, 8), stripe)


def test_holes_are_filled_with_their_soft_rims() -> None:
    ring = disk(30.0) - disk(12.0)
    np.testing.assert_array_equal(filled(ring), disk(30.0))


def test_background_that_reaches_the_border_is_no_hole() -> None:
    ring = disk(30.0, center=(40.0, 0.0)) - disk(12.0, center=(40.0, 0.0))
    np.testing.assert_array_equal(filled(ring), ring)


def test_only_what_is_small_goes() -> None:
    picture = disk(30.0) - disk(12.0)
    picture[1:3, 1:3] = 255
    picture[38:41, 18:20] = 0
    cleaned = without_specks(picture)
    np.testing.assert_array_equal(cleaned, disk(30.0) - disk(12.0))


def test_what_is_unknown_continues_what_is_known() -> None:
    known = np.ones((80, 80), dtype=bool)
    known[:30] = False
    picture = disk(30.0)
    expected = picture.copy()
    expected[:30] = picture[30]
    found = continued(np.where(known, picture, np.uint8(99)), known)
    # OpenCV measures with a mask of 5 x 5, which now and then takes a neighbour for the nearest.
    assert np.abs(found.astype(int) - expected).mean() < 1
    assert continued(picture, None) is picture
