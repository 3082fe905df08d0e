# SPDX-License-Identifier: MIT
"""A textured disk on a textured ground, found from a box and from strokes."""

import numpy as np
import pytest
from numpy.typing import NDArray

from app.engine.cameras.view_mask import ViewMask
from app.engine.masking.brush import Paint, painted
from app.engine.masking.grab_cut import PixelBox, Stroke, grab_cut_mask

SIZE = (150, 200)
CENTER, RADIUS = (90.3, 70.6), 38.4
BOX = PixelBox(46, 26, 134, 116)
OVER_DISK = Stroke(np.array([[70.0, 60.0], [105.0, 85.0]]), 3.0)
OVER_GROUND = Stroke(np.array([[15.0, 20.0], [15.0, 130.0], [180.0, 130.0]]), 3.0)


def disk(size: tuple[int, int] = SIZE, scale: float = 1.0) -> NDArray[np.float64]:
    """The true coverage in [0, 1]."""
    y, x = np.indices(size) + 0.5
    distance = np.hypot(x - scale * CENTER[0], y - scale * CENTER[1])
    return np.asarray(np.clip(scale * RADIUS - distance + 0.5, 0, 1))


def picture(size: tuple[int, int] = SIZE, scale: float = 1.0) -> NDArray[np.uint8]:
    """Orange stripes on a mottled bluish ground, mixed along the edge, with noise."""
    rng = np.random.default_rng(5)
    y, x = np.indices(size) / scale
    stripes = np.stack([200 + 35 * np.sin(x / 3), 120 + 30 * np.sin(x / 3), 60 + 0 * x], axis=-1)
    mottled = np.stack([70 + 25 * np.sin(y / 5) * np.sin(x / 7), 95 + 25 * np.sin(x / 6), 130 + 0 * x], axis=-1)
    share = disk(size, scale)[..., None]
    mixed = share * stripes + (1 - share) * mottled + rng.normal(0, 6, (*size, 3))
    return np.asarray(np.clip(np.rint(mixed), 0, 255), dtype=np.uint8)


def iou(mask: ViewMask, truth: NDArray[np.float64]) -> float:
    found = mask.coverage / 255.0
    return float(np.minimum(found, truth).sum() / np.maximum(found, truth).sum())


def test_a_box_is_enough() -> None:
    mask = grab_cut_mask(picture(), BOX)
    assert iou(mask, disk()) > 0.985
    assert mask.known is None


def test_the_edge_is_that_of_the_picture() -> None:
    mask = grab_cut_mask(picture(), BOX)
    truth = disk()
    on_edge = (truth > 0.1) & (truth < 0.9)
    hard = np.where(mask.coverage >= 128, 1.0, 0.0)
    error, hard_error = (np.abs(share - truth)[on_edge].mean() for share in (mask.coverage / 255.0, hard))
    assert error < 0.6 * hard_error
    assert mask.coverage.sum() / 255 == pytest.approx(truth.sum(), rel=0.01)


def test_strokes_of_both_kinds_are_enough() -> None:
    mask = grab_cut_mask(picture(), None, [OVER_DISK], [OVER_GROUND])
    assert iou(mask, disk()) > 0.97


def test_a_large_picture_is_cut_in_small_and_keeps_its_edge() -> None:
    size, scale = (1050, 1400), 7.0
    box = PixelBox(*(scale * side for side in (BOX.left, BOX.top, BOX.right, BOX.bottom)))
    assert iou(grab_cut_mask(picture(size, scale), box), disk(size, scale)) > 0.985


def test_the_same_marks_give_the_same_mask() -> None:
    first, second = (grab_cut_mask(picture(), None, [OVER_DISK], [OVER_GROUND]).coverage for _ in range(2))
    assert np.array_equal(first, second)


def test_a_box_may_be_drawn_from_any_corner_and_past_the_border() -> None:
    turned = PixelBox(BOX.right, BOX.bottom, BOX.left, BOX.top)
    assert np.array_equal(grab_cut_mask(picture(), turned).coverage, grab_cut_mask(picture(), BOX).coverage)
    assert iou(grab_cut_mask(picture(), PixelBox(40, -30, 140, 120)), disk()) > 0.97


def test_a_stroke_puts_a_box_right() -> None:
    colours = picture()
    colours[60:80, 80:100] = colours[:20, :20]  # a window through which the ground is seen
    filled = grab_cut_mask(colours, BOX, [Stroke(np.array([[90.0, 70.0]]), 14.0)])
    assert grab_cut_mask(colours, BOX).coverage[70, 90] == 0
    assert filled.coverage[70, 90] == 255
    assert iou(filled, disk()) > 0.97


def test_a_stroke_puts_the_mask_before_right() -> None:
    rough = np.where(disk() > 0.5, np.uint8(255), np.uint8(0))
    rough[:, 90:] = 0  # half of it is missing
    more = grab_cut_mask(picture(), None, [Stroke(np.array([[110.0, 60.0], [110.0, 80.0]]), 4.0)], [], ViewMask(rough))
    assert iou(more, disk()) > 0.97


def test_what_is_unknown_stays_unknown_except_under_strokes() -> None:
    before = painted(ViewMask(np.zeros(SIZE, np.uint8)), np.array([[20.0, 20.0]]), 12.0, Paint.UNKNOWN)
    assert before.known is not None
    with_box = grab_cut_mask(picture(), BOX, before=before)
    assert with_box.known is not None
    assert np.array_equal(with_box.known, before.known)
    stroke = Stroke(np.array([[20.0, 20.0]]), 4.0)
    marked = grab_cut_mask(picture(), BOX, [], [stroke], before)
    assert marked.known is not None and marked.known[20, 20] and not marked.known[20, 10]


@pytest.mark.parametrize(
    ("box", "sentence"),
    [
        (PixelBox(20, 20, 21, 90), "The box must take in at least 4 x 4 pixels of the picture, got 1 x 70"),
        (PixelBox(-90, 20, -10, 90), "got 0 x 70"),
        (PixelBox(-5, -5, 999, 999), "The box must leave some of the background outside"),
    ],
)
def test_a_box_that_tells_nothing_is_refused(box: PixelBox, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        grab_cut_mask(picture(), box)


@pytest.mark.parametrize("over_disk", [[], [OVER_DISK]])
def test_strokes_of_one_kind_tell_too_little_by_themselves(over_disk: list[Stroke]) -> None:
    with pytest.raises(ValueError, match="Draw a box around the object, or a stroke on the object and one on the"):
        grab_cut_mask(picture(), None, over_disk, [] if over_disk else [OVER_GROUND])


def test_what_does_not_stand_out_is_told() -> None:
    grey = np.full((*SIZE, 3), 128, dtype=np.uint8)
    with pytest.raises(ValueError, match="Nothing there stands out from the background"):
        grab_cut_mask(grey, BOX)
    assert grab_cut_mask(grey, BOX, [OVER_DISK]).coverage[60, 70] == 255


def test_a_mask_of_another_size_is_refused() -> None:
    with pytest.raises(ValueError, match=r"must be of \(150, 200\) pixels, got \(3, 3\)"):
        grab_cut_mask(picture(), BOX, before=ViewMask(np.zeros((3, 3), np.uint8)))
