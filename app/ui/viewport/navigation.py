"""Where the viewer is now: orbiting, looking through a view, or on the short flight between two places."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.engine.cameras.view import LookAt, View
from app.ui.viewport.orbit_controls import OrbitState, orbit_at
from app.ui.viewport.pose import FrameRectangle, Pose, between, frame_rectangle, orbit_pose, view_pose
from app.ui.viewport.up_axis import Y_UP, UpAxis
from app.ui.viewport.view_zoom import ViewZoom

FLIGHT_SECONDS = 0.22
FRAME_MARGIN_PIXELS = 20  # around the image of a view that is looked through, logical pixels


@dataclass(frozen=True)
class ScreenSize:
    """A viewport's size.

    Args:
        width: pixels of the framebuffer, >= 1.
        height: pixels of the framebuffer, >= 1.
        ratio: pixels of the framebuffer in one logical pixel, in which the mouse is measured.
    """

    width: int = 1
    height: int = 1
    ratio: float = 1.0

    @property
    def aspect(self) -> float:
        """Width by height."""
        return self.width / self.height

    @property
    def logical(self) -> NDArray[np.float64]:
        """Width and height in logical pixels, (2,)."""
        return np.array([self.width, self.height]) / self.ratio

    def to_screen(self, cursor: NDArray[np.float64]) -> NDArray[np.float64]:
        """A place of the mouse (..., 2) in screen coordinates, -1 to 1, upwards."""
        return np.asarray((2 * cursor / self.logical - 1) * [1, -1])

    def to_cursor(self, screen: NDArray[np.float64]) -> NDArray[np.float64]:
        """Screen coordinates (..., 2) in logical pixels from the top left corner."""
        return np.asarray((screen * [1, -1] + 1) / 2 * self.logical)


class Navigation:
    """The viewer's state. Times are seconds of any clock that only goes forward."""

    def __init__(self) -> None:
        self.size = ScreenSize()
        self.focus_world: NDArray[np.float64] = np.zeros(3)  # what a camera given by matrices is taken to look at
        self._up = Y_UP
        self._state = OrbitState()
        self._view: View | None = None
        self._zoom = ViewZoom()
        self._departure: Pose | None = None
        self._left_at = 0.0

    @property
    def up(self) -> UpAxis:
        """What is up; another one ends a flight that is under way."""
        return self._up

    @up.setter
    def up(self, up: UpAxis) -> None:
        self._up, self._departure = up, None

    @property
    def state(self) -> OrbitState:
        """Where the orbiting viewer is, or will be after looking through a view."""
        return self._state

    @property
    def view(self) -> View | None:
        """What is looked through."""
        return self._view

    def goal(self) -> Pose:
        """The pose when no flight is under way any more."""
        if self._view is None:
            return orbit_pose(self._state.placement(self._up), self.size.width, self.size.height)
        rectangle = self.rectangle_of(self._view)
        return view_pose(self._view, rectangle, self.size.width, self.size.height, self.focus_world)

    def pose(self, now: float) -> Pose:
        """The pose at a time."""
        if self._departure is None:
            return self.goal()
        share = min(1.0, max(0.0, (now - self._left_at) / FLIGHT_SECONDS))
        if share == 1:
            self._departure = None
            return self.goal()
        return between(self._departure, self.goal(), 1 - (1 - share) ** 3, self._up)

    @property
    def flying(self) -> bool:
        """Whether the pose still changes by itself."""
        return self._departure is not None

    def rectangle_of(self, view: View) -> FrameRectangle:
        """Where the image of a view is while it is looked through, pixels of the framebuffer."""
        return self._zoom.of(self._fitting(view))

    @property
    def zoomed(self) -> bool:
        """Whether only a part of the view that is looked through is seen."""
        return self._zoom.factor > 1

    def zoom_view(self, cursor: NDArray[np.float64], by: float) -> None:
        """Zoom into the view that is looked through, at a place of the mouse (2,)."""
        if self._view is not None:
            self._zoom = self._zoom.at(self._fitting(self._view), cursor * self.size.ratio, by)

    def move_view(self, way: NDArray[np.float64]) -> None:
        """Show another part of the view that is looked through, by a way of the mouse (2,)."""
        if self._view is not None:
            self._zoom = self._zoom.moved(self._fitting(self._view), way * self.size.ratio)

    def _fitting(self, view: View) -> FrameRectangle:
        margin = round(FRAME_MARGIN_PIXELS * self.size.ratio)
        return frame_rectangle(view.image_size, self.size.width, self.size.height, margin)

    def put(self, state: OrbitState) -> None:
        """Be there at once, as while the mouse drags; a flight under way goes on towards it."""
        self._state = state
        self._view, self._zoom = None, ViewZoom()

    def fly(self, state: OrbitState, now: float) -> None:
        """Go there on a short flight."""
        self._depart(now)
        self.put(state)

    def look_through(self, view: View | None, now: float) -> None:
        """Fly to a view, or from it back to where one was."""
        if (view and view.id) != (self._view and self._view.id):
            self._depart(now)
            self._zoom = ViewZoom()
        self._view = view

    def follow(self, view: View) -> None:
        """Keep looking through a view that has changed."""
        self._view = view

    def orbit_from_here(self, now: float) -> None:
        """Stop looking through a view and orbit from where its camera is."""
        if self._view is None:
            return
        pose = self.goal()
        state = orbit_at(LookAt(pose.eye_world, pose.focus_world, -pose.rotation[1]), self._up)
        self.fly(state, now)

    def _depart(self, now: float) -> None:
        self._departure, self._left_at = self.pose(now), now
