"""What is wrong with a mesh as the skin of a solid that could be printed."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.engine.meshes.mesh import Mesh
from app.engine.remeshing.self_intersections import self_intersections

_NO_AREA = 1e-12  # of the squared diagonal of the bounding box


@dataclass(frozen=True)
class MeshQuality:
    """How sound a mesh is, with one vertex a place.

    Args:
        watertight: every edge has exactly two faces, wound alike.
        outward: watertight, and the winding encloses a positive volume.
        components: how many parts there are when faces hang together by edges.
        genus: how many handles all parts have together; None unless watertight.
        self_intersecting_faces: how many faces meet another one anywhere but in a corner or side of both.
        degenerate_faces: how many have an area below 1e-12 times the squared diagonal of the bounding box.
        smallest_angle_p1_degrees: the smallest angle of a face, first percentile over all faces.
    """

    watertight: bool
    outward: bool
    components: int
    genus: int | None
    self_intersecting_faces: int
    degenerate_faces: int
    smallest_angle_p1_degrees: float


def mesh_quality(mesh: Mesh) -> MeshQuality:
    """Measure how sound a mesh is.

    Args:
        mesh: any faces; vertices at equal positions count as one.

    Returns:
        The figures. About 0.1 s for 20,000 faces.

    Raises:
        ValueError: every face has two corners at one place.
    """
    welded = mesh.welded()
    edges, faces_of_edges = _edges(welded.faces)
    paired = faces_of_edges[:, 0] >= 0
    watertight = bool(paired.all()) and len(welded.faces) == len(mesh.faces)
    components = _component_count(len(welded.faces), faces_of_edges[paired])
    euler = len(welded.positions) - len(edges) + len(welded.faces)
    corners = welded.positions[welded.faces]
    low, high = welded.bounds
    areas = np.linalg.norm(np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]), axis=1) / 2
    tiny = areas < _NO_AREA * ((high - low) ** 2).sum()
    return MeshQuality(
        watertight=watertight,
        outward=watertight and _volume(corners - (low + high) / 2) > 0,
        components=components,
        genus=int(components - euler / 2) if watertight else None,
        self_intersecting_faces=len(np.unique(self_intersections(welded.positions, welded.faces))),
        degenerate_faces=int(tiny.sum()) + len(mesh.faces) - len(welded.faces),
        smallest_angle_p1_degrees=float(np.percentile(smallest_angles_degrees(corners), 1)),
    )


def smallest_angles_degrees(corners: NDArray[np.float64]) -> NDArray[np.float64]:
    """The smallest angle of each face, (F,) from 0 to 60 degrees.

    Args:
        corners: (F, 3, 3), the positions of the corners of each face.
    """
    ahead, back = np.roll(corners, -1, axis=1) - corners, np.roll(corners, 1, axis=1) - corners
    sine, cosine = np.linalg.norm(np.cross(ahead, back), axis=2), (ahead * back).sum(axis=2)
    return np.asarray(np.degrees(np.arctan2(sine, cosine).min(axis=1)))


def _edges(faces: NDArray[np.int32]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The edges (E, 2), and for each its two faces, or -1 where it has others than two that are wound alike."""
    sides = np.stack([faces, np.roll(faces, -1, axis=1)], axis=2).reshape(-1, 2).astype(np.int64)
    edges, edge_of_side, count = np.unique(np.sort(sides, axis=1), axis=0, return_inverse=True, return_counts=True)
    order = np.argsort(edge_of_side, kind="stable")
    first = np.cumsum(count) - count
    left, right = order[first], order[np.minimum(first + 1, len(order) - 1)]
    paired = (count == 2) & (sides[left, 0] == sides[right, 1])
    return edges, np.where(paired[:, None], np.stack([left, right], axis=1) // 3, -1)


def _component_count(face_count: int, joined: NDArray[np.int64]) -> int:
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    graph = coo_array((np.ones(len(joined), dtype=bool), tuple(joined.T)), shape=(face_count, face_count))
    return int(connected_components(graph, directed=False)[0])


def _volume(corners: NDArray[np.float64]) -> float:
    return float((corners[:, 0] * np.cross(corners[:, 1], corners[:, 2])).sum() / 6)
