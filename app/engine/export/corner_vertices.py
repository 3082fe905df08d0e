"""One vertex for each place in space and in the texture, which is how most formats want them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.engine.meshes.mesh import Mesh


@dataclass(frozen=True, eq=False)
class CornerVertices:
    """Vertices that faces share where both their places agree.

    Args:
        vertices: (W,), each one's vertex in the mesh.
        uv: (W, 2) float32, its place in the texture, v down; None where there is no texture.
        faces: (F, 3) int32, indices into these, in the mesh's order.
    """

    vertices: NDArray[np.int64]
    uv: NDArray[np.float32] | None
    faces: NDArray[np.int32]


def corner_vertices(mesh: Mesh) -> CornerVertices:
    """Make those of a mesh; its own, in their order, where it has no texture."""
    colours = mesh.colours
    if colours is None or colours.uv is None or colours.uv_faces is None:
        return CornerVertices(np.arange(len(mesh.positions)), None, mesh.faces)
    pairs = np.stack([mesh.faces.ravel(), colours.uv_faces.ravel()], axis=1)
    used, corners = np.unique(pairs, axis=0, return_inverse=True)
    return CornerVertices(used[:, 0].astype(np.int64), colours.uv[used[:, 1]], corners.reshape(-1, 3).astype(np.int32))
