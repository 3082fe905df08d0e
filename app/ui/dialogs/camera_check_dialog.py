"""What a quick hull says of the cameras of photographs, and the usual ways to mend them."""

from typing import TYPE_CHECKING

from PyQt6.QtCore import QSize, Qt, pyqtSignal
from PyQt6.QtGui import QIcon
from PyQt6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QPushButton, QVBoxLayout, QWidget

from app.engine.cameras.axis_flips import flipped
from app.engine.cameras.camera_set import CameraSet
from app.engine.captures.arrangement import arrangement, rough_frame
from app.ui.dialogs.camera_check_list import CameraCheckList
from app.ui.dialogs.flip_choice import FlipChoice
from app.ui.dialogs.up_choice import UpChoice
from app.ui.document import Document
from app.ui.fit_controller import FitController
from app.ui.widgets.labels import set_kind

if TYPE_CHECKING:  # it comes with torch
    from app.engine.advice.capture_check import CaptureCheck

_SIZE = QSize(560, 640)
_ABOUT = (
    "Consistency is the share of a silhouette that the hull of all views explains: of the rest, some other view says "
    "that nothing is there. Where it is low everywhere, the cameras are not where they are said to be, or their axes "
    "mean something else; where it is low in a few views, look at their masks."
)
_UNDER_WAY = "The cameras have not been checked yet."


class CameraCheckDialog(QDialog):
    """Stays beside the work, and follows each check.

    Signals:
        look_through_requested: the id of the view to look through.

    Args:
        document: of photographs.
        controller: begins again with other cameras.
        parent: the window that it belongs to, which stays free.
    """

    look_through_requested = pyqtSignal(str)

    def __init__(self, document: Document, controller: FitController, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._controller = controller
        self._sentence, self._warnings, self._about = QLabel(_UNDER_WAY), QLabel(), QLabel(_ABOUT)
        self._list = CameraCheckList(document)
        self._flips = FlipChoice()
        self._build()
        self._list.look_through_requested.connect(self.look_through_requested)
        self._flips.apply_requested.connect(self._apply)

    def show_check(self, check: "CaptureCheck | None") -> None:
        """Show what was found; None while nothing is known."""
        self._sentence.setText(_UNDER_WAY if check is None else f"{check.sentence}.")
        warnings = () if check is None else check.warnings
        self._warnings.setText("\n".join(warnings))
        self._warnings.setVisible(bool(warnings))
        self._list.show_check(check)
        self._flips.show_check(check)

    def _build(self) -> None:
        self.setObjectName("camera_check_dialog")
        self.setWindowTitle("Check of the cameras")
        self.resize(_SIZE)
        for label, name in ((self._sentence, "check_sentence"), (self._warnings, "check_warnings")):
            label.setObjectName(name)
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        set_kind(self._sentence, "heading")
        set_kind(self._warnings, "warning")
        self._warnings.hide()
        self._about.setWordWrap(True)
        set_kind(self._about, "muted")
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        for button in buttons.buttons():
            button.setIcon(QIcon())
            if isinstance(button, QPushButton):
                button.setAutoDefault(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 14, 16, 12)
        layout.setSpacing(10)
        for widget in (self._sentence, self._warnings, self._about):
            layout.addWidget(widget)
        layout.addWidget(self._list, 1)
        layout.addWidget(UpChoice(self._document))
        layout.addWidget(self._flips)
        layout.addWidget(buttons)

    def _apply(self) -> None:
        """Take all cameras otherwise, and begin again where something has been sculpted from them: one step of undo."""
        flip = self._flips.chosen
        after = CameraSet(flipped(self._document.cameras.views, flip))
        text = f"Take cameras as {flip.label}"
        stack = self._document.undo_stack
        stack.beginMacro(text)
        self._document.edit_surroundings(text, rough_frame(after.views), arrangement(after.views).up_world)
        self._document.edit_cameras(text, after)
        if self._controller.step_count > 0:
            self._controller.reset()
        stack.endMacro()
