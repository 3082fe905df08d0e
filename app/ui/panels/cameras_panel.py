"""The cameras in numbers: to select, type, switch, copy and delete."""

import numpy as np
from PyQt6.QtCore import QModelIndex, QPoint, QSize, Qt, pyqtSignal
from PyQt6.QtGui import QAction
from PyQt6.QtWidgets import QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from app.engine.cameras.camera_edits import weight_problem
from app.engine.cameras.camera_numbers import NUMBER_FIELDS, number_problem
from app.engine.fitting.snapshot import Pictures
from app.ui import camera_edits
from app.ui.availability import placing_problem
from app.ui.document import Document
from app.ui.fit_controller import FitController
from app.ui.icons import icon
from app.ui.panels.cameras_model import WEIGHT_COLUMN, CamerasModel, is_typed, number_name
from app.ui.panels.cameras_table import CamerasTable
from app.ui.panels.views_menu import ViewsMenu
from app.ui.panels.views_selection import ViewsSelection
from app.ui.viewport.up_axis import Y_UP, up_axis
from app.ui.widgets.labels import ProblemLabel
from app.ui.widgets.number_field import parsed_number
from app.ui.widgets.paced_refresh import PacedRefresh

_RIG_TIP = "Add cameras on a sphere, ring or hemisphere"
_DUPLICATE_TIP = "Copy the selected cameras, to move the copies"
_ICON = QSize(18, 18)
_IOU_MILLISECONDS = 150  # between two changes of the figures: faster they could not be read


