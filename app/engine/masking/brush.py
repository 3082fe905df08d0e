"""Painting a mask by hand: round strokes with soft edges."""

from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from app.engine.cameras.view_mask import ViewMask

_SOFT_EDGE_PIXELS = 0.5  # to both sides of a stroke's outline: the width of a pixel, as in a filtered picture


class Paint(StrEnum):
    """What a brush says of the pixels that it passes over."""

    OBJECT = "object"
    BACKGROUND = "background"
    UNKNOWN = "unknown"
    KNOWN = "known"
    """As it was before it was unknown."""


def painted(mask: ViewMask, points_pixels: NDArray[np.float64], radius_pixels: float, paint: Paint) -> ViewMask:
    """The mask with one stroke painted over it.

    Args:
        mask: before.
        points_pixels: (P, 2) x and y along the stroke, P >= 1, also outside of the image; the centre of the first pixel
            is at (0.5, 0.5).
        radius_pixels: of the brush, > 0.
        paint: what the pixels under it are from now on. An edge of the object that lies there becomes the stroke's,
            anti-aliased; known and unknown change from one pixel to the next.

    Returns:
        Another mask, or the same one if the stroke does not touch the image.

    Raises:
        ValueError: the points or the radius are not as above.
    """
    share, rows, columns = stroke_coverage(points_pixels, radius_pixels, mask.image_size)
    inside = share >= 0.5
    if not inside.any():
        return mask
    coverage = mask.coverage
    if paint in (Paint.OBJECT, Paint.BACKGROUND):
        level = np.rint(255 * share).astype(np.uint8)
        coverage = coverage.copy()
        part = coverage[rows, columns]
        # Not blended: a stroke along an edge, over and over, must not move it.
        part[:] = np.maximum(part, level) if paint is Paint.OBJECT else np.minimum(part, 255 - level)
    known = mask.known
    if known is not None or paint is Paint.UNKNOWN:
        known = np.ones(mask.image_size, dtype=bool) if known is None else known.copy()
        known[rows, columns][inside] = paint is not Paint.UNKNOWN
    return ViewMask(coverage, None if known is not None and known.all() else known)


def stroke_coverage(
    points_pixels: NDArray[np.float64], radius_pixels: float, image_size: tuple[int, int]
) -> tuple[NDArray[np.float32], slice, slice]:
    """How much of each pixel a round stroke covers.

    Args:
        points_pixels: as in `painted`.
        radius_pixels: as in `painted`.
        image_size: (height, width), pixels.

    Returns:
        Shares (h, w) float32 in [0, 1], and the rows and columns of the image that they are for, which hold all that
        is covered.

    Raises:
        ValueError: the points or the radius are not as above.
    """
    points = np.asarray(points_pixels, dtype=np.float64)
    if points.ndim != 2 or points.shape[1] != 2 or len(points) == 0 or not np.isfinite(points).all():
        raise ValueError(f"brush: points_pixels must be finite and of shape (P, 2), P >= 1, got {points.shape}")
    if not (np.isfinite(radius_pixels) and radius_pixels > 0):
        raise ValueError(f"brush: radius_pixels must be greater than 0, got {radius_pixels}")
    reach = radius_pixels + _SOFT_EDGE_PIXELS
    rows, columns = _window(points, reach, image_size)
    share = np.zeros((rows.stop - rows.start, columns.stop - columns.start), dtype=np.float32)
    for start, end in zip(points, points[1:] if len(points) > 1 else points, strict=False):
        these_rows, these_columns = _window(np.stack([start, end]), reach, image_size)
        distance = _distance(start, end, these_rows, these_columns)
        part = share[
            these_rows.start - rows.start : these_rows.stop - rows.start,
            these_columns.start - columns.start : these_columns.stop - columns.start,
        ]
        np.maximum(part, np.clip(reach - distance, 0.0, 1.0), out=part, casting="same_kind")
    return share, rows, columns


def _window(points: NDArray[np.float64], reach: float, image_size: tuple[int, int]) -> tuple[slice, slice]:
    """The rows and columns of the image within reach of points; both empty or more."""
    low = np.floor(points.min(axis=0) - reach)
    high = np.ceil(points.max(axis=0) + reach)
    height, width = image_size
    left, right = np.clip([low[0], high[0]], 0, width).astype(int)
    top, bottom = np.clip([low[1], high[1]], 0, height).astype(int)
    return slice(int(top), int(bottom)), slice(int(left), int(right))


def _distance(start: NDArray[np.float64], end: NDArray[np.float64], rows: slice, columns: slice) -> NDArray[np.float64]:
    """From the centres of pixels to a line between two points, pixels."""
    x = np.arange(columns.start, columns.stop) + 0.5 - start[0]
    y = (np.arange(rows.start, rows.stop) + 0.5 - start[1])[:, None]
    way_x, way_y = end - start
    squared = way_x**2 + way_y**2
    along = np.clip((x * way_x + y * way_y) / squared, 0.0, 1.0) if squared > 0 else 0.0
    return np.asarray(np.hypot(x - along * way_x, y - along * way_y))
