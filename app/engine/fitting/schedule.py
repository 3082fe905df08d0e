"""Where in its plan a fit stands, and the softness and learning rate that belong there.

Importing this module does not import torch.
"""

import math
from dataclasses import dataclass

from app.engine.fitting.settings import FitSettings

SOFTNESS_STAIRS = 48
"""The softness falls in this many stairs, not at every step, because soft targets are made anew for each (6 % a stair
from 12 to 0.6 px, well below what a fit notices)."""


@dataclass(frozen=True)
class Schedule:
    """How far a fit has come, as a share of its plan that never falls.

    A changed number of steps stretches or shrinks what is left of the plan: the softness does not jump, and a fit that
    has reached its end stays there however many steps follow.

    Args:
        planned_steps: the step at which the plan ends.
        since_step: the step at which this plan was made.
        since_progress: the progress at that step, in [0, 1].
    """

    planned_steps: int
    since_step: int = 0
    since_progress: float = 0.0

    def progress(self, step: int) -> float:
        """Return the share of the plan that is done before `step`, in [0, 1]."""
        left = self.planned_steps - self.since_step
        if left <= 0:
            return 1.0
        share = min(1.0, max(0.0, (step - self.since_step) / left))
        return self.since_progress + (1.0 - self.since_progress) * share

    def replanned(self, step: int, planned_steps: int) -> "Schedule":
        """Return the plan that goes on from `step` and ends at `planned_steps`."""
        if planned_steps == self.planned_steps:
            return self
        return Schedule(planned_steps, step, self.progress(step))


def softness_pixels(settings: FitSettings, progress: float) -> float:
    """Return the softness at `progress`: geometric from start to end, in stairs, then constant."""
    return _from_coarse_to_fine(settings.softness_start_pixels, settings.softness_end_pixels, settings, progress)


def edge_length_pixels(settings: FitSettings, progress: float) -> float:
    """Return the length of the mesh's edges at `progress`, which falls together with the softness."""
    return _from_coarse_to_fine(settings.edge_length_start_pixels, settings.edge_length_end_pixels, settings, progress)


def normal_weight(settings: FitSettings, progress: float) -> float:
    """Return the weight of the normals' term at `progress`: what soft outlines leave open is to be smooth."""
    softer = softness_pixels(settings, progress) / settings.softness_end_pixels
    return settings.normal_weight * max(1.0, softer) ** 2


def progress_at_softness(settings: FitSettings, softness_pixels: float) -> float:
    """Return the share of the plan after which outlines are sharper than `softness_pixels`."""
    start, end = settings.softness_start_pixels, settings.softness_end_pixels
    if softness_pixels >= start or start <= end:
        return 0.0
    return settings.refine_from * min(1.0, math.log(softness_pixels / start) / math.log(end / start))


def _from_coarse_to_fine(start: float, end: float, settings: FitSettings, progress: float) -> float:
    done = min(1.0, progress / settings.refine_from) if settings.refine_from > 0 else 1.0
    stair = math.floor(done * SOFTNESS_STAIRS) / SOFTNESS_STAIRS
    return end if stair == 1.0 else start * (end / start) ** stair


def learning_rate(settings: FitSettings, progress: float) -> float:
    """Return the learning rate at `progress`: constant, then linear down to its end."""
    left = 1.0 - settings.refine_from
    fall = max(0.0, (progress - settings.refine_from) / left) if left > 0 else 0.0
    return settings.learning_rate * (1.0 + (settings.learning_rate_end_ratio - 1.0) * min(1.0, fall))
