"""Cameras that agree with each other, found from outlines alone, before there is any shape.

A plane through the eyes of two cameras that touches the object touches its outline in both images: its angle about the
line between the eyes, read off the one image, is the same read off the other. Each pair of views gives two such planes,
one on either side of the object; they need nothing of an outline but its convex hull.

Source: Wong and Cipolla, Reconstruction of sculpture from its profiles with unknown camera positions, 2004.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.ndimage import binary_erosion
from scipy.spatial import ConvexHull, QhullError
from torch import Tensor

from app.engine.fitting.camera_offsets import Cameras
from app.engine.one_thread import one_thread
from app.engine.targets.target_set import Target

ROUNDS = 15
LEAST_NOISE_PIXELS = 0.02
"""How exactly a tangent of a clean outline is known."""

_BAND_PIXELS = (0.5, 2.5)
_LEAST_SLOPE = 0.6  # of the distance; where it is less, several points of the outline are equally near
_MARGIN_PIXELS = 3
_LEAST_COSINE = 0.02
_NOISE_BY_MEDIAN = 1.5  # standard deviation by median deviation, of normal noise
_OUTLIER_NOISES = 3.0


@dataclass(frozen=True, eq=False)
class Tangents:
    """Where outlines can be touched from outside.

    Args:
        rows: views that have an outline, ascending.
        points_pixels: (R, M, 2) float64 corners of their outlines' convex hulls, some repeated.
        trusted: (R, M) bool, False beside the border of the image and beside unknown pixels, where outlines are cut.
    """

    rows: tuple[int, ...]
    points_pixels: Tensor
    trusted: Tensor


def outline_tangents(targets: Sequence[Target]) -> Tangents:
    """Find the corners of the convex hulls of outlines.

    Args:
        targets: one a view.
    """
    found = [_corners(target) for target in targets]
    rows = tuple(row for row, (points, _) in enumerate(found) if len(points))
    most = max((len(found[row][0]) for row in rows), default=0)
    fill = [np.minimum(np.arange(most), len(found[row][0]) - 1) for row in rows]
    return Tangents(
        rows,
        torch.tensor(np.array([found[row][0][index] for row, index in zip(rows, fill, strict=True)])),
        torch.tensor(np.array([found[row][1][index] for row, index in zip(rows, fill, strict=True)])),
    )


@dataclass(frozen=True, eq=False)
class Disagreement:
    """How unlikely offsets are, near some of them: minus the logarithm, of second order.

    Args:
        offsets: (N, 7) float64, where.
        slope: (N, 7) float64, its derivative there.
        curvature: (7 N, 7 N) float64, its second derivative.
    """

    offsets: Tensor
    slope: Tensor
    curvature: Tensor

    def slope_at(self, offsets: Tensor) -> Tensor:
        """Its derivative (N, 7) near there."""
        return self.slope + (self.curvature @ (offsets - self.offsets).reshape(-1)).reshape(-1, 7)


class Agreement:
    """How well the cameras of some views agree with each other, by the tangents of their outlines.

    A tangent that others contradict counts less, by Cauchy's weight. What tangents leave open is likelier the nearer it
    is to the given cameras.

    Args:
        cameras: N as given.
        tangents: of their outlines.
        spread: (N, 7) float64, how far the given cameras may be off: one standard deviation.
    """

    def __init__(self, cameras: Cameras, tangents: Tangents, spread: Tensor) -> None:
        self._pairs = _Pairs(cameras, tangents)
        self._spread = spread

    def best(self, start: Tensor, free: Tensor) -> Tensor:
        """Find the offsets that agree best, by Gauss-Newton steps.

        Args:
            start: (N, 7) float64, offsets to begin with.
            free: (N, 7) bool, the unknowns.

        Returns:
            (N, 7) float64.
        """
        unknown, offsets = free.reshape(-1), start.clone()
        for _ in range(ROUNDS if bool(unknown.any()) else 0):
            near = self.near(offsets)
            with one_thread():
                matrix = near.curvature[unknown][:, unknown]
                offsets.view(-1)[unknown] -= torch.linalg.solve(matrix, near.slope.reshape(-1)[unknown])
        return offsets

    def near(self, offsets: Tensor) -> Disagreement:
        """Return how unlikely offsets (N, 7) near some are."""
        count = len(offsets)
        slope = offsets / self._spread**2
        curvature = torch.diag_embed(self._spread.pow(-2))
        blocks = torch.zeros((count, count, 7, 7), dtype=torch.float64)
        blocks[range(count), range(count)] = curvature
        with one_thread():
            _add_tangents(self._pairs, offsets, slope, blocks)
        return Disagreement(offsets, slope, blocks.permute(0, 2, 1, 3).reshape(7 * count, 7 * count))


class _Pairs:
    """All pairs of views that have an outline."""

    def __init__(self, cameras: Cameras, tangents: Tangents) -> None:
        first, second = np.triu_indices(len(tangents.rows), 1)
        self._tangents = tangents
        self._sides = [torch.as_tensor(side.copy()) for side in (first, second)]
        rows = torch.tensor(tangents.rows, dtype=torch.int64)
        self.members = [rows[side] for side in self._sides]
        self._cameras = [cameras[member.tolist()] for member in self.members] if len(first) else []
        self.count = len(first)

    def differences(self, first: Tensor, second: Tensor) -> tuple[Tensor, Tensor]:
        """How far tangents are apart, (P, 2) pixels, and where that is known, (P, 2) bool.

        Args:
            first: (P, 7) offsets of the first views.
            second: (P, 7) offsets of the second views.

        Differentiable in: both.
        """
        moved = [camera.moved(offsets) for camera, offsets in zip(self._cameras, (first, second), strict=True)]
        eyes = [-(camera.rotations.mT @ camera.translations[:, :, None])[:, :, 0] for camera in moved]
        axis = torch.nn.functional.normalize(eyes[1] - eyes[0], dim=1)
        ahead = torch.nn.functional.normalize(-eyes[0] + (eyes[0] * axis).sum(1, keepdim=True) * axis, dim=1)
        beside = torch.linalg.cross(axis, ahead)
        views = [self._of_side(side, moved[side], ahead, beside) for side in (0, 1)]
        known = torch.stack([views[0].known & views[1].known], dim=2)[:, :, 0]
        scale = (views[0].pixels.pow(-2) + views[1].pixels.pow(-2)).rsqrt()
        return (views[0].angles - views[1].angles) * scale, known

    def _of_side(self, side: int, cameras: Cameras, ahead: Tensor, beside: Tensor) -> "_Touched":
        """The two tangents of each pair in one of its images."""
        points = self._tangents.points_pixels[self._sides[side]]
        lens = cameras.lenses
        y = (points[:, :, 1] - lens[:, 1, 2:]) / lens[:, 1, 1:2]
        x = (points[:, :, 0] - lens[:, 0, 2:] - lens[:, 0, 1:2] * y) / lens[:, 0, 0:1]
        rays = torch.nn.functional.normalize(torch.stack([x, y, torch.ones_like(x)], dim=2), dim=2) @ cameras.rotations
        forward, aside = ((rays * way[:, None]).sum(2) for way in (ahead, beside))
        angles = torch.atan2(aside, forward)
        ends = torch.stack([angles.detach().argmin(1), angles.detach().argmax(1)], dim=1)
        # Where the line between the eyes meets the object no plane through it touches the outline.
        outside = (forward.detach() > _LEAST_COSINE).all(1, keepdim=True)
        trusted = self._tangents.trusted[self._sides[side]].gather(1, ends)
        reach = torch.hypot(forward, aside).detach().gather(1, ends)
        return _Touched(angles.gather(1, ends), reach * lens.detach()[:, 0, :1], trusted & outside)


@dataclass(frozen=True, eq=False)
class _Touched:
    """The planes that touch an outline: angles (P, 2), how many pixels a radian of them is there, whether it counts."""

    angles: Tensor
    pixels: Tensor
    known: Tensor


def _add_tangents(pairs: _Pairs, offsets: Tensor, slope: Tensor, blocks: Tensor) -> None:
    """Add to a slope (N, 7) and a curvature (N, N, 7, 7) what tangents say of offsets."""
    if pairs.count == 0:
        return
    sides = [offsets[member].requires_grad_() for member in pairs.members]
    differences, known = pairs.differences(*sides)
    apart = differences.detach()
    if not bool(known.any()):
        return
    noise = max(LEAST_NOISE_PIXELS, _NOISE_BY_MEDIAN * float(apart[known].abs().median()))
    counts = known / (1 + (apart / (_OUTLIER_NOISES * noise)) ** 2) / noise**2
    for end in (0, 1):
        slopes = torch.autograd.grad(differences[:, end].sum(), sides, retain_graph=True)
        weights = counts[:, end, None]
        for member, own in zip(pairs.members, slopes, strict=True):
            slope.index_add_(0, member, weights * apart[:, end, None] * own)
            for other_member, other in zip(pairs.members, slopes, strict=True):
                block = weights[:, :, None] * own[:, :, None] * other[:, None, :]
                blocks.index_put_((member, other_member), block, accumulate=True)


def _corners(target: Target) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Corners (M, 2) of the convex hull of an outline, and which of them are trusted.

    Pixels a little outside tell the nearest point of the outline by their distance and its slope; those around a tip
    all tell the tip.
    """
    nothing = np.zeros((0, 2)), np.zeros(0, dtype=bool)
    distance = target.distance_pixels.cpu().numpy().astype(np.float64)
    if min(distance.shape) < 3:
        return nothing
    slopes: list[NDArray[np.float64]] = list(np.gradient(distance))
    down, right = slopes
    steepness = np.asarray(np.hypot(down, right))
    known = np.ones(distance.shape, bool) if target.weight is None else target.weight.cpu().numpy() > 0
    low, high = _BAND_PIXELS
    band = (distance > low) & (distance < high) & (steepness > _LEAST_SLOPE) & binary_erosion(known)
    rows, columns = np.nonzero(band)
    along = distance[band] / steepness[band]
    points = np.stack([columns + 0.5 - along * right[band], rows + 0.5 - along * down[band]], axis=1)
    if len(points) < 3:
        return nothing
    try:
        points = points[np.asarray(ConvexHull(points).vertices)]
    except QhullError:  # all on one line
        return nothing
    certain = binary_erosion(known, iterations=_MARGIN_PIXELS)
    height, width = distance.shape
    across = np.clip(points[:, 0].astype(int), 0, width - 1)
    down_by = np.clip(points[:, 1].astype(int), 0, height - 1)
    return points, certain[down_by, across]
