"""Lay the faces of a mesh flat, side by side in a square (Levy et al. 2002, by Young's xatlas)."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_PADDING = 4  # pixels between charts in the atlas, which comes out larger than its texture by up to two thirds
_LARGEST_COST = 1.0  # of a face in a chart; 2, the library's own, takes twice as long for about as many charts


@dataclass(frozen=True, eq=False)
class Unwrapped:
    """Where the faces of a mesh lie in its texture.

    Args:
        uv: (M, 2) float32 in [0, 1], u to the right and v down, as glTF has them: (0, 0) is the texture's top left
            corner.
        uv_faces: (F, 3) int32, the rows of `uv` at the corners of each face, in the mesh's order.
    """

    uv: NDArray[np.float32]
    uv_faces: NDArray[np.int32]


def unwrapped(positions: NDArray[np.float64], faces: NDArray[np.int32], texture_size: int) -> Unwrapped:
    """Cut a surface into charts and lay these out without overlap; the same each time.

    Between charts are at least two texels, unless the texture is too small for so many: from 128 texels on there is
    room for dozens. Faces without area have a place all the same.

    Args:
        positions: (V, 3), finite, in any unit.
        faces: (F, 3), F >= 1, indices into `positions`.
        texture_size: width and height of the texture, >= 1.

    Raises:
        ValueError: there is no face, or none has an area.
    """
    if len(faces) == 0:
        raise ValueError("unwrapped: at least one face is needed, got a mesh without faces")
    corners = positions[faces]
    extent = float(np.ptp(corners.reshape(-1, 3), axis=0).max())
    if extent == 0:
        raise ValueError("unwrapped: all faces are at one point, there is no surface to lay flat")
    # In one size, which the library's thresholds for what has no area are made for.
    units = ((positions - corners.reshape(-1, 3).min(axis=0)) / extent).astype(np.float32)
    import xatlas

    charts, packing = xatlas.ChartOptions(), xatlas.PackOptions()
    charts.max_cost = _LARGEST_COST
    packing.resolution = texture_size
    packing.padding = _PADDING
    packing.bilinear = True
    atlas = xatlas.Atlas()
    atlas.add_mesh(units, faces.astype(np.uint32))
    atlas.generate(charts, packing)
    if atlas.atlas_count == 0:
        raise ValueError("unwrapped: the faces have no area, there is no surface to lay flat")
    _, uv_faces, uv = atlas[0]
    return Unwrapped(np.clip(uv, 0, 1).astype(np.float32), uv_faces.astype(np.int32))
