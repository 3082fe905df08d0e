"""The toolbar's camera, which can be dragged into the viewport."""

from PyQt6.QtCore import QMimeData, QPoint, QSize, Qt
from PyQt6.QtGui import QAction, QDrag, QMouseEvent
from PyQt6.QtWidgets import QApplication, QToolButton, QWidget

from app.ui.icons import icon, icon_pixmap
from app.ui.viewport.camera_drop import CAMERA_MIME_TYPE

_DRAGGED_ICON_SIZE = 28
_TIP = (
    "<b>New camera</b><br>Drag it into the viewport to place it there, looking at the model; "
    "click to place it where you look from."
)


class CameraButton(QToolButton):
    """A click adds a camera at the present viewpoint, a drag places one.

    Args:
        add_here: the action for a click.
        parent: Qt's.
    """

    def __init__(self, add_here: QAction, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("camera_button")
        self.setIcon(icon("camera-add"))
        self.setIconSize(QSize(20, 20))
        self.clicked.connect(add_here.trigger)
        self._add_here = add_here
        add_here.changed.connect(self._follow)
        self._follow()
        self._pressed_at = QPoint()

    def _follow(self) -> None:
        can_be_used = self._add_here.isEnabled()
        self.setEnabled(can_be_used)
        self.setToolTip(_TIP if can_be_used else self._add_here.toolTip())  # which says why not

    def mousePressEvent(self, event: QMouseEvent | None) -> None:
        """Remember where a drag might begin."""
        if event is not None:
            self._pressed_at = event.position().toPoint()
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent | None) -> None:
        """Begin to drag once the mouse has moved far enough."""
        if event is None or not event.buttons() & Qt.MouseButton.LeftButton:
            return
        moved = (event.position().toPoint() - self._pressed_at).manhattanLength()
        if moved < QApplication.startDragDistance():
            return
        self.setDown(False)
        drag = QDrag(self)
        data = QMimeData()
        data.setData(CAMERA_MIME_TYPE, b"camera")
        drag.setMimeData(data)
        drag.setPixmap(icon_pixmap("camera", _DRAGGED_ICON_SIZE, self.devicePixelRatioF(), "accent"))
        drag.setHotSpot(QPoint(_DRAGGED_ICON_SIZE // 2, _DRAGGED_ICON_SIZE // 2))
        drag.exec(Qt.DropAction.CopyAction)
