"""The targets of a fit, one a view, grouped so that views of one size are rendered in one call."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import torch
from torch import Tensor
from torch.nn.functional import avg_pool2d

from app.engine.cameras.view import View
from app.engine.one_thread import one_thread
from app.engine.targets.limits import LARGEST_SOFTNESS_PIXELS
from renderer_cuda import CUT_OFF_SOFTNESSES, coverage_from_distance

REACH_PIXELS = CUT_OFF_SOFTNESSES * LARGEST_SOFTNESS_PIXELS + 1.0
"""How far from the outline a target must know its distance: beyond, the softest coverage is the mask."""


@dataclass(frozen=True, eq=False)
class Target:
    """What one view should look like.

    Args:
        view_id: the view it belongs to.
        mask: (H, W) float32 in [0, 1], the anti-aliased silhouette.
        distance_pixels: (H, W) float32, signed distance of the pixel centres to the outline, < 0 inside; it may
            saturate beyond the reach of the softest outline.
        weight: (H, W) float32 >= 0, 0 where the target is unknown; None for 1 everywhere.

    Raises:
        ValueError: shapes that differ, a value that is not finite, a mask outside [0, 1], a negative weight.
    """

    view_id: str
    mask: Tensor
    distance_pixels: Tensor
    weight: Tensor | None = None

    def __post_init__(self) -> None:
        if self.mask.ndim != 2 or 0 in self.mask.shape:
            raise ValueError(f"Target: mask must have shape (H, W), got {tuple(self.mask.shape)}")
        _check_pixels(self.mask, "mask", self.mask.shape, 0.0, 1.0)
        _check_pixels(self.distance_pixels, "distance_pixels", self.mask.shape, -torch.inf, torch.inf)
        if self.weight is not None:
            _check_pixels(self.weight, "weight", self.mask.shape, 0.0, torch.inf)

    @property
    def image_size(self) -> tuple[int, int]:
        """Height and width, pixels."""
        height, width = self.mask.shape
        return height, width


def _check_pixels(values: Tensor, name: str, shape: torch.Size, low: float, high: float) -> None:
    if values.shape != shape or values.dtype != torch.float32:
        raise ValueError(
            f"Target: {name} must be float32 of shape {tuple(shape)}, got {values.dtype} of {tuple(values.shape)}"
        )
    smallest, largest = torch.aminmax(values)
    if not (torch.isfinite(smallest) and torch.isfinite(largest) and smallest >= low and largest <= high):
        raise ValueError(
            f"Target: {name} must be finite and in [{low:g}, {high:g}], got {smallest.item():g} to {largest.item():g}"
        )


class TargetSource(Protocol):
    """Where targets come from: a model that is rendered, or photographs' masks."""

    def targets(self, views: Sequence[View]) -> list[Target]:
        """Return one target for each view, in order; what has not changed since the last call is not made anew."""


@dataclass(frozen=True, eq=False)
class TargetGroup:
    """The targets of all views of one size.

    Args:
        image_size: height and width, pixels.
        members: N positions in the list of targets that the group was made from, ascending.
        masks: (N, H, W) float32 in [0, 1].
        distances_pixels: (N, H, W) float32.
        weights: (N, H, W) float32, or None for 1 everywhere.
    """

    image_size: tuple[int, int]
    members: tuple[int, ...]
    masks: Tensor
    distances_pixels: Tensor
    weights: Tensor | None

    def one(self, index: int) -> "TargetGroup":
        """Return the target of the view at `index` alone."""
        pick = slice(index, index + 1)
        weights = None if self.weights is None else self.weights[pick]
        return TargetGroup(self.image_size, self.members[pick], self.masks[pick], self.distances_pixels[pick], weights)

    def reduced(self, factor: int) -> "TargetGroup":
        """Return the targets in smaller images.

        A pixel's centre in the smaller image is the middle of the pixels it replaces, and there the mean of their
        distances is the distance. Rows and columns that do not fill a pixel are left out, at the bottom and the right.

        Args:
            factor: how many times smaller, at most the image's height and width.
        """
        height, width = self.image_size
        return TargetGroup(
            image_size=(height // factor, width // factor),
            members=self.members,
            masks=avg_pool2d(self.masks, factor),
            distances_pixels=avg_pool2d(self.distances_pixels, factor) / factor,
            weights=None if self.weights is None else avg_pool2d(self.weights, factor),
        )


class TargetSet:
    """Targets by image size, and their soft silhouettes at the softness that was asked for last.

    Args:
        groups: as `grouped_targets` gives them.
    """

    def __init__(self, groups: tuple[TargetGroup, ...]) -> None:
        self.groups = groups
        self._softness_pixels = 0.0
        self._soft: tuple[Tensor, ...] = ()

    def soft(self, softness_pixels: float) -> tuple[Tensor, ...]:
        """Return for each group the targets as a renderer of that softness would see them.

        Args:
            softness_pixels: > 0.

        Returns:
            (N, H, W) float32 in [0, 1], one a group; kept until another softness is asked for.
        """
        if softness_pixels != self._softness_pixels:
            with one_thread():
                self._soft = tuple(coverage_from_distance(g.distances_pixels, softness_pixels) for g in self.groups)
            self._softness_pixels = softness_pixels
        return self._soft


def grouped_targets(targets: Sequence[Target], device: torch.device) -> tuple[TargetGroup, ...]:
    """Put targets of one size together.

    Args:
        targets: one a view.
        device: where the groups live.
    """
    members: dict[tuple[int, int], list[int]] = {}
    for index, target in enumerate(targets):
        members.setdefault(target.image_size, []).append(index)
    return tuple(_grouped(size, indices, targets, device) for size, indices in members.items())


def _grouped(size: tuple[int, int], indices: list[int], targets: Sequence[Target], device: torch.device) -> TargetGroup:
    chosen = [targets[i] for i in indices]
    weights = None
    if any(target.weight is not None for target in chosen):
        weights = torch.stack([torch.ones_like(t.mask) if t.weight is None else t.weight for t in chosen]).to(device)
    return TargetGroup(
        image_size=size,
        members=tuple(indices),
        masks=torch.stack([target.mask for target in chosen]).to(device),
        distances_pixels=torch.stack([target.distance_pixels for target in chosen]).to(device),
        weights=weights,
    )
