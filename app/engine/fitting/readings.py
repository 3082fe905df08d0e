"""Numbers of a mesh's vertices that people are shown as colours."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray


class Quantity(StrEnum):
    """What the numbers are."""

    DISTANCE = "distance"
    """From the model's surface, world units."""
    CONSTRAINT = "constraint"
    """How well the views determine the surface, from 0 to 1."""


@dataclass(frozen=True, eq=False)
class Reading:
    """A number for each vertex.

    Args:
        quantity: what it is.
        values: (V,) float32.
    """

    quantity: Quantity
    values: NDArray[np.float32]
