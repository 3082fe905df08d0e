"""The dialog that everything leaves the program through."""

from collections.abc import Callable
from pathlib import Path

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtGui import QImage, QKeyEvent, QShowEvent
from PyQt6.QtWidgets import QDialog, QDialogButtonBox, QHBoxLayout, QVBoxLayout, QWidget

from app.engine.export.film_files import FilmError
from app.engine.progress import Progress
from app.ui.background_job import BackgroundJob
from app.ui.dialogs.camera_exports import CameraExport, CaptureExport
from app.ui.dialogs.export_choices import ExportChoices
from app.ui.dialogs.export_kinds import Export, ExportKind, ExportSource, Work
from app.ui.dialogs.export_list import ExportList
from app.ui.dialogs.export_preview import ExportPreview
from app.ui.dialogs.export_target import ExportTarget
from app.ui.dialogs.mesh_exports import HistoryExport, MeshExport, TurntableExport
from app.ui.dialogs.picture_exports import PictureExport
from app.ui.dialogs.record_exports import LossExport, ScreenshotExport
from app.ui.document import Document
from app.ui.fit_controller import FitController
from app.ui.job_row import FileWritten
from app.ui.preferences import Preferences
from app.ui.widgets.draft_line import DraftLine
from app.ui.widgets.paced_refresh import PacedRefresh

_REFRESH_MILLISECONDS = 400
_EXPORTS: tuple[type[Export], ...] = (
    MeshExport,
    TurntableExport,
    HistoryExport,
    LossExport,
    CameraExport,
    CaptureExport,
    PictureExport,
    ScreenshotExport,
)


class ExportDialog(QDialog):
    """Lists what can be exported, asks how and where to, and makes the job that does it.

    `job_made` brings a `BackgroundJob`, not started yet, whose result is a `FileWritten`; `told` brings a level (info,
    warning or error) and a sentence on how one ended, for the log. The choices last as long as the dialog, the folder
    longer.

    Args:
        document: model and cameras.
        controller: mesh, history and numbers.
        viewport_picture: takes a picture of the viewport.
        parent: the window that it belongs to.
        preferences: remember the folder; None for the user's own.
    """

    job_made = pyqtSignal(object)
    told = pyqtSignal(str, str)

    def __init__(
        self,
        document: Document,
        controller: FitController,
        viewport_picture: Callable[[], QImage],
        parent: QWidget | None = None,
        preferences: Preferences | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("export-dialog")
        self.setWindowTitle("Export")
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self._document = document
        self._controller = controller
        source = ExportSource(document, controller, viewport_picture)
        self._exports: dict[ExportKind, Export] = {made.kind: made(source) for made in _EXPORTS}
        self._kinds = ExportList(self._exports.values())
        self._preview = ExportPreview(self._kinds.width())
        self._choices = ExportChoices()
        self._target = ExportTarget(preferences or Preferences(parent=self))
        self._buttons = QDialogButtonBox()
        self._buttons.addButton("Cancel", QDialogButtonBox.ButtonRole.RejectRole)
        added = self._buttons.addButton("Export", QDialogButtonBox.ButtonRole.AcceptRole)
        assert added is not None
        self._go = added
        self._go.setObjectName("export-go")
        self._go.setDefault(True)
        self._go.setToolTip("Write the file in the background; the window stays free")
        self._lay_out()
        self._connect()
        self._show_kind()

    @property
    def kind(self) -> ExportKind:
        """What is chosen."""
        return self._kinds.kind

    def export(self, kind: ExportKind) -> None:
        """Open the dialog with that kind chosen."""
        self._kinds.choose(kind)
        self.open()

    def accept(self) -> None:
        """Make the job, unless something is missing."""
        if not self._go.isEnabled():
            return
        path = self._target.path
        work = self._exports[self.kind].work(path, self._choices.settings)
        job = BackgroundJob(
            f"Exporting {path.name}", lambda progress: _written(path, work, progress), expected=(FilmError,)
        )
        job.succeeded.connect(self._tell_success)
        job.failed.connect(self._tell_failure)
        job.cancelled.connect(self._tell_cancelled)
        self._target.remember()
        super().accept()
        self.job_made.emit(job)

    def _lay_out(self) -> None:
        upper = QHBoxLayout()
        upper.setSpacing(16)
        left = QVBoxLayout()
        left.addWidget(self._kinds, 1)
        left.addWidget(self._preview)
        upper.addLayout(left)
        upper.addWidget(self._choices, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 14, 14, 12)
        layout.setSpacing(12)
        layout.addLayout(upper, 1)
        layout.addWidget(self._target)
        layout.addWidget(self._buttons)

    def _connect(self) -> None:
        self._kinds.chosen.connect(self._show_kind)
        self._choices.format_chosen.connect(self._take_format)
        self._choices.changed.connect(self._refresh)
        self._target.changed.connect(self._follow_path)
        self._buttons.accepted.connect(self.accept)
        self._buttons.rejected.connect(self.reject)
        pace = PacedRefresh(self, _REFRESH_MILLISECONDS, self._refresh)
        self._controller.snapshot_changed.connect(pace.ask)

    def _show_kind(self) -> None:
        export = self._exports[self.kind]
        if isinstance(export, ScreenshotExport) and self.isVisible():
            export.take()
        self._choices.show_export(export)
        subject = self._document.subject
        name, forbidden = export.file_name(self._choices.format), subject.path if subject else None
        self._target.suggest(name, export.formats, forbidden, export.beside)
        self._refresh()

    def _take_format(self) -> None:
        export = self._exports[self.kind]
        names = [export.file_name(item) for item in export.formats]
        self._target.follow_format(names, export.file_name(self._choices.format))

    def _follow_path(self) -> None:
        self._choices.take_suffix(self._target.path.suffix.lower())
        self._refresh()

    def _refresh(self) -> None:
        export = self._exports[self.kind]
        problem = export.problem
        self._choices.refresh(problem)
        self._preview.draw(export.preview(self._choices.settings) if problem is None and self.isVisible() else None)
        self._target.setEnabled(problem is None)
        self._go.setEnabled(problem is None and not self._choices.has_problem and self._target.problem is None)
        self._go.setText("Replace" if self._go.isEnabled() and self._target.asks_to_replace else "Export")

    def _tell_success(self, written: FileWritten) -> None:
        self.told.emit("info", f"Exported {written.path}.")
        for note in written.notes:
            self.told.emit("warning", note)

    def _tell_failure(self, sentence: str) -> None:
        self.told.emit("error", sentence)

    def _tell_cancelled(self) -> None:
        self.told.emit("info", "Export cancelled; nothing has been written.")

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        """Enter ends the typing of a number, and nothing else."""
        is_enter = event is not None and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if not (is_enter and isinstance(self.focusWidget(), DraftLine)):
            super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent | None) -> None:
        super().showEvent(event)
        self._show_kind()


def _written(path: Path, work: Work, progress: Progress) -> FileWritten:
    notes = work(progress) or ()
    return FileWritten(path, path.stat().st_size, notes)
