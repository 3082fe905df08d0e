"""All that a session of work consists of, as one value."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.engine.cameras.camera_set import CameraSet
from app.engine.captures.subject import Subject
from app.engine.fitting.history import Keyframe
from app.engine.fitting.run_log import RunLog
from app.engine.fitting.settings import FitSettings
from app.engine.fitting.snapshot import Snapshot

SUFFIX = ".photosculpture"


class ProjectFileError(ValueError):
    """A project file cannot be used; the message is one sentence that names the file and the reason."""


@dataclass(frozen=True, eq=False)
class Project:
    """A model or a capture, its cameras, and the fit with its past.

    Args:
        subject: what is sculpted.
        cameras: all views.
        settings: as the user wants them; the fit's own are in its state.
        run_log: not to be changed.
        keyframes: ascending in step.
        snapshot: the newest, without its reports; None for a fit that has not begun.
        layout: of the window, whatever JSON can hold.
        warnings: what could not be taken from the file that this was read from, a sentence each.
    """

    subject: Subject
    cameras: CameraSet
    settings: FitSettings
    run_log: RunLog
    keyframes: tuple[Keyframe, ...] = ()
    snapshot: Snapshot | None = None
    layout: Mapping[str, object] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()

    @property
    def step(self) -> int:
        """Updates done."""
        return self.snapshot.step if self.snapshot is not None else 0
