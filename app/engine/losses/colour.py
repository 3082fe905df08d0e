"""How much the structure of pictures differs, and how much neighbouring colours do."""

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from app.engine.losses.connectivity import Connectivity
from app.engine.losses.known_slope import wants_slopes, with_slopes
from app.engine.losses.structure import dissimilarity
from app.engine.one_thread import one_thread

_EDGE_OF_PAINT = 0.02
"""Differences of neighbouring colours far above it cost their size, those below it their square."""
_BAND_TEXELS = 65536
"""That are compared at a time, so that they stay in the processor's caches."""


def dssim_loss(picture: Tensor, target: Tensor, weight: Tensor | None = None) -> Tensor:
    """Compare the structure of each view's picture with that of its target.

    Args:
        picture: (N, H, W, C) sRGB in [0, 1].
        target: (N, H, W, C).
        weight: (N, H, W) >= 0, or None for 1 everywhere; what lies where it is 0 changes nothing, and a view without
            any weight has loss 0.

    Returns:
        (N,) structural dissimilarities (1 - SSIM) / 2 in [0, 1], the mean over channels and over the windows of
        `structure`, which are fewer than those of `app.engine.metrics.picture_quality.ssim`.

    Differentiable in: picture, once.

    Source: Wang et al., Image Quality Assessment: From Error Visibility to Structural Similarity, 2004.
    """
    wanted = wants_slopes(picture)
    with one_thread(), torch.no_grad():
        counts = picture.new_ones(picture.shape[:3]) if weight is None else weight
        losses = picture.new_zeros(len(picture))
        slopes = torch.zeros_like(picture) if wanted else picture.new_empty(0)
        for views, rows, columns in _seen_parts(counts):
            part = (views, rows, columns)
            found = dissimilarity(*(_even(x[part]) for x in (picture, target, counts)), with_slopes=wanted)
            losses[views] = found.losses
            if found.slopes is not None:
                slopes[part] = found.slopes[:, : rows.stop - rows.start, : columns.stop - columns.start]
    return with_slopes(picture, losses, slopes, torch.ones_like(losses)) if wanted else losses


def colour_smoothness_loss(colours: Tensor, connectivity: Connectivity) -> Tensor:
    """Return the mean over edges and channels of how far the colours at the two ends are apart.

    Args:
        colours: (V, C).
        connectivity: the neighbourhoods of the mesh.

    Returns:
        () sqrt(difference^2 + 0.02^2) - 0.02, which leaves edges of paint alone (Charbonnier et al., Two Deterministic
        Half-Quadratic Regularization Algorithms for Computed Imaging, 1994).

    Differentiable in: colours, once.
    """
    with one_thread(), torch.no_grad():
        channels, ends = colours.shape[1], connectivity.edge_ends
        # Channels apart: gathered and added up in a third of the time.
        first, second = colours.T.contiguous().index_select(1, ends).view(channels, 2, -1).unbind(1)
        cost, slope = _robust(second - first)
        slopes = cost.new_zeros((channels, len(colours)))
        slopes.scatter_add_(1, ends.expand(channels, -1), torch.cat([-slope, slope], 1))
        share = colours.new_full((), 1.0 / max(cost.numel(), 1))
        loss = cost.sum() * share
    return with_slopes(colours, loss, slopes.T, share)


def texture_variation_loss(texels: Tensor, valid: Tensor | None = None) -> Tensor:
    """Return the mean over pairs of neighbouring texels of how far they are apart, as `colour_smoothness_loss`.

    Args:
        texels: (Ht, Wt, C).
        valid: (Ht, Wt) bool, the texels that are somewhere on the mesh; pairs of two such count. None for all.

    Differentiable in: texels, once.
    """
    slopes = torch.zeros_like(texels)
    total, count = texels.new_zeros(()), texels.new_zeros(())
    rows = max(1, _BAND_TEXELS // texels.shape[1])
    with one_thread(), torch.no_grad():
        for top in range(0, texels.shape[0], rows):
            band = slice(top, top + rows)
            with_next = slice(top, top + rows + 1)
            for axis, part in ((0, with_next), (1, band)):
                cost, pairs = _variation(texels[part], None if valid is None else valid[part], axis, slopes[part])
                total += cost
                count += pairs
        share = 1.0 / count.clamp_min(1.0)
        loss = total * share
    return with_slopes(texels, loss, slopes, share)


def _variation(texels: Tensor, valid: Tensor | None, axis: int, slopes: Tensor) -> tuple[Tensor, Tensor | int]:
    """The cost of neighbours along an axis and the number of their pairs; adds to the slopes (Ht, Wt, C)."""
    size = texels.shape[axis] - 1
    cost, slope = _robust(texels.narrow(axis, 1, size) - texels.narrow(axis, 0, size))
    pairs: Tensor | int = cost.numel()
    if valid is not None:
        both = (valid.narrow(axis, 1, size) & valid.narrow(axis, 0, size))[..., None].to(texels.dtype)
        cost, slope, pairs = cost * both, slope * both, texels.shape[2] * both.sum()
    slopes.narrow(axis, 1, size).add_(slope)
    slopes.narrow(axis, 0, size).sub_(slope)
    return cost.sum(), pairs


def _robust(difference: Tensor) -> tuple[Tensor, Tensor]:
    """The cost of each difference, and its derivative."""
    size = difference.square().add_(_EDGE_OF_PAINT**2).sqrt_()
    return size - _EDGE_OF_PAINT, difference / size


def _seen_parts(weight: Tensor) -> list[tuple[slice, slice, slice]]:
    """Views, rows and columns that hold all weight: on the CPU a part for each view, small enough for its caches.

    On a GPU one for all, as it would have to be waited for.
    """
    count, height, width = weight.shape
    if weight.is_cuda:
        return [(slice(0, count), slice(0, height), slice(0, width))]
    rows, columns = ((weight.amax(axis) > 0).numpy() for axis in (2, 1))
    return [
        (slice(view, view + 1), _range(rows[view].nonzero()[0]), _range(columns[view].nonzero()[0]))
        for view in range(count)
        if rows[view].any()
    ]


def _range(indices: NDArray[np.intp]) -> slice:
    """From an even one to the last, so that windows stand where they do in the whole picture."""
    return slice(int(indices[0]) // 2 * 2, int(indices[-1]) + 1)


def _even(part: Tensor) -> Tensor:
    """Adds an empty row or column where there is an odd number of them."""
    odd_height, odd_width = part.shape[1] % 2, part.shape[2] % 2
    if not (odd_height or odd_width):
        return part
    last = (0, 0) * (part.ndim - 3)
    return torch.nn.functional.pad(part, (*last, 0, odd_width, 0, odd_height))
