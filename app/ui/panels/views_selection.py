"""The selection of a list of views, kept the same as the document's in both directions."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from PyQt6.QtCore import QItemSelection, QItemSelectionModel, QModelIndex, QObject
from PyQt6.QtWidgets import QAbstractItemView

from app.ui.document import Document

_ROWS = QItemSelectionModel.SelectionFlag.Rows
_SELECT = QItemSelectionModel.SelectionFlag.ClearAndSelect | _ROWS


class ViewsSelection(QObject):
    """Selects in the document what is selected in the list, and the other way round.

    Args:
        document: its selection is the one that counts.
        view: the list; its model is set, and it goes with this object.
        view_id: the id of the view in a row.
        row: the row of the view of an id, None if it has none.
    """

    def __init__(
        self,
        document: Document,
        view: QAbstractItemView,
        view_id: Callable[[QModelIndex], str],
        row: Callable[[str], int | None],
    ) -> None:
        super().__init__(view)
        self._document = document
        self._view = view
        self._view_id = view_id
        self._row = row
        self._is_syncing = False
        document.selection_changed.connect(self.show_selection)
        self._selection.selectionChanged.connect(self._give)

    @contextmanager
    def held(self) -> Iterator[None]:
        """While the list is filled anew, what it loses is not taken for the user's wish."""
        self._is_syncing = True
        try:
            yield
        finally:
            self._is_syncing = False
            self.show_selection()

    def show_selection(self) -> None:
        """Select what the document has selected, and bring the current view into sight."""
        if self._is_syncing:
            return
        self._is_syncing = True
        self._selection.select(_ranges(self._indexes(*self._document.selected_ids)), _SELECT)
        current = self._document.current_id
        for index in self._indexes(*([] if current is None else [current])):
            if index.row() != self._selection.currentIndex().row():
                self._selection.setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)
            self._view.scrollTo(index)
        self._is_syncing = False

    @property
    def _selection(self) -> QItemSelectionModel:
        selection = self._view.selectionModel()
        assert selection is not None, "ViewsSelection: the list must have a model"
        return selection

    def _indexes(self, *view_ids: str) -> list[QModelIndex]:
        model = self._view.model()
        rows = [self._row(view_id) for view_id in view_ids]
        return [] if model is None else [model.index(row, 0) for row in rows if row is not None]

    def _give(self) -> None:
        if self._is_syncing:
            return
        self._is_syncing = True
        current = self._selection.currentIndex()
        ids = [self._view_id(index) for index in self._selection.selectedRows()]
        is_selected = current.isValid() and self._selection.isSelected(current)
        self._document.select(ids, self._view_id(current) if is_selected else None)
        self._is_syncing = False


def _ranges(indexes: list[QModelIndex]) -> QItemSelection:
    """Rows that follow one another as one range: a selection of hundreds of single rows would be slow."""
    selection = QItemSelection()
    ordered = sorted(indexes, key=QModelIndex.row)
    first = 0
    for last, index in enumerate(ordered):
        is_end = last + 1 == len(ordered) or ordered[last + 1].row() > index.row() + 1
        if is_end:
            selection.select(ordered[first], index)
            first = last + 1
    return selection
