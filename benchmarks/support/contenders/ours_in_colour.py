"""This project's renderer, in colour."""

import numpy as np
import torch
from numpy.typing import NDArray

from benchmarks.support.contenders.contender import Contender
from benchmarks.support.workload import COLOUR_CHANNELS, Workload
from renderer_cuda import Topology, antialias, draw, interpolate, rasterize


class OursInColour(Contender):
    """`draw`, in float32, all views in one call.

    As the others, it does not look for surfaces that pass through each other.

    Args:
        work: the case.
        device: cpu or cuda.
        threads: that torch and the renderer may use on the CPU.
    """

    def __init__(self, work: Workload, device: str, threads: int) -> None:
        paint = work.paint(COLOUR_CHANNELS)
        self._image_size = work.image_size
        self._threads = threads
        self._positions = torch.tensor(work.positions, dtype=torch.float32, device=device, requires_grad=True)
        self._colours = torch.tensor(paint.colours, dtype=torch.float32, device=device, requires_grad=True)
        self._topology = Topology.from_faces(work.faces, work.positions).to(device)
        self._camera = work.camera.to(device=device)
        self._grad_images = paint.grad_images.to(device)
        self._gradient, self._colour_gradient = torch.zeros_like(self._positions), torch.zeros_like(self._colours)

    def run(self) -> None:
        torch.set_num_threads(self._threads)
        inputs = (self._positions, self._colours)
        self._gradient, self._colour_gradient = torch.autograd.grad(self._rendered(), inputs, self._grad_images)
        if self._positions.is_cuda:
            torch.cuda.synchronize()

    def images(self) -> NDArray[np.float32]:
        return self._rendered().detach().cpu().numpy()

    def gradient(self) -> NDArray[np.float64]:
        return self._gradient.cpu().numpy().astype(np.float64)

    def colour_gradient(self) -> NDArray[np.float64]:
        return self._colour_gradient.cpu().numpy().astype(np.float64)

    def _rendered(self) -> torch.Tensor:
        mesh = (self._positions, self._topology, self._camera)
        return draw(self._colours, self._topology.faces, *mesh, self._image_size, intersections=False)


class OursInThreeStages(OursInColour):
    """`rasterize`, `interpolate` and `antialias`, one after the other."""

    def _rendered(self) -> torch.Tensor:
        mesh = (self._positions, self._topology, self._camera)
        fragments = rasterize(*mesh, self._image_size)
        hard = interpolate(self._colours, self._topology.faces, fragments)
        return antialias(hard, fragments, *mesh, intersections=False)
