"""Mouse and wheel: tells clicks from drags and does what each means."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from PyQt6.QtCore import QObject, QPointF, Qt, QTimer, pyqtSignal
from PyQt6.QtGui import QMouseEvent, QWheelEvent
from PyQt6.QtWidgets import QToolTip, QWidget

from app.engine.cameras.view import Calibrated, View
from app.ui.viewport.drags import CameraDrag, Drag, LampDrag, OrbitDrag, PanDrag, PictureDrag
from app.ui.viewport.lamp_drag import NOTCHES_PER_DOUBLING, brightened
from app.ui.viewport.orbit_controls import DOLLY_PER_STEP, dollied
from app.ui.viewport.stage import Stage

DRAG_BEGINS_PIXELS = 4.0
HOVER_INTERVAL_MS = 30
WHEEL_STEP = 120.0  # of Qt's angle, for a notch
SAME_ANCHOR_SECONDS, SAME_ANCHOR_PIXELS = 0.4, 3.0
NEAREST, FARTHEST = 2e-3, 60.0  # distance from the pivot, in half sizes of the model
LAMP_TIP = (
    "<b>Light of the model</b><br>Drag it round the model. The wheel, or Shift + drag, makes it stronger or weaker."
)
CANNOT_BE_DRAGGED = "This camera is given by its matrices, as calibrated or imported. It stays where it is."

_Button, _Modifier, _Shape = Qt.MouseButton, Qt.KeyboardModifier, Qt.CursorShape


@dataclass(frozen=True, eq=False)
class _Press:
    cursor: NDArray[np.float64]
    button: Qt.MouseButton
    modifiers: Qt.KeyboardModifier
    view: View | None
    on_lamp: bool


@dataclass(frozen=True, eq=False)
class _Anchor:
    cursor: NDArray[np.float64]
    point_world: NDArray[np.float64]
    used_at: float


class Gestures(QObject):
    """The mouse on a viewport.

    Args:
        stage: what it moves.
        widget: the viewport; parent of this object.
    """

    changed = pyqtSignal()  # the user has moved something
    hovered = pyqtSignal()  # another camera is under the cursor, or the lamp, or none
    view_clicked = pyqtSignal(str, bool)
    view_double_clicked = pyqtSignal(str)
    view_drag_moved = pyqtSignal(str, object)
    view_drag_finished = pyqtSignal(str, object, bool)
    view_drag_cancelled = pyqtSignal(str)
    light_edited = pyqtSignal(object, bool)  # Lighting, whether it goes on from the edit before

    def __init__(self, stage: Stage, widget: QWidget) -> None:
        super().__init__(widget)
        self._stage, self._widget = stage, widget
        self._press: _Press | None = None
        self._drag: Drag | None = None
        self._anchor: _Anchor | None = None
        self._hover_place = QPointF()
        self._hover = QTimer(self)
        self._hover.setSingleShot(True)
        self._hover.setInterval(HOVER_INTERVAL_MS)
        self._hover.timeout.connect(self._look_under_cursor)

    def press(self, event: QMouseEvent) -> None:
        """A button went down."""
        if self._press is not None or event.button() not in (_Button.LeftButton, _Button.MiddleButton):
            return
        cursor = cursor_at(event.position())
        is_left = event.button() is _Button.LeftButton
        on_lamp = is_left and self._stage.lamp_under(cursor)
        view = self._stage.view_under(cursor) if is_left and not on_lamp else None
        self._press = _Press(cursor, event.button(), event.modifiers(), view, on_lamp)

    def move(self, event: QMouseEvent) -> None:
        """The mouse moved."""
        if self._press is not None and not event.buttons() & self._press.button:
            self.cancel()  # it was let go where nobody heard of it
        if self._press is None:
            self._hover_place = event.position()
            if not self._hover.isActive():
                self._hover.start()
            return
        cursor = cursor_at(event.position())
        if self._drag is None:
            if np.linalg.norm(cursor - self._press.cursor) < DRAG_BEGINS_PIXELS:
                return
            self._drag = self._begun(self._press, event)
        if self._drag is None:
            return
        self._drag.move(cursor)
        self.changed.emit()
        if isinstance(self._drag, CameraDrag):
            self.view_drag_moved.emit(self._drag.view_id, self._drag.placement)

    def release(self, event: QMouseEvent) -> None:
        """A button went up."""
        press, drag = self._press, self._drag
        if press is None or event.button() is not press.button:
            return
        self._press = self._drag = None
        self._widget.unsetCursor()
        if isinstance(drag, CameraDrag):
            self.view_drag_finished.emit(drag.view_id, drag.placement, drag.duplicate)
            self._stage.held = None
            self.changed.emit()
        elif isinstance(drag, LampDrag):
            self.light_edited.emit(drag.lighting, False)
            self._stage.light.held = None
            self.changed.emit()
        elif press.on_lamp:
            return
        elif drag is None and press.button is _Button.LeftButton and _is_still(press, event):
            extend = bool(press.modifiers & (_Modifier.ControlModifier | _Modifier.ShiftModifier))
            self.view_clicked.emit(press.view.id if press.view else "", extend)

    def double_click(self, event: QMouseEvent) -> None:
        """A button went down twice: on a camera to look through it, on the mesh to turn around that point."""
        if event.button() is not _Button.LeftButton:
            return
        cursor = cursor_at(event.position())
        if self._stage.lamp_under(cursor):
            return
        view = self._stage.view_under(cursor)
        if view is not None:
            self.view_double_clicked.emit(view.id)
            return
        point = self._stage.mesh_point(cursor)
        if point is not None:
            self._stage.leave_view()
            navigation = self._stage.navigation
            navigation.fly(replace(navigation.state, pivot_world=point.tolist()), self._stage.clock())
            self.changed.emit()

    def wheel(self, event: QWheelEvent) -> None:
        """The wheel turned."""
        steps = event.angleDelta().y() / WHEEL_STEP
        if steps == 0:
            return
        navigation, scale = self._stage.navigation, self._stage.frame.scale
        if self._stage.lamp_under(cursor_at(event.position())):
            self.light_edited.emit(brightened(self._stage.light.given, steps / NOTCHES_PER_DOUBLING), True)
            self.changed.emit()
            return
        if self._stage.photograph is not None:
            navigation.zoom_view(cursor_at(event.position()), DOLLY_PER_STEP**-steps)
            self.changed.emit()
            return
        self._stage.leave_view()
        anchor = self._anchor_at(cursor_at(event.position()))
        factor = DOLLY_PER_STEP**steps
        navigation.put(dollied(navigation.state, anchor, factor, NEAREST * scale, FARTHEST * scale))
        self.changed.emit()

    def cancel(self) -> bool:
        """Stop what the mouse does; a camera or the lamp goes back to where it was.

        Returns:
            Whether one was being dragged.
        """
        drag = self._drag
        self._press = self._drag = None
        self._widget.unsetCursor()
        if isinstance(drag, CameraDrag):
            self._stage.held = None
            self.view_drag_cancelled.emit(drag.view_id)
        elif isinstance(drag, LampDrag):
            self._stage.light.held = None
        else:
            return False
        self.changed.emit()
        return True

    @property
    def dragging_thing(self) -> bool:
        """Whether a camera or the lamp is being dragged."""
        return isinstance(self._drag, CameraDrag | LampDrag)

    def leave(self) -> None:
        """The mouse left the viewport."""
        self._hover.stop()
        self._set_hovered(None)
        self._set_lamp_hovered(False)

    def _begun(self, press: _Press, event: QMouseEvent) -> Drag | None:
        shift = bool(press.modifiers & _Modifier.ShiftModifier)
        if press.on_lamp:
            if self._stage.lamp_world is None:  # it has been switched off since
                return None
            QToolTip.hideText()
            self._widget.setCursor(_Shape.SizeVerCursor if shift else _Shape.ClosedHandCursor)
            return LampDrag(self._stage, press.cursor, strength=shift)
        if press.view is not None:
            if isinstance(press.view.placement, Calibrated):
                self._widget.setCursor(_Shape.ForbiddenCursor)
                QToolTip.showText(event.globalPosition().toPoint(), CANNOT_BE_DRAGGED, self._widget)
                return None
            if press.view.id not in self._stage.selected_ids:
                self.view_clicked.emit(press.view.id, False)
            self._widget.setCursor(_Shape.ClosedHandCursor)
            alt = bool(press.modifiers & _Modifier.AltModifier)
            return CameraDrag(self._stage, press.view, press.cursor, distance=shift, duplicate=alt)
        self._set_hovered(None)
        if shift or press.button is _Button.MiddleButton:
            self._widget.setCursor(_Shape.SizeAllCursor)
            within = self._stage.photograph is not None and self._stage.navigation.zoomed
            return PictureDrag(self._stage, press.cursor) if within else PanDrag(self._stage, press.cursor)
        self._widget.setCursor(_Shape.ClosedHandCursor)
        return OrbitDrag(self._stage, press.cursor)

    def _anchor_at(self, cursor: NDArray[np.float64]) -> NDArray[np.float64]:
        """What the wheel dollies towards: the same point for as long as it keeps turning in one place."""
        now = self._stage.clock()
        known = self._anchor
        if (
            known is None
            or now - known.used_at > SAME_ANCHOR_SECONDS
            or np.linalg.norm(cursor - known.cursor) > SAME_ANCHOR_PIXELS
        ):
            known = _Anchor(cursor, self._stage.point_under(cursor), now)
        self._anchor = replace(known, used_at=now)
        return known.point_world

    def _look_under_cursor(self) -> None:
        if self._press is None:
            cursor = cursor_at(self._hover_place)
            on_lamp = self._stage.lamp_under(cursor)
            self._set_hovered(None if on_lamp else self._stage.view_under(cursor))
            self._set_lamp_hovered(on_lamp)

    def _set_lamp_hovered(self, is_hovered: bool) -> None:
        light = self._stage.light
        if is_hovered == light.is_hovered:
            return
        light.is_hovered = is_hovered
        if is_hovered:
            self._widget.setCursor(_Shape.PointingHandCursor)
            QToolTip.showText(self._widget.mapToGlobal(self._hover_place.toPoint()), LAMP_TIP, self._widget)
        else:
            self._widget.unsetCursor()
            QToolTip.hideText()
        self.hovered.emit()

    def _set_hovered(self, view: View | None) -> None:
        hovered_id = None if view is None else view.id
        if hovered_id == self._stage.hovered_id:
            return
        self._stage.hovered_id = hovered_id
        if view is None:
            self._widget.unsetCursor()
        else:
            movable = not isinstance(view.placement, Calibrated)
            self._widget.setCursor(_Shape.PointingHandCursor if movable else _Shape.ArrowCursor)
        self.hovered.emit()


def cursor_at(place: QPointF) -> NDArray[np.float64]:
    """A place of the mouse as an array (2,), logical pixels."""
    return np.array([place.x(), place.y()])


def _is_still(press: _Press, event: QMouseEvent) -> bool:
    return bool(np.linalg.norm(cursor_at(event.position()) - press.cursor) < DRAG_BEGINS_PIXELS)
