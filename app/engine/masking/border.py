"""The strip along the border of an image, where the background mostly is."""

import numpy as np
from numpy.typing import NDArray

_SHARE = 0.01  # of the shorter side


def border_of(levels: NDArray[np.uint8], known: NDArray[np.bool_] | None) -> NDArray[np.uint8]:
    """The known levels along the border of an image, (P,); all that are known if there are none, all if none is.

    Args:
        levels: (H, W) uint8.
        known: (H, W) bool; None for everywhere.
    """
    strip = max(1, round(_SHARE * min(levels.shape)))
    is_border = np.ones(levels.shape, dtype=bool)
    is_border[strip:-strip, strip:-strip] = False
    if known is not None:
        is_border &= known
    return levels[is_border] if is_border.any() else known_levels(levels, known)


def known_levels(levels: NDArray[np.uint8], known: NDArray[np.bool_] | None) -> NDArray[np.uint8]:
    """The known levels of an image, (P,); all if none is known.

    Args:
        levels: (H, W) uint8.
        known: (H, W) bool; None for everywhere.
    """
    return levels.ravel() if known is None or not known.any() else levels[known]
