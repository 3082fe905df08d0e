"""The 3D view as a widget. It knows what it is given to show, and tells what the user does with it."""

import time
from collections.abc import Iterable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from PyQt6.QtCore import QTimer, pyqtSignal
from PyQt6.QtGui import QImage, QOpenGLContext, QResizeEvent, QShowEvent
from PyQt6.QtWidgets import QWidget

from app.engine.appearance.lighting import Lighting
from app.engine.cameras.camera_set import CameraSet
from app.engine.cameras.view import LookAt, View
from app.engine.fitting.snapshot import Snapshot
from app.engine.meshes.mesh import Mesh
from app.ui.viewport.backdrop import Backdrop
from app.ui.viewport.display import DisplaySettings
from app.ui.viewport.failure_notice import FailureNotice
from app.ui.viewport.ghost_loader import GhostLoader
from app.ui.viewport.ghost_mesh import GhostMesh
from app.ui.viewport.gl_support import NO_CONTEXT, GlSupport, probe, release_with_context, surface_format
from app.ui.viewport.navigation import ScreenSize
from app.ui.viewport.orbit_controls import OrbitState
from app.ui.viewport.photo_bar import PhotoBar
from app.ui.viewport.place import Place
from app.ui.viewport.scene import Scene
from app.ui.viewport.shader_program import ShaderError
from app.ui.viewport.stage import Stage
from app.ui.viewport.stage_input import StageInput

STILL_AFTER_MS = 200
MOST_GHOST_FACES_IN_SOFTWARE = 15_000


class Viewport(StageInput):
    """Shows meshes and cameras, and lets the mouse move the viewer and the cameras.

    Args:
        parent: as for any widget.
    """

    looking_through_changed = pyqtSignal(object)  # id or None
    reading_wanted = pyqtSignal(object)  # Quantity or None
    display_edited = pyqtSignal(object)  # DisplaySettings, changed by a control in the viewport
    failed = pyqtSignal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Stage(time.monotonic), parent)
        self.setFormat(surface_format())
        self.setMinimumSize(160, 120)
        self.setAccessibleName("3D view")
        self.stage_moved.connect(self._moved)
        self.stage_changed.connect(self._redraw)
        self._scene = Scene()
        self._support: GlSupport | None = None
        self._context: QOpenGLContext | None = None
        self._looking_through: str | None = None
        self._photo_bar = PhotoBar(self)
        self._photo_bar.changed.connect(self._edit_photograph)
        self._notice = FailureNotice(self)
        self._ghost_loader = GhostLoader(self)
        self._ghost_loader.loaded.connect(self._take_ghost)
        self._still, self._restless = False, False
        self._still_timer = QTimer(self)
        self._still_timer.setSingleShot(True)
        self._still_timer.setInterval(STILL_AFTER_MS)
        self._still_timer.timeout.connect(self._draw_still)

    # What is shown

    def set_restless(self, restless: bool) -> None:
        """Tell whether other meshes will keep coming, so that a smoothed picture is not worth its time between them."""
        if restless != self._restless:
            self._restless = restless
            self._end_of_framing()
            self._redraw()

    def set_snapshot(self, snapshot: Snapshot | None) -> None:
        """Show a state of the fit; None for none."""
        self._stage.set_snapshot(snapshot)
        self._contents_changed()

    def set_target(self, mesh: Mesh | None) -> None:
        """Show a target as a ghost; None for none. A large one appears when it is ready."""
        self._stage.set_target(mesh)
        self._load_ghost()
        self._contents_changed()

    def set_light(self, lighting: Lighting, *, matters: bool) -> None:
        """Show what lights the model.

        Args:
            lighting: the light; its main lamp can be dragged.
            matters: whether a fit takes notice of it, so that its lamp is of use in all modes.
        """
        self._stage.light.given, self._stage.light.matters = lighting, matters
        self._redraw()

    def set_place(self, place: Place | None) -> None:
        """Tell where the scene is and what is up in it; None for a model, whose target tells."""
        self._stage.set_place(place)
        self._contents_changed()

    def set_backdrop(self, backdrop: Backdrop | None) -> None:
        """Show a photograph behind the mesh as long as its view is looked through; None for none."""
        self._stage.backdrop = backdrop
        self._show_photo_bar()
        self._redraw()

    def set_cameras(self, cameras: CameraSet, selected_ids: Iterable[str], given: Iterable[View] = ()) -> None:
        """Show cameras.

        Args:
            cameras: all of them.
            selected_ids: which are selected.
            given: those that a fit has moved from where they were given, as they were; they are drawn faintly.
        """
        self._stage.set_cameras(cameras, frozenset(selected_ids), given)
        for view_id in self._scene.thumbnails.keys() - set(cameras.ids):
            del self._scene.thumbnails[view_id]
        self._tell_looking_through()
        self._contents_changed()

    def set_thumbnail(self, view_id: str, picture: NDArray[np.uint8] | None) -> None:
        """Show a target or a photograph on the image of its camera.

        Args:
            view_id: the camera's.
            picture: uint8, at most 128 a side: (h, w), what the model covers, or (h, w, 4), a photograph with its mask
                as the fourth channel; None for none.
        """
        known = self._scene.thumbnails
        if picture is None:
            known.pop(view_id, None)
        elif view_id in known and np.array_equal(known[view_id], picture):
            return
        else:
            known[view_id] = picture
        self._redraw()

    def set_display(self, display: DisplaySettings) -> None:
        """Change what is shown, and how."""
        before, self._stage.display = self._stage.display, display
        if display.mode.quantity is not before.mode.quantity:
            self.reading_wanted.emit(display.mode.quantity)
        self._show_photo_bar()
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
    def camera_ids(self) -> tuple[str, ...]:
        """Of the cameras that are shown, which may be those of an earlier moment."""
        return self._stage.cameras.ids

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
        self._stage.look_through(view)
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
        self._context = context  # Python would collect the connection together with an object that nothing else knows
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
        self._photo_bar.place_in(self.size())
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
        self._end_of_framing()
        if self._support is not None and self._support.software:
            self.update()

    def _end_of_framing(self) -> None:
        """What has been seen stays where it is, whatever else comes."""
        if self.isVisible() and not self._stage.empty:
            self._stage.untouched = False

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
        self._show_photo_bar()

    def _show_photo_bar(self) -> None:
        photograph = self._stage.photograph
        if photograph is not None:
            self._photo_bar.show_display(self._stage.display, photograph.mask is not None)
            self._photo_bar.place_in(self.size())
        self._photo_bar.setVisible(photograph is not None)

    def _edit_photograph(self, blend: float, target_outline: bool, mesh_outline: bool) -> None:
        edited = replace(
            self._stage.display, photograph_blend=blend, target_outline=target_outline, mesh_outline=mesh_outline
        )
        self.set_display(edited)
        self.display_edited.emit(edited)
