"""The frame in which a mesh is fitted: about the origin and about one unit large, whatever the file's units."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from app.engine.meshes.mesh import Mesh

LARGEST_COORDINATE = 0.9  # of a mesh in its own frame


@dataclass(frozen=True, eq=False)
class Frame:
    """The similarity `world = center_world + scale * local`.

    Args:
        center_world: (3,), kept as float64, finite: where the local origin is, world units.
        scale: world units in one local unit, > 0.

    Raises:
        ValueError: a value is not as above.
    """

    center_world: NDArray[np.float64]
    scale: float

    def __post_init__(self) -> None:
        center = np.asarray(self.center_world, dtype=np.float64)
        if center.shape != (3,) or not np.isfinite(center).all():
            raise ValueError(f"Frame: center_world must be 3 finite numbers, got {self.center_world!r}")
        if not (np.isfinite(self.scale) and self.scale > 0):
            raise ValueError(f"Frame: scale must be positive and finite, got {self.scale}")
        object.__setattr__(self, "center_world", center)
        object.__setattr__(self, "scale", float(self.scale))

    @classmethod
    def around(cls, mesh: Mesh) -> "Frame":
        """The frame in which the mesh's bounding box is centred and its longest side is 2 * 0.9.

        Raises:
            ValueError: the mesh is a single point.
        """
        low, high = mesh.bounds
        half_longest = float((high - low).max()) / 2
        if half_longest == 0:
            raise ValueError("Frame: the mesh must have an extent, got one point")
        return cls((low + high) / 2, half_longest / LARGEST_COORDINATE)

    def to_world(self, positions_local: ArrayLike) -> NDArray[np.float64]:
        """Local positions (..., 3) in world units, float64."""
        return self.center_world + self.scale * np.asarray(positions_local, dtype=np.float64)

    def from_world(self, positions_world: ArrayLike) -> NDArray[np.float64]:
        """World positions (..., 3) in local units, float64."""
        return (np.asarray(positions_world, dtype=np.float64) - self.center_world) / self.scale
