"""Shows colours when they first appear, unless the user has chosen what to see."""

from PyQt6.QtCore import QObject

from app.engine.fitting.snapshot import Snapshot
from app.ui.action_table import ActionTable
from app.ui.document import Document
from app.ui.fit_controller import FitController
from app.ui.handlers.view_handlers import MODES


class FirstColours(QObject):
    """Chooses the mode that shows colours, once for each subject.

    Args:
        document: another subject in it begins anew.
        controller: tells of colours.
        table: has the modes; parent of this object.
    """

    def __init__(self, document: Document, controller: FitController, table: ActionTable) -> None:
        super().__init__(table)
        self._table = table
        self._is_due = True
        document.subject_changed.connect(self._begin)
        controller.snapshot_changed.connect(self._look)
        for name in MODES:
            table[name].triggered.connect(self._leave)  # by the user, not by the program

    def _begin(self) -> None:
        self._is_due = True

    def _leave(self) -> None:
        self._is_due = False

    def _look(self, snapshot: Snapshot) -> None:
        if self._is_due and snapshot.state.colours is not None:
            self._is_due = False
            self._table["colour"].setChecked(True)
