"""The bar of buttons under the menus."""

from PyQt6.QtCore import QSize, Qt
from PyQt6.QtWidgets import QHBoxLayout, QLabel, QMainWindow, QSizePolicy, QSlider, QToolBar, QToolButton, QWidget

from app.ui.action_table import ActionTable
from app.ui.app_state import AppState
from app.ui.camera_button import CameraButton
from app.ui.colour_choice import ColourChoice
from app.ui.document import Document
from app.ui.fit_controller import FitController
from app.ui.icons import icon

_ICON_SIZE = QSize(20, 20)


class MainToolBar(QToolBar):
    """Files, undo, cameras and display at the left; the run at the right.

    Args:
        table: the actions.
        document: whose setting of colours can be chosen.
        controller: what runs.
        window: Qt's parent.
    """

    def __init__(self, table: ActionTable, document: Document, controller: FitController, window: QMainWindow) -> None:
        super().__init__("Tools", window)
        self.setObjectName("main_tool_bar")
        self.setMovable(False)
        self.setIconSize(_ICON_SIZE)
        self._start = table["start_pause"]
        self._controller = controller
        for pair in (("open", "save"), ("undo", "redo")):
            for name in pair:
                self.addAction(table[name])
            self.addSeparator()
        self.addWidget(CameraButton(table["add_here"], self))
        for name in ("add_rig", "suggest_view", "look_through"):
            self.addAction(table[name])
        self.addSeparator()
        for row in (("shaded", "wireframe", "normals", "depth"), ("distance", "constraint")):
            for name in row:
                self.addAction(table[name])
            self.addSeparator()
        for name in ("colour", "albedo", "shading"):
            self.addAction(table[name])
        self.addSeparator()
        self.addAction(table["ghost"])
        self.ghost_slider = _ghost_slider()
        self.addWidget(self.ghost_slider)
        table["ghost"].enabledChanged.connect(self.ghost_slider.setEnabled)
        self.addAction(table["frame_all"])
        self.addWidget(_spring())
        self.addWidget(self._run_buttons(table, document))
        controller.state_changed.connect(self._show_state)
        self._show_state(controller.state)

    def _run_buttons(self, table: ActionTable, document: Document) -> QWidget:
        holder = QWidget(self)
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 4, 0)
        row.setSpacing(4)
        self.problem_label = QLabel(holder)
        self.problem_label.setObjectName("start_problem")
        row.addWidget(self.problem_label)
        self._colour = ColourChoice(document, holder)
        row.addWidget(self._colour)
        for name in ("start_pause", "step", "reset"):
            button = QToolButton(holder)
            button.setObjectName(f"{name}_button")
            button.setDefaultAction(table[name])
            button.setIconSize(_ICON_SIZE)
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            button.setProperty("primary", name == "start_pause")
            row.addWidget(button)
        return holder

    def _show_state(self, state: AppState) -> None:
        runs = state in (AppState.RUNNING, AppState.STARTING)
        self._start.setIcon(icon("pause" if runs else "start"))
        self._start.setIconText("Pause" if runs else "Start")
        self._start.setText("&Pause" if runs else "&Start")
        problem = None if runs else self._controller.start_problem
        self.problem_label.setText(problem or "")
        self._colour.setVisible(problem is None)  # its place is the problem's, or Start would find none


def _ghost_slider() -> QSlider:
    slider = QSlider(Qt.Orientation.Horizontal)
    slider.setObjectName("ghost_opacity")
    slider.setRange(0, 100)
    slider.setFixedWidth(72)
    slider.setToolTip("<b>Ghost</b><br>How strongly the target is seen through the mesh.")
    return slider


def _spring() -> QWidget:
    spring = QWidget()
    spring.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
    return spring
