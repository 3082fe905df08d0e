"""The path of a file, to type, to choose or to drop."""

from pathlib import Path

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtGui import QDragEnterEvent, QDropEvent
from PyQt6.QtWidgets import QFileDialog, QHBoxLayout, QToolButton, QWidget

from app.ui.icons import icon
from app.ui.widgets.draft_line import DraftLine


class PathField(QWidget):
    """A line for the path and a button that opens the file dialog; a file may be dropped onto it too.

    `edited` brings a path that exists, or one of the words; `problem_changed` a sentence, "" once it is over.

    Args:
        label: names the field in sentences and in the dialog.
        file_filter: of the dialog, such as "Meshes (*.obj *.ply)".
        words: that may stand there instead of a path.
        parent: owner.
    """

    edited = pyqtSignal(str)
    problem_changed = pyqtSignal(str)

    def __init__(
        self, label: str, file_filter: str, words: tuple[str, ...] = (), parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._label = label
        self._filter = file_filter
        self._words = words
        self.line = DraftLine()
        self.browse = QToolButton()
        self.browse.setIcon(icon("folder"))
        self.browse.setToolTip("Choose a file")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.line, 1)
        layout.addWidget(self.browse)
        self.setFocusProxy(self.line)
        self.setAcceptDrops(True)
        self.line.committed.connect(self._take)
        self.line.textEdited.connect(lambda: self.problem_changed.emit(""))
        self.browse.clicked.connect(self._ask)

    def show_value(self, value: str) -> None:
        """Show what holds now; a draft stays."""
        self.line.show_text(value)
        self.line.setToolTip(value if Path(value).is_absolute() else "")
        if not self.line.is_wrong:
            self.problem_changed.emit("")

    def _take(self, text: str) -> None:
        path = text.strip()
        if path in self._words or Path(path).is_file():
            self.problem_changed.emit("")
            self.show_value(path)
            self.edited.emit(path)
            return
        self.line.refuse()
        words = "".join(f"{word}, or " for word in self._words)
        self.problem_changed.emit(f"{self._label} must be {words}a file that exists, got {path!r}.")

    def _ask(self) -> None:
        dialog = QFileDialog(self.window(), self._label, filter=self._filter)
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
