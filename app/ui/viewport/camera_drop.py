"""A camera that is dragged in from the toolbar: shown under the cursor, placed where it is dropped."""

from PyQt6.QtCore import QPointF
from PyQt6.QtGui import QDropEvent

from app.engine.cameras.rigs import DEFAULT_IMAGE_SIZE
from app.engine.cameras.view import LookAt, View
from app.ui.viewport.gestures import cursor_at
from app.ui.viewport.stage import Stage

CAMERA_MIME_TYPE = "application/x-photosculpture-camera"
NEW_CAMERA_ID = "new camera"


class CameraDrop:
    """What a drag over the viewport shows.

    Args:
        stage: where the camera appears.
    """

    def __init__(self, stage: Stage) -> None:
        self._stage = stage

    def accept(self, event: QDropEvent) -> bool:
        """Take the drag if it is that of a camera; others are left to the window."""
        data = event.mimeData()
        if data is None or not data.hasFormat(CAMERA_MIME_TYPE):
            event.ignore()
            return False
        event.acceptProposedAction()
        return True

    def show(self, place: QPointF) -> LookAt:
        """Show the camera where it would be, and return that."""
        placement = self._stage.dropped(cursor_at(place))
        views = self._stage.cameras.views
        self._stage.held = View(NEW_CAMERA_ID, placement, views[0].image_size if views else DEFAULT_IMAGE_SIZE)
        return placement

    def leave(self) -> None:
        """Show it no more."""
        self._stage.held = None