class CamerasPanel(QWidget):
    """A table of all cameras with what can be done to the selected ones.

    Signals:
        look_through_requested: the id of the view to look through.
        rig_requested: the user wants to add cameras.
    """

    look_through_requested = pyqtSignal(str)
    rig_requested = pyqtSignal()

    def __init__(self, document: Document, controller: FitController, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("cameras_panel")
        self._document = document
        self._pictures = controller.pictures
        self._model = CamerasModel(self)
        self._table = CamerasTable(self._model)
        self._selection = ViewsSelection(document, self._table, self._model.view_id, self._model.row)
        self._problem = ProblemLabel()
        self._refresh = PacedRefresh(self, _IOU_MILLISECONDS, self._show_ious)
        self._rig = self._button("rig-sphere", _RIG_TIP)
        self._duplicate = self._button("duplicate", _DUPLICATE_TIP)
        self._switch = self._button("eye", "Let the selected views take part in the fit, or leave them out")
        self._look = self._button("look-through", "Show the viewport as the selected camera sees it")
        self._delete = self._button("delete", "Remove the selected cameras; undo brings them back")
        self._bar = QHBoxLayout()
        self._build()
        self._connect(controller)
        self._show_cameras()
        self._show_ious()

    def _button(self, name: str, tooltip: str) -> QToolButton:
        button = QToolButton()
        button.setObjectName(f"cameras_{name.replace('-', '_')}")
        button.setIcon(icon(name))
        button.setIconSize(_ICON)
        button.setToolTip(tooltip)
        button.setAccessibleName(tooltip)
        return button

    def _build(self) -> None:
        self._table.setObjectName("cameras_table")
        self._table.setAccessibleName("Cameras")
        self._problem.setObjectName("cameras_problem")
        self._rig.setObjectName("cameras_add_rig")
        self._rig.setText("Add cameras…")
        self._rig.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        bar = self._bar
        bar.setSpacing(2)
        for button in (self._rig, self._duplicate, self._switch, self._look):
            bar.addWidget(button)
        bar.addStretch()
        bar.addWidget(self._delete)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(6, 6, 6, 6)
        layout.setSpacing(4)
        layout.addLayout(bar)
        layout.addWidget(self._table, 1)
        layout.addWidget(self._problem)

    def add_action(self, action: QAction) -> None:
        """Show a button for something else that adds cameras."""
        button = QToolButton()
        button.setObjectName(f"cameras_{action.objectName()}")
        button.setDefaultAction(action)
        button.setIconSize(_ICON)
        self._bar.insertWidget(1, button)

    def _connect(self, controller: FitController) -> None:
        document = self._document
        document.subject_changed.connect(self._take_model)
        document.cameras_changed.connect(self._show_cameras)
        document.surroundings_changed.connect(self._show_cameras)
        document.selection_changed.connect(self._show_selection)
        controller.pictures_changed.connect(self._take_pictures)
        self._table.eye_clicked.connect(self._toggle)
        self._table.typed.connect(self._take_number)
        self._table.doubleClicked.connect(self._take_double_click)
        self._table.customContextMenuRequested.connect(self._open_menu)
        self._rig.clicked.connect(self.rig_requested)
        self._duplicate.clicked.connect(lambda: camera_edits.duplicate_views(document, document.selected_ids))
        self._switch.clicked.connect(lambda: camera_edits.toggle_views(document, document.selected_ids))
        self._delete.clicked.connect(lambda: camera_edits.delete_views(document, document.selected_ids))
        self._look.clicked.connect(self._look_through)

    def _take_model(self) -> None:
        self._pictures = None
        self._show_ious()
        self._show_cameras()

    def _show_cameras(self) -> None:
        subject = self._document.subject
        center = np.zeros(3) if subject is None else subject.frame.center_world
        capture = self._document.capture
        problem = placing_problem(self._document)
        self._rig.setEnabled(problem is None)
        self._rig.setToolTip(problem or _RIG_TIP)
        self._duplicate.setToolTip(problem or _DUPLICATE_TIP)
        with self._selection.held():
            up = Y_UP if capture is None else up_axis(capture.up_world)
            self._model.set_cameras(self._document.cameras, center, up)
        self._show_selection()

    def _show_selection(self) -> None:
        self._model.set_current(self._document.current_id)
        self._problem.tell("")
        is_some = bool(self._document.selected_ids)
        for button in (self._duplicate, self._switch, self._look, self._delete):
            button.setEnabled(is_some)
        self._duplicate.setEnabled(is_some and placing_problem(self._document) is None)

    def _take_pictures(self, pictures: Pictures) -> None:
        self._pictures = pictures
        self._refresh.ask()

    def _show_ious(self) -> None:
        thumbnails = () if self._pictures is None else self._pictures.thumbnails
        self._model.set_thumbnails(thumbnails)

    def _toggle(self, view_id: str) -> None:
        camera_edits.toggle_views(self._document, self._meant(view_id))

    def _meant(self, view_id: str) -> tuple[str, ...]:
        """What is done to a selected view is done to all of them."""
        selected = self._document.selected_ids
        return selected if view_id in selected else (view_id,)

    def _take_number(self, index: QModelIndex, text: str) -> None:
        view_ids = self._meant(self._model.view_id(index))
        if index.column() == WEIGHT_COLUMN:
            self._problem.tell(self._take_weight(view_ids, text) or "")
            return
        name = number_name(index.column())
        if name is None:
            return
        field = NUMBER_FIELDS[name]
        value = parsed_number(text, False, field.metadata["unit"])
        problem = f"{field.metadata['label']} must be a number, got {text!r}." if value is None else None
        if value is not None:
            problem = number_problem(name, value)
            if problem is None:
                camera_edits.set_number(self._document, view_ids, name, value)
        self._problem.tell(problem or "")

    def _take_weight(self, view_ids: tuple[str, ...], text: str) -> str | None:
        weight = parsed_number(text, False)
        if weight is None:
            return f"Weight must be a number, got {text!r}."
        problem = weight_problem(weight)
        if problem is None:
            camera_edits.set_weight(self._document, view_ids, weight)
        return problem

    def _take_double_click(self, index: QModelIndex) -> None:
        if not is_typed(index.column()):
            self._look_through()

    def _look_through(self) -> None:
        if self._document.current_id is not None:
            self.look_through_requested.emit(self._document.current_id)

    def _open_menu(self, place: QPoint) -> None:
        if not self._table.indexAt(place).isValid() or not self._document.selected_ids:
            return
        menu = ViewsMenu(self._document, self)
        menu.look_through_requested.connect(self.look_through_requested)
        viewport = self._table.viewport()
        if viewport is not None:
            menu.popup(viewport.mapToGlobal(place))
