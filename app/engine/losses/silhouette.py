"""How much a rendered silhouette differs from its target: one number a view, the mean over its valid pixels."""

from typing import Any

import torch
from torch import Tensor
from torch.autograd.function import once_differentiable

from app.engine.one_thread import one_thread


def silhouette_losses(coverage: Tensor, target: Tensor, weight: Tensor | None, kind: str) -> Tensor:
    """Compare each view with its target.

    `l2` and `l1` are means over the valid pixels; `iou` is one minus the ratio of the summed minima to the summed
    maxima, which unlike the ratio of products is least, and 0, where coverage and target agree (Wang et al., Jaccard
    Metric Losses, 2023).

    Args:
        coverage: (N, H, W) in [0, 1].
        target: (N, H, W) in [0, 1], at the softness of the coverage.
        weight: (N, H, W) >= 0, or None for 1 everywhere; a view without any weight has loss 0.
        kind: l2, l1 or iou.

    Returns:
        (N,) losses, 0 where the view fits perfectly.

    Differentiable in: coverage, once.
    """
    losses: Tensor = _SilhouetteLosses.apply(coverage, target, weight, kind)  # type: ignore[no-untyped-call]
    return losses


class _SilhouetteLosses(torch.autograd.Function):
    """Losses and their gradient in one go: for `l2` three passes over the pixels instead of autograd's six."""

    @staticmethod
    def forward(ctx: Any, coverage: Tensor, target: Tensor, weight: Tensor | None, kind: str) -> Tensor:
        with one_thread():
            losses, slopes, scale = _FORMULAS[kind](coverage, target, weight)
        ctx.save_for_backward(slopes, scale)
        return losses

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, *gradients: Tensor) -> tuple[Tensor, None, None, None]:
        slopes, scale = ctx.saved_tensors
        with one_thread():
            return slopes * _over_pixels(gradients[0] * scale), None, None, None


_Formula = tuple[Tensor, Tensor, Tensor]
"""Losses (N,), and their derivative by the coverage as slopes (N, H, W) times scale (N,)."""


def _l2(coverage: Tensor, target: Tensor, weight: Tensor | None) -> _Formula:
    difference = coverage - target
    weighted = difference if weight is None else difference * weight
    share = 1.0 / _valid(coverage, weight)
    return torch.linalg.vecdot(difference.flatten(1), weighted.flatten(1)) * share, weighted, 2.0 * share


def _l1(coverage: Tensor, target: Tensor, weight: Tensor | None) -> _Formula:
    difference, sign = _weighted_difference(coverage, target, weight)
    share = 1.0 / _valid(coverage, weight)
    return difference * share, sign, share


def _iou(coverage: Tensor, target: Tensor, weight: Tensor | None) -> _Formula:
    """With s = sum(c + t) and d = sum|c - t| the minima are (s - d) / 2 and the maxima (s + d) / 2."""
    difference, sign = _weighted_difference(coverage, target, weight)
    both = coverage + target
    summed = (both if weight is None else both * weight).sum((1, 2))
    maxima = (summed + difference).clamp_min(torch.finfo(coverage.dtype).tiny)
    ratio = difference / maxima
    slopes = sign * _over_pixels(1.0 - ratio)
    slopes -= _over_pixels(ratio) if weight is None else weight * _over_pixels(ratio)
    return 2.0 * ratio, slopes, 2.0 / maxima


_FORMULAS = {"l2": _l2, "l1": _l1, "iou": _iou}


def _weighted_difference(coverage: Tensor, target: Tensor, weight: Tensor | None) -> tuple[Tensor, Tensor]:
    """Sum over each view of weight |c - t|, and its derivative."""
    difference = coverage - target
    sign = difference.sign() if weight is None else difference.sign() * weight
    return torch.linalg.vecdot(difference.flatten(1), sign.flatten(1)), sign


def _valid(coverage: Tensor, weight: Tensor | None) -> Tensor:
    """The number of valid pixels of each view."""
    if weight is None:
        return coverage.new_full((len(coverage),), float(coverage[0].numel()))
    return weight.sum((1, 2)).clamp_min(torch.finfo(weight.dtype).tiny)


def _over_pixels(per_view: Tensor) -> Tensor:
    return per_view[:, None, None]
