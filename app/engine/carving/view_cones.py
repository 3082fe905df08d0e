"""How far points are from what all silhouettes have in common: the intersection of the cones behind them."""

import math
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn.functional import grid_sample

from app.engine.cameras.renderer_camera import renderer_camera
from app.engine.cameras.view import View
from app.engine.meshes.frame import Frame
from app.engine.one_thread import one_thread
from app.engine.targets.target_set import Target
from renderer_cuda import Camera, view_matrices

_CHUNK_POINTS = 4_096  # at a time: with twenty views, all that is computed for them stays in the cache
_CHUNK_POINTS_CUDA = 262_144  # some 100 MB


@dataclass(frozen=True, eq=False)
class ConeGroup:
    """The cones behind the silhouettes of one image size.

    Args:
        members: N positions in the list of views.
        camera: N cameras, in the frame of the points.
        distances_pixels: (N, H, W) float32, signed distance to the outline.
        weights: (N, H, W) float32, 0 where a silhouette is unknown; None if it is nowhere.
    """

    members: tuple[int, ...]
    camera: Camera
    distances_pixels: Tensor
    weights: Tensor | None = None

    @property
    def image_size(self) -> tuple[int, int]:
        """Height and width, pixels."""
        height, width = self.distances_pixels.shape[1:]
        return height, width


class ViewCones:
    """The cones behind the silhouettes of all views that take part.

    Args:
        view_ids: the views, in the order of the distances.
        groups: the same views by image size.
        tolerance_pixels: the silhouettes are taken as so much wider.
    """

    def __init__(self, view_ids: Sequence[str], groups: Sequence[ConeGroup], tolerance_pixels: float = 0.0) -> None:
        self.view_ids = tuple(view_ids)
        self.groups = tuple(groups)
        self.tolerance_pixels = tolerance_pixels
        self._sampled = [_SampledGroup(group, tolerance_pixels) for group in self.groups]

    @property
    def device(self) -> torch.device:
        """Where the silhouettes are, and the points have to be."""
        return self.groups[0].distances_pixels.device

    @property
    def steepness(self) -> float:
        """An upper bound of how much the distance changes along a unit of length, near the surface."""
        return max(group.steepness for group in self._sampled)

    def signed_distance(self, points: Tensor) -> Tensor:
        """Return the signed distance of points to the intersection of the cones.

        It is the largest of the views': the signed distance in the image, there where the point is seen, times depth by
        focal length. A view does not constrain points behind its camera or on unknown pixels. Beyond the image border a
        silhouette goes on as it is at the nearest pixel, so that an object that the border cuts is not closed there.

        Args:
            points: (P, 3) float32, in the frame of the cones.

        Returns:
            (P,) float32, local units, < 0 inside; too large by a factor of at most `steepness` towards the corners of
            the images; minus infinity where no view constrains the point.
        """
        return torch.cat(_in_chunks(self._most, points), dim=-1)

    def signed_distance_to_any(self, points: Tensor) -> Tensor:
        """Return the signed distance of points to the union of the cones.

        Args:
            points: (P, 3) float32, in the frame of the cones.

        Returns:
            (P,) float32, local units, < 0 inside at least one; infinity where no view constrains the point.
        """
        return torch.cat(_in_chunks(self._least, points), dim=-1)

    def per_view(self, points: Tensor) -> Tensor:
        """Return the signed distance of points to each view's cone.

        Args:
            points: (P, 3) float32, in the frame of the cones.

        Returns:
            (N, P) float32, local units, in the order of `view_ids`, minus infinity where a view does not constrain.
        """
        return torch.cat(_in_chunks(self._each, points), dim=-1)

    def _each(self, points: Tensor) -> Tensor:
        distances = points.new_empty((len(self.view_ids), len(points)))
        for group in self._sampled:
            distances[group.members] = group.distances(points)
        return distances

    def _most(self, points: Tensor) -> Tensor:
        most = [group.distances(points).amax(dim=0) for group in self._sampled]
        return torch.stack(most).amax(dim=0)

    def _least(self, points: Tensor) -> Tensor:
        each = [group.distances(points) for group in self._sampled]
        least = [distances.masked_fill(torch.isneginf(distances), torch.inf).amin(dim=0) for distances in each]
        return torch.stack(least).amin(dim=0)


def _in_chunks(measure: Callable[[Tensor], Tensor], points: Tensor) -> list[Tensor]:
    """Measure a few points at a time, on several cores.

    Torch's own threads would wait for one another after each of the many short passes; these never do.
    """
    if points.is_cuda:
        return [measure(chunk) for chunk in points.split(_CHUNK_POINTS_CUDA)]
    threads = torch.get_num_threads()
    with one_thread(), ThreadPoolExecutor(threads, initializer=torch.set_num_threads, initargs=(1,)) as pool:
        return list(pool.map(measure, points.split(_CHUNK_POINTS)))


