"""Painted meshes whose pictures one can reckon, and cameras that look at them."""

import numpy as np
from numpy.typing import NDArray

from app.engine.appearance.surface_colours import SurfaceColours
from app.engine.cameras.view import Calibrated, LookAt, View
from app.engine.meshes.mesh import Mesh

SQUARE = Mesh(
    np.array([[-1.0, -1, 0], [1, -1, 0], [1, 1, 0], [-1, 1, 0]]), np.array([[0, 1, 2], [0, 2, 3]], dtype=np.int32)
)
"""In the plane z = 0, two units wide, its outside towards +z."""
SQUARE_UV = np.array([[0, 1], [1, 1], [1, 0], [0, 0]], dtype=np.float32)  # of a picture that stands upright


def textured(picture: NDArray[np.uint8], wrap: str = "clamp") -> SurfaceColours:
    """A picture upright on the square."""
    return SurfaceColours(uv=SQUARE_UV, uv_faces=SQUARE.faces, texture_srgb=picture, wrap=wrap)


def square_view(size: int) -> View:
    """The square fills the middle half of the image to the pixel, where `size` is divisible by four."""
    focal = size / 4 * 5.0  # one unit, five away, is a quarter of the image
    lens = np.array([[focal, 0, size / 2], [0, focal, size / 2], [0, 0, 1]])
    return View("square", Calibrated(lens, np.diag([1.0, -1, -1]), np.array([0.0, 0, 5])), (size, size))


def front_view(size: int, distance: float = 5.0, fov_y_degrees: float = 30.0) -> View:
    """From a place on the z axis towards the origin."""
    placement = LookAt(np.array([0.0, 0, distance]), np.zeros(3), np.array([0.0, 1, 0]), fov_y_degrees)
    return View("front", placement, (size, size))
