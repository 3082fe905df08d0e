"""All that a fit has gone through, as a value that can be put aside and taken up again."""

import dataclasses
from dataclasses import dataclass

from app.engine.fitting.fit_state import FitState
from app.engine.fitting.history import Keyframe
from app.engine.fitting.run_log import RunLog
from app.engine.fitting.settings import FitSettings
from app.engine.fitting.snapshot import Snapshot


@dataclass(frozen=True, eq=False)
class Timeline:
    """A fit with its past.

    Args:
        start: where to go on: the moment at the end, or settings for a fit that has not begun.
        run_log: up to there; not to be changed.
        keyframes: up to there.
    """

    start: Snapshot | FitSettings
    run_log: RunLog
    keyframes: tuple[Keyframe, ...]

    @property
    def start_of_fit(self) -> FitState | FitSettings:
        """What the engine goes on from."""
        return self.start.state if isinstance(self.start, Snapshot) else self.start

    @property
    def settings(self) -> FitSettings:
        """With which the fit was computed last, or will be begun."""
        return self.start.state.settings if isinstance(self.start, Snapshot) else self.start

    def snapshot(self, run: int) -> Snapshot | None:
        """The moment at the end, as one of this run; None for a fit that has not begun."""
        return dataclasses.replace(self.start, run=run) if isinstance(self.start, Snapshot) else None
