"""This project's renderer."""

import numpy as np
import torch
from numpy.typing import NDArray

from benchmarks.support.contenders.contender import Contender
from benchmarks.support.workload import SOFTNESS_PIXELS, Workload
from renderer_cuda import Topology, silhouette


class Ours(Contender):
    """`renderer_cuda.silhouette`, in float32.

    Args:
        work: the case.
        device: cpu or cuda.
        threads: that torch and the renderer may use on the CPU.
    """

    def __init__(self, work: Workload, device: str, threads: int) -> None:
        self._work = work
        self._threads = threads
        self._positions = torch.tensor(work.positions, dtype=torch.float32, device=device, requires_grad=True)
        self._topology = Topology.from_faces(work.faces, work.positions).to(device)
        self._camera = work.camera.to(device=device)
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
        return silhouette(self._positions, self._topology, self._camera, self._work.image_size, SOFTNESS_PIXELS)
