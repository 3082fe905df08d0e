"""The cameras of a fit, which may move along with the shape."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from app.engine.cameras.view import View
from app.engine.fitting.camera_memory import CameraMemory
from app.engine.fitting.camera_offsets import DISTANCE, LENS, SHIFT, TURN, Cameras, given_cameras, similarities
from app.engine.fitting.fit_views import FitViews
from app.engine.fitting.outline_tangents import Agreement, Disagreement, outline_tangents
from app.engine.fitting.refined_cameras import RefinedCamera, with_refined
from app.engine.fitting.view_pyramid import ViewLevel
from app.engine.meshes.frame import Frame
from app.engine.one_thread import one_thread
from app.engine.targets.target_set import Target
from renderer_cuda import Camera

TURN_SPREAD_DEGREES = 1.0
MOVE_SPREAD_SHARE = 0.01
LENS_SPREAD_SHARE = 0.005
"""How far given cameras are thought to be off: one standard deviation."""

LEAST_NOISE_PIXELS = 0.2
"""How exactly a point of an outline is known, and shown by a mesh that fits. The worse it fits, the more tangents count
beside it: a mesh that is not there yet does not tell where cameras are."""

MOVE_FROM_PROGRESS = 0.6
"""Share of the plan from which on cameras move along with the shape."""

LARGEST_STEP_PIXELS = 0.05
"""How far an update moves an outline at most, about, while the learning rate of the shape is at its highest."""

_RATE = 0.2  # of a Newton step with the shape held fast, which it is not
_MEMORY = 0.9
_MEAN_SQUARE = 0.25  # of how far outlines move in units of the fit's frame, for a unit of an unknown


@dataclass(frozen=True)
class Sharpness:
    """What the loss of silhouettes says of an outline that is a little off.

    Args:
        loss: of the silhouettes, weighted.
        weight: of it.
        softness_pixels: of the outlines.
        pixel_local: how wide a pixel is, in units of the fit's frame.
    """

    loss: float
    weight: float
    softness_pixels: float
    pixel_local: float

    def curvature(self, pixels: float) -> float:
        """Second derivative of the loss, by the shift in pixels, for each pixel of outline in a view of that size.

        The square of the slope of a soft outline, integrated across it, is one over six softnesses.
        """
        return self.weight / (3 * self.softness_pixels * pixels)

    def noise_pixels(self, pixels: float, outline_pixels: float) -> float:
        """How far outlines are off, root mean square, in views of that size with outlines of that length."""
        return math.sqrt(2 * self.loss / (self.curvature(pixels) * outline_pixels))


class CameraRefinement:
    """Where the views of a fit stand: as given, or aside of that where outlines ask for it.

    Args:
        views: all of them, as given.
        frame: where the fit takes place.
        memory: of earlier updates; what does not belong to these views is forgotten.
    """

    def __init__(self, views: Sequence[View], frame: Frame, memory: CameraMemory) -> None:
        self._views, self._frame = tuple(views), frame
        self._memory = memory.of_views(tuple(view.id for view in views), given_cameras(views))
        self._given = Cameras.of_views(views, frame) if views else None
        self._counts = self._memory.counts.copy()
        self._settled = torch.tensor(self._memory.settled_offsets)
        self._mean = torch.tensor(self._memory.mean)
        self.unknowns = torch.tensor(self._memory.offsets).requires_grad_()
        self._agreement: Agreement | None = None
        self._disagreement: Disagreement | None = None
        self._outline_pixels: Tensor | None = None
        self._enabled = [row for row, view in enumerate(views) if view.enabled]

    @property
    def is_new(self) -> bool:
        """Whether a view that takes part has not been moved yet."""
        return bool((self._counts[self._enabled] == 0).any())

    def memory(self) -> CameraMemory:
        """Return what is to be remembered."""
        return CameraMemory(
            self._memory.view_ids,
            self._memory.given,
            self.unknowns.detach().numpy().copy(),
            self._settled.numpy().copy(),
            self._mean.numpy().copy(),
            self._counts.copy(),
        )

    def settle(self) -> None:
        """Let cones and pixel sizes be made from where the cameras are now."""
        self._settled = self.unknowns.detach().clone()
        self._disagreement = None

    def settled_views(self) -> tuple[View, ...]:
        """All views where they were when they settled last."""
        return with_refined(self._views, self._refined(self._settled))

    def views(self) -> tuple[View, ...]:
        """All views where they are now; those that have not moved are the given ones."""
        return with_refined(self._views, self.refined())

    def refined(self) -> tuple[RefinedCamera, ...]:
        """The cameras that have moved."""
        return self._refined(self.unknowns.detach())

    def agree(self, targets: Sequence[Target], with_lenses: bool) -> None:
        """Move the views that have not been moved yet to where their outlines' tangents agree with all others.

        Args:
            targets: of the views that take part.
            with_lenses: whether focal lengths may change.
        """
        rows = self._enabled
        new = torch.tensor(self._counts[rows] == 0)
        free = new[:, None] & self._allowed(with_lenses)
        found = self._agreement_of(targets).best(self.unknowns.detach()[rows], free)
        with torch.no_grad():
            self.unknowns[rows] = found
        self._counts[rows] += new.numpy()

    def of_level(self, level: ViewLevel, views: FitViews) -> list[Camera]:
        """Return the cameras of each group of a level, for images of the views' own size.

        Args:
            level: of the pyramid of `views`.
            views: those that take part.

        Differentiable in: `unknowns`.
        """
        assert self._given is not None
        cameras = self._given[self._enabled].moved(self.unknowns[self._enabled])
        if views.plane is not None:
            cameras = cameras.followed_by(cameras.mirrored(views.plane, self._widths()))
        return [cameras[group.target.members].for_renderer(group.camera.near) for group in level.groups]

    def update(
        self, gradient: Tensor, targets: Sequence[Target], sharpness: Sharpness, share: float, with_lenses: bool
    ) -> None:
        """Move the cameras against a gradient, but never all of them and the object as one.

        A smoothed Newton step, the shape held fast: how much tangents say of an unknown, and how much of the outline it
        moves, tell how far to go. Steps of one size for all, such as Adam's, would let noise drive what is told badly.

        Args:
            gradient: (N, 7) by `unknowns`.
            targets: of the views that take part.
            sharpness: of the loss that the gradient is of.
            share: of the largest step.
            with_lenses: whether focal lengths may change.
        """
        rows, allowed = self._enabled, self._allowed(with_lenses)
        offsets = self.unknowns.detach()[rows]
        if self._disagreement is None:
            self._disagreement = self._agreement_of(targets).near(self._settled[rows])
        pixels, outlines = self._sizes(targets)
        curvature_pixels = sharpness.curvature(pixels) / len(rows)
        noise = max(LEAST_NOISE_PIXELS, sharpness.noise_pixels(pixels, float(outlines.mean())))
        weight = noise**2 * curvature_pixels
        slope = (gradient[rows] + weight * self._disagreement.slope_at(offsets)) * allowed
        counts = torch.tensor(self._counts[rows], dtype=torch.float64)[:, None]
        mean = self._mean[rows].lerp(slope, 1 - _MEMORY)
        with one_thread():
            curvature = weight * self._disagreement.curvature
            moved = outlines * (_MEAN_SQUARE / sharpness.pixel_local**2)
            curvature.diagonal().add_(curvature_pixels * moved.repeat_interleave(7))
            free = allowed.repeat(len(rows))
            step = torch.zeros_like(mean)
            smoothed = (mean / (1 - _MEMORY**counts)).reshape(-1)
            step.view(-1)[free] = _RATE * torch.linalg.solve(curvature[free][:, free], smoothed[free])
            largest = share * LARGEST_STEP_PIXELS * sharpness.pixel_local
            step = self._without_similarity(step.clamp(-largest, largest), offsets)
        with torch.no_grad():
            self.unknowns[rows] -= step
        self._mean[rows] = mean
        self._counts[rows] += 1

    def _sizes(self, targets: Sequence[Target]) -> tuple[float, Tensor]:
        """Pixels of a view in the mean, and of the outline of each (N,)."""
        if self._outline_pixels is None:
            self._outline_pixels = torch.tensor([_outline_pixels(target) for target in targets], dtype=torch.float64)
        return float(np.mean([target.mask.numel() for target in targets])), self._outline_pixels

    def _agreement_of(self, targets: Sequence[Target]) -> Agreement:
        """Made once: the views that take part are these while this lives."""
        if self._agreement is None:
            assert self._given is not None
            rows = self._enabled
            self._agreement = Agreement(self._given[rows], outline_tangents(targets), self._spreads()[rows])
        return self._agreement

    def _without_similarity(self, step: Tensor, offsets: Tensor) -> Tensor:
        assert self._given is not None
        basis = similarities(self._given[self._enabled].moved(offsets)).reshape(-1, 7)
        common: Tensor = torch.linalg.solve(basis.mT @ basis, basis.mT @ step.reshape(-1))
        return step - (basis @ common).reshape(-1, 7)

    def _refined(self, offsets: Tensor) -> tuple[RefinedCamera, ...]:
        rows = np.flatnonzero(self._counts).tolist()
        if self._given is None or not rows:
            return ()
        given, moved = self._given[rows], self._given[rows].moved(offsets[rows])
        turned = (moved.rotations @ given.rotations.mT - torch.eye(3)).flatten(1).norm(dim=1) / 8**0.5
        eyes = [-(c.rotations.mT @ c.translations[:, :, None])[:, :, 0] for c in (given, moved)]
        apart = (eyes[1] - eyes[0]).norm(dim=1) / eyes[0].norm(dim=1)
        degrees = torch.rad2deg(2 * turned.clamp_max(1.0).asin())
        percent = 100 * offsets[rows][:, LENS].expm1()[:, 0]
        return tuple(
            RefinedCamera(self._views[row].id, placement, *numbers)
            for row, placement, numbers in zip(
                rows,
                moved.placements(self._frame),
                torch.stack([degrees, apart, percent], dim=1).tolist(),
                strict=True,
            )
        )

    def _spreads(self) -> Tensor:
        """(N, 7) standard deviations of the offsets."""
        assert self._given is not None
        distance = self._given.translations.norm(dim=1)
        angle = np.radians(TURN_SPREAD_DEGREES)
        spreads = torch.empty((len(distance), 7), dtype=torch.float64)
        spreads[:, TURN] = angle
        spreads[:, SHIFT] = ((angle + MOVE_SPREAD_SHARE) * distance)[:, None]
        spreads[:, DISTANCE] = MOVE_SPREAD_SHARE
        spreads[:, LENS] = LENS_SPREAD_SHARE
        return spreads

    def _widths(self) -> Tensor:
        return torch.tensor([float(self._views[row].image_size[1]) for row in self._enabled], dtype=torch.float64)

    @staticmethod
    def _allowed(with_lenses: bool) -> Tensor:
        """(7,) bool, which unknowns may change."""
        allowed = torch.ones(7, dtype=torch.bool)
        allowed[LENS] = with_lenses
        return allowed


def _outline_pixels(target: Target) -> int:
    """Known pixels whose right or lower neighbour is on the other side of the outline; at least one."""
    inside = target.distance_pixels < 0
    crossed = (inside[1:, :-1] != inside[:-1, :-1]) | (inside[:-1, 1:] != inside[:-1, :-1])
    if target.weight is not None:
        crossed &= target.weight[:-1, :-1] > 0
    return max(1, int(crossed.sum()))
