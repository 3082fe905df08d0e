"""Silhouettes made wider and narrower, and their holes filled; soft edges stay soft."""

import numpy as np
from numpy.typing import NDArray

Coverage = NDArray[np.uint8]

_SPECK_SHARE = 0.005  # of the silhouette's pixels


def closed(coverage: Coverage, dilate_pixels: int, erode_pixels: int) -> Coverage:
    """Widen a silhouette by a disk, then narrow it by another.

    The silhouette goes on beyond the image as it is at its border, so that one that the border cuts keeps its pixels
    there.

    Args:
        coverage: (H, W) uint8, 255 inside.
        dilate_pixels: the first disk's radius, >= 0.
        erode_pixels: the second disk's radius, >= 0.
    """
    import cv2

    room = dilate_pixels + erode_pixels
    if room == 0:
        return coverage
    padded = cv2.copyMakeBorder(coverage, room, room, room, room, cv2.BORDER_REPLICATE)
    if dilate_pixels:
        padded = cv2.dilate(padded, _disk(dilate_pixels))
    if erode_pixels:
        padded = cv2.erode(padded, _disk(erode_pixels))
    return padded[room:-room, room:-room].astype(np.uint8)


def filled(coverage: Coverage, largest_share: float = 1.0) -> Coverage:
    """Take the background that a silhouette encloses for object; what touches the image border stays background.

    Args:
        coverage: (H, W) uint8, 255 inside.
        largest_share: of the silhouette's pixels, up to which a hole is filled.
    """
    # Two passes: a wall that is nowhere fully covered still encloses a hole, and a hole's soft rim goes with it.
    holes = np.zeros(coverage.shape, dtype=bool)
    for below in (128, 255):
        enclosed = _enclosed(coverage < below)
        if largest_share < 1.0:
            enclosed = _small(enclosed, 4, largest_share * np.count_nonzero(coverage >= 128))
        holes |= enclosed
    return np.where(holes, np.uint8(255), coverage)


def continued(coverage: Coverage, known: NDArray[np.bool_] | None) -> Coverage:
    """Let what is known go on into what is not: each unknown pixel is as the nearest known one.

    Args:
        coverage: (H, W) uint8.
        known: (H, W) bool; None for everywhere.
    """
    import cv2

    if known is None or known.all() or not known.any():
        return coverage
    _, nearest = cv2.distanceTransformWithLabels(
        (~known).astype(np.uint8), cv2.DIST_L2, 5, labelType=cv2.DIST_LABEL_PIXEL
    )
    values = np.zeros(nearest.max() + 1, dtype=np.uint8)
    values[nearest[known]] = coverage[known]
    return np.asarray(values[nearest])


def without_specks(coverage: Coverage) -> Coverage:
    """Leave out parts, and fill holes, that are small beside the silhouette.

    Args:
        coverage: (H, W) uint8, 255 inside.
    """
    largest = _SPECK_SHARE * np.count_nonzero(coverage >= 128)
    cleaned = np.where(_small(coverage >= 128, 8, largest), np.uint8(0), coverage)
    holes = _enclosed(cleaned < 128) & _small(cleaned < 128, 4, largest)
    return np.where(holes, np.uint8(255), cleaned)


def _small(is_part: NDArray[np.bool_], connectivity: int, largest_pixels: float) -> NDArray[np.bool_]:
    import cv2

    _, parts, numbers, _ = cv2.connectedComponentsWithStats(is_part.astype(np.uint8), connectivity=connectivity)
    return np.asarray(is_part & (numbers[:, cv2.CC_STAT_AREA] <= largest_pixels)[parts])


def _disk(radius_pixels: int) -> Coverage:
    """All pixels whose centres are no farther than that from the middle one's."""
    steps = np.arange(-radius_pixels, radius_pixels + 1)
    return (steps[:, None] ** 2 + steps**2 <= radius_pixels**2).astype(np.uint8)


def _enclosed(is_background: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Parts of the background, connected by sides of pixels, that do not reach the image border."""
    import cv2

    _, parts = cv2.connectedComponents(is_background.astype(np.uint8), connectivity=4)
    border = np.unique(np.concatenate([parts[0], parts[-1], parts[:, 0], parts[:, -1]]))
    return np.asarray(is_background & ~np.isin(parts, border))
