"""The work that all renderers are given: a sphere, twelve cameras around it, and an image gradient."""

import math
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from app.engine.cameras.renderer_camera import renderer_camera
from app.engine.cameras.rigs import sphere_rig
from app.engine.meshes.primitives import icosphere
from renderer_cuda import Camera

VIEWS = 12
SOFTNESS_PIXELS = 1.0
COLOUR_CHANNELS = 3
SHARE_OF_IMAGE = 1 / 3
LEVELS = {20 * 4**level: level for level in range(9)}
"""Level of the icosphere with so many faces."""


@dataclass(frozen=True, eq=False)
class Paint:
    """Colours of the mesh and the gradient of a loss by their images.

    Args:
        colours: (V, C) float64, of the vertices; white where C is 1.
        grad_images: (N, H, W, C) float32.
    """

    colours: NDArray[np.float64]
    grad_images: Tensor


@dataclass(frozen=True, eq=False)
class Workload:
    """One case: the mesh, the cameras and the gradient of a loss by the coverage.

    Args:
        positions: (V, 3) float64, the unit sphere.
        faces: (F, 3) int32, wound outward.
        camera: twelve cameras from all around; in each the sphere fills a third of the image.
        image_size: (height, width), pixels.
        grad_image: (N, H, W) float32.
    """

    positions: NDArray[np.float64]
    faces: NDArray[np.int32]
    camera: Camera
    image_size: tuple[int, int]
    grad_image: Tensor

    @property
    def name(self) -> str:
        """Faces and image size in words."""
        return f"{len(self.faces):,} faces, {self.image_size[1]} x {self.image_size[0]} px"

    def paint(self, channels: int) -> Paint:
        """Paint the mesh: white for one channel, else stripes of another width and height in each channel."""
        if channels == 1:
            return Paint(np.ones((len(self.positions), 1)), self.grad_image[..., None])
        numbers = np.arange(channels)
        stripes = np.sin((2 + numbers) * self.positions[:, numbers % 3])
        shares = torch.linspace(0.5, 1.5, channels)
        return Paint(0.6 + 0.3 * stripes, self.grad_image[..., None] * shares)


def sphere_workload(face_count: int, size_pixels: int) -> Workload:
    """Make a case.

    Args:
        face_count: one of `LEVELS`.
        size_pixels: width and height.

    Returns:
        The case. Its gradient is smooth and nowhere zero: a loss that asks for more coverage here than there.
    """
    mesh = icosphere(LEVELS[face_count])
    image_size = (size_pixels, size_pixels)
    cameras = sphere_rig(VIEWS, (0.0, 0.0, 0.0), _distance(), FOV_Y_DEGREES, image_size)
    return Workload(
        positions=mesh.positions,
        faces=mesh.faces,
        camera=renderer_camera(tuple(cameras)),
        image_size=image_size,
        grad_image=_gradient(size_pixels),
    )


FOV_Y_DEGREES = 40.0


def _distance() -> float:
    """From which the unit sphere's outline, a circle of radius focal / sqrt(distance^2 - 1), has the wanted area."""
    focal = 0.5 / math.tan(math.radians(FOV_Y_DEGREES) / 2)  # in image heights, as is the radius
    radius = math.sqrt(SHARE_OF_IMAGE / math.pi)
    return math.hypot(1.0, focal / radius)


def _gradient(size_pixels: int) -> Tensor:
    across = torch.linspace(0, 2 * math.pi, size_pixels)
    waves = torch.sin(across)[:, None] * torch.cos(across)[None, :]
    phases = 0.3 + 0.4 * torch.arange(VIEWS) / VIEWS
    return 1 + phases[:, None, None] * waves
