"""The enabled views of a fit, in images of their own size and in smaller ones for soft outlines."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import torch
from torch import Tensor

from app.engine.cameras.renderer_camera import renderer_camera
from app.engine.cameras.view import View
from app.engine.fitting.snapshot import ViewIou, ViewPicture
from app.engine.losses.objective import ImagePairs
from app.engine.meshes.frame import Frame
from app.engine.metrics.silhouette_iou import silhouette_iou
from app.engine.one_thread import one_thread
from app.engine.targets.target_set import Target, TargetGroup, TargetSet, TargetSource, grouped_targets
from renderer_cuda import Camera, Topology, silhouette

SHARPEST_REDUCED_PIXELS = 1.5
"""Soft outlines are drawn in images so much smaller that the softness is at least this many of their pixels: the
gradient is as good, and a quarter of the pixels takes a quarter of the time."""

SMALLEST_IMAGE_PIXELS = 32


@dataclass(frozen=True, eq=False)
class ViewGroup:
    """Views of one size: where they stand, in the fit's frame, and what they should show.

    Args:
        view_ids: N names.
        camera: N cameras; they stay on the CPU in float64, wherever the fit is: the renderer makes small matrices of
            them.
        target: N targets.
        weights: (N,) float32, how much each view counts beside the others; None for 1.
    """

    view_ids: tuple[str, ...]
    camera: Camera
    target: TargetGroup
    weights: Tensor | None = None


class ViewLevel:
    """All views, in images of their own size or so many times smaller.

    Args:
        groups: the views by size.
        reduction: how many times smaller than the views the groups' images are.
        targets: those of the groups, if they are known already.
    """

    def __init__(self, groups: Sequence[ViewGroup], reduction: int = 1, targets: TargetSet | None = None) -> None:
        self.groups = tuple(groups)
        self.reduction = reduction
        self._targets = targets or TargetSet(tuple(group.target for group in self.groups))

    def rendered(
        self, positions: Tensor, topology: Topology, softness_pixels: float, cameras: Sequence[Camera] | None = None
    ) -> tuple[Tensor, ...]:
        """Return the soft silhouettes of a mesh, (N, H, W) a group.

        Args:
            positions: (V, 3), in the fit's frame.
            topology: of the mesh.
            softness_pixels: in pixels of the views, whatever the size of the images.
            cameras: of each group, for images of the views' own size, where they are not the groups'.

        Differentiable in: positions, cameras.
        """
        softness = softness_pixels / self.reduction
        if cameras is None:
            placed = [group.camera for group in self.groups]
        else:
            placed = [camera.rescaled(1 / self.reduction) for camera in cameras]
        return tuple(
            silhouette(positions, topology, camera, group.target.image_size, softness)
            for camera, group in zip(placed, self.groups, strict=True)
        )

    def standing(self, views: Sequence[View], frame: Frame) -> "ViewLevel":
        """Return the same views with the same targets, elsewhere.

        Args:
            views: those that the groups name, wherever they are now.
            frame: where the fit takes place.
        """
        by_id = {view.id: view for view in views}
        groups = [
            replace(group, camera=_camera([by_id[i] for i in group.view_ids], frame).rescaled(1 / self.reduction))
            for group in self.groups
        ]
        return ViewLevel(groups, self.reduction, self._targets)

    def pairs(self, coverages: Sequence[Tensor], softness_pixels: float) -> list[ImagePairs]:
        """Put silhouettes that were rendered at a softness beside their targets at that softness."""
        soft = self._targets.soft(softness_pixels / self.reduction)
        return [
            ImagePairs(coverage, target, group.target.weights, group.weights)
            for coverage, target, group in zip(coverages, soft, self.groups, strict=True)
        ]

    def ious(self, coverages: Sequence[Tensor]) -> tuple[ViewIou, ...]:
        """Return how well silhouettes fit, whatever softness they were rendered at."""
        with one_thread():
            found = [
                silhouette_iou(coverage > 0.5, group.target.distances_pixels < 0, group.target.weights).tolist()
                for coverage, group in zip(coverages, self.groups, strict=True)
            ]
        return tuple(
            ViewIou(view_id, iou)
            for group, ious in zip(self.groups, found, strict=True)
            for view_id, iou in zip(group.view_ids, ious, strict=True)
        )

    def pictures(self, coverages: Sequence[Tensor]) -> tuple[ViewPicture, ...]:
        """Return silhouettes beside their targets, a view at a time."""
        images = [
            (mask, coverage)
            for group, silhouettes in zip(self.groups, coverages, strict=True)
            for mask, coverage in zip(group.target.masks.cpu().numpy(), silhouettes.cpu().numpy(), strict=True)
        ]
        return tuple(
            ViewPicture(item.view_id, target, rendered, item.iou)
            for item, (target, rendered) in zip(self.ious(coverages), images, strict=True)
        )

    def single_views(self) -> Iterator["tuple[str, ViewLevel]"]:
        """Give each view alone."""
        for group in self.groups:
            for index, view_id in enumerate(group.view_ids):
                camera = group.camera[index : index + 1]
                yield view_id, ViewLevel([ViewGroup((view_id,), camera, group.target.one(index))], self.reduction)

    def reduced(self, factor: int) -> "ViewLevel":
        """Return the same views in images `factor` times smaller."""
        groups = [
            replace(group, camera=group.camera.rescaled(1 / factor), target=group.target.reduced(factor))
            for group in self.groups
        ]
        return ViewLevel(groups, factor * self.reduction)


def view_level(views: Sequence[View], source: TargetSource, frame: Frame, device: torch.device) -> ViewLevel:
    """Return the enabled views in images of their own size.

    The source is asked for the targets of all views, so that one that is enabled again is there at once.

    Args:
        views: all of them.
        source: gives their targets.
        frame: where the fit takes place.
        device: where it takes place.

    Raises:
        ValueError: the source has no target for a view.
    """
    targets = source.targets(views)
    enabled = [view for view in views if view.enabled]
    chosen = [target for view, target in zip(views, targets, strict=True) if view.enabled]
    return level_of(enabled, chosen, frame, device)


def level_of(views: Sequence[View], targets: Sequence[Target], frame: Frame, device: torch.device) -> ViewLevel:
    """Return views with their targets, in images of their own size.

    Args:
        views: all take part.
        targets: one a view.
        frame: where the fit takes place.
        device: where it takes place.
    """
    groups = grouped_targets(targets, device)
    return ViewLevel([_placed([views[index] for index in group.members], group, frame) for group in groups])


def _placed(views: Sequence[View], target: TargetGroup, frame: Frame) -> ViewGroup:
    weights = None
    if any(view.weight != 1 for view in views):
        weights = torch.tensor([view.weight for view in views], dtype=torch.float32, device=target.masks.device)
    return ViewGroup(tuple(view.id for view in views), _camera(views, frame), target, weights)


def _camera(views: Sequence[View], frame: Frame) -> Camera:
    return renderer_camera(views).in_frame(frame.center_world, frame.scale)


class ViewPyramid:
    """The views in images of the size that a softness needs, each size made when it is first asked for.

    Args:
        full: the views in images of their own size.
    """

    def __init__(self, full: ViewLevel) -> None:
        self.full = full
        self._levels = {1: full}
        self._shortest_side_pixels = min((min(group.target.image_size) for group in full.groups), default=1)

    def level(self, softness_pixels: float) -> ViewLevel:
        """Return the views in the smallest images in which a softness, in pixels of the views, is still drawn well."""
        factor = image_reduction(softness_pixels, self._shortest_side_pixels)
        if factor not in self._levels:
            self._levels[factor] = self.full.reduced(factor)
        return self._levels[factor]

    def standing(self, views: Sequence[View], frame: Frame) -> "ViewPyramid":
        """Return the same views with the same targets, elsewhere."""
        moved = ViewPyramid(self.full)
        moved._levels = {factor: level.standing(views, frame) for factor, level in self._levels.items()}
        moved.full = moved._levels[1]
        return moved


def image_reduction(softness_pixels: float, shortest_side_pixels: int) -> int:
    """Return how many times smaller than the views the images of a step are, a power of two.

    Args:
        softness_pixels: in pixels of the views, > 0.
        shortest_side_pixels: the least of all views' heights and widths.
    """
    factor = 1
    while (
        softness_pixels / (2 * factor) >= SHARPEST_REDUCED_PIXELS
        and shortest_side_pixels // (2 * factor) >= SMALLEST_IMAGE_PIXELS
    ):
        factor *= 2
    return factor
