"""The views by how well they agree with all others, the worst first."""

from typing import TYPE_CHECKING

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import QAbstractItemView, QHeaderView, QTreeWidget, QTreeWidgetItem, QWidget

from app.engine.cameras.view import View
from app.ui import camera_edits
from app.ui.document import Document
from app.ui.icons import icon
from app.ui.theme import theme, theme_changes
from app.ui.view_images import iou_colour, percent

if TYPE_CHECKING:  # it comes with torch
    from app.engine.advice.capture_check import CaptureCheck, ViewCheck

_NAME, _CONSISTENCY = 0, 1
_NOT_CHECKED, _OFF = "not checked", "off"
_UNKNOWN = 2.0  # sorts behind all that is known


class CameraCheckList(QTreeWidget):
    """A line a view: a box to let it take part, its name, its consistency. Selecting one selects it in the document.

    Signals:
        look_through_requested: the id of a view that was double-clicked.

    Args:
        document: whose views.
        parent: owner.
    """

    look_through_requested = pyqtSignal(str)

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._checks: dict[str, ViewCheck] = {}
        self._is_filling = False
        self._build()
        self.itemChanged.connect(self._take_box)
        self.currentItemChanged.connect(self._select)
        self.itemDoubleClicked.connect(lambda item: self.look_through_requested.emit(item.text(_NAME)))
        document.cameras_changed.connect(self._fill)
        theme_changes().changed.connect(self._fill)
        self._fill()

    def show_check(self, check: "CaptureCheck | None") -> None:
        """Show what was found; None while nothing is known."""
        self._checks = {} if check is None else {view.view_id: view for view in check.per_view}
        self._fill()
        self.scrollToTop()

    def _build(self) -> None:
        self.setObjectName("check_views")
        self.setAccessibleName("Views, the least consistent first")
        self.setColumnCount(2)
        self.setHeaderLabels(["View", "Consistency"])
        self.setRootIsDecorated(False)
        self.setUniformRowHeights(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setToolTip(
            "The box lets a view take part in the fit or leaves it out. Click a view to show it large, double-click to "
            "look through its camera."
        )
        header = self.header()
        assert header is not None
        header.setStretchLastSection(False)
        header.setSectionResizeMode(_NAME, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(_CONSISTENCY, QHeaderView.ResizeMode.ResizeToContents)
        title = self.headerItem()
        assert title is not None
        title.setTextAlignment(_CONSISTENCY, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)

    def _fill(self) -> None:
        self._is_filling = True
        self.clear()
        for view in sorted(self._document.cameras, key=lambda view: self._worth(view.id)):
            item = self._item(view, self._checks.get(view.id))
            self.addTopLevelItem(item)
            if view.id == self._document.current_id:
                self.setCurrentItem(item)
        self._is_filling = False

    def _worth(self, view_id: str) -> float:
        """Those that deny the others come first, those of which nothing is known last."""
        check = self._checks.get(view_id)
        return _UNKNOWN if check is None else check.consistency - check.is_against

    def _item(self, view: View, check: "ViewCheck | None") -> QTreeWidgetItem:
        item = QTreeWidgetItem([view.id, "" if check is None else percent(check.consistency)])
        item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
        item.setCheckState(_NAME, Qt.CheckState.Checked if view.enabled else Qt.CheckState.Unchecked)
        item.setTextAlignment(_CONSISTENCY, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        if check is None:
            item.setText(_CONSISTENCY, _NOT_CHECKED if view.enabled else _OFF)
            item.setForeground(_CONSISTENCY, theme().muted_text)
        else:
            item.setForeground(_CONSISTENCY, iou_colour(check.consistency, theme()))
        if check is not None and check.is_against:
            item.setIcon(_NAME, icon("warning", "warning"))
            for column in (_NAME, _CONSISTENCY):
                item.setToolTip(column, check.sentence)
        return item

    def _take_box(self, item: QTreeWidgetItem, column: int) -> None:
        if not self._is_filling and column == _NAME:
            is_wanted = item.checkState(_NAME) is Qt.CheckState.Checked
            camera_edits.enable_views(self._document, (item.text(_NAME),), is_wanted)

    def _select(self, item: QTreeWidgetItem | None) -> None:
        if not self._is_filling and item is not None:
            self._document.select((item.text(_NAME),), item.text(_NAME))
