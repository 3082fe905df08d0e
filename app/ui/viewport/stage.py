"""What stands on the stage and how it is seen, without Qt and OpenGL: the viewport draws it, the mouse changes it."""

import math
from collections.abc import Callable, Iterable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from app.engine.cameras.camera_matrices import eye_world
from app.engine.cameras.camera_set import CameraSet
from app.engine.cameras.rigs import fit_distance
from app.engine.cameras.view import DEFAULT_FOV_Y_DEGREES, LookAt, View
from app.engine.fitting.readings import Quantity, Reading
from app.engine.fitting.snapshot import Snapshot
from app.engine.meshes.frame import Frame
from app.engine.meshes.mesh import Mesh
from app.ui.viewport import camera_drag, picking
from app.ui.viewport.backdrop import Backdrop
from app.ui.viewport.display import DisplayMode, DisplaySettings
from app.ui.viewport.frustum_geometry import FrustumCache
from app.ui.viewport.lamp_drag import towards
from app.ui.viewport.mesh_look import DepthRange, MeshLook
from app.ui.viewport.navigation import Navigation
from app.ui.viewport.orbit_controls import OrbitState, framed
from app.ui.viewport.picking import Ray
from app.ui.viewport.place import Place
from app.ui.viewport.pose import Pose
from app.ui.viewport.round_numbers import distance_range
from app.ui.viewport.stage_light import LAMP_REACH, StageLight
from app.ui.viewport.up_axis import Y_UP, up_axis

Vector = NDArray[np.float64]

EDGE_TOLERANCE_PIXELS = 6.0
LAMP_TOLERANCE_PIXELS = 16.0
GROUND_REACH = 5.5  # of the ground from its middle, in half sizes of the model
OPENED_SHARE = 0.74  # of the distance from which all cameras are in view: the model matters more than the farthest one
NEAREST_SHARE = 5e-4  # of the farthest depth that is drawn
FAR_CAMERAS_SHARE = 0.16  # of photographs' cameras' distance from the middle: a rig around a model has about 0.2
STEADY_SHARE = 0.1  # of its half size that a growing mesh may leave the scene's frame by before the frame follows
_UNIT = Frame(np.zeros(3), 1.0)


