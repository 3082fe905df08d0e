"""What a fit loop tells: past tense, few, none lost."""

from dataclasses import dataclass

from app.engine.fitting.commands import Command
from app.engine.fitting.settings import FitSettings


@dataclass(frozen=True)
class Started:
    """Steps are being done, after `step` of them."""

    step: int


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


Event = Started | Paused | Finished | SettingsReplaced | ViewsReplaced | CommandRejected | Failed | Stopped
