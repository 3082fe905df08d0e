"""The 3D view as a widget. It knows what it is given to show, and tells what the user does with it."""

import time
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray
from PyQt6.QtCore import QEvent, Qt, QTimer, pyqtSignal
from PyQt6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QFocusEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QResizeEvent,
    QShowEvent,
    QWheelEvent,
)
from PyQt6.QtOpenGLWidgets import QOpenGLWidget
from PyQt6.QtWidgets import QWidget

from app.engine.cameras.camera_set import CameraSet
from app.engine.cameras.view import LookAt
from app.engine.fitting.snapshot import Snapshot
from app.engine.meshes.mesh import Mesh
from app.ui.viewport.camera_drop import CameraDrop
from app.ui.viewport.display import DisplayMode, DisplaySettings
from app.ui.viewport.failure_notice import FailureNotice
from app.ui.viewport.gestures import Gestures
from app.ui.viewport.ghost_loader import GhostLoader
from app.ui.viewport.ghost_mesh import GhostMesh
from app.ui.viewport.gl_support import NO_CONTEXT, GlSupport, probe, release_with_context, surface_format
from app.ui.viewport.navigation import ScreenSize
from app.ui.viewport.orbit_controls import OrbitState
from app.ui.viewport.scene import Scene
from app.ui.viewport.shader_program import ShaderError
from app.ui.viewport.stage import Stage

STILL_AFTER_MS = 200
MOST_GHOST_FACES_IN_SOFTWARE = 15_000


