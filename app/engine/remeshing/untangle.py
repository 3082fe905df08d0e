"""Frees a surface of the places where it passes through itself."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.engine.meshes.mesh import Mesh
from app.engine.meshes.normals import vertex_normals
from app.engine.remeshing.self_intersections import self_intersections

_ROUNDS = 12
_MOST_RINGS = 4
_PROGRESS = 0.8  # of the bad faces may remain after a round; with more, the next takes wider patches
_FARTHEST = 4.0  # times the mean length of an edge: beyond, the shape suffers more than on a grid
_PUSH = 0.35  # of the mean length of an edge
_STEPS_PER_RING = 6  # of smoothing, enough for the rim of a neighbourhood to be felt in its middle


@dataclass(frozen=True, eq=False)
class Untangled:
    """A surface that was to be freed of its self-intersections.

    Args:
        positions: (V, 3) float64; where it was sound before, the surface has not moved.
        succeeded: no faces meet any more but in corners and sides of both, none was turned over meanwhile, and no
            vertex had to go further than four times the mean length of an edge.
    """

    positions: NDArray[np.float64]
    succeeded: bool


def untangled(positions: NDArray[np.float64], faces: NDArray[np.int32]) -> Untangled:
    """Move the vertices around self-intersections until there are none, if that can be done near where they are.

    Each tangle, a patch of the surface around faces that meet, is smoothed, pushed in or pushed out, whichever leaves
    the fewest; folds need the first, parts that passed through each other or a thin part whose sides did the others.
    Where nothing helps, the patch grows by a ring. Faces stay as they are.

    Args:
        positions: (V, 3), any unit.
        faces: (F, 3), an oriented manifold.

    Returns:
        The new positions, and whether that succeeded. Where it did not, a grid has to make the surface anew.

    Raises:
        ValueError: a shape or value is not as above.
    """
    mesh = Mesh(positions, faces)
    faces, present, rings = mesh.faces, mesh.positions, 1
    turned_before = _turned_over(present, faces)
    meeting, bad = _defects(present, faces, turned_before)
    for _ in range(_ROUNDS):
        if len(bad) == 0 or rings > _MOST_RINGS:
            break
        freer = _freer(present, _Patch(faces, len(present), bad, meeting, rings))
        freer_meeting, freer_bad = _defects(freer, faces, turned_before)
        if len(freer_bad) > _PROGRESS * len(bad):
            rings += 1
        if len(freer_bad) < len(bad):
            present, meeting, bad = freer, freer_meeting, freer_bad
    return Untangled(present, len(bad) == 0 and _is_near(present, mesh))


def _is_near(present: NDArray[np.float64], before: Mesh) -> bool:
    moved = np.linalg.norm(present - before.positions, axis=1)
    a, b, _ = before.positions[before.faces].transpose(1, 0, 2)
    return bool(moved.max() <= _FARTHEST * np.linalg.norm(b - a, axis=1).mean())


def _defects(
    positions: NDArray[np.float64], faces: NDArray[np.int32], turned_before: NDArray[np.bool_]
) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    """Pairs of faces that meet (P, 2), and these faces together with those that have turned over since (B,)."""
    meeting = self_intersections(positions, faces)
    turned = np.flatnonzero(_turned_over(positions, faces) & ~turned_before)
    return meeting, np.union1d(meeting, turned) if len(meeting) + len(turned) else turned


def _freer(present: NDArray[np.float64], patch: "_Patch") -> NDArray[np.float64]:
    """Each tangle in the state, of those tried, in which it has the fewest bad faces."""
    smooth = patch.smoothed(present, _STEPS_PER_RING * patch.rings)
    normals = vertex_normals(smooth, patch.faces)
    push = (_PUSH * patch.rings * patch.mean_edge_length(present)) * patch.nearness[:, None] * normals
    states = [present, smooth, smooth - push, smooth + push]
    best = np.argmin([patch.bad_faces(state) for state in states], axis=0)[patch.tangles]
    return np.asarray(np.choose(best[:, None], states))


class _Patch:
    """The vertices within some rings of bad faces, in the tangles that hang together.

    Attributes:
        nearness: (V,) 1 at the bad faces, falling with the rings to 0 outside.
        tangles: (V,) the number of the tangle of each vertex, 0 for those outside.
    """

    def __init__(
        self,
        faces: NDArray[np.int32],
        vertex_count: int,
        bad: NDArray[np.int64],
        meeting: NDArray[np.int32],
        rings: int,
    ) -> None:
        self.faces, self.rings = faces, rings
        self._sides = np.concatenate([faces[:, [0, 1]], faces[:, [1, 2]], faces[:, [2, 0]]])
        self.nearness = np.zeros(vertex_count)
        self.nearness[faces[bad]] = 1.0
        for ring in range(rings):
            reached = self._sides[self.nearness[self._sides].max(axis=1) > 0]
            outside = reached[self.nearness[reached] == 0]
            self.nearness[outside] = 1.0 - (ring + 1) / (rings + 1)
        self._inside = self.nearness > 0
        self.tangles = self._numbered(faces[meeting][:, :, 0])

    def _numbered(self, across: NDArray[np.int32]) -> NDArray[np.int64]:
        from scipy.sparse import coo_array
        from scipy.sparse.csgraph import connected_components

        links = np.concatenate([self._sides[self._inside[self._sides].all(axis=1)], across])
        size = len(self._inside)
        graph = coo_array((np.ones(len(links), dtype=bool), tuple(links.T)), shape=(size, size))
        numbers = np.zeros(size, dtype=np.int64)
        inside = connected_components(graph, directed=False)[1][self._inside]
        numbers[self._inside] = np.unique(inside, return_inverse=True)[1] + 1
        return numbers

    def mean_edge_length(self, positions: NDArray[np.float64]) -> float:
        ends = positions[self._sides[self._inside[self._sides].all(axis=1)]]
        return float(np.linalg.norm(ends[:, 1] - ends[:, 0], axis=1).mean())

    def smoothed(self, positions: NDArray[np.float64], steps: int) -> NDArray[np.float64]:
        """The vertices inside move to the mean of their neighbours, again and again."""
        pairs = np.concatenate([self._sides, self._sides[:, ::-1]])
        pairs = np.unique(pairs[self._inside[pairs[:, 0]]], axis=0)
        vertices, first, count = np.unique(pairs[:, 0], return_index=True, return_counts=True)
        result = positions.copy()
        for _ in range(steps):
            result[vertices] = np.add.reduceat(result[pairs[:, 1]], first) / count[:, None]
        return result

    def bad_faces(self, positions: NDArray[np.float64]) -> NDArray[np.int64]:
        """How many faces of each tangle meet another one or are turned over, outside of all at 0."""
        tangles = self.tangles[self.faces].max(axis=1)
        bad = _turned_over(positions, self.faces)
        bad[_meeting_near(positions, self.faces, tangles > 0)] = True
        return np.bincount(tangles[bad], minlength=int(self.tangles.max()) + 1)


def _meeting_near(
    positions: NDArray[np.float64], faces: NDArray[np.int32], wanted: NDArray[np.bool_]
) -> NDArray[np.int64]:
    """The pairs of faces that meet, where all others than the wanted ones are known not to meet each other."""
    corners = positions[faces]
    low, high = corners.min(axis=1), corners.max(axis=1)
    near = (low <= high[wanted].max(axis=0)).all(axis=1) & (high >= low[wanted].min(axis=0)).all(axis=1)
    return np.asarray(np.flatnonzero(near)[self_intersections(positions, faces[near])])


def _turned_over(positions: NDArray[np.float64], faces: NDArray[np.int32]) -> NDArray[np.bool_]:
    """Whether each face is turned against the surface around it, (F,)."""
    a, b, c = positions[faces].transpose(1, 0, 2)
    around = vertex_normals(positions, faces)[faces].sum(axis=1)
    return np.asarray((np.cross(b - a, c - a) * around).sum(axis=1) < 0)
