"""How far two surfaces are apart."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from app.engine.meshes.mesh import Mesh

_SAMPLES = 200_000  # on each surface, to search the nearest among
_QUERIES = 20_000  # of them, whose nearest is searched
_COARSE_SAMPLES = 4_000
_FARTHER_SAMPLES = 32_000
_NEAR_SHARE = 0.03  # of the diagonal
_CANDIDATES = 4  # faces that are measured exactly


@dataclass(frozen=True)
class SurfaceDistance:
    """Distances between nearest points of two whole surfaces, in percent of the target's bounding-box diagonal.

    Whole means: what lies inside the object or is hidden counts too, although no silhouette shows it. Distances are
    between random samples, so a surface is not at 0 from itself (0.1 % for a compact object).

    Args:
        result_to_target_mean_percent: from points of the result to the target.
        target_to_result_mean_percent: from points of the target to the result.
        p95_percent: the 95th percentile of both together.
    """

    result_to_target_mean_percent: float
    target_to_result_mean_percent: float
    p95_percent: float

    @property
    def chamfer_percent(self) -> float:
        """Mean of the two one-sided means."""
        return (self.result_to_target_mean_percent + self.target_to_result_mean_percent) / 2


def surface_distance(result: Mesh, target: Mesh, seed: int = 0) -> SurfaceDistance:
    """Measure how far a result is from its target.

    Args:
        result: world units.
        target: world units.
        seed: of the random points.

    Returns:
        The distances.

    Raises:
        ValueError: a surface has no area.
    """
    rng = np.random.default_rng(seed)
    on_result, on_target = sampled_points(result, _SAMPLES, rng), sampled_points(target, _SAMPLES, rng)
    low, high = target.bounds
    diagonal = float(np.linalg.norm(high - low))
    to_target = _nearest_distances(on_result[:_QUERIES], on_target, diagonal) * (100 / diagonal)
    to_result = _nearest_distances(on_target[:_QUERIES], on_result, diagonal) * (100 / diagonal)
    p95 = np.percentile(np.concatenate([to_target, to_result]), 95)
    return SurfaceDistance(float(to_target.mean()), float(to_result.mean()), float(p95))


class NearestSurface:
    """Finds how far points are from a surface, to the faces themselves.

    Args:
        target: world units.

    Raises:
        ValueError: the surface has no area.
    """

    def __init__(self, target: Mesh) -> None:
        rng = np.random.default_rng(0)
        self._faces, points = sampled_faces(target, min(_SAMPLES, 40 * len(target.faces)), rng)
        self._corners = target.positions[target.faces]
        self._tree, self._coarse = cKDTree(points), cKDTree(points[:_FARTHER_SAMPLES])
        low, high = target.bounds
        self._near_world = _NEAR_SHARE * float(np.linalg.norm(high - low))

    def distances(self, points_world: NDArray[np.float64]) -> NDArray[np.float32]:
        """Distances (P,) of points (P, 3), world units, >= 0.

        The faces on which the nearest of many samples lie are measured exactly, so that the samples' spacing does not
        show; where another face is nearer than all of these, the error is below that spacing. Farther away than 3 % of
        the surface's diagonal fewer samples have to do.
        """
        import trimesh

        _, nearest = self._tree.query(points_world, k=_CANDIDATES, distance_upper_bound=self._near_world)
        far = nearest[:, -1] == self._tree.n  # which would visit thousands of samples, see `_nearest_distances`
        if far.any():
            nearest[far] = self._coarse.query(points_world[far], k=_CANDIDATES)[1]
        faces = self._faces[nearest]  # (P, k)
        repeated = np.repeat(points_world, faces.shape[1], axis=0)
        closest = trimesh.triangles.closest_point(self._corners[faces.ravel()], repeated)
        distances = np.linalg.norm(closest - repeated, axis=1).reshape(faces.shape)
        return np.asarray(distances.min(axis=1), dtype=np.float32)


def _nearest_distances(
    points: NDArray[np.float64], surface: NDArray[np.float64], diagonal: float
) -> NDArray[np.float64]:
    """Distance of each point to the nearest of the surface's.

    Points far away have thousands of nearly nearest ones, which a tree visits one after the other; for them a few
    thousand samples are as good, as the error is their spacing squared over twice the distance.
    """
    distances = np.asarray(cKDTree(surface).query(points, distance_upper_bound=_NEAR_SHARE * diagonal)[0])
    far = np.isinf(distances)
    if far.any():
        distances[far] = cKDTree(surface[:_COARSE_SAMPLES]).query(points[far])[0]
    return distances


def sampled_points(mesh: Mesh, count: int, rng: np.random.Generator) -> NDArray[np.float64]:
    """Points spread evenly over the faces at random, (count, 3).

    Raises:
        ValueError: the faces have no area.
    """
    return sampled_faces(mesh, count, rng)[1]


def sampled_faces(mesh: Mesh, count: int, rng: np.random.Generator) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Faces (count,) and points on them (count, 3), spread evenly at random.

    Raises:
        ValueError: the faces have no area.
    """
    a, b, c = mesh.positions[mesh.faces].transpose(1, 0, 2)
    areas = np.linalg.norm(np.cross(b - a, c - a), axis=1)
    if not areas.sum() > 0:
        raise ValueError("sampled_points: the mesh must have an area, got 0")
    face = rng.choice(len(areas), count, p=areas / areas.sum())
    along_b, along_c = rng.random((2, count, 1))
    outside = along_b + along_c > 1
    along_b, along_c = np.where(outside, 1 - along_b, along_b), np.where(outside, 1 - along_c, along_c)
    return face, np.asarray(a[face] + along_b * (b - a)[face] + along_c * (c - a)[face])