class Stage:
    """The scene and the viewer.

    Args:
        clock: seconds, only ever forward.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self.clock = clock
        self.navigation = Navigation()
        self.light = StageLight()
        self.display = DisplaySettings()
        self.snapshot: Snapshot | None = None
        self.target: Mesh | None = None
        self.place: Place | None = None
        self.backdrop: Backdrop | None = None
        self.frame = _UNIT
        self._ground_local = -1.0
        self.cameras = CameraSet()
        self.selected_ids: frozenset[str] = frozenset()
        self._given: dict[str, View] = {}  # by id, where a refined camera was before
        self.hovered_id: str | None = None
        self.held: View | None = (
            None  # a camera that is being dragged, in the place of the one of its id or in addition
        )
        self.untouched = True  # the viewer has not been moved yet, so new contents may be framed
        self._distance_range_world = 1.0
        self._frusta, self._given_frusta = FrustumCache(), FrustumCache()
        self._measured = (self.cameras, self.frame, 0.0)

    def set_snapshot(self, snapshot: Snapshot | None) -> None:
        """Show another state of the fit."""
        self.snapshot = snapshot
        reading = None if snapshot is None else snapshot.reading
        if reading is not None and reading.quantity is Quantity.DISTANCE:
            self._distance_range_world = distance_range(reading.values, self.frame.scale)
        if self.target is None:
            self._take_frame(None if snapshot is None else snapshot.positions_world)

    def set_place(self, place: Place | None) -> None:
        """Show something without a target; None for what stands along y and has one, as models do."""
        self.place = place
        self.navigation.up = Y_UP if place is None else up_axis(place.up_world)
        if self.target is None:
            self._take_frame(None if self.snapshot is None else self.snapshot.positions_world)

    def set_target(self, mesh: Mesh | None) -> None:
        """Show another target; it also gives the scene its scale."""
        self.target = mesh
        self._take_frame(None if mesh is None else mesh.positions)

    def set_cameras(self, cameras: CameraSet, selected_ids: frozenset[str], given: Iterable[View] = ()) -> None:
        """Show other cameras; the one that is looked through is followed, or left if it is gone.

        Args:
            cameras: all of them.
            selected_ids: which are selected.
            given: those that have been moved from where they were given, as they were.
        """
        self.cameras, self.selected_ids = cameras, selected_ids
        self._given = {view.id: view for view in given}
        if self.hovered_id not in cameras.ids:
            self.hovered_id = None
        looked_through = self.navigation.view
        if looked_through is not None:
            if looked_through.id in cameras.ids:
                self.navigation.follow(cameras[looked_through.id])
            else:
                self.leave_view()

    def look_through(self, view: View | None) -> None:
        """Fly to a view, or from it back to where one was."""
        self.navigation.look_through(view, self.clock())

    def leave_view(self) -> None:
        """Stop looking through a view, and orbit from where its camera is."""
        self.navigation.orbit_from_here(self.clock())

    @property
    def empty(self) -> bool:
        """Whether there is nothing to see."""
        return self.snapshot is None and self.target is None

    @property
    def reading(self) -> Reading | None:
        """What the mode shows of the mesh's vertices, where it is known."""
        reading = None if self.snapshot is None else self.snapshot.reading
        return reading if reading is not None and reading.quantity is self.display.mode.quantity else None

    @property
    def reading_range(self) -> float:
        """The value that has the last colour, in what the mode shows."""
        return self._distance_range_world if self.display.mode is DisplayMode.DISTANCES else 1.0

    def mesh_look(self, pose: Pose) -> MeshLook:
        """How the mesh is painted, seen like that."""
        over_photograph = self.photograph is not None and not self.navigation.flying
        return MeshLook(
            self.light.on(self.snapshot),
            self.reading,
            self.reading_range,
            self.mesh_depths(pose) if self.display.mode is DisplayMode.DEPTH else None,
            self.display.photograph_blend if over_photograph else 1.0,
        )

    def mesh_depths(self, pose: Pose) -> DepthRange | None:
        """Where the part of the mesh lies that is before the viewer; None without a mesh."""
        if self.snapshot is None:
            return None
        depths = (self.snapshot.positions_world - pose.eye_world) @ pose.rotation[2]
        near = max(0.0, float(depths.min()))
        return DepthRange(near, max(float(depths.max()), near + 1e-6 * self.frame.scale))

    @property
    def lamp_radius_world(self) -> float:
        """Of the sphere round the model that the lamp stands on."""
        return LAMP_REACH * self.frame.scale

    @property
    def lamp_world(self) -> Vector | None:
        """Where the lamp stands (3,), where one is seen: photographs have a light of their own."""
        if self.target is None or not self.light.has_lamp(self.display):
            return None
        return np.asarray(self.frame.center_world + self.lamp_radius_world * towards(self.light.shown))

    def lamp_under(self, cursor: Vector) -> bool:
        """Whether the lamp is under the cursor; the mesh does not hide it wholly."""
        place = self.lamp_world
        if place is None:
            return False
        seen = self.navigation.goal().project(place)
        gap = float(np.linalg.norm(self.navigation.size.to_cursor(seen[:2]) - cursor))
        return bool(seen[2] > 0) and gap <= LAMP_TOLERANCE_PIXELS

    @property
    def ground_local(self) -> float:
        """Height of the ground, on which the model stands, in the scene's frame."""
        return self._ground_local

    @property
    def photograph(self) -> Backdrop | None:
        """What belongs behind the mesh now."""
        through = self.navigation.view
        backdrop = self.backdrop
        return backdrop if backdrop and through and backdrop.view_id == through.id else None

    @property
    def shown_views(self) -> tuple[View, ...]:
        """The views whose frusta are drawn: not the one that is looked through, and none over a photograph."""
        if not self.display.frusta or self.photograph is not None:
            return () if self.held is None else (self.held,)
        views = self.cameras.views
        if self.held is not None:
            taken = self.held.id in self.cameras.ids
            views = self.cameras.with_replaced(self.held.id, self.held).views if taken else (*views, self.held)
        through = self.navigation.view
        return views if through is None else tuple(view for view in views if view.id != through.id)

    def frustum_points(self) -> Vector:
        """(N, 5, 3) of the shown views, world units."""
        return self._frusta.points(self.shown_views, self.display.frustum_size * self._frustum_scale)

    def given_frustum_points(self) -> Vector:
        """(K, 5, 3) of those of the shown views that have been moved, as they were given, world units."""
        views = tuple(self._given[view.id] for view in self.shown_views if view.id in self._given)
        return self._given_frusta.points(views, self.display.frustum_size * self._frustum_scale)

    def pose(self) -> Pose:
        """How the scene is seen now."""
        return self.navigation.pose(self.clock())

    def depth_range(self, pose: Pose, frusta: Vector) -> DepthRange:
        """Planes that hold everything on the stage."""
        reach = GROUND_REACH * self.frame.scale
        if len(frusta):
            reach = max(reach, float(np.linalg.norm(frusta.reshape(-1, 3) - self.frame.center_world, axis=1).max()))
        distance = float(np.linalg.norm(pose.eye_world - self.frame.center_world))
        far = distance + 1.05 * reach
        return DepthRange(max(distance - 1.05 * reach, NEAREST_SHARE * far), far)

    def ray(self, cursor: Vector) -> Ray:
        """The ray through a place of the mouse, for a viewer at the end of any flight."""
        return self.navigation.goal().ray(self.navigation.size.to_screen(cursor))

    def mesh_point(self, cursor: Vector) -> Vector | None:
        """The point (3,) of the mesh, or of the ghost where there is no mesh, that is under the cursor."""
        ray = self.ray(cursor)
        distances = []
        if self.snapshot is not None:
            distances.append(picking.mesh_hit(ray, self.snapshot.positions_world, self.snapshot.faces))
        if self.target is not None and self.display.ghost and self.display.ghost_opacity > 0:
            distances.append(picking.mesh_hit(ray, self.target.positions, self.target.faces))
        found = [distance for distance in distances if distance is not None]
        return ray.at(min(found)) if found else None

    def point_under(self, cursor: Vector) -> Vector:
        """The point (3,) of the mesh under the cursor, else that of the plane through the pivot."""
        hit = self.mesh_point(cursor)
        if hit is not None:
            return hit
        pose = self.navigation.goal()
        return pose.at_depth(self.navigation.size.to_screen(cursor), pose.focus_distance_world)

    def view_under(self, cursor: Vector) -> View | None:
        """The view whose frustum is under the cursor and not behind the mesh."""
        views = self.shown_views
        if not views:
            return None
        pose = self.navigation.goal()
        seen = pose.project(self.frustum_points())
        places = self.navigation.size.to_cursor(seen[..., :2])
        index = picking.frustum_at(cursor, places, seen[..., 2], EDGE_TOLERANCE_PIXELS)
        if index is None:
            return None
        hit = self.mesh_point(cursor)
        if hit is not None and pose.project(hit)[2] < seen[index, :, 2].min():
            return None
        return views[index]

    def dropped(self, cursor: Vector) -> LookAt:
        """A new camera under the cursor, as far from the target as the others are."""
        placements = [view.placement for view in self.cameras if isinstance(view.placement, LookAt)]
        if placements:
            target = np.median([placement.target_world for placement in placements], axis=0)
            gaps = [np.linalg.norm(placement.eye_world - placement.target_world) for placement in placements]
            fov = float(np.median([placement.fov_y_degrees for placement in placements]))
            return camera_drag.dropped(self.ray(cursor), target, float(np.median(gaps)), fov)
        distance = fit_distance(math.sqrt(3) * self.frame.scale)
        return camera_drag.dropped(self.ray(cursor), self.frame.center_world, distance, DEFAULT_FOV_Y_DEGREES)

    def frame_all(self) -> None:
        """Fly to where the meshes and the cameras are all in view."""
        self.navigation.fly(self._framed(self._all_points()), self.clock())

    def frame_opened(self) -> None:
        """Be where the model is seen well, with most of the cameras around it."""
        model = self._mesh_points() if self.target is None else _corners(_box(self.target.positions))
        state, far = self._framed(model), self._framed(self._all_points())
        distance = max(state.distance_world, OPENED_SHARE * far.distance_world)
        self.navigation.put(replace(state, distance_world=distance))

    def frame_selection(self) -> None:
        """Go to where the selected cameras are in view, or the mesh if none is selected."""
        chosen = [index for index, view in enumerate(self.shown_views) if view.id in self.selected_ids]
        points = self.frustum_points()[chosen].reshape(-1, 3) if chosen else self._mesh_points()
        self.navigation.fly(self._framed(points), self.clock())

    @property
    def _frustum_scale(self) -> float:
        """Half the size of a model that the cameras would be drawn in proportion to.

        Cameras of photographs may be far away from what they show, and their pictures are to be seen all the same.
        """
        if self.place is None or not len(self.cameras):
            return self.frame.scale
        if self.cameras is not self._measured[0] or self.frame is not self._measured[1]:
            gaps = [np.linalg.norm(eye_world(view.placement) - self.frame.center_world) for view in self.cameras]
            self._measured = (self.cameras, self.frame, FAR_CAMERAS_SHARE * float(np.median(gaps)))
        return max(self.frame.scale, self._measured[2])

    def _framed(self, points: Vector) -> OrbitState:
        return framed(self.navigation.state, points, self.navigation.size.aspect, self.navigation.up)

    def _all_points(self) -> Vector:
        return np.concatenate([self._mesh_points(), self.frustum_points().reshape(-1, 3)])

    def _mesh_points(self) -> Vector:
        """The corners (N, 3) of the boxes around what is shown."""
        boxes = []
        if self.target is not None:
            boxes.append(_box(self.target.positions))
        if self.snapshot is not None:
            boxes.append(_box(self.snapshot.positions_world))
        if not boxes:
            boxes.append(self.frame.to_world([[-1.0] * 3, [1.0] * 3]))
        return np.concatenate([_corners(box) for box in boxes])

    def _take_frame(self, positions: Vector | None) -> None:
        before = self.frame
        self.frame, self._ground_local = _UNIT if self.place is None else self.place.frame, -1.0
        if positions is not None:
            low, high = _box(positions)
            self.frame = Frame((low + high) / 2, float((high - low).max()) / 2 or 1.0)
            if self.place is not None and _is_near(self.frame, before):
                self.frame = before  # else all that hangs on it would creep along with a mesh that is being sculpted
            up = self.navigation.up.up_world
            lowest = float((positions @ up).min() - self.frame.center_world @ up)
            self._ground_local = lowest / self.frame.scale
        self.navigation.focus_world = self.frame.center_world


def _is_near(frame: Frame, other: Frame) -> bool:
    """Whether two frames differ by little."""
    most = STEADY_SHARE * other.scale
    return abs(frame.scale - other.scale) < most and bool(
        np.linalg.norm(frame.center_world - other.center_world) < most
    )


def _box(positions: Vector) -> Vector:
    """The lowest and the highest corner (2, 3) of all vertices; column by column, which for millions is much faster."""
    return np.array([[column.min() for column in positions.T], [column.max() for column in positions.T]])


def _corners(box: Vector) -> Vector:
    """The corners (8, 3) of a box (2, 3)."""
    which = np.array(np.meshgrid([0, 1], [0, 1], [0, 1])).reshape(3, 8).T
    return np.asarray(box[which, np.arange(3)])
