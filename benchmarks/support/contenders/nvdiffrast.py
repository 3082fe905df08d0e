"""nvdiffrast (Laine et al., 2020): hard coverage or colours, anti-aliased along the outline. CUDA only."""

import numpy as np
import nvdiffrast.torch as dr
import torch
from numpy.typing import NDArray

from benchmarks.support.contenders.contender import Contender
from benchmarks.support.workload import COLOUR_CHANNELS, Workload

FAR = 100.0  # the sphere of the workload is at a distance of a few units


class Nvdiffrast(Contender):
    """Rasterize and antialias in its CUDA context, all views in one batch, with the topology hash made beforehand.

    Args:
        work: the case.
    """

    def __init__(self, work: Workload) -> None:
        self._positions = torch.tensor(work.positions, dtype=torch.float32, device="cuda", requires_grad=True)
        self._faces = torch.tensor(work.faces, device="cuda")
        self._to_clip = work.camera.world_to_clip(work.image_size, FAR).to(device="cuda", dtype=torch.float32)
        # Its rows run from the bottom up.
        self._grad_image = work.grad_image.flip(1).unsqueeze(3).contiguous().cuda()
        self._image_size = work.image_size
        self._context = dr.RasterizeCudaContext()
        self._topology = dr.antialias_construct_topology_hash(self._faces)
        self._gradient = torch.zeros_like(self._positions)

    def run(self) -> None:
        (self._gradient,) = torch.autograd.grad(self._rendered(), self._positions, self._grad_image)
        torch.cuda.synchronize()

    def images(self) -> NDArray[np.float32]:
        return self._rendered()[:, :, :, 0].flip(1).detach().cpu().numpy()

    def gradient(self) -> NDArray[np.float64]:
        return self._gradient.cpu().numpy().astype(np.float64)

    def _rendered(self) -> torch.Tensor:
        clip, raster = self._rasterized()
        hard = (raster[:, :, :, 3:] > 0).to(torch.float32)
        return self._antialiased(hard, clip, raster)

    def _rasterized(self) -> tuple[torch.Tensor, torch.Tensor]:
        homogeneous = torch.nn.functional.pad(self._positions, (0, 1), value=1.0)
        clip = (homogeneous @ self._to_clip.mT).contiguous()
        raster, _ = dr.rasterize(self._context, clip, self._faces, resolution=self._image_size, grad_db=False)
        return clip, raster

    def _antialiased(self, hard: torch.Tensor, clip: torch.Tensor, raster: torch.Tensor) -> torch.Tensor:
        smooth: torch.Tensor = dr.antialias(hard, raster, clip, self._faces, topology_hash=self._topology)
        return smooth


class NvdiffrastInColour(Nvdiffrast):
    """The same with vertex colours interpolated in between; its interpolation leaves the background black.

    Args:
        work: the case.
    """

    def __init__(self, work: Workload) -> None:
        super().__init__(work)
        paint = work.paint(COLOUR_CHANNELS)
        self._colours = torch.tensor(paint.colours, dtype=torch.float32, device="cuda", requires_grad=True)
        self._grad_image = paint.grad_images.flip(1).contiguous().cuda()
        self._colour_gradient = torch.zeros_like(self._colours)

    def run(self) -> None:
        inputs = (self._positions, self._colours)
        self._gradient, self._colour_gradient = torch.autograd.grad(self._rendered(), inputs, self._grad_image)
        torch.cuda.synchronize()

    def images(self) -> NDArray[np.float32]:
        return self._rendered().flip(1).detach().cpu().numpy()

    def colour_gradient(self) -> NDArray[np.float64]:
        return self._colour_gradient.cpu().numpy().astype(np.float64)

    def _rendered(self) -> torch.Tensor:
        clip, raster = self._rasterized()
        hard, _ = dr.interpolate(self._colours, raster, self._faces)
        return self._antialiased(hard, clip, raster)
