"""Cameras a little aside of the given ones, in unknowns that move outlines alike. Importing this imports torch."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn.functional import pad

from app.engine.cameras.camera_matrices import intrinsic_matrix, world_to_camera
from app.engine.cameras.view import Calibrated, View
from app.engine.meshes.frame import Frame
from app.engine.targets.mirrored import MirrorPlane
from renderer_cuda import Camera, Extrinsics, Intrinsics

TURN, SHIFT, DISTANCE, LENS = slice(0, 3), slice(3, 5), slice(5, 6), slice(6, 7)
"""The unknowns of a view, in this order: the turn about the middle of the frame as a rotation vector in radians, along
the camera's axes; the shift across the image in units of the frame, there where the middle is; the logarithms of how
many times farther the camera is, and of how many times longer its focal length. The object reaches to 0.9 in that
frame: a unit of each moves its outline by about as many pixels."""


@dataclass(frozen=True, eq=False)
class Cameras:
    """N perspective cameras in the fit's frame, on the CPU.

    Args:
        lenses: (N, 3, 3) float64, pixels.
        rotations: (N, 3, 3) float64, frame to camera.
        translations: (N, 3) float64, units of the frame.
    """

    lenses: Tensor
    rotations: Tensor
    translations: Tensor

    @classmethod
    def of_views(cls, views: Sequence[View], frame: Frame) -> "Cameras":
        """The cameras of N >= 1 views."""
        poses = np.stack([world_to_camera(view.placement) for view in views])
        middles = (poses[:, :3, :3] @ frame.center_world + poses[:, :3, 3]) / frame.scale
        lenses = np.stack([intrinsic_matrix(view) for view in views])
        return cls(torch.tensor(lenses), torch.tensor(poses[:, :3, :3]), torch.tensor(middles))

    def moved(self, offsets: Tensor) -> "Cameras":
        """The cameras aside of these.

        Args:
            offsets: (N, 7) float64, as above.

        Differentiable in: offsets.
        """
        turn, shift, distance = offsets[:, TURN], offsets[:, SHIFT], offsets[:, DISTANCE]
        longer = offsets[:, LENS].exp()[:, :, None]
        return Cameras(
            torch.cat([self.lenses[:, :, :2] * longer, self.lenses[:, :, 2:]], dim=2),
            torch.linalg.matrix_exp(_cross_matrices(turn)) @ self.rotations,
            self.translations * distance.exp() + pad(shift, (0, 1)),
        )

    def mirrored(self, plane: MirrorPlane, widths: Tensor) -> "Cameras":
        """The cameras that see of a symmetric object what these see, left and right exchanged.

        Args:
            plane: through the middle of the frame.
            widths: (N,) of the images, pixels.

        Differentiable in: these cameras.
        """
        left_right, signs = self.lenses.new_tensor([-1.0, 1.0, 1.0]), torch.tensor(plane.signs)
        lenses = left_right[:, None] * self.lenses * left_right
        lenses = lenses + pad(widths[:, None, None], (2, 0, 0, 2))
        return Cameras(lenses, left_right[:, None] * self.rotations * signs, left_right * self.translations)

    def followed_by(self, others: "Cameras") -> "Cameras":
        """These and others."""
        return Cameras(
            torch.cat([self.lenses, others.lenses]),
            torch.cat([self.rotations, others.rotations]),
            torch.cat([self.translations, others.translations]),
        )

    def __getitem__(self, rows: Sequence[int]) -> "Cameras":
        index = list(rows)
        return Cameras(self.lenses[index], self.rotations[index], self.translations[index])

    def for_renderer(self, near: Tensor) -> Camera:
        """The same as the renderer takes them.

        Args:
            near: (N,) units of the frame.

        Differentiable in: these cameras.
        """
        lens = Intrinsics(
            torch.diagonal(self.lenses[:, :2, :2], dim1=1, dim2=2),
            self.lenses[:, :2, 2],
            self.lenses[:, 0, 1],
            torch.zeros(len(self.lenses), dtype=torch.bool),
        )
        return Camera(lens, Extrinsics(self.rotations, self.translations), near)

    def placements(self, frame: Frame) -> list[Calibrated]:
        """The same in world units."""
        rotations = self.rotations.detach().numpy()
        middles = frame.scale * self.translations.detach().numpy()
        translations = middles - rotations @ frame.center_world
        return [
            Calibrated(lens, rotation, translation)
            for lens, rotation, translation in zip(self.lenses.detach().numpy(), rotations, translations, strict=True)
        ]


def given_cameras(views: Sequence[View]) -> NDArray[np.float64]:
    """Return what `CameraMemory.given` keeps of views, (N, 3, 7)."""
    found = np.zeros((len(views), 3, 7))
    for row, view in zip(found, views, strict=True):
        height, width = view.image_size
        row[:, :3] = intrinsic_matrix(view) / [[width], [height], [1]]
        row[:, 3:] = world_to_camera(view.placement)[:3]
    return found


def similarities(cameras: Cameras) -> Tensor:
    """Return how the offsets change where all cameras and the object move together, which no image tells.

    Args:
        cameras: N.

    Returns:
        (N, 7, 7) offsets of each view for a turn (3), a shift (3) and a growth (1) of everything, of first order.
    """
    count, middles = len(cameras.rotations), cameras.translations
    basis = middles.new_zeros((count, 7, 7))
    basis[:, TURN, 0:3] = cameras.rotations
    nearer = cameras.rotations[:, 2] / middles[:, 2:]
    basis[:, SHIFT, 3:6] = cameras.rotations[:, :2] - middles[:, :2, None] * nearer[:, None]
    basis[:, DISTANCE, 3:6] = nearer[:, None]
    basis[:, DISTANCE, 6:7] = -1.0
    return basis


def _cross_matrices(vectors: Tensor) -> Tensor:
    """(N, 3, 3), what takes the cross product with (N, 3)."""
    x, y, z = vectors.unbind(1)
    nothing = torch.zeros_like(x)
    rows = [nothing, -z, y, z, nothing, -x, -y, x, nothing]
    return torch.stack(rows, dim=1).reshape(-1, 3, 3)
