"""What the window says of the cameras of photographs once they have been checked, and what it offers then."""

from typing import TYPE_CHECKING

from PyQt6.QtCore import QObject, pyqtSignal
from PyQt6.QtWidgets import QWidget

from app.ui.dialogs.camera_check_dialog import CameraCheckDialog
from app.ui.document import Document
from app.ui.fit_controller import FitController
from app.ui.notice_bar import NoticeBar

if TYPE_CHECKING:  # it comes with torch
    from app.engine.advice.capture_check import CaptureCheck

_SAID_AT_ONCE = 2  # warnings over the viewport; the rest is for the log


class CameraCheckDesk(QObject):
    """Keeps the last check of the document's photographs.

    Signals:
        look_through_requested: the id of the view to look through.

    Args:
        document: whose cameras.
        controller: says it; begins again with other cameras.
        notices: where a doubt is said, with a button to look into it.
        window: over which the dialog is.
    """

    look_through_requested = pyqtSignal(str)

    def __init__(self, document: Document, controller: FitController, notices: NoticeBar, window: QWidget) -> None:
        super().__init__(window)
        self._document = document
        self._controller = controller
        self._notices = notices
        self._window = window
        self._said = ""
        self._check: CaptureCheck | None = None
        self._dialog: CameraCheckDialog | None = None
        document.subject_changed.connect(self._forget)

    def show(self) -> None:
        """Show what was found, and what can be done."""
        if self._dialog is None:
            self._dialog = CameraCheckDialog(self._document, self._controller, self._window)
            self._dialog.look_through_requested.connect(self.look_through_requested)
            self._dialog.show_check(self._check)
        self._dialog.show()
        self._dialog.raise_()
        self._dialog.activateWindow()

    def take(self, check: "CaptureCheck") -> None:
        """Say what was found, unless it has been said: each stroke on a mask is followed by a check."""
        before, self._check = self._check, check
        if self._dialog is not None:
            self._dialog.show_check(check)
        if before is not None and before.warnings == check.warnings:
            return
        self._notices.withdraw(self._said)
        sentence = f"{check.sentence}."
        if check.warnings:
            said = (check.flips[0].sentence,) if check.flips else check.warnings[:_SAID_AT_ONCE]
            self._said = text = " ".join((sentence, *said))
            self._controller.message.emit("warning", text)
            for warning in check.warnings:
                if warning not in said:
                    self._controller.noted.emit("warning", warning)
            self._notices.offer(text, "Check cameras...", self.show)
        elif self._notices.isVisible():  # what was said while they were read still holds
            self._controller.noted.emit("info", sentence)
        else:
            self._controller.message.emit("info", sentence)

    def _forget(self) -> None:
        self._check = None
        if self._dialog is not None:
            self._dialog.close()
            self._dialog.deleteLater()
            self._dialog = None
