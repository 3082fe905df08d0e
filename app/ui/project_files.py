"""The file behind the window's work: opening, saving, and whether something is not saved yet."""

from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import cast

from PyQt6.QtCore import QObject, pyqtSignal

from app.engine.captures.capture_file_error import CaptureFileError
from app.engine.captures.capture_options import CaptureOptions
from app.engine.captures.shot_files import is_capture
from app.engine.meshes.mesh_file_error import MeshFileError
from app.engine.project.files import write_project
from app.engine.project.loading import AUTOSAVE_SUFFIX, load_project
from app.engine.project.project import SUFFIX, Project, ProjectFileError
from app.ui.background_job import BackgroundJob
from app.ui.capture_opening import CaptureOpening, TurntableNeeded
from app.ui.document import Document
from app.ui.fit_controller import FitController
from app.ui.timeline import Timeline

Layout = dict[str, object]

_UNUSABLE = (MeshFileError, ProjectFileError, CaptureFileError)


class ProjectFiles(QObject):
    """Reads and writes in the background; what is there stays until another file has been read whole.

    Args:
        document: what is edited.
        controller: what runs.
        layout: gives the window's layout, to be saved with the work.
        run_job: shows a job's progress while it runs, and starts it.
    """

    opened = pyqtSignal(object)  # Project, after it has been taken up
    open_failed = pyqtSignal(str)
    saved = pyqtSignal(object)  # Path
    save_failed = pyqtSignal(str)
    path_changed = pyqtSignal()
    capture_opening = pyqtSignal(object)  # CaptureOpening, not started yet
    turntable_needed = pyqtSignal(object)  # TurntableNeeded

    def __init__(
        self,
        document: Document,
        controller: FitController,
        layout: Callable[[], Layout],
        run_job: Callable[[BackgroundJob], None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._controller = controller
        self._layout = layout
        self._run_job = run_job
        self._saved_step = 0
        self._wanted: BackgroundJob | None = None  # opens what is to be opened
        self._saves: deque[BackgroundJob] = deque()  # the first of which runs: a later one must end later
        self.path: Path | None = None
        self.opened_path: Path | None = None  # that the work was read from: `path`, a model or an autosave

    @property
    def is_modified(self) -> bool:
        """Whether there is work that is in no file."""
        if self._document.subject is None:
            return False
        return not self._document.undo_stack.isClean() or self._controller.step_count != self._saved_step

    def open(
        self,
        path: Path,
        *,
        options: CaptureOptions | None = None,
        belongs_to: Path | None = None,
        arranged: Callable[[Project], Project] = lambda project: project,
        then: Callable[[], None] = lambda: None,
    ) -> None:
        """Read a model, a project or a capture and take it up; of several in a row the last one wins.

        Args:
            path: of the file, or of a capture's folder.
            options: how a capture is read; None for the usual.
            belongs_to: the project file that an autosave will be saved to; None to ask when it is.
            arranged: makes of a model, or of a project, what is taken up.
            then: is called once it has been taken up.
        """
        if self._wanted is not None:
            self._wanted.cancel()
        if path.is_dir() or is_capture(path):
            wanted = options or CaptureOptions()
            opening = CaptureOpening(path, lambda progress, told: load_project(path, wanted, progress, told))
            self.capture_opening.emit(opening)
            self._open(opening.job, path, belongs_to, then)
            opening.job.start()
        else:
            job = BackgroundJob(
                f"Opening {path.name}", lambda progress: arranged(load_project(path)), expected=_UNUSABLE
            )
            self._open(job, path, belongs_to, then)
            self._run_job(job)

    def _open(self, job: BackgroundJob, path: Path, belongs_to: Path | None, then: Callable[[], None]) -> None:
        self._wanted = job
        job.succeeded.connect(lambda result: self._take_opened(job, path, result, belongs_to, then))
        job.failed.connect(self.open_failed)

    def save(self, path: Path, then: Callable[[], None] | None = None) -> None:
        """Write everything, as it is now, and go on with that file.

        Args:
            path: of the file.
            then: is called once it has been written.
        """
        project = self.captured()
        if project is None:
            return
        index = self._document.undo_stack.index()
        job = BackgroundJob(
            f"Saving {path.name}", lambda progress: write_project(path, project), expected=(ProjectFileError,)
        )
        job.succeeded.connect(lambda _: self._note_saved(path, index, project))
        if then is not None:
            job.succeeded.connect(lambda _: then())
        job.failed.connect(self.save_failed)
        for ended in (job.succeeded, job.failed, job.cancelled):
            ended.connect(self._save_next)
        self._saves.append(job)
        if len(self._saves) == 1:
            self._run_job(job)

    def captured(self) -> Project | None:
        """Everything, as it is now; None if nothing is open. It costs little: values are not copied."""
        subject = self._document.subject
        if subject is None:
            return None
        timeline = self._controller.timeline()
        return Project(
            subject,
            self._document.cameras,
            self._document.settings,
            timeline.run_log,
            timeline.keyframes,
            self._controller.snapshot,
            self._layout(),
        )

    def _take_opened(
        self, job: BackgroundJob, path: Path, result: object, belongs_to: Path | None, then: Callable[[], None]
    ) -> None:
        if job is not self._wanted:
            return
        self._wanted = None
        if isinstance(result, TurntableNeeded):
            self.turntable_needed.emit(result)
        else:
            self._take_up(path, cast("Project", result), belongs_to)
            then()

    def _take_up(self, path: Path, project: Project, belongs_to: Path | None) -> None:
        timeline = None
        if project.snapshot is not None:
            timeline = Timeline(project.snapshot, project.run_log, project.keyframes)
        is_recovered = path.suffix == AUTOSAVE_SUFFIX
        self.path = path if path.suffix == SUFFIX else belongs_to
        self.opened_path = path
        self._controller.open(project.subject, project.cameras, project.settings, timeline)
        self._saved_step = -1 if is_recovered else project.step
        self.path_changed.emit()
        self.opened.emit(project)

    def _save_next(self) -> None:
        self._saves.popleft()
        if self._saves:
            self._run_job(self._saves[0])

    def _note_saved(self, path: Path, index: int, project: Project) -> None:
        document = self._document
        if project.subject is document.subject:  # and not of what was there before another was opened
            self.path = path
            self._saved_step = project.step
            is_same = project.cameras is document.cameras and project.settings is document.settings
            if document.undo_stack.index() == index and is_same:  # a slider that is drawn goes on with its edit
                document.undo_stack.setClean()
            self.path_changed.emit()
        self.saved.emit(path)
