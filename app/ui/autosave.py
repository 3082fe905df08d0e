"""When the window's work is put aside, and how it comes back after a crash."""

from typing import cast

from PyQt6.QtCore import QObject, QTimer, pyqtSignal

from app.ui.app_state import AppState
from app.ui.autosave_writer import AutosaveWriter
from app.ui.background_job import BackgroundJob
from app.ui.document import Document
from app.ui.fit_controller import FitController
from app.ui.lost_work import Recoverable, autosave_folder, discard, recoverable_work
from app.ui.preferences import Preferences
from app.ui.project_files import ProjectFiles

FINISH_SECONDS = 1.5


class Autosave(QObject):
    """Puts unsaved work aside after every change, and regularly while a fit runs.

    It goes beside the project file, never over it, and is removed when nothing is unsaved any more.

    Args:
        document: what is edited.
        controller: what runs.
        files: know what is unsaved.
        preferences: how often to write while a fit runs.
        parent: Qt's.
    """

    lost_work_found = pyqtSignal(object)  # tuple[Recoverable, ...], not empty

    def __init__(
        self,
        document: Document,
        controller: FitController,
        files: ProjectFiles,
        preferences: Preferences,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._controller = controller
        self._files = files
        self._preferences = preferences
        self._recovering: Recoverable | None = None
        self.folder = autosave_folder()
        self.writer = AutosaveWriter(files.captured, self.folder, self)
        self.writer.failed.connect(lambda sentence: controller.message.emit("error", sentence))
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._note_change)
        document.undo_stack.indexChanged.connect(self._note_change)
        controller.state_changed.connect(self._take_state)
        files.opened.connect(self._take_opened)
        files.saved.connect(self._take_saved)
        preferences.changed.connect(lambda: self._take_state(controller.state))

    def look_for_lost_work(self) -> None:
        """Look, in the background, for what earlier windows could not save; `lost_work_found` follows if there is."""
        folder = self.folder
        job = BackgroundJob("Looking for unsaved work", lambda progress: recoverable_work(folder))
        job.succeeded.connect(self._take_lost_work)
        job.start()

    def recover(self, work: Recoverable) -> None:
        """Take up lost work."""
        self._recovering = work
        self._files.open(work.path, belongs_to=work.project_path)

    def discard(self, work: Recoverable) -> None:
        """Remove lost work for good."""
        try:
            discard(work, self.folder)
        except OSError as error:
            reason = error.strerror or str(error)
            self._controller.message.emit("error", f"{work.path}: cannot be removed: {reason[:1].lower()}{reason[1:]}")

    def finish(self, *, keep: bool) -> None:
        """Stop, before the window closes.

        Args:
            keep: whether unsaved work is put aside, to be offered at the next start, or given up.
        """
        self._timer.stop()
        # The stack tells of a last change while it is destroyed, when there is nothing left to look at.
        self._document.undo_stack.indexChanged.disconnect(self._note_change)
        self.writer.finish(keep=keep and self._files.is_modified, seconds=FINISH_SECONDS)

    def _note_change(self) -> None:
        if self._files.is_modified:
            self.writer.write_soon()
        else:
            self.writer.forget(self._files.path)

    def _take_state(self, state: object) -> None:
        if state is AppState.RUNNING:
            milliseconds = 1000 * self._preferences.values.autosave_seconds
            if self._timer.interval() != milliseconds or not self._timer.isActive():
                self._timer.start(milliseconds)
        elif self._timer.isActive():
            self._timer.stop()
            self._note_change()

    def _take_opened(self) -> None:
        recovered, self._recovering = self._recovering, None
        if recovered is not None and self._files.opened_path == recovered.path:
            self.writer.take_over(recovered)
        else:
            self.writer.forget(self._files.path)

    def _take_saved(self) -> None:
        self.writer.forget(self._files.path)
        if self._files.is_modified:
            self.writer.write_soon()

    def _take_lost_work(self, found: object) -> None:
        work = cast("tuple[Recoverable, ...]", found)
        if work:
            self.lost_work_found.emit(work)
