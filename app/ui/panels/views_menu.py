"""The menu of the selected views, for every list that shows them."""

from functools import partial

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtGui import QAction
from PyQt6.QtWidgets import QMenu, QWidget

from app.ui import camera_edits
from app.ui.availability import placing_problem
from app.ui.document import Document
from app.ui.icons import icon

_WEIGHTS = (0.25, 0.5, 1.0, 2.0, 4.0)


class ViewsMenu(QMenu):
    """What can be done to the selected views; it goes when it is closed.

    Args:
        document: with at least one view selected.
        parent: where it is opened.

    Signals:
        look_through_requested: the id of the view to look through.
    """

    look_through_requested = pyqtSignal(str)

    def __init__(self, document: Document, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("views_menu")
        self.setToolTipsVisible(True)
        self._document = document
        self._build()
        document.selection_changed.connect(self.close)  # what it offers holds for what was selected
        document.cameras_changed.connect(self.close)
        self.aboutToHide.connect(self.deleteLater)

    def _build(self) -> None:
        document = self._document
        views = [document.cameras[view_id] for view_id in document.selected_ids]
        look = self._add("Look through", "look-through", "Show the viewport as this camera sees it")
        look.triggered.connect(self._look_through)
        self.addSeparator()
        enable = self._add("Enable", "enable", "Let the selected views take part in the fit")
        enable.setEnabled(not all(view.enabled for view in views))
        enable.triggered.connect(lambda: camera_edits.enable_views(document, document.selected_ids, True))
        disable = self._add("Disable", "disable", "Keep the selected views but leave them out of the fit")
        disable.setEnabled(any(view.enabled for view in views))
        disable.triggered.connect(lambda: camera_edits.enable_views(document, document.selected_ids, False))
        self._add_weights({view.weight for view in views})
        duplicate = self._add("Duplicate", "duplicate", "Copy the selected cameras, to move the copies")
        problem = placing_problem(document)
        duplicate.setEnabled(problem is None)
        duplicate.setToolTip(problem or duplicate.toolTip())
        duplicate.triggered.connect(lambda: camera_edits.duplicate_views(document, document.selected_ids))
        self.addSeparator()
        delete = self._add("Delete", "delete", "Remove the selected cameras; undo brings them back")
        delete.triggered.connect(lambda: camera_edits.delete_views(document, document.selected_ids))

    def _add_weights(self, present: set[float]) -> None:
        """The usual weights; others are typed in the table of cameras."""
        menu = QMenu("Weight", self)
        menu.setObjectName("views_menu_weight")
        menu.setIcon(icon("weight"))
        menu.setToolTipsVisible(True)
        for weight in _WEIGHTS:
            action = menu.addAction(f"{weight:g}")
            assert action is not None
            action.setObjectName(f"views_menu_weight_{weight:g}")
            action.setToolTip(
                "Let the selected views count so much in the fit, 1 being usual; the cameras' table "
                "takes any other weight."
            )
            action.setCheckable(True)
            action.setChecked(present == {weight})
            action.triggered.connect(partial(self._set_weight, weight))
        self.addMenu(menu)

    def _set_weight(self, weight: float) -> None:
        camera_edits.set_weight(self._document, self._document.selected_ids, weight)

    def _add(self, text: str, icon_name: str, tooltip: str) -> QAction:
        action = QAction(icon(icon_name), text, self)
        action.setObjectName(f"views_menu_{text.lower().replace(' ', '_')}")
        action.setToolTip(tooltip)
        self.addAction(action)
        return action

    def _look_through(self) -> None:
        view_id = self._document.current_id
        if view_id is not None:
            self.look_through_requested.emit(view_id)
