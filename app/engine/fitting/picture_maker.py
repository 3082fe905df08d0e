"""Pictures of the views for people to look at: small ones of all, a large one of the view they chose."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn.functional import interpolate

from app.engine.cameras.view import View
from app.engine.fitting.snapshot import THUMBNAIL_PIXELS, Pictures, ViewPicture, ViewThumbnail
from app.engine.fitting.view_pyramid import ViewLevel
from app.engine.one_thread import one_thread
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


class PictureMaker:
    """Makes pictures; keeps the small ones of targets that have not changed.

    Args:
        source: gives the targets.
    """

    def __init__(self, source: TargetSource) -> None:
        self._source = source
        self._small_targets: dict[int, tuple[Target, NDArray[np.uint8]]] = {}

    def pictures(
        self, shown: ShownMesh | None, level: ViewLevel | None, views: Sequence[View], selected_id: str | None
    ) -> Pictures:
        """Picture all views.

        Args:
            shown: the mesh; None for targets alone.
            level: the enabled views in their own size; None for targets alone.
            views: all views.
            selected_id: the view to be pictured in full size.
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
        run, step = (shown.run, shown.step) if shown is not None else (0, 0)
        return Pictures(run, step, thumbnails, selected)

    def _small_target(self, target: Target) -> NDArray[np.uint8]:
        if id(target) in self._small_targets:
            return self._small_targets[id(target)][1]
        image: NDArray[np.uint8] = _small(target.mask[None])[0]
        return image


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
