"""Silhouettes from images of them: which of black and white is the object, and what is done to them."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from app.engine.cameras.view_mask import ViewMask
from app.engine.masking.border import border_of
from app.engine.masking.mask_settings import MaskSettings
from app.engine.masking.morphology import closed, filled

HALF = 128
"""The coverage from which on a pixel counts as object where one of both has to be chosen."""


def is_object_white(images: Iterable[NDArray[np.uint8]], settings: MaskSettings) -> bool:
    """Whether white is the object, in all mask images of one capture.

    Args:
        images: (H, W) uint8 each. The object is what most of their borders are not; images of one colour tell nothing.
        settings: may say it.
    """
    if settings.polarity != "best":
        return settings.polarity == "white"
    telling = [image for image in images if image.min() < HALF <= image.max()]
    shares = [(border_of(image, None) >= HALF).mean() for image in telling]
    return not shares or float(np.mean(shares)) <= 0.5


def mask_image(
    image: NDArray[np.uint8],
    settings: MaskSettings,
    *,
    is_white: bool = True,
    known: NDArray[np.bool_] | None = None,
) -> ViewMask:
    """Make a view's mask of an image of it, with its soft edges.

    Args:
        image: (H, W) uint8.
        settings: how it is widened, narrowed and filled.
        is_white: whether the object is white.
        known: (H, W) bool, None for everywhere.
    """
    coverage = image if is_white else 255 - image
    coverage = closed(coverage, settings.dilate_pixels, settings.erode_pixels)
    if settings.fill_holes == "all":
        coverage = filled(coverage)
    return ViewMask(coverage, known)


def shows_object(mask: ViewMask) -> bool:
    """Whether any known pixel is the object's."""
    return bool(_known(mask.coverage >= HALF, mask.known).any())


def shows_background(mask: ViewMask) -> bool:
    """Whether any known pixel is not the object's."""
    return bool(_known(mask.coverage < HALF, mask.known).any())


def _known(chosen: NDArray[np.bool_], known: NDArray[np.bool_] | None) -> NDArray[np.bool_]:
    return chosen if known is None else chosen & known
