"""From the document to the engine: what is edited becomes commands, not more of them than are carried out."""

import dataclasses
from collections import deque
from collections.abc import Callable

from PyQt6.QtCore import QObject, pyqtSignal

from app.engine.cameras.camera_set import CameraSet
from app.engine.cameras.view import View
from app.engine.captures.subject import Subject
from app.engine.fitting.commands import (
    Command,
    Open,
    PreviewTarget,
    ReplaceSettings,
    ReplaceViews,
    ShowReading,
    ShowView,
    SuggestView,
)
from app.engine.fitting.fit_state import FitState
from app.engine.fitting.readings import Quantity
from app.engine.fitting.settings import FitSettings
from app.ui.document import Document

NOT_LIVE = tuple(field.name for field in dataclasses.fields(FitSettings) if not field.metadata["live"])


class EditSender(QObject):
    """Sends a document's edits once a fit has been opened.

    Args:
        document: what is edited.
        send: hands a command to the engine.
        parent: Qt's.
    """

    needs_reset_changed = pyqtSignal()

    def __init__(self, document: Document, send: Callable[[Command], None], parent: QObject) -> None:
        super().__init__(parent)
        self._document = document
        self._send = send
        self._held: FitSettings | None = None  # the settings of the fit; None before one is opened
        self._sent_views = CameraSet()
        self._views_in_flight: deque[CameraSet] = deque()
        self._preview_in_flight = False
        self._next_preview: View | None = None
        self._shown_view_id: str | None = None
        self._wanted_reading: Quantity | None = None
        self.fitted_views = CameraSet()
        document.cameras_changed.connect(self._send_views)
        document.settings_changed.connect(self._send_settings)
        document.selection_changed.connect(self._send_shown_view)

    @property
    def needs_reset(self) -> tuple[str, ...]:
        """The settings whose values in the document take hold only after a reset."""
        if self._held is None:
            return ()
        wanted = self._document.settings
        return tuple(name for name in NOT_LIVE if getattr(wanted, name) != getattr(self._held, name))

    def suspend(self) -> None:
        """Send nothing until the next fit is opened: what changes now is not an edit of this one."""
        self._held = None

    def open(self, run: int, subject: Subject, start: FitSettings | FitState) -> None:
        """Open a fit of the document's subject, and bring it up to the document, with the document's device."""
        if isinstance(start, FitState):
            settings = dataclasses.replace(start.settings, device=self._document.settings.device)
            start = dataclasses.replace(start, settings=settings)
        self._held = start if isinstance(start, FitSettings) else start.settings
        self._sent_views = self.fitted_views = self._document.cameras
        self._views_in_flight.clear()
        self._preview_in_flight = False
        self._next_preview = None
        self._send(Open(run, subject, self._sent_views.views, start))
        self._shown_view_id = None
        self._send_shown_view()
        if self._wanted_reading is not None:
            self._send(ShowReading(self._wanted_reading))
        self._send_settings()

    def want_reading(self, quantity: Quantity | None) -> None:
        """Have snapshots of this fit, and of those that follow, tell that number of each vertex; None for none."""
        self._wanted_reading = quantity
        self._send(ShowReading(quantity))

    def suggest_view(self) -> None:
        """Ask for the camera that would tell most of what the document's leave open."""
        self.flush()
        self._send(SuggestView())

    def preview(self, view: View) -> None:
        """Ask for what a view would show; while an answer is awaited only the latest wish is kept."""
        if self._preview_in_flight:
            self._next_preview = view
        elif self._held is not None:
            self._preview_in_flight = True
            self._send(PreviewTarget(view))

    def note_preview(self) -> None:
        """An answer has come."""
        self._preview_in_flight = False
        if self._next_preview is not None:
            view, self._next_preview = self._next_preview, None
            self.preview(view)

    def note_views(self, *, taken: bool) -> None:
        """The views that were sent have been taken up, or rejected; send those that have come since."""
        if self._views_in_flight:
            views = self._views_in_flight.popleft()
            if taken:
                self.fitted_views = views
        self._send_views()
        if not self._views_in_flight:
            self._sent_views = self.fitted_views  # what was rejected is sent again with the next edit or start

    def flush(self) -> None:
        """Send what has been held back: the next command is meant for the document as it is."""
        views = self._document.cameras
        if self._held is not None and views is not self._sent_views:
            self._views_in_flight.append(views)
            self._sent_views = views
            self._send(ReplaceViews(views.views))

    def _send_views(self) -> None:
        if not self._views_in_flight:  # a camera that is drawn must not fill the queue: the rest goes after the answer
            self.flush()

    def _send_settings(self) -> None:
        if self._held is None:
            return
        kept = {name: getattr(self._held, name) for name in NOT_LIVE}
        effective = dataclasses.replace(self._document.settings, **kept)
        if effective != self._held:
            self._held = effective
            self._send(ReplaceSettings(effective))
        self.needs_reset_changed.emit()

    def _send_shown_view(self) -> None:
        if self._held is not None and self._document.current_id != self._shown_view_id:
            self._shown_view_id = self._document.current_id
            self._send(ShowView(self._shown_view_id))
