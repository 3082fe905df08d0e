"""Playing the history back: one keyframe after the other, at a chosen pace."""

from PyQt6.QtCore import QObject, QTimer, pyqtSignal

from app.ui.fit_controller import FitController

PACES = {"Slow": 4, "Normal": 12, "Fast": 30}
"""Keyframes a second."""


class HistoryPlayer(QObject):
    """Goes through the keyframes; at the end it returns to the present, or begins again.

    Args:
        controller: whose history it is.
        parent: Qt's.
    """

    playing_changed = pyqtSignal(bool)

    def __init__(self, controller: FitController, parent: QObject) -> None:
        super().__init__(parent)
        self._controller = controller
        self._is_moving = False
        self.loops = False
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._go_on)
        self.set_pace("Normal")
        controller.shown_keyframe_changed.connect(self._stop_if_moved)

    @property
    def is_playing(self) -> bool:
        """Whether it goes on by itself."""
        return self._timer.isActive()

    def set_pace(self, name: str) -> None:
        """Choose one of `PACES`."""
        self._timer.setInterval(round(1000 / PACES[name]))

    def play(self) -> None:
        """Go on from the moment that is shown, or from the beginning."""
        if not self.is_playing and len(self._controller.history.keyframes) > 1:
            if self._controller.shown_keyframe is None:
                self._show(0)
            self._timer.start()
            self.playing_changed.emit(True)

    def stop(self) -> None:
        """Stay at the moment that is shown."""
        if self.is_playing:
            self._timer.stop()
            self.playing_changed.emit(False)

    def _go_on(self) -> None:
        shown = self._controller.shown_keyframe
        following = 0 if shown is None else shown + 1
        if following < len(self._controller.history.keyframes):
            self._show(following)
        elif self.loops:
            self._show(0)
        else:
            self.stop()
            self._show(None)

    def _show(self, index: int | None) -> None:
        self._is_moving = True
        self._controller.show_keyframe(index)
        self._is_moving = False

    def _stop_if_moved(self) -> None:
        """Whoever goes elsewhere meanwhile, by hand or by starting the fit, does not want to be carried on."""
        if not self._is_moving:
            self.stop()
