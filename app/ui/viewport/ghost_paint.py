"""The colours that a target has at its vertices, for a film on which no texture is drawn."""

import numpy as np
from numpy.typing import NDArray

from app.engine.appearance.srgb import linear_from_bytes
from app.engine.appearance.surface_colours import PLASTER
from app.engine.meshes.mesh import Mesh


def vertex_albedo(mesh: Mesh) -> NDArray[np.float32]:
    """The base colours (V, 3) of a mesh at its vertices, linear; of a texture, the mean at the corners of faces."""
    colours = mesh.colours or PLASTER
    albedo = np.tile(colours.base_colour_linear.astype(np.float32), (len(mesh.positions), 1))
    if colours.vertex_colours_linear is not None:
        albedo *= colours.vertex_colours_linear
    if colours.texture_srgb is not None and colours.uv is not None and colours.uv_faces is not None:
        height, width = colours.texture_srgb.shape[:2]
        places = colours.uv[colours.uv_faces.ravel()]
        columns = _wrapped(np.floor(places[:, 0] * width), width, colours.wrap)
        rows = _wrapped(np.floor(places[:, 1] * height), height, colours.wrap)
        texels = linear_from_bytes(colours.texture_srgb[rows, columns])
        vertices, count = mesh.faces.ravel(), len(mesh.positions)
        corners = np.maximum(1, np.bincount(vertices, minlength=count))
        for channel in range(3):
            albedo[:, channel] *= np.bincount(vertices, texels[:, channel], minlength=count) / corners
    return albedo


def _wrapped(index: NDArray[np.float32], size: int, wrap: str) -> NDArray[np.int64]:
    """Which texel of a row or column of that size is meant by any index."""
    match wrap:
        case "clamp":
            inside = np.clip(index, 0, size - 1)
        case "mirror":
            period = np.mod(index, 2 * size)
            inside = np.minimum(period, 2 * size - 1 - period)
        case _:
            inside = np.mod(index, size)
    return np.asarray(inside, dtype=np.int64)
