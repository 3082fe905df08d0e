"""One of a few words, or a file."""

from collections.abc import Sequence
from pathlib import Path

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtGui import QDragEnterEvent, QDropEvent
from PyQt6.QtWidgets import QFileDialog, QWidget

from app.ui.icons import icon
from app.ui.widgets.choice_field import ChoiceField

_ASK = object()


class FileChoiceField(ChoiceField):
    """A drop-down list whose last entry opens the file dialog; a file may be dropped onto it too.

    `edited` brings a word or the path of a file that exists; `problem_changed` a sentence, "" once it is over.

    Args:
        label: names the field in sentences and in the dialog.
        choices: word and what to call it.
        ask: what the entry that opens the dialog is called, such as "Mesh file...".
        file_filter: of the dialog, such as "Meshes (*.obj *.ply)".
        parent: owner.
    """

    problem_changed = pyqtSignal(str)

    def __init__(
        self, label: str, choices: Sequence[tuple[str, str]], ask: str, file_filter: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(choices, parent)
        self._label = label
        self._filter = file_filter
        self._word_count = self.count()
        self._shown = str(self.itemData(0))
        self.insertSeparator(self.count())
        self.addItem(icon("folder"), ask, _ASK)
        self.setAcceptDrops(True)

    def show_value(self, value: str) -> None:
        """Show what holds now: a word, or the name of a file."""
        self._shown = value
        is_file = self.findData(value) < 0
        if is_file:
            self._forget_file()
            self.insertItem(self._word_count, Path(value).name, value)
            self.setItemIcon(self._word_count, icon("mesh"))
        super().show_value(value)
        if not is_file and self.currentIndex() < self._word_count:
            self._forget_file()
        self.problem_changed.emit("")

    def _choose(self, index: int) -> None:
        if self.itemData(index) is not _ASK:
            super()._choose(index)
            return
        super().show_value(self._shown)  # until a file has been chosen, nothing has
        self._ask()

    def _forget_file(self) -> None:
        if self.findData(_ASK) > self._word_count + 1:
            self.removeItem(self._word_count)

    def _take(self, path: str) -> None:
        if Path(path).is_file():
            self.edited.emit(path)
        else:
            self.problem_changed.emit(f"{self._label} must be a file that exists, got {path!r}.")

    def _ask(self) -> None:
        dialog = QFileDialog(self.window(), self._label, filter=self._filter)
        dialog.setObjectName("start_dialog")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self._take)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def dragEnterEvent(self, event: QDragEnterEvent | None) -> None:
        data = event.mimeData() if event is not None else None
        if event is not None and data is not None and any(url.isLocalFile() for url in data.urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent | None) -> None:
        data = event.mimeData() if event is not None else None
        if event is not None and data is not None and data.urls():
            self._take(data.urls()[0].toLocalFile())
            event.acceptProposedAction()
