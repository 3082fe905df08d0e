"""Pictures of the views for people to look at: small ones of all, a large one of the view they chose."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn.functional import interpolate

from app.engine.cameras.view import View
from app.engine.fitting.colour_pictures import ShownColours
from app.engine.fitting.snapshot import THUMBNAIL_PIXELS, Pictures, ViewPicture, ViewQuality, ViewThumbnail
from app.engine.fitting.view_pyramid import ViewLevel
from app.engine.one_thread import one_thread
from app.engine.targets.colour_target import ColourTarget
from app.engine.targets.target_set import Target, TargetSource
from renderer_cuda import Topology


@dataclass(frozen=True, eq=False)
class ShownMesh:
    """A mesh to be pictured.

    Args:
        run: as in `Snapshot`.
        step: updates done.
        positions: (V, 3) float32, in the fit's frame.
        topology: of the mesh.
        softness_pixels: to render with.
    """

    run: int
    step: int
    positions: Tensor
    topology: Topology
    softness_pixels: float


@dataclass(frozen=True, eq=False)
class ShownPaint:
    """The colours to be pictured.

    Args:
        targets: the pictures of all views, in their order.
        shown: what the enabled views show; None before there are colours.
        with_structure: whether the SSIM of all views is worth its time, and not only that of the one in full size.
    """

    targets: Sequence[ColourTarget]
    shown: ShownColours | None
    with_structure: bool = True


class PictureMaker:
    """Makes pictures; keeps the small ones of targets that have not changed.

    Args:
        source: gives the targets.
    """

    def __init__(self, source: TargetSource) -> None:
        self._source = source
        self._small_targets: dict[int, tuple[Target, NDArray[np.uint8]]] = {}
        self._small_colours: dict[int, tuple[ColourTarget, NDArray[np.uint8]]] = {}

    def pictures(
        self,
        shown: ShownMesh | None,
        level: ViewLevel | None,
        views: Sequence[View],
        selected_id: str | None,
        paint: ShownPaint | None = None,
    ) -> Pictures:
        """Picture all views.

        Args:
            shown: the mesh; None for targets alone.
            level: the enabled views in their own size; None for targets alone.
            views: all views.
            selected_id: the view to be pictured in full size.
            paint: the same in colour; None where there are no colours.
        """
        targets = self._source.targets(views)
        self._small_targets = {id(target): (target, self._small_target(target)) for target in targets}
        rendered: dict[str, NDArray[np.uint8]] = {}
        ious: dict[str, float] = {}
        selected = None
        if shown is not None and level is not None:
            with torch.no_grad():
                coverages = level.rendered(shown.positions, shown.topology, shown.softness_pixels)
            ious = {item.view_id: item.iou for item in level.ious(coverages)}
            rendered = _small_by_view(level, coverages)
            selected = _picture_of(selected_id, level, coverages, ious)
        thumbnails = tuple(
            ViewThumbnail(
                target.view_id,
                self._small_targets[id(target)][1],
                rendered.get(target.view_id),
                ious.get(target.view_id),
            )
            for target in targets
        )
        if paint is not None:
            thumbnails, selected = self._in_colour(thumbnails, selected, paint)
        run, step = (shown.run, shown.step) if shown is not None else (0, 0)
        return Pictures(run, step, thumbnails, selected)

    def _in_colour(
        self, thumbnails: tuple[ViewThumbnail, ...], selected: ViewPicture | None, paint: ShownPaint
    ) -> tuple[tuple[ViewThumbnail, ...], ViewPicture | None]:
        kept = {id(target): (target, self._small_colour(target)) for target in paint.targets}
        self._small_colours = kept
        small_targets = {target.view_id: small for target, small in kept.values()}
        if paint.shown is None:
            return tuple(_coloured(item, small_targets, None) for item in thumbnails), selected
        small: dict[str, tuple[NDArray[np.uint8], ViewQuality]] = {}
        for item in paint.shown.rendered():
            quality = item.quality(with_structure=paint.with_structure)
            if selected is not None and selected.view_id == item.view.view_id:
                picture = paint.shown.picture(item, with_gradient=True)
                selected, quality = replace(selected, colour=picture), picture.quality
            small[item.view.view_id] = _small_picture(item.picture_srgb), quality
        return tuple(_coloured(item, small_targets, small.get(item.view_id)) for item in thumbnails), selected

    def _small_colour(self, target: ColourTarget) -> NDArray[np.uint8]:
        if id(target) in self._small_colours:
            return self._small_colours[id(target)][1]
        return _small_picture(target.picture_srgb)

    def _small_target(self, target: Target) -> NDArray[np.uint8]:
        if id(target) in self._small_targets:
            return self._small_targets[id(target)][1]
        image: NDArray[np.uint8] = _small(target.mask[None])[0]
        return image


def _coloured(
    item: ViewThumbnail,
    small_targets: dict[str, NDArray[np.uint8]],
    small: tuple[NDArray[np.uint8], ViewQuality] | None,
) -> ViewThumbnail:
    rendered, quality = (None, None) if small is None else small
    target = small_targets.get(item.view_id)
    return replace(item, target_colour=target, rendered_colour=rendered, quality=quality)


def _small_picture(picture_srgb: Tensor) -> NDArray[np.uint8]:
    """(H, W, 3) float32 in [0, 1] as (h, w, 3) uint8 of at most `THUMBNAIL_PIXELS` a side."""
    return np.ascontiguousarray(_small(picture_srgb.permute(2, 0, 1)).transpose(1, 2, 0))


def _picture_of(
    view_id: str | None, level: ViewLevel, coverages: Sequence[Tensor], ious: dict[str, float]
) -> ViewPicture | None:
    for group, images in zip(level.groups, coverages, strict=True):
        if view_id in group.view_ids:
            index = group.view_ids.index(view_id)
            target: NDArray[np.float32] = group.target.masks[index].cpu().numpy()
            return ViewPicture(view_id, target, images[index].cpu().numpy(), ious[view_id])
    return None


def _small_by_view(level: ViewLevel, coverages: Sequence[Tensor]) -> dict[str, NDArray[np.uint8]]:
    return {
        view_id: image
        for group, images in zip(level.groups, coverages, strict=True)
        for view_id, image in zip(group.view_ids, _small(images), strict=True)
    }


def _small(images: Tensor) -> NDArray[np.uint8]:
    """(N, H, W) float32 in [0, 1] as (N, h, w) uint8 of at most `THUMBNAIL_PIXELS` a side."""
    height, width = images.shape[1:]
    share = THUMBNAIL_PIXELS / max(height, width)
    with one_thread():
        if share < 1:
            size = (max(1, round(share * height)), max(1, round(share * width)))
            images = interpolate(images[None], size, mode="area")[0]
        small: NDArray[np.uint8] = (images * 255 + 0.5).to(torch.uint8).cpu().numpy()
        return small
