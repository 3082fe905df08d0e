"""Which way is up in the world, so that the viewer can orbit upright around subjects that do not stand along y."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from app.engine.cameras.orbit_angles import OrbitAngles, orbit_angles, placed
from app.engine.cameras.view import WORLD_UP, LookAt
from app.engine.meshes.normals import unit_vectors

Vector = NDArray[np.float64]

_OPPOSITE = 1e-9  # of 1 + cosine, below which half a turn has no axis of its own


@dataclass(frozen=True, eq=False)
class UpAxis:
    """A turn that makes the world upright: there, y is up, as azimuth and elevation are counted.

    Args:
        upright_from_world: (3, 3), a rotation; its second row is the direction that is up in the world.
    """

    upright_from_world: Vector

    @property
    def up_world(self) -> Vector:
        """(3,), of length 1."""
        return np.asarray(self.upright_from_world[1])

    def angles(self, placement: LookAt) -> OrbitAngles:
        """Where a camera is around its target."""
        turn = self.upright_from_world
        return orbit_angles(
            LookAt(turn @ placement.eye_world, turn @ placement.target_world, turn @ placement.up_world)
        )

    def placed(self, target_world: ArrayLike, angles: OrbitAngles, fov_y_degrees: float) -> LookAt:
        """The camera at a place around a target, looking at it, upright.

        Args:
            target_world: (3,), world units.
            angles: where it is.
            fov_y_degrees: the image's vertical angle, between 0 and 180.
        """
        target = np.asarray(target_world, dtype=np.float64)
        offset = placed(np.zeros(3), angles, fov_y_degrees).eye_world @ self.upright_from_world
        return LookAt(target + offset, target, self.up_world, fov_y_degrees)


Y_UP = UpAxis(np.eye(3))
"""As in glTF."""


def up_axis(up_world: ArrayLike) -> UpAxis:
    """The shortest turn that makes a direction point up.

    Args:
        up_world: (3,), not 0.
    """
    up = unit_vectors(np.asarray(up_world, dtype=np.float64))
    cosine = float(up @ WORLD_UP)
    if 1 + cosine < _OPPOSITE:
        return UpAxis(np.diag([1.0, -1.0, -1.0]))
    # Rodrigues' formula for the turn from `up` to y; the axis is their cross product, the sine its length.
    x, y, z = np.cross(up, WORLD_UP)
    cross = np.array([[0.0, -z, y], [z, 0.0, -x], [-y, x, 0.0]])
    return UpAxis(np.eye(3) + cross + cross @ cross / (1 + cosine))
