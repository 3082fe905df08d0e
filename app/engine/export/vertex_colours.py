"""The colours of a mesh at its vertices, for what has no place for a texture."""

import numpy as np
from numpy.typing import NDArray

from app.engine.appearance.srgb import linear_from_bytes
from app.engine.appearance.surface_colours import SurfaceColours
from app.engine.meshes.mesh import Mesh


def vertex_colours(mesh: Mesh) -> NDArray[np.float64] | None:
    """The product of all that is painted on a mesh, linear.

    Returns:
        (V, 3); None where vertices have neither colours nor a texture.
    """
    colours = mesh.colours
    if colours is None or (colours.vertex_colours_linear is None and not colours.has_texture):
        return None
    product = np.tile(colours.base_colour_linear, (len(mesh.positions), 1))
    if colours.vertex_colours_linear is not None:
        product *= colours.vertex_colours_linear
    if colours.has_texture:
        product *= _of_texture(mesh, colours)
    return product


def _of_texture(mesh: Mesh, colours: SurfaceColours) -> NDArray[np.float64]:
    """(V, 3), the mean over a vertex's places in the texture."""
    assert colours.uv is not None and colours.uv_faces is not None
    at_uv = texture_colours(colours, colours.uv)
    owners, of_corners = mesh.faces.ravel(), at_uv[colours.uv_faces.ravel()]
    count = len(mesh.positions)
    sums = [np.bincount(owners, of_corners[:, channel], minlength=count) for channel in range(3)]
    return np.asarray(np.stack(sums, axis=1) / np.maximum(np.bincount(owners, minlength=count), 1)[:, None])


def texture_colours(colours: SurfaceColours, uv: NDArray[np.floating]) -> NDArray[np.float32]:
    """The colours of the texels at `uv` (P, 2), v down: (P, 3), linear."""
    assert colours.texture_srgb is not None
    size = np.array(colours.texture_srgb.shape[1::-1])
    texel = np.floor(uv * size).astype(np.int64)
    if colours.wrap == "repeat":
        texel %= size
    elif colours.wrap == "mirror":
        texel %= 2 * size
        texel = np.minimum(texel, 2 * size - 1 - texel)
    column, row = np.clip(texel, 0, size - 1).T
    return linear_from_bytes(colours.texture_srgb[row, column])
