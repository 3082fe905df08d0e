"""Markers on the loss curve where something was changed."""

from app.engine.cameras.camera_set import CameraSet
from app.engine.fitting.notes import Note, NoteKind
from app.engine.fitting.run_log import RunLog
from app.engine.fitting.settings import FitSettings
from app.ui.change_labels import cameras_change, same_subject, settings_change

_MARKED = (NoteKind.START, NoteKind.TOPOLOGY)  # what else is done to a mesh happens too often for a curve
_STEPS_OF_ONE_CHANGE = 50  # within which a slider that is drawn makes one marker


class ChangeMarkers:
    """Knows what held until now, and notes what differs.

    Args:
        settings: of the fit.
    """

    def __init__(self, settings: FitSettings) -> None:
        self._settings = settings

    def note_settings(self, run_log: RunLog, step: int, settings: FitSettings) -> None:
        """Other settings hold from the step after `step` on."""
        _mark(run_log, step, settings_change(self._settings, settings))
        self._settings = settings

    def note_views(self, run_log: RunLog, step: int, before: CameraSet, after: CameraSet) -> None:
        """Other views take part from the step after `step` on."""
        _mark(run_log, step, cameras_change(before, after))

    def note_mesh(self, run_log: RunLog, note: Note) -> bool:
        """Something was done to the mesh; return whether it is so much that it has a marker."""
        if note.kind in _MARKED:
            run_log.add_marker(note.step, note.label)
        return note.kind in _MARKED


def _mark(run_log: RunLog, step: int, label: str | None) -> None:
    if label is None or step == 0:
        return
    last = run_log.markers[-1] if run_log.markers else None
    goes_on = last is not None and step - last.step <= _STEPS_OF_ONE_CHANGE and same_subject(label, last.label)
    run_log.add_marker(step, label, in_place_of_last=goes_on)
