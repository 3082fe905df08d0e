"""How far the image of a view is zoomed into while it is looked through, and which part of it is seen."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.ui.viewport.pose import FrameRectangle

LARGEST_ZOOM = 40.0


@dataclass(frozen=True)
class ViewZoom:
    """A part of an image.

    Args:
        factor: how much larger than fitting it is shown, from 1 to `LARGEST_ZOOM`.
        across: what is in the middle of the viewport, as a share of the image's width.
        down: the same of its height.
    """

    factor: float = 1.0
    across: float = 0.5
    down: float = 0.5

    def of(self, fitting: FrameRectangle) -> FrameRectangle:
        """Where the image is, given where all of it would fit into the viewport's middle."""
        if self.factor == 1:
            return fitting
        width, height = self.factor * fitting.width, self.factor * fitting.height
        left = fitting.left + fitting.width / 2 - self.across * width
        return FrameRectangle(left, fitting.top + fitting.height / 2 - self.down * height, width, height)

    def at(self, fitting: FrameRectangle, place: NDArray[np.float64], by: float) -> "ViewZoom":
        """Zoom by a factor so that what is at a place (2,) of the viewport stays there."""
        before, factor = self.of(fitting), min(LARGEST_ZOOM, max(1.0, self.factor * by))
        share = (place - [before.left, before.top]) / [before.width, before.height]
        middle = np.array([fitting.left + fitting.width / 2, fitting.top + fitting.height / 2])
        across, down = share - (place - middle) / (np.array([fitting.width, fitting.height]) * factor)
        return _kept(factor, float(across), float(down))

    def moved(self, fitting: FrameRectangle, way: NDArray[np.float64]) -> "ViewZoom":
        """Move the image along with the mouse, by a way (2,) in pixels of the viewport."""
        across, down = way / (np.array([fitting.width, fitting.height]) * self.factor)
        return _kept(self.factor, self.across - float(across), self.down - float(down))


def _kept(factor: float, across: float, down: float) -> ViewZoom:
    """Without looking past the image's ends."""
    reach = 0.5 / factor
    return ViewZoom(factor, min(1 - reach, max(reach, across)), min(1 - reach, max(reach, down)))
