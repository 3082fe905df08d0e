"""The loss panel: how loss, terms and IoU went, what was changed when, and all of it as a picture or a table."""

from PyQt6.QtCore import QSize
from PyQt6.QtGui import QAction
from PyQt6.QtWidgets import QHBoxLayout, QMenu, QToolButton, QVBoxLayout, QWidget

from app.ui.document import Document
from app.ui.fit_controller import FitController
from app.ui.icons import icon
from app.ui.panels.loss_export import LossExport
from app.ui.panels.loss_legend import LossLegend
from app.ui.panels.loss_plot import LossPlot

_MOUSE_HELP = (
    "Wheel: zoom; over an axis only along it. Left drag: pan. Right drag: stretch.\n"
    "Double-click: show everything and follow again."
)


class LossPanel(QWidget):
    """Plot, legend and the few buttons of the loss panel.

    Args:
        document: names the exported files.
        controller: whose run is shown.
        parent: Qt's.
    """

    def __init__(self, document: Document, controller: FitController, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("loss_panel")
        self._controller = controller
        self._picture_part = QWidget(self)
        self.legend = LossLegend(self._picture_part)
        self.plot = LossPlot(self._picture_part)
        self.plot.view.setToolTip("")
        self._export = LossExport(self, document, controller, self._picture_part, self.plot)
        self._lay_out()
        self.legend.toggled.connect(self.plot.set_curve_shown)
        self.plot.present_changed.connect(self.legend.show_present)
        self.plot.following_changed.connect(self._show_following)
        controller.log_changed.connect(self._show_log)
        controller.shown_keyframe_changed.connect(self._show_keyframe)
        self._show_log()
        self._show_following(self.plot.is_following)

    def sizeHint(self) -> QSize:
        """As in the window's right column."""
        return QSize(420, 240)

    def _lay_out(self) -> None:
        self._log_button = _button(self, "loss_log_axis", "axis-log", "Logarithmic axis for the losses.")
        self._log_button.setCheckable(True)
        self._log_button.setChecked(self.plot.is_log_axis)
        self._log_button.toggled.connect(self.plot.set_log_axis)
        self._fit_button = _button(
            self, "loss_fit", "zoom-fit", f"Show everything and follow the newest step.\n{_MOUSE_HELP}"
        )
        self._fit_button.clicked.connect(self.plot.fit)
        export = _button(self, "loss_export", "export", "Save the curves as a picture (PNG) or as a table (CSV).")
        export.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        export.setMenu(self._export_menu(export))
        buttons = QVBoxLayout()
        buttons.setSpacing(1)
        for button in (self._log_button, self._fit_button, export):
            buttons.addWidget(button)
        buttons.addStretch()
        picture = QVBoxLayout(self._picture_part)
        picture.setContentsMargins(0, 0, 0, 0)
        picture.setSpacing(2)
        picture.addWidget(self.legend)
        picture.addWidget(self.plot, 1)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(6, 4, 4, 4)
        layout.setSpacing(2)
        layout.addWidget(self._picture_part, 1)
        layout.addLayout(buttons)

    def _export_menu(self, parent: QWidget) -> QMenu:
        menu = QMenu(parent)
        for name, picture, text, does in (
            ("loss_export_png", "image", "Picture (PNG)...", self._export.ask_for_picture),
            ("loss_export_csv", "table", "Table (CSV)...", self._export.ask_for_table),
        ):
            action = QAction(icon(picture), text, menu)
            action.setObjectName(name)
            action.triggered.connect(does)
            menu.addAction(action)
        menu.aboutToShow.connect(self._export.show_what_can_be_done)
        return menu

    def _show_log(self) -> None:
        self.plot.show_log(self._controller.run_log)

    def _show_keyframe(self) -> None:
        index = self._controller.shown_keyframe
        self.plot.show_scrubbed(None if index is None else self._controller.history.keyframes[index].step)

    def _show_following(self, is_following: bool) -> None:
        self._fit_button.setEnabled(not is_following)


def _button(parent: QWidget, name: str, picture: str, tip: str) -> QToolButton:
    button = QToolButton(parent)
    button.setObjectName(name)
    button.setIcon(icon(picture))
    button.setIconSize(QSize(16, 16))
    button.setToolTip(tip)
    button.setAutoRaise(True)
    return button
