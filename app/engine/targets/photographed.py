"""Targets of photographs, from the masks that their views carry."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

import torch
from torch import Tensor
from torch.nn.functional import interpolate

from app.engine.cameras.view import View
from app.engine.cameras.view_mask import ViewMask
from app.engine.targets.masks import mask_target
from app.engine.targets.target_set import REACH_PIXELS, Target

_THREADS = 2


class PhotographedTargets:
    """The targets of views with masks; of a view without one nothing is known.

    Args:
        device: where the targets live.
        is_given_up: asked before each target is made: many large ones take seconds, and nobody may want them any more.
    """

    def __init__(self, device: torch.device, is_given_up: Callable[[], bool] = lambda: False) -> None:
        self.device = device
        self._is_given_up = is_given_up
        self._made: dict[str, tuple[ViewMask | None, Target]] = {}
        self._made_before: dict[str, tuple[ViewMask | None, Target]] = {}

    def targets(self, views: Sequence[View]) -> list[Target]:
        """Return one target for each view, in order; a view that has the mask of the last call keeps its target.

        Targets of two sets of views are kept, so that one may look at others for a while and come back.

        Raises:
            RuntimeError: they were given up.
        """
        with ThreadPoolExecutor(_THREADS, "targets") as pool:  # searching for outlines leaves the interpreter free
            pairs = list(pool.map(lambda view: self._kept(view) or (view.mask, self._new(view)), views))
        made = {view.id: pair for view, pair in zip(views, pairs, strict=True)}
        if any(made[view_id] is not self._made.get(view_id) for view_id in made) or len(made) != len(self._made):
            self._made, self._made_before = made, self._made
        return [made[view.id][1] for view in views]

    def preview(self, view: View, longest_side_pixels: int) -> Tensor:
        """Return a view's mask in small, (h, w) float32 in [0, 1]."""
        kept = self._kept(view)
        mask = (kept[1] if kept is not None else self._new(view)).mask
        share = min(1.0, longest_side_pixels / max(mask.shape))
        size = [max(1, round(share * side)) for side in mask.shape]
        return interpolate(mask[None, None], size, mode="area")[0, 0]

    def _kept(self, view: View) -> tuple[ViewMask | None, Target] | None:
        for made in (self._made, self._made_before):
            kept = made.get(view.id)
            if kept is not None and kept[0] is view.mask and kept[1].image_size == view.image_size:
                return kept
        return None

    def _new(self, view: View) -> Target:
        if self._is_given_up():
            raise RuntimeError("the targets were given up")
        if view.mask is None or (view.mask.known is not None and not view.mask.known.any()):
            return _unknown(view, self.device)
        target = mask_target(view.id, view.mask.coverage, view.mask.known)
        weight = None if target.weight is None else target.weight.to(self.device)
        return Target(view.id, target.mask.to(self.device), target.distance_pixels.to(self.device), weight)


def _unknown(view: View, device: torch.device) -> Target:
    """Nothing inside, and no pixel that counts."""
    nothing = torch.zeros(view.image_size, device=device)
    return Target(view.id, nothing, torch.full_like(nothing, REACH_PIXELS), nothing)
