"""Makes the target ready to be drawn: no seams, normals, and no more faces than can be drawn quickly."""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.engine.meshes.frame import Frame
from app.engine.meshes.mesh import Mesh
from app.engine.meshes.normals import vertex_normals

CELLS_TRIED_FIRST = 160  # along the longest side


@dataclass(frozen=True, eq=False)
class GhostMesh:
    """A mesh as OpenGL takes it.

    Args:
        positions_local: (V, 3) float32, in the scene's frame.
        normals: (V, 3) float32.
        faces: (F, 3) int32.
        encloses: whether the faces are closed and wound outward, so that their backs are never seen from outside.
    """

    positions_local: NDArray[np.float32]
    normals: NDArray[np.float32]
    faces: NDArray[np.int32]
    encloses: bool


def ghost_mesh(mesh: Mesh, frame: Frame, most_faces: int | None, stopped: Callable[[], bool]) -> GhostMesh | None:
    """Prepare a target; takes about a second for a million faces.

    Args:
        mesh: the target.
        frame: of the scene.
        most_faces: above this, vertices that are close to each other are drawn as one; None for no limit.
        stopped: asked between the stages whether the result is still wanted.

    Returns:
        What to draw; None if it is not wanted any more.
    """
    positions, faces = frame.from_world(mesh.positions), mesh.faces
    if most_faces is not None and len(faces) > most_faces:
        positions, faces = _simplified(positions, faces, most_faces)
    elif not stopped():
        positions, faces = _welded(positions, faces)
    if stopped():
        return None
    normals = vertex_normals(positions, faces)
    local = positions.astype(np.float32)
    return GhostMesh(local, normals.astype(np.float32), np.ascontiguousarray(faces), _encloses(positions, faces))


def _encloses(positions: NDArray[np.float64], faces: NDArray[np.int32]) -> bool:
    """Whether each side of a face is one of exactly one other face, the other way round, and the volume positive."""
    count = len(positions)
    start, end = faces.astype(np.int64).ravel(), np.roll(faces, -1, axis=1).astype(np.int64).ravel()
    there, back = np.sort(start * count + end), np.sort(end * count + start)
    if not np.array_equal(there, back) or (there[1:] == there[:-1]).any():
        return False
    a, b, c = positions[faces].transpose(1, 0, 2)
    return float((a * np.cross(b, c)).sum()) > 0


def _welded(positions: NDArray[np.float64], faces: NDArray[np.int32]) -> tuple[NDArray[np.float64], NDArray[np.int32]]:
    """One vertex a place, so that normals are smooth across the seams of a texture."""
    try:
        mesh = Mesh(positions, faces).welded()
    except ValueError:  # no face has an area; there is still something to draw
        return positions, faces
    return mesh.positions, mesh.faces


def _simplified(
    positions: NDArray[np.float64], faces: NDArray[np.int32], most_faces: int
) -> tuple[NDArray[np.float64], NDArray[np.int32]]:
    cells = CELLS_TRIED_FIRST
    while True:
        fewer = _clustered(positions, faces, cells)
        if len(fewer[1]) <= most_faces or cells < 8:
            return fewer
        cells = min(cells - 1, math.floor(cells * math.sqrt(most_faces / len(fewer[1]))))


def _clustered(
    positions: NDArray[np.float64], faces: NDArray[np.int32], cells: int
) -> tuple[NDArray[np.float64], NDArray[np.int32]]:
    """Vertices in one cell of a grid become their mean (Rossignac and Borrel, 1993)."""
    low = positions.min(axis=0)
    side = float((positions.max(axis=0) - low).max()) / cells
    cell = np.minimum((positions - low) / side, cells - 1).astype(np.int64)
    keys = (cell[:, 0] * cells + cell[:, 1]) * cells + cell[:, 2]
    _, cluster, sizes = np.unique(keys, return_inverse=True, return_counts=True)
    sums = [np.bincount(cluster, positions[:, axis], minlength=len(sizes)) for axis in range(3)]
    corners = cluster[faces].astype(np.int32)
    a, b, c = corners.T
    kept = corners[(a != b) & (b != c) & (c != a)]
    _, first = np.unique(np.sort(kept, axis=1), axis=0, return_index=True)
    return np.stack(sums, axis=1) / sizes[:, None], kept[np.sort(first)]
