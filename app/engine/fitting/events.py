"""What a fit loop tells: past tense, few, none lost."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.engine.cameras.view import View
from app.engine.fitting.commands import Command
from app.engine.fitting.notes import Note
from app.engine.fitting.settings import FitSettings

if TYPE_CHECKING:  # they come with compiled kernels, whose absence is an event
    from app.engine.advice.capture_check import CaptureCheck
    from app.engine.remeshing.defects import MeshQuality


@dataclass(frozen=True)
class EngineLoaded:
    """The loop is there and listens.

    Args:
        device: where a fit would be computed if its settings left it open, in words.
    """

    device: str


@dataclass(frozen=True)
class EngineMissing:
    """The loop cannot be: its libraries or the compiled kernels cannot be loaded; no event follows."""

    message: str


@dataclass(frozen=True)
class Opened:
    """A fit has been taken up and rests after `step`.

    Args:
        run: as the command said.
        step: updates done.
        device: where it is computed, in words.
    """

    run: int
    step: int
    device: str


@dataclass(frozen=True)
class OpenFailed:
    """A fit could not be taken up; there is none now."""

    run: int
    message: str


@dataclass(frozen=True)
class ViewsSuspect:
    """Views whose targets show nothing, or nothing but the model; they take part all the same.

    Args:
        empty_ids: those that see nothing of the model.
        full_ids: those that see nothing else, as from inside it.
    """

    empty_ids: tuple[str, ...]
    full_ids: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class CaptureChecked:
    """Whether the cameras and the masks of photographs belong together."""

    check: "CaptureCheck"


@dataclass(frozen=True)
class Started:
    """Steps are being done, after `step` of them."""

    step: int


@dataclass(frozen=True)
class MeshChanged:
    """Something was done to the mesh besides moving it."""

    note: Note


@dataclass(frozen=True)
class MeshMeasured:
    """The mesh that the fit rests with after `step` is as sound as this."""

    step: int
    quality: "MeshQuality"


@dataclass(frozen=True, eq=False)
class ViewSuggested:
    """The camera that would tell most of what the others leave open.

    Args:
        view: its id means nothing.
        opened_share: in [0, 1], of the surface that is open, which it would bring to an outline.
        unconstrained_share: in [0, 1], of the whole surface, that is open.
    """

    view: View
    opened_share: float
    unconstrained_share: float


@dataclass(frozen=True)
class Paused:
    """The loop rests after `step`, because it was told to, or because the steps that were asked for are done."""

    step: int


@dataclass(frozen=True)
class Finished:
    """The plan's last step was done; the loop rests, and may run on."""

    step: int


@dataclass(frozen=True)
class SettingsReplaced:
    """From the step after `step` on, `settings` hold."""

    step: int
    settings: FitSettings


@dataclass(frozen=True)
class ViewsReplaced:
    """From the step after `step` on, the views with these ids are fitted."""

    step: int
    view_ids: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class CommandRejected:
    """A command could not be carried out; nothing changed."""

    step: int
    command: Command
    message: str


@dataclass(frozen=True)
class Failed:
    """A step could not be done; the loop rests with the last good mesh.

    Args:
        step: updates done.
        view_id: the view in which it arose, where that is known.
        message: one sentence.
    """

    step: int
    view_id: str | None
    message: str


@dataclass(frozen=True)
class Stopped:
    """The loop was left after `step`; no event follows."""

    step: int


@dataclass(frozen=True)
class Crashed:
    """Something that was not foreseen ended the loop; a new one listens, without a fit.

    Args:
        message: one sentence.
        report: the traceback.
    """

    message: str
    report: str


Event = (
    EngineLoaded
    | EngineMissing
    | Opened
    | OpenFailed
    | ViewsSuspect
    | CaptureChecked
    | Started
    | MeshChanged
    | MeshMeasured
    | ViewSuggested
    | Paused
    | Finished
    | SettingsReplaced
    | ViewsReplaced
    | CommandRejected
    | Failed
    | Stopped
    | Crashed
)
