"""The curve between light and the numbers of a picture (IEC 61966-2-1) for tensors, with its gradient.

As in `app.engine.appearance.srgb` it is odd about 0 and goes on beyond 1 with the same formula, so that its slope is
finite and positive everywhere: an unknown that left [0, 1] is drawn back.
"""

from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor
from torch.autograd.function import once_differentiable

from app.engine.appearance.srgb import EXPONENT, OFFSET, TOE_LINEAR, TOE_SLOPE, TOE_SRGB
from app.engine.one_thread import one_thread


def encoded(values_linear: Tensor) -> Tensor:
    """The numbers of a picture that show an amount of light.

    Args:
        values_linear: any shape; 0 is black, 1 white.

    Returns:
        The same shape, sRGB. Slope 12.92 about 0, 0.44 at white.

    Differentiable in: values_linear, once.
    """
    values: Tensor = _Curve.apply(values_linear, _ENCODING)  # type: ignore[no-untyped-call]
    return values


def linear(values_srgb: Tensor) -> Tensor:
    """The amount of light that the numbers of a picture show; the inverse of `encoded`.

    Args:
        values_srgb: any shape; 0 is black, 1 white.

    Differentiable in: values_srgb, once.
    """
    values: Tensor = _Curve.apply(values_srgb, _DECODING)  # type: ignore[no-untyped-call]
    return values


def encoded_with_slopes(values_linear: Tensor) -> tuple[Tensor, Tensor]:
    """The same numbers, and how much each changes with its amount of light, both without a gradient."""
    found, slopes = _on_curve(values_linear.detach(), _ENCODING, with_slopes=True)
    assert slopes is not None
    return found, slopes


@dataclass(frozen=True)
class _Branches:
    """toe_slope * x up to x = toe, gain * (x + inside)^exponent - outside beyond."""

    toe: float
    toe_slope: float
    gain: float
    inside: float
    exponent: float
    outside: float


_ENCODING = _Branches(TOE_LINEAR, TOE_SLOPE, 1 + OFFSET, 0.0, 1 / EXPONENT, OFFSET)
_DECODING = _Branches(TOE_SRGB, 1 / TOE_SLOPE, (1 + OFFSET) ** -EXPONENT, OFFSET, EXPONENT, 0.0)


class _Curve(torch.autograd.Function):
    """Value and slope from one power, in place: a third of the time that autograd takes for both passes."""

    @staticmethod
    def forward(ctx: Any, values: Tensor, curve: _Branches) -> Tensor:
        with one_thread():
            found, slopes = _on_curve(values, curve, with_slopes=ctx.needs_input_grad[0])
        ctx.save_for_backward(slopes)
        return found

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, *gradients: Tensor) -> tuple[Tensor, None]:
        (slopes,) = ctx.saved_tensors
        with one_thread():
            return gradients[0] * slopes, None


def _on_curve(values: Tensor, curve: _Branches, *, with_slopes: bool) -> tuple[Tensor, Tensor | None]:
    size = values.abs()
    # 1 on the line, 0 on the power; numbers to blend with, as masks of bool take as long as logarithms.
    on_line = torch.sub(curve.toe, size).sign_().clamp_min_(0.0)
    base = size.clamp_min_(curve.toe).add_(curve.inside)
    # Half the time of torch.pow.
    power = base.log2().mul_(curve.exponent).exp2_().mul_(curve.gain)
    slopes = None
    if with_slopes:
        slopes = torch.div(power, base, out=base).mul_(curve.exponent)
        slopes.lerp_(slopes.new_full((), curve.toe_slope), on_line)
    return power.sub_(curve.outside).copysign_(values).lerp_(values * curve.toe_slope, on_line), slopes
