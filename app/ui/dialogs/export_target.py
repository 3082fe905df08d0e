"""The line for the file to write to: typed or chosen, and what there is to say about it."""

import os
from collections.abc import Callable, Sequence
from pathlib import Path

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from app.ui.dialogs.export_kinds import Format
from app.ui.icons import icon
from app.ui.preferences import Preferences
from app.ui.widgets.labels import set_kind


class ExportTarget(QWidget):
    """A path with a button to choose it; `changed` tells of every edit.

    Args:
        preferences: remember the folder.
        parent: owner.
    """

    changed = pyqtSignal()

    def __init__(self, preferences: Preferences, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._preferences = preferences
        self._formats: tuple[Format, ...] = ()
        self._forbidden: Path | None = None
        self._confirmed: Path | None = None
        self._beside: Callable[[Path], tuple[Path, ...]] = _nothing
        self.line = QLineEdit()
        self.line.setObjectName("export-path")
        self.line.setToolTip("The file to write; the folder of the last export is suggested")
        self.line.setClearButtonEnabled(False)
        self.browse = QPushButton("Choose...")
        self.browse.setObjectName("export-browse")
        self.browse.setIcon(icon("folder"))
        self.browse.setAutoDefault(False)
        self.browse.setToolTip("Choose folder and name")
        self._remark = QLabel(" ")
        self._remark.setObjectName("export-remark")
        self._remark.setWordWrap(True)
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(self.line, 1)
        row.addWidget(self.browse)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(row)
        layout.addWidget(self._remark)
        self.line.textChanged.connect(self._refresh)
        self.browse.clicked.connect(self._choose)

    @property
    def path(self) -> Path:
        """The file, in the folder that relative paths are meant in."""
        return self._preferences.export_folder / Path(self.line.text().strip()).expanduser()

    @property
    def asks_to_replace(self) -> bool:
        """Whether a file is there already and the user has not been asked about it yet."""
        return bool(self._replaced())

    @property
    def problem(self) -> str | None:
        """Why nothing can be written there, a sentence; None if it can."""
        text = self.line.text().strip()
        path = self.path
        suffixes = [item.suffix for item in self._formats]
        if not text:
            return "Choose a file to write."
        if path.suffix.lower() not in suffixes:
            return f"The name must end in {' or '.join(suffixes)}."
        for item in (path, *self._beside(path)):
            if item.is_dir():
                return f"{item} is a folder."
        if not path.parent.is_dir():
            return f"{path.parent} is no folder."
        if not os.access(path.parent, os.W_OK):
            return f"{path.parent} cannot be written to: permission denied."
        if self._forbidden is not None and _belongs_to(path, self._forbidden):
            return "This belongs to what is being sculpted: choose another name."
        for item in self._beside(path):
            if self._forbidden is not None and _belongs_to(item, self._forbidden):
                return f"{item.name} would be written beside, and belongs to what is being sculpted."
        return None

    def suggest(
        self,
        name: str,
        formats: tuple[Format, ...],
        forbidden: Path | None,
        beside: Callable[[Path], tuple[Path, ...]] | None = None,
    ) -> None:
        """Show a name in the folder of the last export.

        Args:
            name: of the file.
            formats: what its suffix may be.
            forbidden: a file, or a folder with files, that must not be written over.
            beside: the files that are written besides one; None for none.
        """
        self._beside = beside or _nothing
        self._formats = formats
        self._forbidden = forbidden
        self._confirmed = None
        self.line.setText(str(self._preferences.export_folder / name))
        self._refresh()

    def follow_format(self, names: Sequence[str], name: str) -> None:
        """Change the name with the format.

        Args:
            names: those that are suggested; what the user has typed instead keeps all but its suffix.
            name: the one that is suggested for the format.
        """
        is_typed = bool(self.line.text().strip()) and self.path.name not in names
        new_name = Path(self.path.name).with_suffix(Path(name).suffix).name if is_typed else name
        folder = self.path.parent if self.line.text().strip() else self._preferences.export_folder
        self.line.setText(str(folder / new_name))

    def remember(self) -> None:
        """Suggest this folder from now on."""
        self._preferences.export_folder = self.path.parent

    def _refresh(self) -> None:
        problem = self.problem
        set_kind(self._remark, "error" if problem else "warning")
        self._remark.setText(problem or self._told() or " ")
        self.changed.emit()

    def _replaced(self) -> list[Path]:
        here = [] if self.path == self._confirmed else [self.path]
        return [item for item in (*here, *self._beside(self.path)) if item.is_file()]

    def _told(self) -> str:
        replaced = self._replaced()
        written = [item for item in self._beside(self.path) if item not in replaced]
        sentences = []
        if replaced:
            verb = "is" if len(replaced) == 1 else "are"
            sentences.append(f"{_names(replaced)} {verb} there already and will be replaced.")
        if written:
            sentences.append(f"{_names(written)} will be written beside.")
        return " ".join(sentences)

    def _choose(self) -> None:
        dialog = QFileDialog(self.window(), "Export to", str(self.path.parent))
        dialog.setObjectName("export-chooser")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        filters = {item.suffix: f"{item.name} (*{item.suffix})" for item in self._formats}
        dialog.setNameFilters(list(filters.values()))
        suffix = self.path.suffix.lower()
        if suffix in filters:
            dialog.selectNameFilter(filters[suffix])
            dialog.setDefaultSuffix(suffix)
        dialog.filterSelected.connect(
            lambda name: dialog.setDefaultSuffix(next(key for key, value in filters.items() if value == name))
        )
        dialog.selectFile(self.path.name)
        dialog.fileSelected.connect(self._take)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _take(self, name: str) -> None:
        self._confirmed = Path(name)  # the chooser has asked
        self.line.setText(name)
        self._refresh()


def _nothing(path: Path) -> tuple[Path, ...]:
    return ()


def _names(paths: Sequence[Path]) -> str:
    *before, last = [path.name for path in paths]
    return f"{', '.join(before)} and {last}" if before else last


def _belongs_to(path: Path, source: Path) -> bool:
    """Whether it is that file, or one that is there in that folder."""
    is_inside = source.is_dir() and path.exists() and path.resolve().parent == source.resolve()
    return is_inside or path.resolve() == source.resolve()
