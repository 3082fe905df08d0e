"""GrabCut, by OpenCV, at a size at which it takes a second.

Rother, Kolmogorov and Blake, 2004, "GrabCut": Interactive Foreground Extraction using Iterated Graph Cuts.
"""

import math

import numpy as np
from numpy.typing import NDArray

# OpenCV's labels; its module takes too long to import for a window that has just been opened.
SURELY_BACKGROUND, SURELY_OBJECT, PROBABLY_BACKGROUND, PROBABLY_OBJECT = range(4)

_MOST_PIXELS = 400_000  # larger pictures are cut in small
_ITERATIONS = 5
_MODEL_SIZE = (1, 65)  # of OpenCV's mixtures of five colours
_SMALLEST_MARK = 0.25  # share of a small pixel that a sure label must cover to hold there
_COLOURS_A_KIND = 5
_MOST_SAMPLES = 4000


def cut(colours: NDArray[np.uint8], labels: NDArray[np.uint8]) -> tuple[NDArray[np.bool_], float]:
    """Cut the object out along the edges where that costs least.

    Args:
        colours: (H, W, 3) uint8.
        labels: (H, W) uint8, what is known of each pixel before; both object and background must occur.

    Returns:
        Where the object is, (H, W) bool, and how many times smaller the picture was that has been cut, >= 1.
    """
    import cv2

    height, width = labels.shape
    shrink = max(1.0, math.sqrt(height * width / _MOST_PIXELS))
    size = (max(1, round(width / shrink)), max(1, round(height / shrink)))
    small = cv2.resize(colours, size, interpolation=cv2.INTER_AREA) if shrink > 1 else colours
    cut_labels = _reduced(labels, size) if shrink > 1 else labels.copy()
    cv2.setRNGSeed(0)  # of this thread: the same marks give the same mask
    nowhere = (0, 0, 0, 0)  # the labels say it all
    models = [np.zeros(_MODEL_SIZE) for _ in range(2)]
    cv2.grabCut(small, cut_labels, nowhere, models[0], models[1], _ITERATIONS, cv2.GC_INIT_WITH_MASK)
    is_object = (cut_labels == SURELY_OBJECT) | (cut_labels == PROBABLY_OBJECT)
    if shrink > 1:
        large = cv2.resize(is_object.astype(np.float32), (width, height), interpolation=cv2.INTER_LINEAR)
        is_object = large >= 0.5
    return np.asarray(is_object), shrink


def labels_by_colour(
    colours: NDArray[np.uint8], is_object: NDArray[np.bool_], is_background: NDArray[np.bool_]
) -> NDArray[np.uint8]:
    """What each pixel probably is, by whether its colour is nearer to one of the object or of the background.

    Args:
        colours: (H, W, 3) uint8.
        is_object: (H, W) bool, some pixels that surely are.
        is_background: (H, W) bool, some pixels that surely are.
    """
    nearest = [_distance_to_nearest(colours, _main_colours(colours[where])) for where in (is_object, is_background)]
    return np.where(nearest[0] < nearest[1], np.uint8(PROBABLY_OBJECT), np.uint8(PROBABLY_BACKGROUND))


def _reduced(labels: NDArray[np.uint8], size: tuple[int, int]) -> NDArray[np.uint8]:
    """The labels in small, in which thin strokes are not lost."""
    import cv2

    small = cv2.resize(labels, size, interpolation=cv2.INTER_NEAREST)
    for label in (SURELY_OBJECT, SURELY_BACKGROUND):
        share = cv2.resize((labels == label).astype(np.float32), size, interpolation=cv2.INTER_AREA)
        small[share >= _SMALLEST_MARK] = label
    return np.asarray(small, dtype=np.uint8)


def _main_colours(samples: NDArray[np.uint8]) -> NDArray[np.float32]:
    """A few colours (K, 3) that stand for many (N, 3)."""
    import cv2

    points = samples[:: max(1, len(samples) // _MOST_SAMPLES)].astype(np.float32)
    count = min(_COLOURS_A_KIND, len(np.unique(points, axis=0)))
    cv2.setRNGSeed(0)
    ends = (cv2.TERM_CRITERIA_EPS + cv2.TERM_CRITERIA_MAX_ITER, 20, 1.0)
    nearest = np.zeros((len(points), 1), dtype=np.int32)
    centers = cv2.kmeans(points, count, nearest, ends, 1, cv2.KMEANS_PP_CENTERS)[2]
    return np.asarray(centers, dtype=np.float32)


def _distance_to_nearest(colours: NDArray[np.uint8], main: NDArray[np.float32]) -> NDArray[np.float32]:
    picture = colours.astype(np.float32)
    squared: NDArray[np.float32] = np.min([((picture - colour) ** 2).sum(axis=2) for colour in main], axis=0)
    return squared
