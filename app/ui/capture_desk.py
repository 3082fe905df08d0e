"""What the window shows and asks while photographs are opened."""

import dataclasses

from PyQt6.QtWidgets import QWidget

from app.engine.captures.capture_options import CaptureOptions, TurntableSettings
from app.ui.capture_opening import CaptureOpening, TurntableNeeded
from app.ui.dialogs.opening_dialog import OpeningDialog
from app.ui.dialogs.turntable_dialog import TurntableDialog
from app.ui.project_files import ProjectFiles


class CaptureDesk:
    """Opens dialogs over a window; it must live as long as that.

    Args:
        files: opens captures.
        window: over which the dialogs are.
    """

    def __init__(self, files: ProjectFiles, window: QWidget) -> None:
        self._files = files
        self._window = window
        self._turntable = TurntableSettings()
        files.capture_opening.connect(self._show_opening)
        files.turntable_needed.connect(self._ask_for_turntable)

    def _show_opening(self, opening: CaptureOpening) -> None:
        OpeningDialog(opening, self._window)  # which shows itself, and is the window's

    def _ask_for_turntable(self, needed: TurntableNeeded) -> None:
        dialog = TurntableDialog(needed.path, needed.count, self._turntable, self._window)
        dialog.chosen.connect(lambda settings: self._open_turntable(needed, settings))
        dialog.open()

    def _open_turntable(self, needed: TurntableNeeded, settings: TurntableSettings) -> None:
        self._turntable = settings
        self._files.open(needed.path, options=dataclasses.replace(CaptureOptions(), turntable=settings))
