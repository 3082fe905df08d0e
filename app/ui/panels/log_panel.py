"""The log panel: what the program has said, to be searched and copied."""

from PyQt6.QtCore import Qt, QTimer
from PyQt6.QtGui import QKeyEvent, QKeySequence, QPaintEvent, QShowEvent
from PyQt6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QListView,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.ui.icons import icon
from app.ui.log_book import Level, LogBook
from app.ui.panels.log_model import LogFilter, LogModel
from app.ui.widgets.paced_refresh import is_seen

_LEVELS = {"Everything": Level.INFO, "Warnings and errors": Level.WARNING, "Errors": Level.ERROR}


class LogPanel(QWidget):
    """A list that follows the newest entry unless the user has scrolled up.

    Args:
        book: what is shown.
        parent: Qt's.
    """

    def __init__(self, book: LogBook, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("log_panel")
        self._book = book
        self._model = LogModel(book)
        self._rows = LogFilter(self._model)
        self._list = _LogView(self)
        self._list.setModel(self._rows)
        self._make_controls()
        self._lay_out()
        book.changed.connect(self._update)

    def copy(self) -> None:
        """Copy the selected entries, or all that are shown."""
        selected = self._list.selectionModel()
        rows = sorted(index.row() for index in selected.selectedRows()) if selected is not None else []
        clipboard = QApplication.clipboard()
        if clipboard is not None:
            entries = [self._rows.entry(row) for row in rows or range(self._rows.rowCount())]
            clipboard.setText("\n".join(entry.in_words() for entry in entries))

    def showEvent(self, event: QShowEvent | None) -> None:
        """Begin with the newest."""
        self._list.scrollToBottom()

    def paintEvent(self, event: QPaintEvent | None) -> None:
        """What is painted is seen: this comes also when the panel's tab is chosen."""
        if self._book.unseen:
            QTimer.singleShot(0, self._book.mark_seen)

    def _make_controls(self) -> None:
        self._level = QComboBox(self)
        self._level.setObjectName("log_level")
        self._level.addItems(_LEVELS)
        self._level.setToolTip("Which entries to show.")
        self._level.currentTextChanged.connect(lambda text: self._rows.show_from(_LEVELS[text]))
        self._search = QLineEdit(self)
        self._search.setObjectName("log_search")
        self._search.setPlaceholderText("Search")
        self._search.setClearButtonEnabled(True)
        self._search.setToolTip("Show only entries with these words.")
        self._search.textChanged.connect(self._rows.search)
        self._copy = _button(self, "log_copy", "copy", "Copy the selected entries, or all that are shown.")
        self._copy.clicked.connect(self.copy)
        self._clear = _button(self, "log_clear", "delete", "Empty the list; the log file keeps everything.")
        self._clear.clicked.connect(self._book.clear)

    def _lay_out(self) -> None:
        controls = QHBoxLayout()
        controls.setSpacing(4)
        controls.addWidget(self._level)
        controls.addWidget(self._search, 1)
        controls.addWidget(self._copy)
        controls.addWidget(self._clear)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(6, 6, 6, 6)
        layout.setSpacing(6)
        layout.addLayout(controls)
        layout.addWidget(self._list, 1)

    def _update(self) -> None:
        bar = self._list.verticalScrollBar()
        is_at_end = bar is None or bar.value() >= bar.maximum() - 2
        self._model.update()
        if is_seen(self):
            self._book.mark_seen()
        if is_at_end:
            self._list.scrollToBottom()


class _LogView(QListView):
    """Copies whole entries with Ctrl+C, where Qt would copy one line."""

    def __init__(self, panel: LogPanel) -> None:
        super().__init__(panel)
        self._panel = panel
        self.setObjectName("log_list")
        self.setWordWrap(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setToolTip("")

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        if event is not None and event.matches(QKeySequence.StandardKey.Copy):
            self._panel.copy()
        else:
            super().keyPressEvent(event)


def _button(parent: QWidget, name: str, picture: str, tip: str) -> QToolButton:
    button = QToolButton(parent)
    button.setObjectName(name)
    button.setIcon(icon(picture))
    button.setToolTip(tip)
    return button
