"""What a mouse button that is held down does: orbit, pan, or move a camera or the lamp."""

from dataclasses import replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from app.engine.cameras.view import LookAt, View
from app.ui.viewport.camera_drag import faces_viewer, on_sphere, pulled, slid
from app.ui.viewport.lamp_drag import PIXELS_PER_DOUBLING, brightened, turned
from app.ui.viewport.orbit_controls import orbited, panned
from app.ui.viewport.stage import Stage

Cursor = NDArray[np.float64]  # (2,), logical pixels from the viewport's top left corner


class Drag(Protocol):
    """Something that follows the mouse."""

    def move(self, cursor: Cursor) -> None:
        """The mouse is there now."""


class OrbitDrag:
    """Turns the viewer around the pivot."""

    def __init__(self, stage: Stage, start: Cursor) -> None:
        stage.leave_view()
        self._stage = stage
        self._last = start

    def move(self, cursor: Cursor) -> None:
        """The mouse is there now."""
        right, down = cursor - self._last
        self._last = cursor
        navigation = self._stage.navigation
        navigation.put(orbited(navigation.state, right, down))


class PanDrag:
    """Moves the viewer sideways; the point that was grabbed stays under the cursor."""

    def __init__(self, stage: Stage, start: Cursor) -> None:
        stage.leave_view()
        self._stage = stage
        self._grabbed_world = stage.point_under(start)

    def move(self, cursor: Cursor) -> None:
        """The mouse is there now."""
        navigation = self._stage.navigation
        pose = navigation.goal()
        depth = float(pose.project(self._grabbed_world)[2])
        under = pose.at_depth(navigation.size.to_screen(cursor), depth)
        navigation.put(panned(navigation.state, self._grabbed_world, under))


class PictureDrag:
    """Moves a photograph that is zoomed into, together with the mesh over it."""

    def __init__(self, stage: Stage, start: Cursor) -> None:
        self._stage = stage
        self._last = start

    def move(self, cursor: Cursor) -> None:
        """The mouse is there now."""
        self._stage.navigation.move_view(cursor - self._last)
        self._last = cursor


class CameraDrag:
    """Moves a camera on its sphere round its target, or nearer and farther.

    Args:
        stage: where the camera is shown while it moves.
        view: the camera; its placement is a `LookAt`.
        start: where the button went down.
        distance: whether it moves nearer and farther, not around.
        duplicate: whether a copy moves, and the camera stays.
    """

    def __init__(self, stage: Stage, view: View, start: Cursor, *, distance: bool, duplicate: bool) -> None:
        assert isinstance(view.placement, LookAt)
        self.view_id = view.id
        self.duplicate = duplicate
        self.placement = view.placement
        self._stage = stage
        self._shown = replace(view, id=f"copy of {view.id}") if duplicate else view
        self._start_placement = view.placement
        self._start = start
        self._distance = distance
        pose = stage.navigation.goal()
        x, y, depth = pose.project(view.placement.eye_world)
        # The eye follows the mouse, wherever the camera was grabbed; one that is not before the viewer is nowhere.
        is_seen = depth > 0
        self._to_eye = stage.navigation.size.to_cursor(np.array([x, y])) - start if is_seen else np.zeros(2)
        self._near_side = faces_viewer(view.placement, pose.eye_world)

    def move(self, cursor: Cursor) -> None:
        """The mouse is there now."""
        ray = self._stage.ray(cursor + self._to_eye)
        if self._distance:
            self.placement = pulled(self._start_placement, ray, float((cursor - self._start)[1]))
        else:
            self.placement = slid(self._start_placement, ray, near_side=self._near_side)
        self._stage.held = replace(self._shown, placement=self.placement)


class LampDrag:
    """Moves the lamp on its sphere round the model, or makes its light stronger and weaker.

    Args:
        stage: where its light is shown while it moves; there is a lamp on it.
        start: where the button went down.
        strength: whether up and down change the strength, and the lamp stays.
    """

    def __init__(self, stage: Stage, start: Cursor, *, strength: bool) -> None:
        place, pose = stage.lamp_world, stage.navigation.goal()
        assert place is not None
        self.lighting = stage.light.given
        self._stage = stage
        self._start = start
        self._strength = strength
        # As with a camera, the lamp itself follows the mouse, and stays on its side of the sphere.
        self._to_lamp = stage.navigation.size.to_cursor(pose.project(place)[:2]) - start
        self._near_side = bool((place - stage.frame.center_world) @ (pose.eye_world - place) > 0)

    def move(self, cursor: Cursor) -> None:
        """The mouse is there now."""
        given = self._stage.light.given
        if self._strength:
            self.lighting = brightened(given, float(self._start[1] - cursor[1]) / PIXELS_PER_DOUBLING)
        else:
            center, radius = self._stage.frame.center_world, self._stage.lamp_radius_world
            place = on_sphere(self._stage.ray(cursor + self._to_lamp), center, radius, near_side=self._near_side)
            self.lighting = turned(given, (place - center) / radius)
        self._stage.light.held = self.lighting
