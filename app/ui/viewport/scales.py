"""What the scale beside the colours of the mesh says."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.engine.fitting.readings import Quantity
from app.ui.viewport.colours import COLOUR_MAPS, DEPTH_MAP
from app.ui.viewport.mesh_look import DepthRange

AWAITED = {
    Quantity.DISTANCE: "Distances to the target are being measured",
    Quantity.CONSTRAINT: "What the outlines determine is being worked out",
}
"""What is said until the numbers are there."""

NO_SURFACE = "Photographs hold no surface that distances could be measured to"
"""What is said where there never will be numbers."""

_TICKS = 5


@dataclass(frozen=True, eq=False)
class Scale:
    """A scale from bottom to top.

    Args:
        title: above it.
        labels: at even distances beside it.
        unit: below it.
        colours: (N, 3) uint8 sRGB.
    """

    title: str
    labels: tuple[str, ...]
    unit: str
    colours: NDArray[np.uint8]

    def says_the_same(self, other: "Scale") -> bool:
        """Whether both look alike."""
        mine, others = (self.title, self.labels, self.unit), (other.title, other.labels, other.unit)
        return mine == others and self.colours is other.colours


def scale_of(quantity: Quantity, last: float) -> Scale:
    """The scale of a quantity.

    Args:
        quantity: what the colours stand for.
        last: the value of the last colour.
    """
    if quantity is Quantity.CONSTRAINT:
        return Scale("Determined by views", ("not at all", "roughly", "well"), "", COLOUR_MAPS[quantity])
    labels = tuple(f"{last * index / (_TICKS - 1):.3g}" for index in range(_TICKS))
    return Scale("Distance to target", labels, "world units", COLOUR_MAPS[quantity])


def depth_scale(depths: DepthRange) -> Scale:
    """The scale of depth; what is near is at its top."""
    gap = (depths.far - depths.near) / (_TICKS - 1)
    digits = max(0, 1 - math.floor(math.log10(gap)))
    labels = tuple(f"{depths.far - index * gap:.{digits}f}" for index in range(_TICKS))
    return Scale("Depth", labels, "world units", DEPTH_MAP)
