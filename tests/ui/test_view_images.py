# SPDX-License-Identifier: MIT
"""Silhouettes in colour: each mode shows what its legend says."""

import numpy as np
import pytest
from PyQt6.QtGui import QColor

from app.ui.theme_colours import DARK, LIGHT, Theme
from app.ui.view_images import (
    ColourTable,
    PictureMode,
    colour_table,
    faint_agreement,
    iou_text,
    overlay_table,
    shown_bytes,
    view_image,
)

BOTH = pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])


def colour(table: ColourTable, target: int, rendered: int) -> QColor:
    image = view_image(np.full((3, 5), target, np.uint8), np.full((3, 5), rendered, np.uint8), table)
    assert (image.width(), image.height()) == (5, 3)
    return image.pixelColor(4, 2)


@BOTH
def test_a_difference_tells_missing_from_excess(colours: Theme) -> None:
    overlay, xor = overlay_table(colours), colour_table(PictureMode.XOR, colours)
    for table in (overlay, xor):
        assert colour(table, 0, 0) == colours.picture_background
        assert colour(table, 255, 0) == colours.missing
        assert colour(table, 0, 255) == colours.excess
    assert colour(overlay, 255, 255) == colours.agree
    assert colour(xor, 255, 255) == faint_agreement(colours)


@BOTH
def test_a_blend_goes_from_the_target_to_the_rendered_picture(colours: Theme) -> None:
    at_start, at_end = (colour_table(PictureMode.BLEND, colours, share) for share in (0.0, 1.0))
    np.testing.assert_array_equal(at_start, colour_table(PictureMode.TARGET, colours))
    np.testing.assert_array_equal(at_end, colour_table(PictureMode.RENDERED, colours))
    assert colour(at_start, 255, 0) == colours.target
    assert colour(at_start, 0, 255) == colours.picture_background
    assert colour(at_end, 0, 255) == colours.rendered
    middle = colour(colour_table(PictureMode.BLEND, colours, 0.5), 255, 255)
    assert middle.red() == pytest.approx((colours.target.red() + colours.rendered.red()) / 2, abs=1)


def test_pixels_stand_where_they_belong() -> None:
    target = np.zeros((2, 3), np.uint8)
    target[0, 2] = 255
    image = view_image(target, None, colour_table(PictureMode.TARGET, LIGHT))
    covered = [(x, y) for y in range(2) for x in range(3) if image.pixelColor(x, y) == LIGHT.target]
    assert covered == [(2, 0)]


@pytest.mark.parametrize(("iou", "text"), [(None, "\N{EN DASH}"), (0.99999, "0.999"), (1.0, "1.000"), (0.0, "0.000")])
def test_an_iou_is_never_rounded_up(iou: float | None, text: str) -> None:
    assert iou_text(iou) == text


def test_a_picture_larger_than_a_screen_is_thinned_out() -> None:
    assert shown_bytes(np.ones((4096, 3000), np.float32)).shape == (2048, 1500)
    small = shown_bytes(np.array([[0.0, 0.5], [0.25, 1.0]], np.float32))
    np.testing.assert_array_equal(small, [[0, 128], [64, 255]])
