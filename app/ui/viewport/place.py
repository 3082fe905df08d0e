"""Where the scene is if no target tells."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.engine.meshes.frame import Frame


@dataclass(frozen=True, eq=False)
class Place:
    """The surroundings of something that is known by photographs alone.

    Args:
        frame: about where it is; a mesh tells better as soon as there is one.
        up_world: (3,), which way is up; not 0.
    """

    frame: Frame
    up_world: NDArray[np.float64]
