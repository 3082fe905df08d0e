"""How pictures of a model are taken."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from app.engine.appearance.lighting import Lighting
from app.engine.appearance.srgb import linear_from_srgb

NORMALS = ("faces", "vertices")
BACKDROPS = {"black": 0.0, "grey": float(linear_from_srgb(0.5)), "white": 1.0}
"""What may be behind a model: how much light it sends back."""


@dataclass(frozen=True)
class PictureLook:
    """Light, shading and background of pictures of a model.

    Args:
        lighting: on the model.
        normals: "faces" shows its faces as they are, as a photograph would; "vertices" rounds them over.
        backdrop: behind it, one of `BACKDROPS`.

    Raises:
        ValueError: a value is not as above.
    """

    lighting: Lighting = field(default_factory=Lighting)
    normals: str = "faces"
    backdrop: str = "grey"

    def __post_init__(self) -> None:
        if self.normals not in NORMALS:
            raise ValueError(f"PictureLook: normals must be one of {', '.join(NORMALS)}, got {self.normals!r}")
        if self.backdrop not in BACKDROPS:
            raise ValueError(f"PictureLook: backdrop must be one of {', '.join(BACKDROPS)}, got {self.backdrop!r}")

    @property
    def background_linear(self) -> NDArray[np.float32]:
        """(3,), the colour behind the model."""
        return np.full(3, BACKDROPS[self.backdrop], dtype=np.float32)
