"""The connected parts of a closed surface, and the facts about them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from app.engine.carving.surface_extraction import Surface


@dataclass(frozen=True, eq=False)
class SurfaceParts:
    """Which part of a surface everything belongs to.

    Args:
        vertex_parts: (V,) int32, from 0.
        face_parts: (F,) int32.
        volumes: (C,) float64, signed: negative for the wall of a cavity.
        genera: (C,) int64, the number of handles of each part.
    """

    vertex_parts: NDArray[np.int32]
    face_parts: NDArray[np.int32]
    volumes: NDArray[np.float64]
    genera: NDArray[np.int64]

    @property
    def count(self) -> int:
        """C, the number of parts."""
        return len(self.volumes)


def surface_parts(surface: Surface) -> SurfaceParts:
    """Find the connected parts of a closed manifold surface all of whose vertices are used.

    Args:
        surface: what to take apart.
    """
    faces, size = surface.faces, len(surface.positions)
    links = coo_matrix(
        (np.ones(2 * len(faces), dtype=bool), (faces[:, :2].T.ravel(), faces[:, 1:].T.ravel())), (size,) * 2
    )
    count, vertex_parts = connected_components(links, directed=False)
    face_parts = vertex_parts[faces[:, 0]]
    a, b, c = surface.positions[faces.T]
    six_volumes = np.einsum("ij,ij->i", a, np.cross(b, c))
    volumes = np.bincount(face_parts, six_volumes, minlength=count).astype(np.float64) / 6
    # Every face of a closed surface has three half edges: V - E + F = V - F / 2 = 2 - 2 g.
    euler = np.bincount(vertex_parts, minlength=count) - np.bincount(face_parts, minlength=count) // 2
    return SurfaceParts(vertex_parts, face_parts, volumes, (2 - euler) // 2)


def with_parts(surface: Surface, parts: SurfaceParts, kept: NDArray[np.bool_]) -> Surface:
    """Return only some parts of a surface, in the same order.

    Args:
        surface: that was taken apart.
        parts: of it.
        kept: (C,) which of them.
    """
    if kept.all():
        return surface
    used = kept[parts.vertex_parts]
    place = np.cumsum(used, dtype=np.int32) - 1
    return Surface(surface.positions[used], place[surface.faces[kept[parts.face_parts]]])
