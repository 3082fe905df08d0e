"""Telling an object from its background by a box around it, or by strokes over both.

What GrabCut cuts at whole pixels is then given the soft edge that the picture has.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.engine.cameras.view_mask import ViewMask
from app.engine.masking.brush import stroke_coverage
from app.engine.masking.graph_cut import (
    PROBABLY_BACKGROUND,
    PROBABLY_OBJECT,
    SURELY_BACKGROUND,
    SURELY_OBJECT,
    cut,
    labels_by_colour,
)
from app.engine.masking.soft_edge import soft_edge

SMALLEST_BOX_PIXELS = 4
_ROOM_AROUND = 0.3  # of the longer side of where the object can be; what lies farther away tells nothing of its edge


@dataclass(frozen=True)
class PixelBox:
    """A rectangle in a picture, its corners in any order, pixels; the picture's own corner is (0, 0)."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, eq=False)
class Stroke:
    """A line drawn by hand.

    Args:
        points_pixels: (P, 2) x and y along it, P >= 1; the centre of the first pixel is at (0.5, 0.5).
        radius_pixels: half its width, > 0.
    """

    points_pixels: NDArray[np.float64]
    radius_pixels: float


def grab_cut_mask(
    colours: NDArray[np.uint8],
    box: PixelBox | None,
    object_strokes: Sequence[Stroke] = (),
    background_strokes: Sequence[Stroke] = (),
    before: ViewMask | None = None,
) -> ViewMask:
    """Find the object by what somebody has marked of it.

    Args:
        colours: (H, W, 3) uint8, sRGB.
        box: around the object; outside there is only background. None for none.
        object_strokes: over pixels of the object alone.
        background_strokes: over pixels of the background alone; where both kinds meet, these hold.
        before: the mask so far, of the picture's size. What is unknown in it stays so, except under strokes. Where
            there is no box it also says what is likely object, and the strokes put it right.

    Returns:
        The object with a soft edge.

    Raises:
        ValueError: the box is too small or outside, the marks say nothing of the object or of the background, or no
            object is found, as one sentence; or the mask before is of another size.
    """
    size = (colours.shape[0], colours.shape[1])
    if before is not None and before.image_size != size:
        raise ValueError(f"grab_cut_mask: the mask before must be of {size} pixels, got {before.image_size}")
    is_background = _drawn(background_strokes, size)
    is_object = _drawn(object_strokes, size) & ~is_background
    if box is not None:
        labels = _labels_of_box(box, size)
    elif before is not None and _shows_both(before):
        labels = np.where(before.coverage >= 128, np.uint8(PROBABLY_OBJECT), np.uint8(PROBABLY_BACKGROUND))
    elif is_object.any() and is_background.any():
        labels = labels_by_colour(colours, is_object, is_background)
    else:
        raise ValueError("Draw a box around the object, or a stroke on the object and one on the background.")
    labels[is_object] = SURELY_OBJECT
    labels[is_background] = SURELY_BACKGROUND
    coverage = _cut_out(colours, labels)
    coverage[is_object], coverage[is_background] = 255, 0
    if coverage.max() < 128:
        raise ValueError("Nothing there stands out from the background: draw a stroke over the object.")
    return ViewMask(coverage, _still_known(before, is_object | is_background))


def _drawn(strokes: Sequence[Stroke], size: tuple[int, int]) -> NDArray[np.bool_]:
    drawn = np.zeros(size, dtype=bool)
    for stroke in strokes:
        share, rows, columns = stroke_coverage(stroke.points_pixels, stroke.radius_pixels, size)
        drawn[rows, columns] |= share >= 0.5
    return drawn


def _labels_of_box(box: PixelBox, size: tuple[int, int]) -> NDArray[np.uint8]:
    height, width = size
    left, right = (round(float(x)) for x in np.clip(sorted((box.left, box.right)), 0, width))
    top, bottom = (round(float(y)) for y in np.clip(sorted((box.top, box.bottom)), 0, height))
    least = SMALLEST_BOX_PIXELS
    if min(right - left, bottom - top) < least:
        raise ValueError(
            f"The box must take in at least {least} x {least} pixels of the picture, got "
            f"{right - left} x {bottom - top}."
        )
    if (right - left, bottom - top) == (width, height):
        raise ValueError("The box must leave some of the background outside, but it takes in the whole picture.")
    labels = np.full(size, SURELY_BACKGROUND, dtype=np.uint8)
    labels[top:bottom, left:right] = PROBABLY_OBJECT
    return labels


def _shows_both(mask: ViewMask) -> bool:
    """Whether there is both object and background in a mask, so that something can be learnt from it."""
    is_object = mask.coverage >= 128
    return bool(is_object.any() and not is_object.all())


def _cut_out(colours: NDArray[np.uint8], labels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The coverage by the object, looking only where it can be and at what lies around."""
    window = _window(labels != SURELY_BACKGROUND)
    part = np.ascontiguousarray(colours[window])
    is_object, shrink = cut(part, np.ascontiguousarray(labels[window]))
    coverage = np.zeros(labels.shape, dtype=np.uint8)
    coverage[window] = soft_edge(part, is_object, max(1.0, shrink))
    return coverage


def _window(is_possible: NDArray[np.bool_]) -> tuple[slice, slice]:
    spans = []
    for along in (1, 0):
        found = np.flatnonzero(is_possible.any(axis=along))
        spans.append((int(found[0]), int(found[-1]) + 1))
    room = math.ceil(_ROOM_AROUND * max(end - start for start, end in spans))
    rows, columns = (
        slice(max(0, start - room), min(length, end + room))
        for (start, end), length in zip(spans, is_possible.shape, strict=True)
    )
    return rows, columns


def _still_known(before: ViewMask | None, is_marked: NDArray[np.bool_]) -> NDArray[np.bool_] | None:
    if before is None or before.known is None:
        return None
    known = before.known | is_marked
    return None if known.all() else known
