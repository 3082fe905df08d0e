"""The menu File."""

from collections.abc import Callable, Mapping
from pathlib import Path

from PyQt6.QtWidgets import QFileDialog, QWidget

from app.engine.project.loading import SUFFIXES
from app.engine.project.project import SUFFIX
from app.ui.action_table import Handler
from app.ui.dialogs.export_dialog import ExportDialog
from app.ui.dialogs.export_kinds import ExportKind
from app.ui.document import Document
from app.ui.preferences import Preferences
from app.ui.project_files import ProjectFiles

_CAMERA_FILES = ("transforms*.json", "cameras.bin", "cameras.txt", "images.bin", "images.txt", "*_par.txt")


class FileHandlers:
    """Opens, saves and exports.

    Args:
        document: whose model names new files.
        files: reads and writes projects.
        exports: the dialog.
        preferences: remember the last folder.
        unless_unsaved: asks about unsaved work, then does what it is given.
        close: leaves the program.
        parent: of dialogs.
    """

    def __init__(
        self,
        document: Document,
        files: ProjectFiles,
        exports: ExportDialog,
        preferences: Preferences,
        unless_unsaved: Callable[[Callable[[], None]], None],
        close: Callable[[], None],
        parent: QWidget,
    ) -> None:
        self._document = document
        self._files = files
        self._exports = exports
        self._preferences = preferences
        self._unless_unsaved = unless_unsaved
        self._close = close
        self._parent = parent

    def by_id(self) -> Mapping[str, Handler]:
        """The handlers by the ids of their actions."""
        return {
            "open": self._ask_to_open,
            "open_folder": self._ask_to_open_folder,
            "save": self.save,
            "save_as": self._ask_to_save,
            "export_mesh": lambda: self._exports.export(ExportKind.MESH),
            "export_turntable": lambda: self._exports.export(ExportKind.TURNTABLE),
            "export_history": lambda: self._exports.export(ExportKind.HISTORY),
            "export_losses": lambda: self._exports.export(ExportKind.LOSSES),
            "export_cameras": lambda: self._exports.export(ExportKind.CAMERAS),
            "export_capture": lambda: self._exports.export(ExportKind.CAPTURE),
            "export_pictures": lambda: self._exports.export(ExportKind.PICTURES),
            "screenshot": lambda: self._exports.export(ExportKind.SCREENSHOT),
            "quit": self._close,
        }

    def open(self, path: Path) -> None:
        """Open a file or a capture's folder; asks first if there is unsaved work."""
        self._unless_unsaved(lambda: self._files.open(path))

    def save(self, then: Callable[[], None] | None = None) -> None:
        """Save where the project was saved last, or ask where.

        Args:
            then: is called once it has been saved, and not if that is given up or fails.
        """
        if self._files.path is not None:
            self._files.save(self._files.path, then)
        else:
            self._ask_to_save(then)

    def _ask_to_open(self) -> None:
        usual = " ".join((*(f"*{suffix}" for suffix in SUFFIXES), *_CAMERA_FILES))
        kinds = f"Models, projects and cameras of photographs ({usual});;All files (*)"
        dialog = QFileDialog(self._parent, "Open a model, a project or photographs", self._folder(), kinds)
        dialog.setObjectName("open_dialog")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        self._ask(dialog)

    def _ask_to_open_folder(self) -> None:
        dialog = QFileDialog(self._parent, "Open a folder of photographs", self._folder())
        dialog.setObjectName("open_folder_dialog")
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        self._ask(dialog)

    def _ask(self, dialog: QFileDialog) -> None:
        dialog.fileSelected.connect(lambda name: self._open_chosen(Path(name)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _open_chosen(self, path: Path) -> None:
        self._preferences.last_folder = path.parent
        self.open(path)

    def _ask_to_save(self, then: Callable[[], None] | None = None) -> None:
        dialog = QFileDialog(self._parent, "Save the project", self._folder(), f"Projects (*{SUFFIX})")
        dialog.setObjectName("save_dialog")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(SUFFIX.lstrip("."))
        subject = self._document.subject
        dialog.selectFile(f"{subject.name if subject is not None else 'project'}{SUFFIX}")
        dialog.fileSelected.connect(lambda name: self._save_chosen(Path(name), then))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _save_chosen(self, path: Path, then: Callable[[], None] | None) -> None:
        self._preferences.last_folder = path.parent
        self._files.save(path if path.suffix == SUFFIX else path.with_name(path.name + SUFFIX), then)

    def _folder(self) -> str:
        return str(self._preferences.last_folder)