class _SampledGroup:
    """A group made ready for sampling."""

    def __init__(self, group: ConeGroup, tolerance_pixels: float) -> None:
        lens = group.camera.intrinsics
        device = group.distances_pixels.device
        height, width = group.image_size
        self.members = list(group.members)
        self.images = group.distances_pixels[:, None]
        self.known = None if group.weights is None else (group.weights > 0).to(torch.float32)[:, None]
        self.tolerance_pixels = tolerance_pixels
        self.steepness = _steepness(group.camera, group.image_size)
        matrices = view_matrices(group.camera)
        x, y, depth, w = (matrices[:, row] for row in range(4))
        # A pixel is `depth / focal` wide; w is the depth, or 1 where the projection is orthographic.
        focal = lens.focal_pixels.mean(dim=1)
        rows = (2 / width * x - w, 2 / height * y - w, w / focal[:, None], depth)
        self.rows = [row.to(device, torch.float32) for row in rows]
        self.focal = focal.to(device, torch.float32)[:, None]

    def distances(self, points: Tensor) -> Tensor:
        """(N, P) signed distances of (P, 3) points."""
        x, y, pixel_size, depth = (points @ row[:, :3].T + row[:, 3] for row in self.rows)
        w = pixel_size * self.focal.T
        # NaN and infinity, of points beside the camera, are sampled at the border.
        places = torch.stack([x.div_(w).T, y.div_(w).T], dim=2)[:, None]
        sampled = grid_sample(self.images, places, mode="bilinear", padding_mode="border", align_corners=False)
        distances = sampled[:, 0, 0].sub_(self.tolerance_pixels).mul_(pixel_size.T)
        free = depth.T < 0
        if self.known is not None:
            known = grid_sample(self.known, places, mode="nearest", padding_mode="border", align_corners=False)
            free |= known[:, 0, 0] < 0.5
        return distances.masked_fill_(free, -torch.inf)


def _steepness(camera: Camera, image_size: tuple[int, int]) -> float:
    """Towards the corners of a perspective image, a step across the view direction takes more pixels."""
    lens = camera.intrinsics
    height, width = image_size
    corners = lens.focal_pixels.new_tensor([[0.0, 0.0], [width, 0.0], [0.0, height], [width, height]])
    slopes = (corners - lens.principal_point_pixels[:, None]) / lens.focal_pixels[:, None]
    most = slopes.square().sum(dim=2).amax(dim=1).masked_fill(lens.orthographic, 0.0)
    unequal = (lens.focal_pixels.amax(dim=1) / lens.focal_pixels.mean(dim=1)).max()
    return math.sqrt(1 + float(most.max())) * float(unequal)


def view_cones(
    views: Sequence[View],
    targets: Sequence[Target],
    frame: Frame,
    device: torch.device | None = None,
    tolerance_pixels: float = 0.0,
) -> ViewCones:
    """Return the cones behind the silhouettes of the views that are enabled.

    Args:
        views: all of them.
        targets: one a view.
        frame: where the points will be.
        device: where to measure; None for where the targets are.
        tolerance_pixels: the silhouettes are taken as so much wider.

    Raises:
        ValueError: no view is enabled, or a target's size is not its view's.
    """
    pairs = [(view, target) for view, target in zip(views, targets, strict=True) if view.enabled]
    if not pairs:
        raise ValueError("a visual hull needs at least one view that takes part")
    for view, target in pairs:
        if view.image_size != target.image_size:
            raise ValueError(f"view {view.id} is {view.image_size} pixels, its silhouette {target.image_size}")
    members: dict[tuple[int, int], list[int]] = {}
    for index, (view, _) in enumerate(pairs):
        members.setdefault(view.image_size, []).append(index)
    groups = [_cone_group(indices, pairs, frame, device) for indices in members.values()]
    return ViewCones([view.id for view, _ in pairs], groups, tolerance_pixels)


def _cone_group(
    members: list[int], pairs: Sequence[tuple[View, Target]], frame: Frame, device: torch.device | None
) -> ConeGroup:
    """Not by `grouped_targets`: it copies the masks too."""
    camera = renderer_camera([pairs[member][0] for member in members]).in_frame(frame.center_world, frame.scale)
    targets = [pairs[member][1] for member in members]
    distances = torch.stack([target.distance_pixels for target in targets]).to(device)
    weights = None
    if any(target.weight is not None for target in targets):
        weights = torch.stack([torch.ones_like(t.mask) if t.weight is None else t.weight for t in targets]).to(device)
    return ConeGroup(tuple(members), camera, distances, weights)
