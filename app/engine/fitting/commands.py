"""What a fit loop can be told: imperative, carried out between two steps, in order."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.engine.cameras.view import View
from app.engine.captures.subject import Subject
from app.engine.fitting.fit_state import FitState
from app.engine.fitting.readings import Quantity
from app.engine.fitting.settings import FitSettings
from app.engine.fitting.snapshot import Snapshot


@dataclass(frozen=True, eq=False)
class Open:
    """Leave the present fit and take up another, at rest.

    Args:
        run: the number that its snapshots are tagged with.
        subject: what to sculpt.
        views: all cameras.
        start: settings to begin a new fit with, or the state to go on from.
    """

    run: int
    subject: Subject
    views: Sequence[View]
    start: FitSettings | FitState


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
class ShowView:
    """Make pictures of this view in full size from now on; None for no view."""

    view_id: str | None


@dataclass(frozen=True)
class ShowReading:
    """Tell this number of each vertex from now on; None for none."""

    quantity: Quantity | None


@dataclass(frozen=True, eq=False)
class ShowMoment:
    """Make pictures of an earlier moment from now on; the fit itself is not touched.

    Args:
        snapshot: of that moment.
        views: all cameras of that moment.
    """

    snapshot: Snapshot
    views: Sequence[View]


@dataclass(frozen=True)
class ShowPresent:
    """Make pictures of the fit as it is from now on."""


@dataclass(frozen=True, eq=False)
class PreviewTarget:
    """Draw, small and quickly, what a view would show."""

    view: View


@dataclass(frozen=True)
class SuggestView:
    """Find the camera that would tell most of what the enabled ones leave open."""


@dataclass(frozen=True)
class Stop:
    """Leave the loop."""


Command = (
    Open
    | Run
    | Pause
    | ReplaceSettings
    | ReplaceViews
    | ShowView
    | ShowReading
    | ShowMoment
    | ShowPresent
    | PreviewTarget
    | SuggestView
    | Stop
)
