"""How much the pixels of rendered pictures differ from what they should show."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import torch
from torch import Tensor
from torch.autograd.function import once_differentiable

from app.engine.colouring.srgb import encoded_with_slopes
from app.engine.one_thread import one_thread

_BAND_PIXELS = 16384
"""That are compared at a time on the CPU, so that all passes over them but the first find them in its caches."""


@dataclass(frozen=True, eq=False)
class CountedPixels:
    """Those pixels of pictures that are compared, of each all channels.

    Args:
        pixels: (P,) int64, none twice, which of all N * H * W.
        targets_srgb: (P, C), what they should show.
        weights: (P,) >= 0, how much each counts.
    """

    pixels: Tensor
    targets_srgb: Tensor
    weights: Tensor

    @property
    def channels(self) -> int:
        """C."""
        return self.targets_srgb.shape[1]

    @cached_property
    def places(self) -> Tensor:
        """(P * C,) int64, where the numbers of the pixels are: one by one they are found in a third of the time."""
        return (self.channels * self.pixels[:, None] + torch.arange(self.channels, device=self.pixels.device)).flatten()

    @cached_property
    def shares(self) -> Tensor:
        """(P * C,), how much each number counts."""
        return (self.weights / self.channels).repeat_interleave(self.channels)


def pixel_loss(
    contrast: Tensor, background: Tensor, counted: CountedPixels, kind: str, log_exposures: Tensor | None = None
) -> Tensor:
    """Compare pixels with what they should be, as numbers of a picture, where equal steps look about alike.

    Args:
        contrast: (N, H, W, C) linear, what pictures show beyond their background.
        background: (C,) linear.
        counted: the pixels that are compared.
        kind: l2 or l1.
        log_exposures: (P,) of the pixels' cameras; None for 0.

    Returns:
        () the weighted sum of the means over channels of squares or of sizes of differences.

    Differentiable in: contrast, log_exposures, once.
    """
    loss: Tensor = _PixelLoss.apply(contrast, background, counted, kind, log_exposures)  # type: ignore[no-untyped-call]
    return loss


class _PixelLoss(torch.autograd.Function):
    """Value and gradient, a band of pixels at a time: a third of the time that autograd takes."""

    @staticmethod
    def forward(
        ctx: Any, contrast: Tensor, background: Tensor, counted: CountedPixels, kind: str, log_exposures: Tensor | None
    ) -> Tensor:
        slopes = contrast.new_empty(counted.places.shape)
        exposures = None if log_exposures is None else torch.empty_like(slopes)
        loss = contrast.new_zeros(())
        size = max(1, len(slopes)) if contrast.is_cuda else _BAND_PIXELS * counted.channels
        numbers = contrast.reshape(-1)
        behind = background.to(contrast.dtype).repeat(min(size, len(slopes)) // counted.channels)
        with one_thread():
            for first in range(0, len(slopes), size):
                band = slice(first, first + size)
                places = counted.places[band]
                colours = numbers.index_select(0, places).add_(behind[: len(places)])
                if log_exposures is not None:
                    pixels = slice(first // counted.channels, (first + size) // counted.channels)
                    gains = log_exposures[pixels].exp().repeat_interleave(counted.channels)
                    colours *= gains
                shown, steepness = encoded_with_slopes(colours)
                difference = shown.sub_(counted.targets_srgb.view(-1)[band])
                factors = (difference if kind == "l2" else difference.sign()) * counted.shares[band]
                loss += torch.linalg.vecdot(difference, factors)
                torch.mul(factors, steepness, out=slopes[band])
                if exposures is not None:
                    torch.mul(slopes[band], colours, out=exposures[band])
                    slopes[band] *= gains
        ctx.save_for_backward(counted.places, slopes, exposures)
        ctx.shape, ctx.scale, ctx.channels = contrast.shape, 2.0 if kind == "l2" else 1.0, counted.channels
        return loss

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, *gradients: Tensor) -> tuple[Tensor | None, ...]:
        places, slopes, exposures = ctx.saved_tensors
        factor = gradients[0] * ctx.scale
        with one_thread():
            by_contrast = slopes.new_zeros(ctx.shape)
            by_contrast.view(-1).scatter_(0, places, slopes * factor)
            by_exposures = None if exposures is None else exposures.view(-1, ctx.channels).sum(1) * factor
        return by_contrast, None, None, None, by_exposures
