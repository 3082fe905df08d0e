"""Structural dissimilarity and its gradient, at a fifth of the cost of windows of 11 x 11 pixels about every pixel.

Windows stand at every second pixel of every second row. Each is a Gaussian of sigma 1.5 in steps of two pixels: pixels
are added up two by two in both directions, and five by five of these sums make a window. All windows together see every
pixel alike.
"""

import math
from dataclasses import dataclass

import torch
from torch import Tensor

_STABILIZERS = (0.01**2, 0.03**2)  # K1 and K2 of Wang et al. for pictures in [0, 1]
# Two pixels side by side have the variance 1/4; that of the window is 1.5^2, in squared pixels, of which there are four
# in a squared step.
_STEP_VARIANCE = (1.5**2 - 0.25) / 4
_TAPS = tuple(math.exp(-0.5 * k**2 / _STEP_VARIANCE) for k in (1, 2))  # beside 1 in the middle


@dataclass(frozen=True, eq=False)
class Dissimilarity:
    """What `dissimilarity` found.

    Args:
        losses: (N,).
        slopes: (N, H, W, C), their derivative by the picture; None where nobody asked.
    """

    losses: Tensor
    slopes: Tensor | None


def dissimilarity(picture: Tensor, target: Tensor, weight: Tensor, *, with_slopes: bool) -> Dissimilarity:
    """Compare pictures (N, H, W, C) of even sizes with their targets where weight (N, H, W) is above 0.

    The loss is (1 - SSIM) / 2, the mean over channels and windows. A window knows no pixels but those that count, and
    counts as much as the four pixels in its middle.
    """
    weights = weight[..., None].expand_as(picture).contiguous()
    pooled = _pooled(_moments(picture, target, weights))
    middles, (seen, *moments) = pooled[0], _spread(pooled).unbind(0)
    seen = seen.clamp_min(torch.finfo(weight.dtype).tiny)
    terms = _Terms.of(*(moment / seen for moment in moments))
    total = middles.sum((1, 2, 3)).clamp_min(torch.finfo(weight.dtype).tiny)
    losses = 0.5 * (middles * (1.0 - terms.similarity)).sum((1, 2, 3)) / total
    if not with_slopes:
        return Dissimilarity(losses, None)
    shares = middles / seen * (-0.5 / total[:, None, None, None])
    by_mean, by_square, by_product = _side_by_side(_spread(terms.slopes() * shares)).unbind(0)
    # Row by row of pairs, the two of a pair beside each other: a broadcast over a long last axis.
    pairs, target_pairs, weight_pairs = (x.flatten(2).unflatten(1, (-1, 2)) for x in (picture, target, weights))
    slopes = torch.addcmul(by_mean, pairs, by_square, value=2.0).addcmul_(target_pairs, by_product).mul_(weight_pairs)
    return Dissimilarity(losses, slopes.view(picture.shape))


def _moments(picture: Tensor, target: Tensor, weights: Tensor) -> Tensor:
    """(5, N, H, W, C) what windows add up: weight, and weighted picture, target, sum of squares, product."""
    moments = picture.new_empty((5, *picture.shape))
    moments[0] = weights
    weighted = torch.mul(picture, weights, out=moments[1])
    weighted_target = torch.mul(target, weights, out=moments[2])
    torch.mul(weighted, picture, out=moments[3]).addcmul_(weighted_target, target)
    torch.mul(weighted, target, out=moments[4])
    return moments


@dataclass(frozen=True, eq=False)
class _Terms:
    """SSIM = luminance * structure / (luminances * spreads), each (N, h, w, C), and what they are made of."""

    mean: Tensor
    target_mean: Tensor
    luminance: Tensor
    structure: Tensor
    luminances: Tensor
    spreads: Tensor
    similarity: Tensor

    @classmethod
    def of(cls, mean: Tensor, target_mean: Tensor, square: Tensor, product: Tensor) -> "_Terms":
        """Of the means of picture, target, the sum of their squares, and their product."""
        both = mean * target_mean
        squares = torch.addcmul(mean.square(), target_mean, target_mean)
        luminance, structure = 2.0 * both + _STABILIZERS[0], 2.0 * (product - both) + _STABILIZERS[1]
        luminances, spreads = squares + _STABILIZERS[0], square - squares + _STABILIZERS[1]
        similarity = (luminance / luminances) * (structure / spreads)
        return cls(mean, target_mean, luminance, structure, luminances, spreads, similarity)

    def slopes(self) -> Tensor:
        """(3, N, h, w, C) derivatives of the similarity by mean, square and product."""
        denominator = self.luminances * self.spreads
        by_square = -self.similarity / self.spreads
        by_mean = 2.0 * self.target_mean * (self.structure - self.luminance) / denominator
        by_mean -= 2.0 * self.mean * (self.similarity / self.luminances + by_square)
        return torch.stack([by_mean, by_square, 2.0 * self.luminance / denominator])


def _pooled(maps: Tensor) -> Tensor:
    """(..., H / 2, W / 2, C) sums of two by two pixels of (..., H, W, C)."""
    top, bottom = maps.unflatten(-3, (-1, 2)).unbind(-3)
    left, right = (top + bottom).unflatten(-2, (-1, 2)).unbind(-2)
    pooled: Tensor = left + right
    return pooled


def _spread(maps: Tensor) -> Tensor:
    """Window sums about every element of (..., h, w, C), nothing beyond the border; its own transpose."""
    for axis in (-3, -2):
        size = maps.shape[axis]
        sums = maps.clone()
        for offset, tap in enumerate(_TAPS, start=1):
            if offset < size:
                sums.narrow(axis, offset, size - offset).add_(maps.narrow(axis, 0, size - offset), alpha=tap)
                sums.narrow(axis, 0, size - offset).add_(maps.narrow(axis, offset, size - offset), alpha=tap)
        maps = sums
    return maps


def _side_by_side(maps: Tensor) -> Tensor:
    """(K, N, h, 1, 2 w C) each element of (K, N, h, w, C) twice in its row."""
    twice = maps.new_empty((*maps.shape[:-1], 2, maps.shape[-1]))
    twice[..., 0, :] = maps
    twice[..., 1, :] = maps
    return twice.flatten(3)[:, :, :, None]
