# SPDX-License-Identifier: MIT
"""Masks as tints: clear over the object, coloured over the rest, in part or as a whole."""

import numpy as np
from PyQt6.QtCore import QPointF
from PyQt6.QtGui import QColor

from app.engine.cameras.view_mask import ViewMask
from app.engine.masking.brush import Paint, painted, stroke_coverage
from app.ui.mask_images import MaskTint, photograph_image, rough_outline
from tests.support.views import half


def test_a_photograph_keeps_its_colours() -> None:
    colours = np.random.default_rng(1).integers(0, 256, (5, 7, 3)).astype(np.uint8)
    image = photograph_image(colours)
    assert (image.width(), image.height()) == (7, 5)
    assert image.pixelColor(6, 2).getRgb()[:3] == tuple(colours[2, 6])


def test_the_object_is_clear_and_edges_are_between() -> None:
    coverage = np.array([[255, 128, 0]], dtype=np.uint8)
    tint = MaskTint()
    tint.show(ViewMask(coverage))
    alphas = [tint.image.pixelColor(x, 0).alpha() for x in range(3)]
    assert alphas[0] == 0
    assert 0 < alphas[1] < alphas[2] < 255


def test_what_is_unknown_is_striped_in_colours_of_its_own() -> None:
    tint = MaskTint()
    tint.show(ViewMask(half(64, left=True)))
    background = tint.image.pixelColor(50, 50).name()
    tint.show(ViewMask(half(64, left=True), np.zeros((64, 64), dtype=bool)))
    seen = {tint.image.pixelColor(x, x % 7).name(QColor.NameFormat.HexArgb) for x in range(64)}
    assert len(seen) == 2 and background not in seen


def test_a_part_is_shown_as_the_whole_would_be() -> None:
    mask = painted(ViewMask(half(64, left=True)), np.array([[30.0, 20.0], [50.0, 40.0]]), 6.0, Paint.UNKNOWN)
    stroke = np.array([[5.0, 60.0], [60.0, 5.0]])
    after = painted(mask, stroke, 4.0, Paint.OBJECT)
    _, rows, columns = stroke_coverage(stroke, 4.0, (64, 64))
    in_part, whole = MaskTint(), MaskTint()
    in_part.show(mask)
    in_part.show(after, rows, columns)
    whole.show(after)
    assert in_part.image == whole.image


def test_the_outline_goes_around_what_is_known_of_the_object() -> None:
    coverage = np.zeros((30, 40), dtype=np.uint8)
    coverage[5:15, 10:30] = 255
    assert rough_outline(ViewMask(coverage)).boundingRect().center() == QPointF(20.0, 10.0)
    known = np.ones((30, 40), dtype=bool)
    known[:, 20:] = False
    assert rough_outline(ViewMask(coverage, known)).boundingRect().right() == 19.5
    assert rough_outline(ViewMask(np.zeros((30, 40), dtype=np.uint8))).isEmpty()


def test_a_quick_outline_is_nearly_the_same_with_fewer_points() -> None:
    y, x = np.indices((1200, 1600))
    disk = ViewMask(np.where(np.hypot(x - 800, y - 600) < 400, np.uint8(255), np.uint8(0)))
    fine, quick = rough_outline(disk), rough_outline(disk, is_quick=True)
    assert quick.elementCount() < fine.elementCount() / 10
    for side in ("left", "right", "top", "bottom"):
        assert abs(getattr(quick.boundingRect(), side)() - getattr(fine.boundingRect(), side)()) < 3
