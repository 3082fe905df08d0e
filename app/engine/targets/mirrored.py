"""What the views of a symmetric object tell of its other half: every view once more, as in a mirror."""

import dataclasses
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from app.engine.cameras.camera_matrices import intrinsic_matrix
from app.engine.cameras.view import Calibrated, LookAt, View
from app.engine.meshes.frame import Frame
from app.engine.targets.target_set import Target

AXES = ("x", "y", "z")
_SUFFIX = " mirrored"


@dataclasses.dataclass(frozen=True, eq=False)
class MirrorPlane:
    """A plane through the middle of a frame, across one of the world's axes.

    Args:
        axis: x, y or z, the direction across the plane.
        frame: whose middle the plane goes through.

    Raises:
        ValueError: there is no such axis.
    """

    axis: str
    frame: Frame

    def __post_init__(self) -> None:
        if self.axis not in AXES:
            raise ValueError(f"MirrorPlane: axis must be one of {', '.join(AXES)}, got {self.axis!r}")

    @property
    def signs(self) -> NDArray[np.float64]:
        """(3,), -1 across the plane and 1 along it."""
        return np.where(np.array(AXES) == self.axis, -1.0, 1.0)

    def reflected(self, points_world: NDArray[np.float64]) -> NDArray[np.float64]:
        """The mirror images (..., 3) of points."""
        center = self.frame.center_world
        return np.asarray(center + self.signs * (points_world - center))

    def view(self, view: View) -> View:
        """The camera that sees of a symmetric object what `view` sees, left and right exchanged."""
        return dataclasses.replace(view, id=view.id + _SUFFIX, placement=self._placement(view))

    def target(self, target: Target) -> Target:
        """What that camera sees."""
        return Target(
            target.view_id + _SUFFIX,
            target.mask.flip(1),
            target.distance_pixels.flip(1),
            None if target.weight is None else target.weight.flip(1),
        )

    def _placement(self, view: View) -> LookAt | Calibrated:
        placement = view.placement
        if isinstance(placement, LookAt):
            eye, aim = self.reflected(placement.eye_world), self.reflected(placement.target_world)
            return LookAt(eye, aim, self.signs * placement.up_world, placement.fov_y_degrees)
        left_right = np.array([-1.0, 1.0, 1.0])
        lens = intrinsic_matrix(view).copy()
        lens[0, 1], lens[0, 2] = -lens[0, 1], view.image_size[1] - lens[0, 2]
        rotation = left_right[:, None] * placement.rotation * self.signs
        offset = placement.rotation @ self.reflected(np.zeros(3)) + placement.translation
        return Calibrated(lens, rotation, left_right * offset)


def with_mirror_images(
    views: Sequence[View], targets: Sequence[Target], plane: MirrorPlane | None
) -> tuple[list[View], list[Target]]:
    """Views and targets, followed by their mirror images if there is a plane."""
    if plane is None:
        return list(views), list(targets)
    return [*views, *map(plane.view, views)], [*targets, *map(plane.target, targets)]