class Viewport(QOpenGLWidget):
    """Shows meshes and cameras, and lets the mouse move the viewer and the cameras.

    Args:
        parent: as for any widget.
    """

    view_clicked = pyqtSignal(str, bool)  # id or "" for empty space, whether it extends the selection
    view_double_clicked = pyqtSignal(str)
    view_drag_moved = pyqtSignal(str, object)  # id, LookAt
    view_drag_finished = pyqtSignal(str, object, bool)  # id, LookAt, whether a copy was moved
    view_drag_cancelled = pyqtSignal(str)
    camera_dropped = pyqtSignal(object)  # LookAt
    looking_through_changed = pyqtSignal(object)  # id or None
    distances_wanted = pyqtSignal(bool)
    failed = pyqtSignal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFormat(surface_format())
        self.setMinimumSize(160, 120)
        self.setMouseTracking(True)
        self.setAcceptDrops(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("3D view")
        self._stage, self._scene = Stage(time.monotonic), Scene()
        self._support: GlSupport | None = None
        self._looking_through: str | None = None
        self._notice = FailureNotice(self)
        self._drop = CameraDrop(self._stage)
        self._ghost_loader = GhostLoader(self)
        self._ghost_loader.loaded.connect(self._take_ghost)
        self._still, self._restless = False, False
        self._still_timer = QTimer(self)
        self._still_timer.setSingleShot(True)
        self._still_timer.setInterval(STILL_AFTER_MS)
        self._still_timer.timeout.connect(self._draw_still)
        self._gestures = Gestures(self._stage, self)
        self._connect_gestures(self._gestures)

    def _connect_gestures(self, gestures: Gestures) -> None:
        gestures.changed.connect(self._moved)
        gestures.view_clicked.connect(self.view_clicked)
        gestures.view_double_clicked.connect(self._double_clicked)
        gestures.view_drag_moved.connect(self.view_drag_moved)
        gestures.view_drag_finished.connect(self.view_drag_finished)
        gestures.view_drag_cancelled.connect(self.view_drag_cancelled)

    def set_restless(self, restless: bool) -> None:
        """Tell whether other meshes will keep coming, so that a smoothed picture is not worth its time between them."""
        if restless != self._restless:
            self._restless = restless
            self._redraw()

    # What is shown

    def set_snapshot(self, snapshot: Snapshot | None) -> None:
        """Show a state of the fit; None for none."""
        self._stage.set_snapshot(snapshot)
        self._contents_changed()

    def set_target(self, mesh: Mesh | None) -> None:
        """Show a target as a ghost; None for none. A large one appears when it is ready."""
        self._stage.set_target(mesh)
        self._load_ghost()
        self._contents_changed()

    def set_cameras(self, cameras: CameraSet, selected_ids: Iterable[str]) -> None:
        """Show cameras.

        Args:
            cameras: all of them.
            selected_ids: which are selected.
        """
        self._stage.set_cameras(cameras, frozenset(selected_ids))
        for view_id in self._scene.thumbnails.keys() - set(cameras.ids):
            del self._scene.thumbnails[view_id]
        self._tell_looking_through()
        self._contents_changed()

    def set_thumbnail(self, view_id: str, target: NDArray[np.uint8] | None) -> None:
        """Show a target on the image of its camera.

        Args:
            view_id: the camera's.
            target: (h, w) uint8, at most 128 a side; None for none.
        """
        known = self._scene.thumbnails
        if target is None:
            known.pop(view_id, None)
        elif view_id in known and np.array_equal(known[view_id], target):
            return
        else:
            known[view_id] = target
        self._redraw()

    def set_display(self, display: DisplaySettings) -> None:
        """Change what is shown, and how."""
        before, self._stage.display = self._stage.display, display
        wanted = display.mode is DisplayMode.DISTANCES
        if wanted is not (before.mode is DisplayMode.DISTANCES):
            self.distances_wanted.emit(wanted)
        self._redraw()

    @property
    def display(self) -> DisplaySettings:
        """What is shown, and how."""
        return self._stage.display

    # Where it is seen from

    @property
    def flying(self) -> bool:
        """Whether what is seen still changes by itself, on the way to another place."""
        return self._stage.navigation.flying

    @property
    def looking_through(self) -> str | None:
        """The id of the view that is looked through."""
        return self._looking_through

    def look_through(self, view_id: str | None) -> None:
        """See exactly what a view sees; None goes back to where one was.

        Raises:
            KeyError: no view has that id.
        """
        if view_id == self._looking_through:
            return
        view = None if view_id is None else self._stage.cameras[view_id]
        self._stage.navigation.look_through(view, self._stage.clock())
        self._moved()

    def frame_all(self) -> None:
        """Go to where the meshes and all cameras are in view."""
        self._stage.frame_all()
        self._moved()

    def frame_opened(self) -> None:
        """See a model well that has just been opened; this holds until all of it is shown, or the viewer moves."""
        self._stage.untouched = True
        self._contents_changed()

    def frame_selection(self) -> None:
        """Go to where the selected cameras are in view, or the mesh if none is selected."""
        self._stage.frame_selection()
        self._moved()

    def viewpoint(self, fov_y_degrees: float) -> LookAt:
        """The viewer as a camera.

        Args:
            fov_y_degrees: the camera's vertical angle.
        """
        pose = self._stage.navigation.goal()
        return LookAt(pose.eye_world, pose.focus_world, -pose.rotation[1], fov_y_degrees)

    @property
    def orbit_state(self) -> OrbitState:
        """Where the viewer is, for a file."""
        return self._stage.navigation.state

    @orbit_state.setter
    def orbit_state(self, state: OrbitState) -> None:
        self._stage.navigation.put(state)
        self._moved()

    def picture(self) -> QImage:
        """What is shown, in the framebuffer's pixels and smoothed."""
        self._still = True
        return self.grabFramebuffer()

    # OpenGL

    @property
    def support(self) -> GlSupport | None:
        """The OpenGL that draws; None before it is known."""
        return self._support

    def initializeGL(self) -> None:
        """Begin in a new context: the first one, or another after the view has moved to a window of its own."""
        context = self.context()
        assert context is not None
        self._scene = Scene(self._scene.thumbnails)
        self._support = probe()
        if self._support.problem:
            self._fail(self._support.problem)
            return
        self._notice.hide()
        release_with_context(context, self._scene.release)
        self._load_ghost()

    def paintGL(self) -> None:
        """Draw a frame."""
        if self._support is None or self._notice.isVisible():
            return
        software = self._support.software
        samples = self._support.samples if self._still or not software else 0
        try:
            self._scene.draw(self._stage, self.defaultFramebufferObject(), samples, self.font())
        except (ShaderError, OSError) as error:
            self._fail(f"The 3D view cannot draw: {error}")
            return
        if self._stage.navigation.flying:
            self._redraw()

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Keep the notice and the scene as large as the widget."""
        super().resizeEvent(event)
        self._notice.setGeometry(self.rect())
        self._take_size()
        self._contents_changed()

    def showEvent(self, event: QShowEvent | None) -> None:
        """Tell if no context could be made."""
        super().showEvent(event)
        QTimer.singleShot(0, self._check_context)

    def _check_context(self) -> None:
        if self.isVisible() and not self.isValid():
            self._fail(NO_CONTEXT)

    def _fail(self, sentence: str) -> None:
        if not self._notice.isVisible():
            self._notice.tell(sentence)
            self.failed.emit(sentence)

    def _take_size(self) -> None:
        ratio = self.devicePixelRatioF()
        width, height = max(1, round(self.width() * ratio)), max(1, round(self.height() * ratio))
        self._stage.navigation.size = ScreenSize(width, height, ratio)

    def _load_ghost(self) -> None:
        if self._support is not None:
            most = MOST_GHOST_FACES_IN_SOFTWARE if self._support.software else None
            self._ghost_loader.load(self._stage.target, self._stage.frame, most)

    def _take_ghost(self, ghost: GhostMesh | None) -> None:
        self._scene.ghost.show(ghost)
        self._redraw()

    # Redrawing

    def _redraw(self) -> None:
        self._still = False
        if self._restless:
            self._still_timer.stop()
        else:
            self._still_timer.start()
        self.update()

    def _draw_still(self) -> None:
        self._still = True
        if self.isVisible() and not self._stage.empty:
            self._stage.untouched = False
        if self._support is not None and self._support.software:
            self.update()

    def _contents_changed(self) -> None:
        if self._stage.untouched:
            self._stage.frame_opened()
        self._redraw()

    def _moved(self) -> None:
        self._stage.untouched = False
        self._tell_looking_through()
        self._redraw()

    def _tell_looking_through(self) -> None:
        view = self._stage.navigation.view
        now = None if view is None else view.id
        if now != self._looking_through:
            self._looking_through = now
            self.looking_through_changed.emit(now)

    # Mouse, keys and drops

    def _double_clicked(self, view_id: str) -> None:
        if view_id in self._stage.cameras.ids:
            self.look_through(view_id)
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
            and (self._gestures.dragging_camera or self._looking_through is not None)
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        """Escape gives up the drag of a camera, or leaves the view that is looked through."""
        if event is not None and event.key() == Qt.Key.Key_Escape:
            if self._gestures.cancel():
                return
            if self._looking_through is not None:
                self.look_through(None)
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
            self._redraw()

    def dragLeaveEvent(self, event: QDragLeaveEvent | None) -> None:
        """Show no camera under the cursor any more."""
        self._drop.leave()
        self._redraw()

    def dropEvent(self, event: QDropEvent | None) -> None:
        """Tell where a camera was dropped."""
        if event is not None and self._drop.accept(event):
            placement = self._drop.show(event.position())
            self._drop.leave()
            self.camera_dropped.emit(placement)
            self._redraw()
