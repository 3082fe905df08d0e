"""What a fit loop can be told: imperative, carried out between two steps, in order."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.engine.cameras.view import View
from app.engine.fitting.settings import FitSettings


@dataclass(frozen=True)
class Run:
    """Step until the end of the plan, or until `steps` more are done.

    Args:
        steps: how many, >= 1; None to run to the end of the plan, and past that until told to pause.
    """

    steps: int | None = None

    def __post_init__(self) -> None:
        if self.steps is not None and self.steps < 1:
            raise ValueError(f"Run: steps must be at least 1 or None, got {self.steps}")


@dataclass(frozen=True)
class Pause:
    """Rest until the next `Run`."""


@dataclass(frozen=True)
class ReplaceSettings:
    """Use other settings from the next step on."""

    settings: FitSettings


@dataclass(frozen=True, eq=False)
class ReplaceViews:
    """Use other views from the next step on; their targets are made before it."""

    views: Sequence[View]


@dataclass(frozen=True)
class Stop:
    """Leave the loop."""


Command = Run | Pause | ReplaceSettings | ReplaceViews | Stop
