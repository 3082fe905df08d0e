"""The entries of the log book as rows of a list."""

from typing import Any

from PyQt6.QtCore import QAbstractListModel, QModelIndex, QSortFilterProxyModel, Qt

from app.ui.icons import icon
from app.ui.log_book import Level, LogBook, LogEntry

_ICONS = {Level.INFO: ("info", "muted_text"), Level.WARNING: ("warning", "warning"), Level.ERROR: ("error", "error")}
_RANKS = {level: rank for rank, level in enumerate(Level)}
_NOWHERE = QModelIndex()


class LogModel(QAbstractListModel):
    """Rows are inserted at the end and removed at the beginning, so that a selection stays.

    Args:
        book: what is shown.
    """

    def __init__(self, book: LogBook) -> None:
        super().__init__(book)
        self._book = book
        self._entries: list[LogEntry] = []
        self.update()

    def update(self) -> None:
        """Take over what the book holds now."""
        entries = self._book.entries
        first = entries[0].number if entries else None
        gone = sum(1 for entry in self._entries if first is None or entry.number < first)
        if gone:
            self.beginRemoveRows(QModelIndex(), 0, gone - 1)
            del self._entries[:gone]
            self.endRemoveRows()
        last = self._entries[-1].number if self._entries else -1
        new = [entry for entry in entries if entry.number > last]
        if new:
            self.beginInsertRows(QModelIndex(), len(self._entries), len(self._entries) + len(new) - 1)
            self._entries += new
            self.endInsertRows()

    def entry(self, row: int) -> LogEntry:
        """The entry of a row."""
        return self._entries[row]

    def rowCount(self, parent: QModelIndex = _NOWHERE) -> int:
        """How many there are."""
        return 0 if parent.isValid() else len(self._entries)

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Time and text, with the level as an icon."""
        entry = self._entries[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return f"{entry.time:%H:%M:%S}   {entry.text}"
        if role == Qt.ItemDataRole.DecorationRole:
            return icon(*_ICONS[entry.level])
        if role == Qt.ItemDataRole.ToolTipRole:
            return entry.in_words()
        return None


class LogFilter(QSortFilterProxyModel):
    """Leaves out what matters too little, or lacks the words that are searched for.

    Args:
        source: the whole log.
    """

    def __init__(self, source: LogModel) -> None:
        super().__init__(source)
        self._source = source
        self._least = Level.INFO
        self._words: list[str] = []
        self.setSourceModel(source)

    def show_from(self, level: Level) -> None:
        """Leave out what matters less."""
        self._least = level
        self.invalidateFilter()

    def search(self, text: str) -> None:
        """Leave out what lacks one of the words."""
        self._words = text.casefold().split()
        self.invalidateFilter()

    def entry(self, row: int) -> LogEntry:
        """The entry of a row that is left."""
        return self._source.entry(self.mapToSource(self.index(row, 0)).row())

    def filterAcceptsRow(self, source_row: int, source_parent: QModelIndex) -> bool:
        """Whether a row stays."""
        entry = self._source.entry(source_row)
        text = f"{entry.text} {entry.detail}".casefold()
        return _RANKS[entry.level] >= _RANKS[self._least] and all(word in text for word in self._words)
