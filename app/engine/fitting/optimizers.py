"""Optimisers of one tensor, with a learning rate that may change at every step."""

from typing import Protocol

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from app.engine.fitting.optimizer_state import OptimizerState

BETA_1 = 0.9
BETA_2 = 0.999

_EPSILON = 1e-8

UNIFORM_BETA_2 = 0.99
"""The largest second moment is no noisy estimate of a single coordinate: it may follow the gradient, which falls by
orders of magnitude in a fit, within a hundred updates."""


class Optimizer(Protocol):
    """What a fit needs of an optimiser."""

    def step(self, parameter: Tensor, gradient: Tensor, learning_rate: float) -> None:
        """Change `parameter` in place by one update against `gradient`."""

    def state(self) -> OptimizerState:
        """Return a copy of its memory, with which another one goes on exactly here."""


class UniformAdam:
    """Adam with one second moment for all coordinates: the largest.

    The step keeps the direction of the smoothed gradient, which per-coordinate scaling would turn towards the axes.

    Source: Nicolet et al., Large Steps in Inverse Rendering of Geometry, 2021, section 4.
    """

    def __init__(self, state: OptimizerState, device: torch.device) -> None:
        self._count = state.count
        self._mean = _tensor(state.mean, device)
        self._square = _tensor(state.square, device)

    def step(self, parameter: Tensor, gradient: Tensor, learning_rate: float) -> None:
        """Change `parameter` in place by one update against `gradient`."""
        if self._mean is None or self._square is None:
            self._mean, self._square = torch.zeros_like(parameter), torch.zeros_like(parameter)
        self._count += 1
        self._mean.lerp_(gradient, 1.0 - BETA_1)
        self._square.mul_(UNIFORM_BETA_2).addcmul_(gradient, gradient, value=1.0 - UNIFORM_BETA_2)
        scale = (self._square.max() / (1.0 - UNIFORM_BETA_2**self._count)).sqrt_().clamp_min_(_tiny(parameter))
        parameter.addcdiv_(self._mean, scale, value=-learning_rate / (1.0 - BETA_1**self._count))

    def state(self) -> OptimizerState:
        """Return a copy of its memory, with which another one goes on exactly here."""
        return OptimizerState(self._count, _array(self._mean), _array(self._square))


class Adam:
    """Textbook Adam, each coordinate with its own second moment.

    It is that of `torch.optim`, to the last digit; the first use of theirs imports a compiler, which takes a second.

    Source: Kingma and Ba, Adam: A Method for Stochastic Optimization, 2015.
    """

    def __init__(self, state: OptimizerState, device: torch.device) -> None:
        self._count = state.count
        self._mean = _tensor(state.mean, device)
        self._square = _tensor(state.square, device)

    def step(self, parameter: Tensor, gradient: Tensor, learning_rate: float) -> None:
        """Change `parameter` in place by one update against `gradient`."""
        if self._mean is None or self._square is None:
            self._mean, self._square = torch.zeros_like(parameter), torch.zeros_like(parameter)
        self._count += 1
        self._mean.lerp_(gradient, 1.0 - BETA_1)
        self._square.mul_(BETA_2).addcmul_(gradient, gradient, value=1.0 - BETA_2)
        scale = self._square.sqrt().div_((1.0 - BETA_2**self._count) ** 0.5).add_(_EPSILON)
        parameter.addcdiv_(self._mean, scale, value=-learning_rate / (1.0 - BETA_1**self._count))

    def state(self) -> OptimizerState:
        """Return a copy of its memory, with which another one goes on exactly here."""
        return OptimizerState(self._count, _array(self._mean), _array(self._square))


def make_optimizer(name: str, state: OptimizerState, device: torch.device) -> Optimizer:
    """Return an optimiser that goes on from `state`.

    Args:
        name: one of the choices of `FitSettings.optimizer`.
        state: of an optimiser of the same name; `OptimizerState()` for a fresh one.
        device: where its parameter is.
    """
    return Adam(state, device) if name == "adam" else UniformAdam(state, device)


def _tiny(parameter: Tensor) -> float:
    return torch.finfo(parameter.dtype).tiny


def _tensor(array: NDArray[np.float32] | None, device: torch.device) -> Tensor | None:
    return None if array is None else torch.tensor(array, device=device)


def _array(tensor: Tensor | None) -> NDArray[np.float32] | None:
    return None if tensor is None else tensor.detach().cpu().numpy().copy()
