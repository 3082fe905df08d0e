"""The least that any renderer must do: write the image once."""

import numpy as np
import torch
from numpy.typing import NDArray

from benchmarks.support.contenders.contender import Contender
from benchmarks.support.workload import Workload


class OneWrite(Contender):
    """Fills the image with a number.

    Args:
        work: the case.
        channels: of the image.
        device: cpu or cuda.
        threads: that torch may use on the CPU.
        fresh: whether to ask for new memory each time, as a renderer that returns a new image does.
    """

    def __init__(self, work: Workload, channels: int, device: str, threads: int, *, fresh: bool) -> None:
        self._threads = threads
        self._fresh = fresh
        self._image = torch.empty((*work.grad_image.shape, channels), device=device)

    def run(self) -> None:
        torch.set_num_threads(self._threads)
        image = torch.empty_like(self._image) if self._fresh else self._image
        image.fill_(0.5)
        if image.is_cuda:
            torch.cuda.synchronize()

    def images(self) -> NDArray[np.float32]:
        return self._image.fill_(0.5).cpu().numpy()

    def gradient(self) -> NDArray[np.float64]:
        raise NotImplementedError("one write has no gradient")
