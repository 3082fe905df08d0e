"""Targets of meshes seen from all around, and what every carved surface has to be."""

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray

from app.engine.cameras.rigs import fit_distance, sphere_rig
from app.engine.cameras.view import View
from app.engine.carving.view_cones import ViewCones, view_cones
from app.engine.meshes.frame import Frame
from app.engine.meshes.mesh import Mesh
from app.engine.meshes.primitives import icosphere
from app.engine.targets.rendered import RenderedTargets
from app.engine.targets.target_set import Target

CPU = torch.device("cpu")
UNIT_FRAME = Frame(np.zeros(3), 1.0)


def sphere_views(count: int = 20, size: int = 128) -> list[View]:
    """Views of the unit ball about the origin, from all around."""
    return list(sphere_rig(count, (0, 0, 0), fit_distance(1.0), image_size=(size, size)))


def targets_of(mesh: Mesh, views: Sequence[View], frame: Frame = UNIT_FRAME) -> list[Target]:
    """What the views show of a mesh."""
    return RenderedTargets(mesh, frame, CPU).targets(views)


def cones_of(mesh: Mesh, views: Sequence[View]) -> ViewCones:
    """The cones behind a mesh's silhouettes."""
    return view_cones(views, targets_of(mesh, views), UNIT_FRAME)


def ball(radius: float, center: Sequence[float] = (0.0, 0.0, 0.0), level: int = 4) -> Mesh:
    """A fine sphere."""
    return icosphere(level, radius, center)


def joined(*meshes: Mesh) -> Mesh:
    """All faces in one mesh, whether they meet or not."""
    starts = np.cumsum([0, *(len(mesh.positions) for mesh in meshes)])
    faces = [mesh.faces + start for mesh, start in zip(meshes, starts[:-1], strict=True)]
    return Mesh(np.concatenate([mesh.positions for mesh in meshes]), np.concatenate(faces).astype(np.int32))


def assert_closed_manifold(positions: NDArray[np.float64], faces: NDArray[np.int32]) -> None:
    """Every half edge has its opposite once, the faces at each vertex form one fan, no two vertices share a place."""
    count = len(positions)
    assert np.array_equal(np.unique(faces), np.arange(count))
    for dtype in (np.float64, np.float32):
        assert len(np.unique(positions.astype(dtype), axis=0)) == count
    start, end = faces.astype(np.int64).ravel(), np.roll(faces, -1, axis=1).astype(np.int64).ravel()
    half_edges, opposites = start * count + end, end * count + start
    order = np.argsort(half_edges)
    assert len(np.unique(half_edges)) == len(half_edges)
    assert np.array_equal(half_edges[order], np.sort(opposites))
    # Turning about a vertex from face to face must pass all its faces.
    opposite = order[np.searchsorted(half_edges, opposites, sorter=order)]
    following = opposite // 3 * 3 + (opposite + 1) % 3
    assert np.array_equal(start[following], start)
    assert _cycles(following) == count


def _cycles(permutation: NDArray[np.int64]) -> int:
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    size = len(permutation)
    links = coo_array((np.ones(size, dtype=bool), (np.arange(size), permutation)), shape=(size, size))
    return int(connected_components(links, directed=False)[0])
