"""Mouse, keys and drops on the viewport, handed on to what they move."""

from PyQt6.QtCore import QEvent, Qt, pyqtSignal
from PyQt6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QWheelEvent,
)
from PyQt6.QtOpenGLWidgets import QOpenGLWidget
from PyQt6.QtWidgets import QWidget

from app.ui.viewport.camera_drop import CameraDrop
from app.ui.viewport.gestures import Gestures
from app.ui.viewport.stage import Stage


class StageInput(QOpenGLWidget):
    """A widget on which a user moves the stage; it draws nothing.

    Args:
        stage: what is moved.
        parent: as for any widget.
    """

    view_clicked = pyqtSignal(str, bool)  # id or "" for empty space, whether it extends the selection
    view_double_clicked = pyqtSignal(str)
    view_drag_moved = pyqtSignal(str, object)  # id, LookAt
    view_drag_finished = pyqtSignal(str, object, bool)  # id, LookAt, whether a copy was moved
    view_drag_cancelled = pyqtSignal(str)
    light_edited = pyqtSignal(object, bool)  # Lighting, whether it goes on from the edit before
    camera_dropped = pyqtSignal(object)  # LookAt
    stage_moved = pyqtSignal()  # the user has moved something
    stage_changed = pyqtSignal()  # it has to be drawn again

    def __init__(self, stage: Stage, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._stage = stage
        self.setMouseTracking(True)
        self.setAcceptDrops(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._drop = CameraDrop(stage)
        self._gestures = Gestures(stage, self)
        self._gestures.changed.connect(self.stage_moved)
        self._gestures.hovered.connect(self.stage_changed)
        self._gestures.view_clicked.connect(self.view_clicked)
        self._gestures.view_double_clicked.connect(self._double_clicked)
        self._gestures.view_drag_moved.connect(self.view_drag_moved)
        self._gestures.view_drag_finished.connect(self.view_drag_finished)
        self._gestures.view_drag_cancelled.connect(self.view_drag_cancelled)
        self._gestures.light_edited.connect(self.light_edited)

    def _double_clicked(self, view_id: str) -> None:
        if view_id in self._stage.cameras.ids:
            self._stage.look_through(self._stage.cameras[view_id])
            self.stage_moved.emit()
        self.view_double_clicked.emit(view_id)

    def mousePressEvent(self, event: QMouseEvent | None) -> None:
        """Hand it on."""
        if event is not None:
            self._gestures.press(event)

    def mouseMoveEvent(self, event: QMouseEvent | None) -> None:
        """Hand it on."""
        if event is not None:
            self._gestures.move(event)

    def mouseReleaseEvent(self, event: QMouseEvent | None) -> None:
        """Hand it on."""
        if event is not None:
            self._gestures.release(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent | None) -> None:
        """Hand it on."""
        if event is not None:
            self._gestures.double_click(event)

    def wheelEvent(self, event: QWheelEvent | None) -> None:
        """Hand it on."""
        if event is not None:
            self._gestures.wheel(event)
            event.accept()

    def leaveEvent(self, event: QEvent | None) -> None:
        """Nothing is under the cursor any more."""
        self._gestures.leave()
        super().leaveEvent(event)

    def focusOutEvent(self, event: QFocusEvent | None) -> None:
        """A drag ends without effect when the keyboard goes elsewhere."""
        self._gestures.cancel()
        super().focusOutEvent(event)

    def event(self, event: QEvent | None) -> bool:
        """Keep Escape from any shortcut while there is something here to leave."""
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.ShortcutOverride
            and event.key() == Qt.Key.Key_Escape
            and (self._gestures.dragging_thing or self._stage.navigation.view is not None)
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        """Escape gives up the drag of a camera or the lamp, or leaves the view that is looked through."""
        if event is not None and event.key() == Qt.Key.Key_Escape:
            if self._gestures.cancel():
                return
            if self._stage.navigation.view is not None:
                self._stage.look_through(None)
                self.stage_moved.emit()
                return
        super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent | None) -> None:
        """Show the camera that would be dropped."""
        self._drag_over(event)

    def dragMoveEvent(self, event: QDragMoveEvent | None) -> None:
        """Show the camera that would be dropped."""
        self._drag_over(event)

    def _drag_over(self, event: QDropEvent | None) -> None:
        if event is not None and self._drop.accept(event):
            self._drop.show(event.position())
            self.stage_changed.emit()

    def dragLeaveEvent(self, event: QDragLeaveEvent | None) -> None:
        """Show no camera under the cursor any more."""
        self._drop.leave()
        self.stage_changed.emit()

    def dropEvent(self, event: QDropEvent | None) -> None:
        """Tell where a camera was dropped."""
        if event is not None and self._drop.accept(event):
            placement = self._drop.show(event.position())
            self._drop.leave()
            self.camera_dropped.emit(placement)
            self.stage_changed.emit()
