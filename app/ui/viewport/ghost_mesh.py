"""Makes the target ready to be drawn: no seams, normals, and no more faces than can be drawn quickly."""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.engine.appearance.surface_colours import SurfaceColours
from app.engine.meshes.frame import Frame
from app.engine.meshes.mesh import Mesh
from app.engine.meshes.normals import vertex_normals
from app.ui.viewport.drawn_corners import DrawnCorners, split_at_seams
from app.ui.viewport.ghost_paint import vertex_albedo

CELLS_TRIED_FIRST = 160  # along the longest side


@dataclass(frozen=True, eq=False)
class GhostMesh:
    """A mesh as OpenGL takes it.

    Args:
        positions_local: (V, 3) float32, in the scene's frame.
        normals: (V, 3) float32.
        faces: (F, 3) int32.
        paint: (V, 3) float32, linear colours, or places in the texture.
        colours: with the texture; None where the colours are those of `paint`.
        encloses: whether the faces are closed and wound outward, so that their backs are never seen from outside.
    """

    positions_local: NDArray[np.float32]
    normals: NDArray[np.float32]
    faces: NDArray[np.int32]
    paint: NDArray[np.float32]
    colours: SurfaceColours | None
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
    mesh = replace(mesh, positions=frame.from_world(mesh.positions))
    if most_faces is not None and len(mesh.faces) > most_faces:
        mesh = _simplified(mesh, most_faces)
    elif not stopped():
        mesh = _welded(mesh)
    if stopped():
        return None
    corners, paint, colours = _painted(mesh)
    normals = vertex_normals(mesh.positions, mesh.faces).astype(np.float32)
    return GhostMesh(
        corners.of_vertices(mesh.positions.astype(np.float32)),
        corners.of_vertices(normals),
        np.ascontiguousarray(corners.faces),
        paint,
        colours,
        _encloses(mesh.positions, mesh.faces),
    )


def _painted(mesh: Mesh) -> tuple[DrawnCorners, NDArray[np.float32], SurfaceColours | None]:
    """What is drawn of a mesh, with its texture where that alone tells its colours."""
    colours = mesh.colours
    if colours is None or colours.uv is None or colours.uv_faces is None or colours.vertex_colours_linear is not None:
        return DrawnCorners(mesh.faces), vertex_albedo(mesh), None
    corners = split_at_seams(mesh.faces, colours.uv_faces)
    return corners, corners.places_of(colours.uv), colours


def _encloses(positions: NDArray[np.float64], faces: NDArray[np.int32]) -> bool:
    """Whether each side of a face is one of exactly one other face, the other way round, and the volume positive."""
    count = len(positions)
    start, end = faces.astype(np.int64).ravel(), np.roll(faces, -1, axis=1).astype(np.int64).ravel()
    there, back = np.sort(start * count + end), np.sort(end * count + start)
    if not np.array_equal(there, back) or (there[1:] == there[:-1]).any():
        return False
    a, b, c = positions[faces].transpose(1, 0, 2)
    return float((a * np.cross(b, c)).sum()) > 0


def _welded(mesh: Mesh) -> Mesh:
    """One vertex a place, so that normals are smooth across the seams of a texture."""
    try:
        return mesh.welded()
    except ValueError:  # no face has an area; there is still something to draw
        return mesh


def _simplified(mesh: Mesh, most_faces: int) -> Mesh:
    coloured = replace(mesh, colours=SurfaceColours(vertex_colours_linear=vertex_albedo(mesh)))
    cells = CELLS_TRIED_FIRST
    while True:
        fewer = _clustered(coloured, cells)
        if len(fewer.faces) <= most_faces or cells < 8:
            return fewer
        cells = min(cells - 1, math.floor(cells * math.sqrt(most_faces / len(fewer.faces))))


def _clustered(mesh: Mesh, cells: int) -> Mesh:
    """Vertices in one cell of a grid become their mean (Rossignac and Borrel, 1993), in place and in colour."""
    positions = mesh.positions
    low = positions.min(axis=0)
    side = float((positions.max(axis=0) - low).max()) / cells
    cell = np.minimum((positions - low) / side, cells - 1).astype(np.int64)
    keys = (cell[:, 0] * cells + cell[:, 1]) * cells + cell[:, 2]
    _, cluster, sizes = np.unique(keys, return_inverse=True, return_counts=True)
    corners = cluster[mesh.faces].astype(np.int32)
    a, b, c = corners.T
    kept = corners[(a != b) & (b != c) & (c != a)]
    _, first = np.unique(np.sort(kept, axis=1), axis=0, return_index=True)
    assert mesh.colours is not None and mesh.colours.vertex_colours_linear is not None
    colours = SurfaceColours(vertex_colours_linear=_means(mesh.colours.vertex_colours_linear, cluster, sizes))
    return Mesh(_means(positions, cluster, sizes), kept[np.sort(first)], colours)


def _means(values: NDArray[Any], cluster: NDArray[np.int64], sizes: NDArray[np.int64]) -> NDArray[Any]:
    """The mean of values (V, 3) in each cluster."""
    sums = [np.bincount(cluster, values[:, axis], minlength=len(sizes)) for axis in range(3)]
    return np.stack(sums, axis=1) / sizes[:, None]
