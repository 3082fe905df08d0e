"""Optimisers of one tensor, with a learning rate that may change at every step."""

from typing import Any, Protocol

import torch
from torch import Tensor

BETA_1 = 0.9
BETA_2 = 0.999


class Optimizer(Protocol):
    """What a fit needs of an optimiser."""

    def step(self, parameter: Tensor, gradient: Tensor, learning_rate: float) -> None:
        """Change `parameter` in place by one update against `gradient`."""

    def state_dict(self) -> dict[str, Any]:
        """Return what `load_state_dict` needs to go on exactly here; tensors are shared, not copied."""

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Go on from a state that `state_dict` returned."""


class UniformAdam:
    """Adam with one second moment for all coordinates: the largest.

    The step keeps the direction of the smoothed gradient, which per-coordinate scaling would turn towards the axes.

    Source: Nicolet et al., Large Steps in Inverse Rendering of Geometry, 2021, section 4.
    """

    def __init__(self) -> None:
        self._count = 0
        self._mean: Tensor | None = None
        self._square: Tensor | None = None

    def step(self, parameter: Tensor, gradient: Tensor, learning_rate: float) -> None:
        """Change `parameter` in place by one update against `gradient`."""
        if self._mean is None or self._square is None:
            self._mean, self._square = torch.zeros_like(parameter), torch.zeros_like(parameter)
        self._count += 1
        self._mean.lerp_(gradient, 1.0 - BETA_1)
        self._square.mul_(BETA_2).addcmul_(gradient, gradient, value=1.0 - BETA_2)
        scale = (self._square.max() / (1.0 - BETA_2**self._count)).sqrt_().clamp_min_(_tiny(parameter))
        parameter.addcdiv_(self._mean, scale, value=-learning_rate / (1.0 - BETA_1**self._count))

    def state_dict(self) -> dict[str, Any]:
        """Return what `load_state_dict` needs to go on exactly here; tensors are shared, not copied."""
        return {"count": self._count, "mean": self._mean, "square": self._square}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Go on from a state that `state_dict` returned."""
        self._count, self._mean, self._square = state["count"], _copy(state["mean"]), _copy(state["square"])


class Adam:
    """Textbook Adam, each coordinate with its own second moment (`torch.optim.Adam`)."""

    def __init__(self) -> None:
        self._adam: torch.optim.Adam | None = None
        self._pending: dict[str, Any] | None = None

    def step(self, parameter: Tensor, gradient: Tensor, learning_rate: float) -> None:
        """Change `parameter` in place by one update against `gradient`."""
        if self._adam is None:
            self._adam = torch.optim.Adam([parameter], lr=learning_rate, betas=(BETA_1, BETA_2))
            if self._pending is not None:
                self._adam.load_state_dict(self._pending)
        self._adam.param_groups[0]["lr"] = learning_rate
        parameter.grad = gradient
        self._adam.step()
        parameter.grad = None

    def state_dict(self) -> dict[str, Any]:
        """Return what `load_state_dict` needs to go on exactly here; tensors are shared, not copied."""
        return {"adam": self._pending if self._adam is None else self._adam.state_dict()}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Go on from a state that `state_dict` returned."""
        self._adam, self._pending = None, state["adam"]


def make_optimizer(name: str) -> Optimizer:
    """Return a fresh optimiser.

    Args:
        name: one of the choices of `FitSettings.optimizer`.
    """
    return Adam() if name == "adam" else UniformAdam()


def _tiny(parameter: Tensor) -> float:
    return torch.finfo(parameter.dtype).tiny


def _copy(tensor: Tensor | None) -> Tensor | None:
    return None if tensor is None else tensor.clone()
