"""Losses that come with their own gradient."""

from typing import Any

import torch
from torch import Tensor
from torch.autograd.function import once_differentiable

from app.engine.one_thread import one_thread


def with_slopes(variable: Tensor, losses: Tensor, slopes: Tensor, scale: Tensor) -> Tensor:
    """Give losses, found without autograd, the gradient that was found with them.

    Args:
        variable: (N, ...) what they depend on.
        losses: (N,), each of one row of variable; or () of all of it.
        slopes: like variable.
        scale: like losses; slopes times it are the derivative.

    Returns:
        The losses.

    Differentiable in: variable, once.
    """
    known: Tensor = _Known.apply(variable, losses, slopes, scale)  # type: ignore[no-untyped-call]
    return known


def wants_slopes(variable: Tensor) -> bool:
    """Whether anybody will ask for a gradient."""
    return torch.is_grad_enabled() and variable.requires_grad


class _Known(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, variable: Tensor, losses: Tensor, slopes: Tensor, scale: Tensor) -> Tensor:
        ctx.save_for_backward(slopes, scale)
        return losses.clone()

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, *gradients: Tensor) -> tuple[Tensor, None, None, None]:
        slopes, scale = ctx.saved_tensors
        with one_thread():
            factors = gradients[0] * scale
            return slopes * factors.reshape(factors.shape + (1,) * (slopes.ndim - factors.ndim)), None, None, None
