"""What the user edits: the subject's cameras and the settings of the fit, with undo."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from PyQt6.QtCore import QObject, pyqtSignal
from PyQt6.QtGui import QUndoCommand, QUndoStack

from app.engine.cameras.camera_set import CameraSet
from app.engine.captures.capture import Capture
from app.engine.captures.subject import Subject
from app.engine.fitting.settings import FitSettings
from app.engine.meshes.frame import Frame
from app.engine.meshes.model import Model


@dataclass(frozen=True)
class Edited:
    """All that an edit may change; undo puts the one before back.

    Args:
        cameras: all views.
        settings: of the fit.
        selected_ids: of the views that are selected.
        current_id: the view that is shown large.
    """

    cameras: CameraSet
    settings: FitSettings
    selected_ids: tuple[str, ...] = ()
    current_id: str | None = None


class Document(QObject):
    """A model, or a capture, with its cameras and settings. Values in it are never changed, only replaced by others."""

    subject_changed = pyqtSignal()
    surroundings_changed = pyqtSignal()
    cameras_changed = pyqtSignal()
    settings_changed = pyqtSignal()
    selection_changed = pyqtSignal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._subject: Subject | None = None
        self._edited = Edited(CameraSet(), FitSettings())
        self.undo_stack = QUndoStack(self)

    @property
    def subject(self) -> Subject | None:
        """What is to be sculpted."""
        return self._subject

    @property
    def model(self) -> Model | None:
        """What is to be sculpted, where that is a model."""
        return self._subject if isinstance(self._subject, Model) else None

    @property
    def capture(self) -> Capture | None:
        """What is to be sculpted, where that is a capture."""
        return self._subject if isinstance(self._subject, Capture) else None

    @property
    def cameras(self) -> CameraSet:
        """All views."""
        return self._edited.cameras

    @property
    def settings(self) -> FitSettings:
        """As the user wants them; a setting that is not live may not hold yet in a running fit."""
        return self._edited.settings

    @property
    def selected_ids(self) -> tuple[str, ...]:
        """Of the selected views, in the order of the cameras."""
        return self._edited.selected_ids

    @property
    def current_id(self) -> str | None:
        """The view that is shown large: the one selected last."""
        return self._edited.current_id

    def open(self, subject: Subject | None, cameras: CameraSet, settings: FitSettings) -> None:
        """Take up another subject; what was done to the one before cannot be undone any more."""
        self.undo_stack.clear()
        self._subject = subject
        self._put(_selected(Edited(cameras, settings), cameras.ids[:1], None), everything=True)
        self.subject_changed.emit()

    def edit_cameras(
        self, text: str, cameras: CameraSet, *, select: Iterable[str] | None = None, merge: str | None = None
    ) -> None:
        """Replace the cameras as one step of undo.

        Args:
            text: what it does, such as "Move view-03".
            cameras: the new ones.
            select: which to select afterwards; None to leave the selection as far as it still exists.
            merge: edits in a row with the same text here are one step; None for a step of its own.
        """
        after = Edited(cameras, self.settings)
        self._push(text, _selected(after, self.selected_ids if select is None else select, self.current_id), merge)

    def edit_settings(self, text: str, settings: FitSettings, *, merge: str | None = None) -> None:
        """Replace the settings as one step of undo; arguments as `edit_cameras`."""
        self._push(text, Edited(self.cameras, settings, self.selected_ids, self.current_id), merge)

    def edit_surroundings(self, text: str, frame: Frame, up_world: NDArray[np.float64]) -> None:
        """Say, as one step of undo, where about the object of the photographs is and what is up there."""
        if self.capture is not None:
            self.undo_stack.push(_Move(self, text, self.capture, replace(self.capture, frame=frame, up_world=up_world)))

    def select(self, ids: Iterable[str], current: str | None = None) -> None:
        """Select views; this is no step of undo.

        Args:
            ids: which; those that do not exist are left out.
            current: the view to show large; None for the last of them that was not selected before.
        """
        ids = tuple(ids)
        added = [view_id for view_id in ids if view_id not in self.selected_ids]
        wanted = current or (added[-1] if added else self.current_id)
        self._put(_selected(self._edited, ids, wanted))

    def _surround(self, capture: Capture) -> None:
        self._subject = capture
        self.surroundings_changed.emit()

    def _push(self, text: str, after: Edited, merge: str | None) -> None:
        if (after.cameras, after.settings) != (self.cameras, self.settings):
            self.undo_stack.push(_Edit(self, text, self._edited, after, merge))

    def _put(self, edited: Edited, everything: bool = False) -> None:
        before, self._edited = self._edited, edited
        if everything or before.cameras != edited.cameras:
            self.cameras_changed.emit()
        if everything or before.settings != edited.settings:
            self.settings_changed.emit()
        if everything or (before.selected_ids, before.current_id) != (edited.selected_ids, edited.current_id):
            self.selection_changed.emit()


class _Edit(QUndoCommand):
    def __init__(self, document: Document, text: str, before: Edited, after: Edited, merge: str | None) -> None:
        super().__init__(text)
        self._document = document
        self._before = before
        self._after = after
        self._merge = merge

    def redo(self) -> None:
        self._document._put(self._after)

    def undo(self) -> None:
        self._document._put(self._before)

    def id(self) -> int:
        return -1 if self._merge is None else hash(self._merge) & 0x7FFF_FFFF

    def mergeWith(self, other: QUndoCommand | None) -> bool:
        if not isinstance(other, _Edit) or other._merge != self._merge:
            return False
        self._after = other._after
        self.setText(other.text())
        return True


class _Move(QUndoCommand):
    def __init__(self, document: Document, text: str, before: Capture, after: Capture) -> None:
        super().__init__(text)
        self._document = document
        self._before = before
        self._after = after

    def redo(self) -> None:
        self._document._surround(self._after)

    def undo(self) -> None:
        self._document._surround(self._before)


def _selected(edited: Edited, ids: Iterable[str], current: str | None) -> Edited:
    """The same with those of the ids selected that exist, and one of them, if there is any, shown large."""
    wanted = set(ids)
    existing = tuple(view_id for view_id in edited.cameras.ids if view_id in wanted)
    if current not in existing:
        current = existing[-1] if existing else (current if current in edited.cameras.ids else None)
    if current is None and edited.cameras.ids:
        current = edited.cameras.ids[0]
    return Edited(edited.cameras, edited.settings, existing, current)
