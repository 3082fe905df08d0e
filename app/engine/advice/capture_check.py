"""Whether the cameras and the masks of a capture belong together, and what else the cameras might have meant."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch

from app.engine.cameras.axis_flips import AXIS_FLIPS, AxisFlip, flipped
from app.engine.cameras.view import Calibrated, View
from app.engine.captures.arrangement import Arrangement, arrangement, rough_frame
from app.engine.carving.agreement import LINES, Agreement, agreement
from app.engine.carving.silhouette_ball import silhouette_ball
from app.engine.targets.reduced import known_silhouette, masked_pair, reduced_pair, silhouette_pairs
from app.engine.targets.target_set import Target

LOW_CONSISTENCY = 0.9
"""Below, something is wrong with cameras or masks; those of the usual captures reach 0.97."""

_CLEARLY_BETTER = 0.1
_NOTHING = 1e-3  # of what the images take in: a coordinate below is 0 for people
_FLIP_LINES = LINES // 3
_COVERED_BORDER = 0.5  # of the images' borders, from which masks are likely to show the background
_NAMED = 3


@dataclass(frozen=True)
class ViewCheck:
    """One view beside the others.

    Args:
        view_id: of the view.
        consistency: the share of its silhouette's pixels that the others allow, in [0, 1].
        is_against: whether it was left out, because it denies what most of them agree on.
    """

    view_id: str
    consistency: float
    is_against: bool

    @property
    def sentence(self) -> str:
        """What is wrong with it."""
        if self.consistency < LOW_CONSISTENCY:
            return f"{self.view_id} shows what the other views exclude: check its mask and its camera."
        return f"{self.view_id} lacks what the other views show: check its mask and its camera."


@dataclass(frozen=True)
class FlipCheck:
    """How well the views fit together if the cameras meant something else.

    Args:
        flip: what they meant.
        consistency: as that of the capture.
    """

    flip: AxisFlip
    consistency: float

    @property
    def sentence(self) -> str:
        """For a choice."""
        return f"With {self.flip.label}: consistency {_percent(self.consistency)}. {self.flip.sentence}"


@dataclass(frozen=True, eq=False)
class CaptureCheck:
    """What is to be said of a capture before anything is sculpted from it.

    Args:
        count: views that take part.
        arrangement: how their cameras stand.
        consistency: C, the share of the silhouettes' known pixels that a quick hull explains, in [0, 1]; None if there
            are fewer than two silhouettes to compare.
        per_view: of the views with a silhouette, in order.
        flips: that would make it clearly better where it is low, the best first.
        covers_borders: whether most masks reach along most of the border of their images.
    """

    count: int
    arrangement: Arrangement
    consistency: float | None
    per_view: tuple[ViewCheck, ...]
    flips: tuple[FlipCheck, ...] = ()
    covers_borders: bool = False

    @property
    def is_low(self) -> bool:
        """Whether the consistency is known and too low."""
        return self.consistency is not None and self.consistency < LOW_CONSISTENCY

    @property
    def sentence(self) -> str:
        """All of it in one line."""
        cameras = "1 camera" if self.count == 1 else f"{self.count} cameras"
        center = self.arrangement.center_world
        center = np.where(np.abs(center) < _NOTHING * self.arrangement.radius_world, 0.0, center)
        point = ", ".join(f"{number:z.3g}" for number in center)
        consistency = "not known" if self.consistency is None else _percent(self.consistency)
        return f"{cameras}, up is {self.arrangement.up_name}, looking at ({point}), consistency {consistency}"

    @property
    def warnings(self) -> tuple[str, ...]:
        """What a user should look into, a sentence each."""
        found = []
        if self.count and not self.arrangement.looks_at:
            found.append("Most cameras look away from the point that they stand around: check what their axes mean.")
        if len(self.per_view) < self.count:
            found.append(
                f"{self.count - len(self.per_view)} of {self.count} views have no silhouette and do not count."
            )
        if self.covers_borders:
            found.append("The masks cover most of the pictures' borders: inside and outside may be exchanged.")
        if self.is_low:
            found.append(f"{self._low}: check that cameras and masks belong together.")
        if self.flips:
            found.append(self.flips[0].sentence)
        against = [view for view in self.per_view if view.is_against and not self.flips]
        found += [view.sentence for view in against[:_NAMED]]
        if len(against) > _NAMED:
            found.append(f"{len(against) - _NAMED} more views fit the others badly.")
        return tuple(found)

    @property
    def _low(self) -> str:
        assert self.consistency is not None  # or it would not be low
        return f"The views explain only {_percent(self.consistency)} of each other's silhouettes"


def capture_check(views: Sequence[View], device: torch.device, targets: Sequence[Target] | None = None) -> CaptureCheck:
    """Check that cameras and masks belong together.

    Small images are enough for it, and a few thousand lines of sight. A wrong mask among many right ones only counts
    with its own pixels, and is named.

    Args:
        views: all of them; those that are off do not count.
        device: where to measure.
        targets: one a view; None for the masks that the views carry, which takes less time than making targets.

    Raises:
        ValueError: a target's size is not its view's.
    """
    chosen = [view for view in views if view.enabled]
    pairs = silhouette_pairs(_small_pairs(views, targets))
    found = _agreement(pairs, device, LINES) if len(pairs) > 1 else None
    consistency = None if found is None else found.share
    flips: tuple[FlipCheck, ...] = ()
    if consistency is not None and consistency < LOW_CONSISTENCY:
        flips = _better_flips(views, pairs, consistency, device)
    checks = [ViewCheck(view.id, 1.0, is_against=False) for view, _ in pairs] if found is None else _per_view(found)
    border = np.median([_border_share(target) for _, target in pairs]) if pairs else 0.0
    covers_borders = bool(border > _COVERED_BORDER)
    return CaptureCheck(len(chosen), arrangement(chosen), consistency, tuple(checks), flips, covers_borders)


def _small_pairs(views: Sequence[View], targets: Sequence[Target] | None) -> list[tuple[View, Target]]:
    if targets is not None:
        return [reduced_pair(view, target) for view, target in zip(views, targets, strict=True) if view.enabled]
    return [pair for view in views if view.enabled and (pair := masked_pair(view)) is not None]


def _agreement(pairs: Sequence[tuple[View, Target]], device: torch.device, line_count: int) -> Agreement:
    views, targets = [view for view, _ in pairs], [target for _, target in pairs]
    ball = silhouette_ball(views, targets, rough_frame(views))
    return agreement(views, targets, ball, device, line_count)


def _per_view(found: Agreement) -> list[ViewCheck]:
    shares = zip(found.view_ids, found.shares.tolist(), strict=True)
    return [ViewCheck(view_id, share, view_id in found.against) for view_id, share in shares]


def _better_flips(
    views: Sequence[View], pairs: Sequence[tuple[View, Target]], consistency: float, device: torch.device
) -> tuple[FlipCheck, ...]:
    given = {view.id for view in views if isinstance(view.placement, Calibrated)}
    if not any(view.id in given for view, _ in pairs):
        return ()
    checks = []
    for flip in AXIS_FLIPS:
        turned = [(flipped([view], flip)[0] if view.id in given else view, target) for view, target in pairs]
        checks.append(FlipCheck(flip, _agreement(turned, device, _FLIP_LINES).share))
    better = [check for check in checks if check.consistency > consistency + _CLEARLY_BETTER]
    return tuple(sorted(better, key=lambda check: -check.consistency))


def _border_share(target: Target) -> float:
    """The share of the image's border that the silhouette covers."""
    inside = known_silhouette(target)
    border = torch.cat([inside[0], inside[-1], inside[:, 0], inside[:, -1]])
    return float(border.to(torch.float32).mean())


def _percent(share: float) -> str:
    """Rounded down, so that 100 % means all."""
    return f"{int(100 * share)} %"
