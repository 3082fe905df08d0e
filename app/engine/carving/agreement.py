"""How far silhouettes agree: the share of their pixels that a shape can explain which all of them allow.

A pixel is explained if a point on its line of sight is inside all cones and in front of all cameras. Along the other
lines, the views that deny the point that fewest deny are to blame.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from app.engine.cameras.camera_matrices import intrinsic_matrix, world_to_camera
from app.engine.cameras.view import View
from app.engine.carving.view_cones import ViewCones, view_cones
from app.engine.meshes.frame import Frame
from app.engine.targets.reduced import known_silhouette
from app.engine.targets.target_set import Target

AGREED_SHARE = 0.95
"""Silhouettes that explain less of each other are looked into; cameras and masks as they should be reach more."""

TOLERANCE_PIXELS = 0.5

LINES = 3_000
"""Along which it is measured, of all views together; a share comes to a percent by that."""

_FEWEST_LINES = 20  # of each silhouette
_REACH = 2.5  # along a line, to either side of the middle, radii of the ball
_SAMPLES = 64  # along a line
_FINER_SAMPLES, _FINER_ROUNDS = 9, 2  # around the best of them
_NEAR_SHARE = 0.1  # of the middle's depth: nothing is nearer to a camera
_MOST_AGAINST_SHARE = 0.25  # of the views
_STANDS_OUT = 0.05  # the least that the others explain more without a view that is against them


@dataclass(frozen=True, eq=False)
class Agreement:
    """What silhouettes explain of each other.

    Args:
        view_ids: the N views.
        shares: (N,) of each view's silhouette what the others, but for those against, allow, in [0, 1].
        pixels: (N,) of each silhouette.
        against: those of the views that deny what most others agree on.
    """

    view_ids: tuple[str, ...]
    shares: NDArray[np.float64]
    pixels: NDArray[np.int64]
    against: tuple[str, ...]

    @property
    def share(self) -> float:
        """Of all silhouettes' pixels, in [0, 1]."""
        return float((self.shares * self.pixels).sum() / self.pixels.sum())


