"""The menu Cameras."""

from collections.abc import Mapping

from PyQt6.QtWidgets import QWidget

from app.engine.cameras.rigs import DEFAULT_IMAGE_SIZE
from app.engine.cameras.view import DEFAULT_FOV_Y_DEGREES, LookAt, View
from app.engine.fitting.events import ViewSuggested
from app.ui import camera_edits
from app.ui.action_table import Handler
from app.ui.advice_texts import photograph_suggestion, suggestion
from app.ui.dialogs.rig_dialog import RigDialog
from app.ui.document import Document
from app.ui.fit_controller import FitController
from app.ui.viewport.up_axis import up_axis
from app.ui.viewport.viewport import Viewport


class CameraHandlers:
    """Adds, moves, copies, disables and removes cameras.

    Args:
        document: whose cameras.
        controller: suggests views.
        viewport: where the viewpoint is.
        parent: of dialogs.
    """

    def __init__(self, document: Document, controller: FitController, viewport: Viewport, parent: QWidget) -> None:
        self._document = document
        self._controller = controller
        self._viewport = viewport
        self._parent = parent

    def by_id(self) -> Mapping[str, Handler]:
        """The handlers by the ids of their actions."""
        return {
            "select_all": lambda: self._document.select(self._document.cameras.ids),
            "add_rig": self.add_rig,
            "add_here": self.add_here,
            "suggest_view": self._controller.edits.suggest_view,
            "move_here": self._move_here,
            "look_through": self._toggle_looking_through,
            "leave": lambda: self._viewport.look_through(None),
            "previous_view": lambda: self._go_by(-1),
            "next_view": lambda: self._go_by(1),
            "toggle": lambda: camera_edits.toggle_views(self._document, self._document.selected_ids),
            "duplicate": lambda: camera_edits.duplicate_views(self._document, self._document.selected_ids),
            "delete": lambda: camera_edits.delete_views(self._document, self._document.selected_ids),
        }

    def add_rig(self) -> None:
        """Ask for a rig."""
        model = self._document.model
        if model is None:
            return
        dialog = RigDialog(self._document, self._parent)
        dialog.preview_changed.connect(self._viewport.set_cameras)
        dialog.finished.connect(self._end_preview)
        dialog.open()

    def _end_preview(self) -> None:
        self._viewport.set_cameras(self._document.cameras, self._document.selected_ids)

    def add_here(self) -> None:
        """Add a camera at the present viewpoint."""
        self.add(self._viewport.viewpoint(self._fov_y_degrees()))

    def add(self, placement: LookAt) -> None:
        """Add a camera; its image is as large as those of the others."""
        camera_edits.add_camera(self._document, placement, self._image_size())

    def add_suggested(self, suggested: ViewSuggested) -> None:
        """Add the camera that the engine has found, and say where it is; photographs it can only ask for."""
        capture = self._document.capture
        if capture is not None:
            told = photograph_suggestion(suggested, self._document.cameras, up_axis(capture.up_world))
            self._controller.message.emit("info", told)
            return
        view_id = camera_edits.add_camera(self._document, suggested.view.placement, suggested.view.image_size)
        self._controller.message.emit("info", suggestion(view_id, suggested))

    def _move_here(self) -> None:
        view = self._current()
        if view is not None:
            camera_edits.move_camera(self._document, view.id, self._viewport.viewpoint(self._fov_y_degrees()))

    def look_through(self, view_id: str) -> None:
        """See what a camera sees, if it is shown: an earlier moment may not have had it."""
        if view_id in self._viewport.camera_ids:
            self._viewport.look_through(view_id)

    def _toggle_looking_through(self) -> None:
        current = self._document.current_id
        if current is None or self._viewport.looking_through == current:
            self._viewport.look_through(None)
        else:
            self.look_through(current)

    def _go_by(self, count: int) -> None:
        ids = self._document.cameras.ids
        current = self._document.current_id
        index = ids.index(current) + count if current in ids else 0
        view_id = ids[index % len(ids)]
        self._document.select([view_id], view_id)
        if self._viewport.looking_through is not None:
            self.look_through(view_id)

    def _current(self) -> View | None:
        current = self._document.current_id
        return self._document.cameras[current] if current is not None else None

    def _image_size(self) -> tuple[int, int]:
        view = self._current()
        return view.image_size if view is not None else DEFAULT_IMAGE_SIZE

    def _fov_y_degrees(self) -> float:
        view = self._current()
        placement = view.placement if view is not None else None
        return placement.fov_y_degrees if isinstance(placement, LookAt) else DEFAULT_FOV_Y_DEGREES
