"""All that a fit has gone through, as a value that can be put aside and taken up again."""

from dataclasses import dataclass

from app.engine.fitting.fit_state import FitState
from app.engine.fitting.history import Keyframe
from app.engine.fitting.run_log import RunLog
from app.engine.fitting.settings import FitSettings


@dataclass(frozen=True, eq=False)
class Timeline:
    """A fit with its past.

    Args:
        start: where to go on: the state at the end, or settings for a fit that has not begun.
        run_log: up to there; not to be changed.
        keyframes: up to there.
    """

    start: FitState | FitSettings
    run_log: RunLog
    keyframes: tuple[Keyframe, ...]
