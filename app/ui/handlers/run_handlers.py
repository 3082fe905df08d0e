"""The menu Run."""

from collections.abc import Mapping

from PyQt6.QtWidgets import QInputDialog, QMessageBox, QWidget

from app.ui.action_table import Handler
from app.ui.app_state import AppState
from app.ui.fit_controller import FitController
from app.ui.panels.history_bar import HistoryBar

_MOST_STEPS = 10_000_000


class RunHandlers:
    """Starts, pauses, resets and goes on.

    Args:
        controller: what runs.
        history_bar: plays what has run.
        parent: of dialogs.
    """

    def __init__(self, controller: FitController, history_bar: HistoryBar, parent: QWidget) -> None:
        self._controller = controller
        self._history_bar = history_bar
        self._parent = parent
        self._more_steps = 200

    def by_id(self) -> Mapping[str, Handler]:
        """The handlers by the ids of their actions."""
        return {
            "start_pause": self._start_or_pause,
            "step": self._controller.step,
            "reset": self.ask_to_reset,
            "run_more": self._ask_for_steps,
            "continue_here": self._continue_here,
            "play_history": self._history_bar.toggle_playing,
        }

    def _start_or_pause(self) -> None:
        if self._controller.state in (AppState.RUNNING, AppState.STARTING):
            self._controller.pause()
        else:
            self._controller.start()

    def ask_to_reset(self) -> None:
        """Begin again; asks first if there is something to lose sight of."""
        if self._controller.step_count == 0:
            self._controller.reset()
            return
        box = QMessageBox(
            QMessageBox.Icon.Question,
            "Reset",
            f"Begin again? The fit is at step {self._controller.step_count:,}.",
            QMessageBox.StandardButton.Reset | QMessageBox.StandardButton.Cancel,
            self._parent,
        )
        box.setObjectName("reset_question")
        box.setInformativeText("Cameras and settings stay as they are. Undo brings the fit back.")
        box.setDefaultButton(QMessageBox.StandardButton.Reset)
        box.buttonClicked.connect(
            lambda button: (
                self._controller.reset() if box.standardButton(button) == QMessageBox.StandardButton.Reset else None
            )
        )
        box.finished.connect(box.deleteLater)
        box.open()

    def _ask_for_steps(self) -> None:
        dialog = QInputDialog(self._parent)
        dialog.setObjectName("more_steps")
        dialog.setInputMode(QInputDialog.InputMode.IntInput)
        dialog.setIntRange(1, _MOST_STEPS)
        dialog.setIntValue(self._more_steps)
        dialog.setWindowTitle("Run more steps")
        dialog.setLabelText("Steps to do from here, whatever the plan:")
        dialog.setOkButtonText("Run")
        dialog.intValueSelected.connect(self._run_more)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _run_more(self, steps: int) -> None:
        self._more_steps = steps
        self._controller.run_more(steps)

    def _continue_here(self) -> None:
        if self._controller.shown_keyframe is None:
            self._controller.message.emit("info", "Go back with the history's slider first, then continue from there.")
        else:
            self._history_bar.continue_here()
