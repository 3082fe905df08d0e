"""What every item of the scene is told when it is drawn."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.ui.viewport.navigation import ScreenSize
from app.ui.viewport.up_axis import UpAxis


@dataclass(frozen=True, eq=False)
class Drawing:
    """One frame, in the space in which vertices are kept: about the origin and about one unit large.

    Positions go to OpenGL as float32, so a model far from the world's origin would lose its digits otherwise.

    Args:
        clip_from_local: (4, 4).
        eye_local: (3,), the viewer.
        rotation: (3, 3), its rows the directions right, down and forward.
        size: of the framebuffer.
        up: of the world, whose axes the space has.
    """

    clip_from_local: NDArray[np.float64]
    eye_local: NDArray[np.float64]
    rotation: NDArray[np.float64]
    size: ScreenSize
    up: UpAxis