def agreement(
    views: Sequence[View], targets: Sequence[Target], ball: Frame, device: torch.device, line_count: int = LINES
) -> Agreement:
    """Measure how far silhouettes agree.

    Args:
        views: N >= 1, all of which take part, best with small images.
        targets: one a view, none empty.
        ball: its unit ball about covers the object.
        device: where to measure.
        line_count: lines of sight, about; a few of each silhouette at least.

    Returns:
        What all views together explain; if that is little, what is explained without those few, up to a quarter of
        them, that the others are better off without.
    """
    lines = _sight_lines(views, targets, ball, device, max(_FEWEST_LINES, line_count // len(views)))
    denials = _Denials(views, targets, ball, device)
    depths = torch.linspace(-_REACH, _REACH, _SAMPLES, device=device).expand(len(lines.owners), -1)
    distances = denials.along(lines, depths)
    kept = _kept(distances > _REACH / _SAMPLES, lines.owners)
    for _ in range(_FINER_ROUNDS):
        best = distances[kept].amax(dim=0).argmin(dim=1, keepdim=True)
        step = depths[:, 1:2] - depths[:, :1]
        depths = depths.gather(1, best) + step * torch.linspace(-1.0, 1.0, _FINER_SAMPLES, device=device)
        distances = denials.along(lines, depths)
    explained = (distances[kept].amax(dim=0) <= 0).any(dim=1)
    against = tuple(view.id for view, stays in zip(views, kept.tolist(), strict=True) if not stays)
    pixels = np.array([int(known_silhouette(target).sum()) for target in targets])
    shares = _means(explained, lines.owners, len(views)).cpu().numpy().astype(np.float64)
    return Agreement(tuple(view.id for view in views), shares, pixels, against)


@dataclass(frozen=True, eq=False)
class _SightLines:
    """L lines of sight in the ball's frame.

    Args:
        owners: (L,) int64, each one's view.
        middles: (L, 3) float32, where each is as deep as the ball's centre.
        directions: (L, 3) float32, unit vectors.
    """

    owners: Tensor
    middles: Tensor
    directions: Tensor


def _sight_lines(
    views: Sequence[View], targets: Sequence[Target], ball: Frame, device: torch.device, count: int
) -> _SightLines:
    """Through pixels spread evenly over the silhouettes."""
    owners, middles, directions = [], [], []
    for index, (view, target) in enumerate(zip(views, targets, strict=True)):
        rows, columns = np.nonzero(known_silhouette(target).cpu().numpy())
        chosen = np.unique(np.linspace(0, len(rows) - 1, count).round().astype(int))
        pixels = np.stack([columns[chosen] + 0.5, rows[chosen] + 0.5, np.ones(len(chosen))])
        in_camera = np.linalg.solve(intrinsic_matrix(view), pixels).T
        matrix = world_to_camera(view.placement)
        depth = matrix[2, :3] @ ball.center_world + matrix[2, 3]
        middles.append(ball.from_world((depth * in_camera - matrix[:3, 3]) @ matrix[:3, :3]))
        directions.append(in_camera / np.linalg.norm(in_camera, axis=1, keepdims=True) @ matrix[:3, :3])
        owners.append(np.full(len(chosen), index))
    tensors = [torch.as_tensor(np.concatenate(parts), device=device) for parts in (owners, middles, directions)]
    return _SightLines(tensors[0], tensors[1].to(torch.float32), tensors[2].to(torch.float32))


class _Denials:
    """How far views deny points."""

    def __init__(self, views: Sequence[View], targets: Sequence[Target], ball: Frame, device: torch.device) -> None:
        self._cones: ViewCones = view_cones(views, targets, ball, device, TOLERANCE_PIXELS)
        rows = np.stack([world_to_camera(view.placement)[2] for view in views])
        at_center = rows[:, :3] @ ball.center_world + rows[:, 3]
        depth = np.column_stack([rows[:, :3] * ball.scale, at_center])
        self._depth = torch.as_tensor(depth, dtype=torch.float32, device=device)

    def along(self, lines: _SightLines, depths: Tensor) -> Tensor:
        """(N, L, S) signed distances, in the ball's frame, of the points at (L, S) depths beyond the lines' middles."""
        points = (lines.middles[:, None] + depths[:, :, None] * lines.directions[:, None]).reshape(-1, 3)
        distances = self._cones.per_view(points)
        at_center = self._depth[:, 3:]
        depth = self._depth[:, :3] @ points.T + at_center
        distances.masked_fill_((depth < _NEAR_SHARE * at_center) | (at_center <= 0), torch.inf)
        return distances.reshape(len(distances), *depths.shape)


def _kept(denied: Tensor, owners: Tensor) -> Tensor:
    """(N,) bool: all views but those few that (N, L, S) denials show to be against the others."""
    kept = torch.ones(len(denied), dtype=torch.bool, device=denied.device)
    counts = denied.sum(dim=0, dtype=torch.int16)
    most = int(len(denied) * _MOST_AGAINST_SHARE)
    first = share = _share(counts, owners, kept)
    at_best = float((counts.amin(dim=1) <= most).to(torch.float32).mean())
    if at_best < first + _STANDS_OUT:
        return kept
    for _ in range(most):
        if share >= AGREED_SHARE:
            break
        worst = int(_blame(denied, counts, owners, kept, max(1, most)).argmax())
        kept[worst] = False
        counts -= denied[worst].to(torch.int16)
        share = _share(counts, owners, kept)
    left_out = int((~kept).sum())
    if share < AGREED_SHARE and share < first + _STANDS_OUT * left_out:
        return torch.ones_like(kept)
    return kept


def _share(counts: Tensor, owners: Tensor, kept: Tensor) -> float:
    """Of the lines of views that are kept, those with a point that none of them denies."""
    return float((counts == 0).any(dim=1)[kept[owners]].to(torch.float32).mean())


def _blame(denied: Tensor, counts: Tensor, owners: Tensor, kept: Tensor, few: int) -> Tensor:
    """(N,) how many lines each view denies, where few others do, or has denied by most; minus one if it is not kept."""
    fewest, where = counts.min(dim=1)
    lines = torch.arange(len(owners), device=owners.device)
    by_most = fewest > few
    against = denied[:, lines, where] & ~by_most & kept[owners]
    blame = against.sum(dim=1) + torch.bincount(owners[by_most], minlength=len(kept))
    return blame.masked_fill(~kept, -1)


def _means(values: Tensor, owners: Tensor, count: int) -> Tensor:
    total = torch.bincount(owners, values.to(torch.float32), minlength=count)
    return total / torch.bincount(owners, minlength=count)
