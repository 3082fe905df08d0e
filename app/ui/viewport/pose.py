"""How the scene is seen in one frame: the viewer's place and lens, and the arithmetic between space and screen."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from app.engine.cameras.camera_matrices import clip_from_world, world_to_camera
from app.engine.cameras.orbit_angles import OrbitAngles, orbit_angles
from app.engine.cameras.view import LookAt, View
from app.engine.meshes.normals import unit_vectors
from app.ui.viewport.picking import Ray
from app.ui.viewport.up_axis import Y_UP, UpAxis

Matrix = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Pose:
    """A viewer.

    Screen coordinates run from -1 to 1 over the viewport, to the right and upwards.

    Args:
        world_to_camera: (4, 4), OpenCV axes: x right, y down, z forward.
        lens: (3, 3), from camera coordinates to (x * depth, y * depth, depth) on screen.
        focus_distance_world: along the axis to what is looked at, > 0.
    """

    world_to_camera: Matrix
    lens: Matrix
    focus_distance_world: float

    @property
    def eye_world(self) -> Matrix:
        """(3,), world units."""
        return np.asarray(-self.rotation.T @ self.world_to_camera[:3, 3])

    @property
    def rotation(self) -> Matrix:
        """(3, 3), its rows the directions right, down and forward in the world."""
        return self.world_to_camera[:3, :3]

    @property
    def focus_world(self) -> Matrix:
        """(3,), what is looked at."""
        return np.asarray(self.eye_world + self.focus_distance_world * self.rotation[2])

    def screen_from_world(self) -> Matrix:
        """(3, 4), from (x, y, z, 1) to (x * depth, y * depth, depth) on screen."""
        return np.asarray(self.lens @ self.world_to_camera[:3])

    def clip_from_world(self, near: float, far: float) -> Matrix:
        """OpenGL's clip matrix (4, 4).

        Args:
            near: of what is drawn, > 0, world units.
            far: of what is drawn, > near, world units.
        """
        screen = self.screen_from_world()
        depth = self.world_to_camera[2] * ((far + near) / (far - near))
        depth = depth - np.array([0, 0, 0, 2 * far * near / (far - near)])
        return np.stack([screen[0], screen[1], depth, screen[2]])

    def project(self, points_world: ArrayLike) -> Matrix:
        """Points (..., 3) on screen: (..., 3), x and y and the depth in world units; NaN in the viewer's plane."""
        points = np.asarray(points_world, dtype=np.float64)
        screen = self.screen_from_world()
        seen = points @ screen[:, :3].T + screen[:, 3]
        depth = np.where(seen[..., 2:] == 0, np.nan, seen[..., 2:])
        return np.concatenate([seen[..., :2] / depth, seen[..., 2:]], axis=-1)

    def ray(self, screen: ArrayLike) -> Ray:
        """The ray through a point of the screen."""
        direction = self.rotation.T @ np.linalg.solve(self.lens, np.append(screen, 1.0))
        return Ray(self.eye_world, unit_vectors(direction))

    def at_depth(self, screen: ArrayLike, depth_world: float) -> Matrix:
        """The point (3,) at a point of the screen and a depth."""
        x, y = np.asarray(screen, dtype=np.float64)
        return np.asarray(
            self.eye_world
            + self.rotation.T @ np.linalg.solve(self.lens, [x * depth_world, y * depth_world, depth_world])
        )


@dataclass(frozen=True)
class FrameRectangle:
    """Where in the viewport the image of a view is shown, from the top left corner, in the viewport's pixels."""

    left: float
    top: float
    width: float
    height: float


def frame_rectangle(image_size: tuple[int, int], width: int, height: int, margin: int) -> FrameRectangle:
    """The largest place for an image within the viewport, on whole pixels.

    Args:
        image_size: (height, width) of the image.
        width: of the viewport, pixels.
        height: of the viewport, pixels.
        margin: to be left around the image, pixels.
    """
    scale = max(1, width - 2 * margin) / image_size[1], max(1, height - 2 * margin) / image_size[0]
    shown_width = max(1, round(image_size[1] * min(scale)))
    shown_height = max(1, round(image_size[0] * min(scale)))
    return FrameRectangle((width - shown_width) // 2, (height - shown_height) // 2, shown_width, shown_height)


def orbit_pose(placement: LookAt, width: int, height: int) -> Pose:
    """The pose of a viewer with the whole viewport as the image."""
    view = View("viewer", placement, (height, width))
    return Pose(world_to_camera(placement), _lens(view), orbit_angles(placement).distance_world)


def view_pose(view: View, rectangle: FrameRectangle, width: int, height: int, focus_world: Matrix) -> Pose:
    """The pose in which a view's image fills a rectangle of the viewport.

    Args:
        view: what to look through.
        rectangle: where its image appears.
        width: of the viewport, pixels.
        height: of the viewport, pixels.
        focus_world: (3,), what a camera without a target of its own is taken to look at.
    """
    share = np.array([rectangle.width / width, rectangle.height / height])
    middle = np.array([rectangle.left + rectangle.width / 2, rectangle.top + rectangle.height / 2])
    offset = (2 * middle / [width, height] - 1) * [1, -1]
    into_rectangle = np.array([[share[0], 0, offset[0]], [0, share[1], offset[1]], [0, 0, 1]])
    camera = world_to_camera(view.placement)
    focus = view.placement.target_world if isinstance(view.placement, LookAt) else focus_world
    distance = float(camera[2, :3] @ focus + camera[2, 3])
    fallback = float(np.linalg.norm(camera[:3, :3] @ focus + camera[:3, 3])) or 1.0
    return Pose(camera, into_rectangle @ _lens(view), distance if distance > 0 else fallback)


def between(start: Pose, end: Pose, share: float, up: UpAxis = Y_UP) -> Pose:
    """A pose on the way from one to another, around what they look at rather than through it.

    Args:
        start: the pose at 0.
        end: the pose at 1.
        share: of the way, in [0, 1].
        up: of the world; the way leads around it.
    """
    if share >= 1:
        return end
    angles = [up.angles(LookAt(pose.eye_world, pose.focus_world, -pose.rotation[1])) for pose in (start, end)]
    turn = 180 - (180 - (angles[1].azimuth_degrees - angles[0].azimuth_degrees)) % 360
    on_the_way = OrbitAngles(
        angles[0].azimuth_degrees + share * turn,
        _mix(angles[0].elevation_degrees, angles[1].elevation_degrees, share),
        math.exp(_mix(math.log(angles[0].distance_world), math.log(angles[1].distance_world), share)),
    )
    focus = start.focus_world + share * (end.focus_world - start.focus_world)
    placement = up.placed(focus, on_the_way, 1.0)
    head = -(1 - share) * start.rotation[1] - share * end.rotation[1]
    forward = unit_vectors(focus - placement.eye_world)
    if np.linalg.norm(np.cross(forward, head)) > 1e-3:
        placement = LookAt(placement.eye_world, focus, head)
    return Pose(world_to_camera(placement), start.lens + share * (end.lens - start.lens), on_the_way.distance_world)


def _mix(start: float, end: float, share: float) -> float:
    return start + share * (end - start)


def _lens(view: View) -> Matrix:
    rotation = world_to_camera(view.placement)[:3, :3]
    return np.asarray(clip_from_world(view, 1.0, 2.0)[[0, 1, 3], :3] @ rotation.T)
