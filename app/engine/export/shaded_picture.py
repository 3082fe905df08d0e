"""Pictures of a mesh, shaded smoothly, drawn with NumPy alone: no window, no GPU, no OpenGL."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.engine.appearance.surface_colours import SurfaceColours
from app.engine.export.vertex_colours import texture_colours
from app.engine.meshes.mesh import Mesh
from app.engine.meshes.normals import unit_vectors, vertex_normals

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

SUPERSAMPLING = 2  # samples along each side of a pixel
_GAMMA = 2.2  # sRGB, near enough for a figure


@dataclass(frozen=True)
class Look:
    """Colours and lights of a picture; colours are sRGB in [0, 1], directions point to the light in picture axes.

    The picture's axes are x to the right, y up, z towards the viewer.
    """

    background: tuple[float, float, float] = (0.95, 0.95, 0.94)  # one colour: a GIF has few
    surface: tuple[float, float, float] = (0.80, 0.63, 0.48)
    key_direction: tuple[float, float, float] = (-0.45, 0.65, 0.62)
    key_strength: float = 0.72
    fill_direction: tuple[float, float, float] = (0.8, 0.15, 0.5)
    fill_strength: float = 0.22
    sky_strength: float = 0.30
    highlight_strength: float = 0.16
    highlight_sharpness: float = 28.0


@dataclass(frozen=True, eq=False)
class Samples:
    """What a raster of samples sees of a mesh; samples that see nothing are left out.

    Args:
        index: (P,), row * size + column, ascending within a face only.
        face: (P,), the nearest face there.
    """

    index: Integers
    face: Integers


def shaded_picture(mesh: Mesh, picture_to_world: Floats, half_height_world: float, pixels: int, look: Look) -> Floats:
    """Draw a mesh orthographically.

    Args:
        mesh: what to draw, in its own colours or, where it has none, in the look's.
        picture_to_world: (4, 4), its columns the picture's right, up and towards-the-viewer axes and the point in
            the middle of the picture.
        half_height_world: from the middle of the picture to its upper edge, world units.
        pixels: width and height of the picture.
        look: colours and lights.

    Returns:
        (pixels, pixels, 3) float64, sRGB in [0, 1], antialiased.
    """
    size = pixels * SUPERSAMPLING
    seen = (mesh.positions - picture_to_world[:3, 3]) @ picture_to_world[:3, :3] / half_height_world
    corners = ((seen * [1, -1, 1] + [1, 1, 0]) * (size / 2))[mesh.faces]  # column, row, nearness, all in samples
    samples = visible_samples(corners, size)
    row, column = np.divmod(samples.index, size)
    x, y = column + 0.5, row + 0.5
    normals = _interpolated(corners, vertex_normals(seen, mesh.faces)[mesh.faces], samples.face, x, y)
    surface = np.array(look.surface)[:, None] ** _GAMMA
    if mesh.colours is not None:
        surface = _painted(mesh, mesh.colours, corners, samples.face, x, y)
    color = np.tile(np.array(look.background), (size * size, 1))
    color[samples.index] = _shade(normals, surface, look).T
    square = color.reshape(size, size, 3)
    offsets = range(SUPERSAMPLING)
    total = sum(square[row::SUPERSAMPLING, column::SUPERSAMPLING] for row in offsets for column in offsets)
    return np.asarray(total / SUPERSAMPLING**2)


def turntable(center_world: Floats, turn_radians: float, elevation_degrees: float) -> Floats:
    """Where the picture is for a viewer who has gone round the vertical axis, counter-clockwise seen from above.

    Args:
        center_world: (3,), what is in the middle of the picture.
        turn_radians: from +z.
        elevation_degrees: of the viewer above the centre.

    Returns:
        (4, 4), as `shaded_picture` wants it.
    """
    elevation = math.radians(elevation_degrees)
    around = np.array([math.sin(turn_radians), 0.0, math.cos(turn_radians)])
    towards = math.cos(elevation) * around + math.sin(elevation) * np.array([0.0, 1.0, 0.0])
    right = np.array([math.cos(turn_radians), 0.0, -math.sin(turn_radians)])
    picture_to_world = np.eye(4)
    picture_to_world[:3] = np.stack([right, np.cross(towards, right), towards, center_world], axis=1)
    return picture_to_world


def visible_samples(corners: Floats, size: int) -> Samples:
    """Find for each sample of a square raster the face nearest to the viewer.

    All faces are cut into runs of samples within a row, and the runs into samples, each at once for the whole mesh.

    Args:
        corners: (F, 3, 3), column, row and nearness (larger towards the viewer) of the faces' corners, in samples; the
            centres of samples are at half-integers.
        size: samples along each side.

    Returns:
        The samples that a face covers.
    """
    face, row = _rows(corners, size)
    y = np.asarray(row + 0.5, dtype=np.float64)
    low, high = _run_ends(corners[face], y)
    first = np.clip(np.ceil(low - 0.5), 0, size).astype(np.int64)
    lengths = np.clip(np.ceil(high - 0.5), 0, size).astype(np.int64) - first
    run, column = _expanded(first, np.maximum(lengths, 0))
    slope, at_zero = _nearness_along_rows(corners, face, y)
    near = slope[run] * (column + 0.5) + at_zero[run]
    index = (row * size)[run] + column
    nearest = np.full(size * size, -np.inf)
    np.maximum.at(nearest, index, near)
    seen = np.flatnonzero(near == nearest[index])
    return Samples(index[seen], face[run[seen]])


def _rows(corners: Floats, size: int) -> tuple[Integers, Integers]:
    """Every pair of a face and a row of samples that it may cover."""
    first = np.clip(np.ceil(corners[:, :, 1].min(axis=1) - 0.5), 0, size).astype(np.int64)
    end = np.clip(np.ceil(corners[:, :, 1].max(axis=1) - 0.5), 0, size).astype(np.int64)
    return _expanded(first, end - first)


def _expanded(first: Integers, lengths: Integers) -> tuple[Integers, Integers]:
    """The owners and the members of ranges: first[i], first[i] + 1, ... for each i, `lengths[i]` of them."""
    owner = np.repeat(np.arange(len(lengths)), lengths)
    before = np.cumsum(lengths) - lengths
    return owner, np.arange(len(owner)) + (first - before)[owner]


def _run_ends(corners: Floats, y: Floats) -> tuple[Floats, Floats]:
    """Where the horizontal line at y enters and leaves each triangle."""
    low, high = np.full(len(y), np.inf), np.full(len(y), -np.inf)
    for start in range(3):
        a, b = corners[:, start], corners[:, (start + 1) % 3]
        crosses = (a[:, 1] <= y) != (b[:, 1] <= y)
        rise = np.where(crosses, b[:, 1] - a[:, 1], 1.0)
        x = a[:, 0] + (y - a[:, 1]) * (b[:, 0] - a[:, 0]) / rise
        low = np.where(crosses, np.minimum(low, x), low)
        high = np.where(crosses, np.maximum(high, x), high)
    return np.where(low <= high, low, 0.0), np.where(low <= high, high, 0.0)


def _slopes(corners: Floats, values: Floats) -> Floats:
    """Change of a value that is linear on each face, along columns and rows: (F, 3, K) at corners -> (F, 2, K)."""
    side_1, side_2 = corners[:, 1, :2] - corners[:, 0, :2], corners[:, 2, :2] - corners[:, 0, :2]
    area = side_1[:, 0] * side_2[:, 1] - side_1[:, 1] * side_2[:, 0]
    inverse = np.divide(1.0, area, out=np.zeros_like(area), where=area != 0)[:, None]
    rise_1, rise_2 = values[:, 1] - values[:, 0], values[:, 2] - values[:, 0]
    across = (rise_1 * side_2[:, 1:] - rise_2 * side_1[:, 1:]) * inverse
    down = (rise_2 * side_1[:, :1] - rise_1 * side_2[:, :1]) * inverse
    return np.stack([across, down], axis=1)


def _nearness_along_rows(corners: Floats, face: Integers, y: Floats) -> tuple[Floats, Floats]:
    """Nearness along the row of each pair as slope * x + constant."""
    across, down = _slopes(corners, corners[:, :, 2:])[face, :, 0].T
    x_0, y_0, near_0 = corners[face, 0].T
    return across, near_0 + down * (y - y_0) - across * x_0


def _interpolated(corners: Floats, values: Floats, face: Integers, x: Floats, y: Floats) -> Floats:
    """Values (F, 3, K) at the corners of faces, at points of them: (K, P), which NumPy works through faster."""
    slopes = _slopes(corners, values)
    at_zero = values[:, 0] - slopes[:, 0] * corners[:, 0, :1] - slopes[:, 1] * corners[:, 0, 1:2]
    of_planes = zip(at_zero.T, slopes[:, 0].T, slopes[:, 1].T, strict=True)
    return np.stack([constant[face] + across[face] * x + down[face] * y for constant, across, down in of_planes])


def _painted(mesh: Mesh, colours: SurfaceColours, corners: Floats, face: Integers, x: Floats, y: Floats) -> Floats:
    """Linear colours (3, P) of points of faces, or (3, 1) where all have the same."""
    surface = colours.base_colour_linear[:, None]
    if colours.vertex_colours_linear is not None:
        at_corners = colours.vertex_colours_linear[mesh.faces].astype(np.float64)
        surface = surface * _interpolated(corners, at_corners, face, x, y)
    if colours.uv is not None and colours.uv_faces is not None:
        uv = _interpolated(corners, colours.uv[colours.uv_faces].astype(np.float64), face, x, y)
        surface = surface * texture_colours(colours, uv.T).T
    return surface


def _shade(normals: Floats, surface: Floats, look: Look) -> Floats:
    """Colour (3, P) in sRGB of a matt surface with a soft highlight under a key, a fill and a sky light.

    The normals are (3, P), of any length. The surface has one linear colour (3, 1), or one at each point (3, P).
    """
    length = np.sqrt(np.square(normals).sum(axis=0))
    normals = normals * (np.where(normals[2] < 0, -1.0, 1.0) / np.where(length > 0, length, 1))  # both sides are lit
    key, fill = (unit_vectors(np.array(direction)) for direction in (look.key_direction, look.fill_direction))
    light = look.sky_strength * (0.65 + 0.35 * normals[1])
    light += look.key_strength * np.maximum(key @ normals, 0)
    light += look.fill_strength * np.maximum(fill @ normals, 0)
    halfway = unit_vectors(key + np.array([0.0, 0.0, 1.0]))
    highlight = look.highlight_strength * np.maximum(halfway @ normals, 0) ** look.highlight_sharpness
    linear = surface * light + highlight
    return np.asarray(np.clip(linear, 0, 1) ** (1 / _GAMMA))
