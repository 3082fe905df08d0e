"""The pictures of a fit's views, as lists of the pixels that count."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import torch
from torch import Tensor

from app.engine.colouring.pixel_loss import CountedPixels
from app.engine.fitting.view_pyramid import ViewGroup, ViewLevel
from app.engine.targets.colour_target import ColourTarget
from renderer_cuda import Camera

PIXELS_A_STEP = 1_500_000
"""Of the images of one step at most, background included, so that a step takes as long in large images as in small
ones: beyond, the views take turns. Not fewer, as what a few views differ by is noise, which makes a surface rough."""

_INSIDE, _OUTSIDE = 0.999, 0.001  # coverage of a mask, beyond which a pixel shows the object alone, or none of it
_OUTSIDE_PIXELS = 2048  # of a view, that tell what is behind the object


@dataclass(frozen=True, eq=False)
class ColourView:
    """One view's pixels.

    Args:
        view_id: names it.
        camera: one camera, in the fit's frame.
        image_size: height and width.
        picture_srgb: (H, W, 3) float32 in [0, 1].
        mask: (H, W) float32, the silhouette.
        inside: (P,) int64, pixels that show the object alone, counted row by row.
        outside: (Q,) int64, some of those that show none of it.
        weight: how much the view counts beside the others.
    """

    view_id: str
    camera: Camera
    image_size: tuple[int, int]
    picture_srgb: Tensor
    mask: Tensor
    inside: Tensor
    outside: Tensor
    weight: float

    @cached_property
    def counted(self) -> Tensor:
        """(H, W) float32, 1 at the pixels of `inside`."""
        counted = torch.zeros_like(self.mask)
        counted.reshape(-1)[self.inside] = 1
        return counted


@dataclass(frozen=True, eq=False)
class ColourBatch:
    """Views of one size that are rendered at once.

    Args:
        indices: N, which of all views they are.
        camera: N cameras.
        image_size: height and width.
        counted: P pixels; the sum of their weights over all batches of a step is 1.
        views: (P,) int64, which of all views each belongs to.
    """

    indices: tuple[int, ...]
    camera: Camera
    image_size: tuple[int, int]
    counted: CountedPixels
    views: Tensor


class ColourViews:
    """All enabled views with their pictures.

    Args:
        level: the views in images of their own size.
        targets: the picture of each view that the level holds.

    Raises:
        ValueError: a picture is not of its view's size.
    """

    def __init__(self, level: ViewLevel, targets: Sequence[ColourTarget]) -> None:
        by_id = {target.view_id: target for target in targets}
        self.views = tuple(
            _colour_view(group, index, by_id[view_id])
            for group in level.groups
            for index, view_id in enumerate(group.view_ids)
        )
        self._batches: dict[tuple[int, ...], tuple[ColourBatch, ...]] = {}

    @cached_property
    def all(self) -> tuple[ColourBatch, ...]:
        """All views."""
        return self._batched(tuple(range(len(self.views))))

    def of_step(self, step: int) -> tuple[ColourBatch, ...]:
        """Return the views whose turn it is; each gets as many turns as the others, whatever fit was restored."""
        count = len(self.views)
        largest = max(view.image_size[0] * view.image_size[1] for view in self.views)
        turns = -(-count * largest // PIXELS_A_STEP)
        if turns <= 1:
            return self.all
        taken = tuple(range(step % turns, count, turns))
        if taken not in self._batches:
            self._batches[taken] = self._batched(taken)
        return self._batches[taken]

    def each(self) -> Iterator[ColourBatch]:
        """Give the views one by one."""
        for index in range(len(self.views)):
            yield from self._batched((index,))

    def outside(self) -> tuple[Tensor, Tensor]:
        """What lies behind the object: (Q, 3) float32 sRGB, and (Q,) int64, the view each pixel belongs to."""
        colours = [view.picture_srgb.reshape(-1, 3)[view.outside] for view in self.views]
        owners = [torch.full_like(view.outside, index) for index, view in enumerate(self.views)]
        return torch.cat(colours), torch.cat(owners)

    def _batched(self, indices: tuple[int, ...]) -> tuple[ColourBatch, ...]:
        by_size: dict[tuple[int, int], list[int]] = {}
        for index in indices:
            by_size.setdefault(self.views[index].image_size, []).append(index)
        total = sum(self.views[index].weight for index in indices if len(self.views[index].inside)) or 1.0
        return tuple(self._batch(members, size, total) for size, members in by_size.items())

    def _batch(self, members: Sequence[int], image_size: tuple[int, int], total: float) -> ColourBatch:
        views = [self.views[index] for index in members]
        area = image_size[0] * image_size[1]
        return ColourBatch(
            tuple(members),
            Camera.cat([view.camera for view in views]),
            image_size,
            CountedPixels(
                torch.cat([view.inside + area * place for place, view in enumerate(views)]),
                torch.cat([view.picture_srgb.reshape(-1, 3)[view.inside] for view in views]),
                torch.cat([_even(view, total) for view in views]),
            ),
            torch.cat([torch.full_like(v.inside, index) for index, v in zip(members, views, strict=True)]),
        )


def _even(view: ColourView, total: float) -> Tensor:
    count = len(view.inside)
    return torch.full((count,), view.weight / (total * max(count, 1)), device=view.inside.device)


def _colour_view(group: ViewGroup, index: int, target: ColourTarget) -> ColourView:
    mask = group.target.masks[index]
    if target.image_size != group.target.image_size:
        expected, found = group.target.image_size, target.image_size
        raise ValueError(f"view {target.view_id}: its picture must have the size {expected} of its mask, got {found}")
    known = None if group.target.weights is None else group.target.weights[index] > 0
    inside, outside = mask >= _INSIDE, mask <= _OUTSIDE
    if known is not None:
        inside, outside = inside & known, outside & known
    behind = torch.nonzero(outside.reshape(-1))[:, 0]
    return ColourView(
        target.view_id,
        group.camera[index : index + 1],
        group.target.image_size,
        target.picture_srgb.to(mask.device),
        mask,
        torch.nonzero(inside.reshape(-1))[:, 0],
        behind[:: max(1, -(-len(behind) // _OUTSIDE_PIXELS))],
        1.0 if group.weights is None else float(group.weights[index]),
    )
