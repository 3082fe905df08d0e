"""A tensor that a fit finds, besides the vertices' positions."""

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from app.engine.fitting.optimizer_state import OptimizerState
from app.engine.fitting.optimizers import Adam


class Unknown:
    """A tensor with the range it stays in, and the optimiser that moves it.

    Args:
        value: any shape, to begin with.
        memory: of the optimiser.
        device: where it lives.
        limits: the least and the greatest value.
    """

    def __init__(
        self,
        value: NDArray[np.float32] | Tensor,
        memory: OptimizerState,
        device: torch.device,
        limits: tuple[float, float] = (-torch.inf, torch.inf),
    ) -> None:
        # In one order of memory, on which the rounding of products depends: restored, it gives the same next losses.
        tensor = torch.as_tensor(value, dtype=torch.float32, device=device).clone(memory_format=torch.contiguous_format)
        self.tensor = tensor.requires_grad_()
        self._optimizer = Adam(memory, device)
        self._limits = limits

    def update(self, gradient: Tensor, learning_rate: float) -> None:
        """Move it against `gradient`, within its range."""
        with torch.no_grad():
            self._optimizer.step(self.tensor, gradient, learning_rate)
            self.tensor.clamp_(*self._limits)

    def array(self) -> NDArray[np.float32]:
        """Return a copy of its value."""
        array: NDArray[np.float32] = self.tensor.detach().cpu().numpy().copy()
        return array

    def memory(self) -> OptimizerState:
        """Return what the optimiser remembers."""
        return self._optimizer.state()
