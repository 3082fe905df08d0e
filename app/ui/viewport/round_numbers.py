"""Round numbers for scales."""

import math

import numpy as np
from numpy.typing import NDArray


def round_step(wanted: float) -> float:
    """The largest of 1, 2, 5 times a power of ten that is not above `wanted`, which is > 0."""
    power = 10.0 ** math.floor(math.log10(wanted))
    return max(factor * power for factor in (1, 2, 5) if factor * power <= wanted * (1 + 1e-9))


def distance_range(distances_world: NDArray[np.float32], scale_world: float) -> float:
    """The distance that gets the last colour: a round number that few vertices exceed, world units.

    Args:
        distances_world: (V,), >= 0; others than finite ones are left out.
        scale_world: half the size of the model, > 0: the least range is a thousandth of it.
    """
    known = distances_world[np.isfinite(distances_world)]
    most = float(np.percentile(known, 99)) if len(known) else 0.0
    step = round_step(max(most, 1e-3 * scale_world) / 2)
    return step * float(np.ceil(max(most, 1e-3 * scale_world) / step))
