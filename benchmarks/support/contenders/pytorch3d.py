"""PyTorch3D (Ravi et al., 2020): the soft silhouettes of SoftRas, a product over the K nearest faces of a pixel."""

import math

import numpy as np
import torch
from numpy.typing import NDArray
from pytorch3d.renderer import BlendParams, MeshRasterizer, RasterizationSettings, SoftSilhouetteShader
from pytorch3d.structures import Meshes
from pytorch3d.utils import cameras_from_opencv_projection

from benchmarks.support.contenders.contender import Contender
from benchmarks.support.workload import SOFTNESS_PIXELS, Workload

FACES_PER_PIXEL = 50  # as in its tutorials
SMALLEST_COVERAGE = 1e-4  # at which a face's blur ends, as in its tutorials


class PyTorch3D(Contender):
    """`MeshRasterizer` and `SoftSilhouetteShader`, all views in one batch.

    Its blur is by squared distance in units of half the image, so a pixel at one softness from an edge has the
    coverage that it has in ours.

    Args:
        work: the case.
        device: cpu or cuda.
        threads: that torch may use on the CPU.
    """

    def __init__(self, work: Workload, device: str, threads: int) -> None:
        self._threads = threads
        height = work.image_size[0]
        self._positions = torch.tensor(work.positions, dtype=torch.float32, device=device, requires_grad=True)
        self._faces = torch.tensor(work.faces, dtype=torch.int64, device=device)
        self._views = len(work.camera)
        sigma = (2 * SOFTNESS_PIXELS / height) ** 2
        settings = RasterizationSettings(
            image_size=work.image_size,
            blur_radius=math.log(1 / SMALLEST_COVERAGE - 1) * sigma,
            faces_per_pixel=FACES_PER_PIXEL,
        )
        self._cameras = _cameras(work, device)
        self._rasterizer = MeshRasterizer(self._cameras, settings)
        self._shader = SoftSilhouetteShader(BlendParams(sigma=sigma))
        self._grad_image = work.grad_image.to(device)
        self._gradient = torch.zeros_like(self._positions)

    def run(self) -> None:
        torch.set_num_threads(self._threads)
        (self._gradient,) = torch.autograd.grad(self._rendered(), self._positions, self._grad_image)
        if self._positions.is_cuda:
            torch.cuda.synchronize()

    def images(self) -> NDArray[np.float32]:
        return self._rendered().detach().cpu().numpy()

    def gradient(self) -> NDArray[np.float64]:
        return self._gradient.cpu().numpy().astype(np.float64)

    def _rendered(self) -> torch.Tensor:
        meshes = Meshes(self._positions[None], self._faces[None]).extend(self._views)
        pixels: torch.Tensor = self._shader(self._rasterizer(meshes), meshes)
        return pixels[:, :, :, 3]


def _cameras(work: Workload, device: str) -> torch.nn.Module:
    lens, pose = work.camera.intrinsics, work.camera.extrinsics
    matrix = torch.eye(3).repeat(len(work.camera), 1, 1)
    matrix[:, 0, 0], matrix[:, 1, 1] = lens.focal_pixels.float().T
    matrix[:, :2, 2] = lens.principal_point_pixels.float()
    sizes = torch.tensor([work.image_size]).expand(len(work.camera), 2)
    cameras: torch.nn.Module = cameras_from_opencv_projection(
        pose.rotation.float(), pose.translation.float(), matrix, sizes
    )
    return cameras.to(device)
