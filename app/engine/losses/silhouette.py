"""How much a rendered silhouette differs from its target: one number a view, the mean over its valid pixels."""

from typing import Any

import torch
from torch import Tensor
from torch.autograd.function import once_differentiable


def silhouette_losses(coverage: Tensor, target: Tensor, weight: Tensor | None, kind: str) -> Tensor:
    """Compare each view with its target.

    `l2` and `l1` are means over the valid pixels; `iou` is one minus the ratio of the summed minima to the summed maxima,
    which unlike the ratio of products is least, and 0, where coverage and target agree (Wang et al., Jaccard Metric
    Losses, 2023).

    Args:
        coverage: (N, H, W) in [0, 1].
        target: (N, H, W) in [0, 1], at the softness of the coverage.
        weight: (N, H, W) >= 0, or None for 1 everywhere; a view without any weight has loss 0.
        kind: l2, l1 or iou.

    Returns:
        (N,) losses, 0 where the view fits perfectly.

    Differentiable in: coverage, once.
    """
    if kind == "iou":
        return _iou_losses(coverage, target, weight)
    total = _summed_squares(coverage, target, weight) if kind == "l2" else _summed_differences(coverage, target, weight)
    if weight is None:
        return total / coverage[0].numel()
    return total / weight.sum((1, 2)).clamp_min(torch.finfo(weight.dtype).tiny)


class _SummedSquares(torch.autograd.Function):
    """Sum over each view of weight (coverage - target)^2, in three passes over the pixels instead of autograd's six."""

    @staticmethod
    def forward(ctx: Any, coverage: Tensor, target: Tensor, weight: Tensor | None) -> Tensor:
        difference = coverage - target
        weighted = difference if weight is None else difference * weight
        ctx.save_for_backward(weighted)
        return torch.linalg.vecdot(difference.flatten(1), weighted.flatten(1))

    @staticmethod
    @once_differentiable  # type: ignore[untyped-decorator]
    def backward(ctx: Any, *gradients: Tensor) -> tuple[Tensor, None, None]:
        (weighted,) = ctx.saved_tensors
        return weighted * (2.0 * gradients[0])[:, None, None], None, None


def _summed_squares(coverage: Tensor, target: Tensor, weight: Tensor | None) -> Tensor:
    total: Tensor = _SummedSquares.apply(coverage, target, weight)  # type: ignore[no-untyped-call]
    return total


def _summed_differences(coverage: Tensor, target: Tensor, weight: Tensor | None) -> Tensor:
    difference = (coverage - target).abs()
    return (difference if weight is None else difference * weight).sum((1, 2))


def _iou_losses(coverage: Tensor, target: Tensor, weight: Tensor | None) -> Tensor:
    both = coverage + target
    summed = (both if weight is None else both * weight).sum((1, 2))
    differing = _summed_differences(coverage, target, weight)
    # With s = sum(c + t) and d = sum|c - t|: minima (s - d) / 2, maxima (s + d) / 2.
    return 2.0 * differing / (summed + differing).clamp_min(torch.finfo(coverage.dtype).tiny)
