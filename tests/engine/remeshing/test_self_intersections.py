"""Where a surface meets itself: against rational arithmetic, and on surfaces that are known."""

import numpy as np
import pytest
from numpy.typing import NDArray

from app.engine.meshes.mesh import Mesh
from app.engine.meshes.primitives import icosphere
from app.engine.remeshing.self_intersections import self_intersections
from tests.support.exact_triangles import intersecting_pairs
from tests.support.solids import bumpy, double_torus, torus

TRIANGLE = [[0.0, 0, 0], [4, 0, 0], [0, 4, 0]]


def soup(seed: int) -> tuple[NDArray[np.float64], NDArray[np.int32]]:
    """A few vertices with many faces: on a small grid, on one with rounded steps, nearly in planes, or anywhere."""
    rng = np.random.default_rng(seed)
    count = int(rng.integers(4, 9))
    positions = (
        lambda: rng.integers(0, 3, (count, 3)).astype(float),
        lambda: rng.integers(0, 4, (count, 3)) * 0.1 + 0.3,
        lambda: rng.integers(-2, 3, (count, 3)) @ rng.normal(size=(3, 3)),
        lambda: rng.normal(size=(count, 3)),
    )[seed % 4]()
    faces = [rng.choice(count, 3, replace=False) for _ in range(14)]
    return np.asarray(positions, dtype=np.float64), np.array(faces, dtype=np.int32)


@pytest.mark.parametrize("seed", range(60))
def test_agrees_with_rational_arithmetic(seed: int) -> None:
    positions, faces = soup(seed)
    assert [tuple(pair) for pair in self_intersections(positions, faces)] == intersecting_pairs(positions, faces)


@pytest.mark.parametrize(
    ("other", "meet"),
    [
        ([[1.0, 1, -1], [1, 1, 1], [9, 9, 1]], True),  # crosses the inside
        ([[1.0, 1, 0], [1, 1, 1], [2, 2, 1]], True),  # stands on it with a corner
        ([[2.0, 2, 0], [9, 9, 1], [9, 8, 1]], True),  # touches a side from outside
        ([[1.0, 1, 0], [5, 1, 0], [1, 5, 0]], True),  # lies in its plane and overlaps
        ([[1.0, 1, 0], [2, 1, 0], [1, 2, 0]], True),  # lies inside
        ([[1.0, 1, 1e-9], [2, 1, 1e-9], [1, 2, 1e-9]], False),
        ([[3.0, 3, 0], [5, 3, 0], [3, 5, 0]], False),  # beside it in its plane
        ([[0.0, 0, 0], [4, 0, 0], [0, -4, 0]], False),  # goes on from a side
        ([[0.0, 0, 0], [4, 0, 0], [0, 3, 1e-9]], False),  # nearly folded onto it
        ([[0.0, 0, 0], [4, 0, 0], [1, 3, 0]], True),  # folded onto it
        ([[0.0, 0, 0], [-4, 1, 0], [-4, -1, 1]], False),  # leaves from a corner
        ([[0.0, 0, 0], [3, 3, 1], [3, 3, -1]], True),  # comes back through it from a corner
        ([[0.0, 0, 0], [2, 0, 0], [0, -4, 0]], True),  # goes on from a part of a side
        ([[0.0, 0, 0], [0, 4, 0], [4, 0, 0]], True),  # is its back
        ([[1.0, 1, -1], [1, 1, 1], [1, 1, 0]], False),  # crosses it, but has no area
    ],
)
def test_two_triangles(other: list[list[float]], meet: bool) -> None:
    found = self_intersections(np.array(TRIANGLE + other), np.array([[0, 1, 2], [3, 4, 5]], dtype=np.int32))
    assert found.tolist() == ([[0, 1]] if meet else [])


@pytest.mark.parametrize("mesh", [icosphere(4), torus(0.7, 0.2, 50, 20), double_torus(), bumpy(2)])
def test_sound_surfaces_do_not_meet_themselves(mesh: Mesh) -> None:
    rng = np.random.default_rng(0)
    turned = mesh.positions @ np.linalg.qr(rng.normal(size=(3, 3)))[0]
    for positions in (mesh.positions, turned, turned + 1000, turned * 1e-9):
        assert self_intersections(positions, mesh.faces).shape == (0, 2)


def test_faces_along_the_curve_of_two_spheres_are_found() -> None:
    """A ray along every edge, by another program, tells where the two surfaces pass through each other."""
    import trimesh

    first, second = icosphere(3), icosphere(3, 0.8, (0.7, 0.31, 0.13))
    faces = np.concatenate([first.faces, second.faces + len(first.positions)])
    found = self_intersections(np.concatenate([first.positions, second.positions]), faces)
    assert (found[:, 0] < len(first.faces)).all()
    assert (found[:, 1] >= len(first.faces)).all()
    surfaces = [trimesh.Trimesh(mesh.positions, mesh.faces, process=False) for mesh in (first, second)]
    for here, there, column in ((0, 1, 0), (1, 0, 1)):
        edges = surfaces[here].vertices[surfaces[here].edges]
        along = edges[:, 1] - edges[:, 0]
        places, rays, _ = surfaces[there].ray.intersects_location(edges[:, 0], along, multiple_hits=True)
        crossed = rays[((places - edges[rays, 0]) * along[rays]).sum(axis=1) < (along[rays] ** 2).sum(axis=1)]
        by_rays = np.unique(surfaces[here].edges_face[crossed])
        by_pairs = np.unique(found[:, column]) - here * len(first.faces)
        assert len(by_rays) > 50
        assert set(by_rays) <= set(by_pairs)
        assert len(by_pairs) < 3 * len(by_rays)


def test_seams_are_no_intersections() -> None:
    sphere = icosphere(2)
    apart = Mesh(
        sphere.positions[sphere.faces].reshape(-1, 3), np.arange(3 * len(sphere.faces), dtype=np.int32).reshape(-1, 3)
    )
    assert len(self_intersections(apart.positions, apart.faces)) == 0


def test_pairs_are_in_order() -> None:
    rng = np.random.default_rng(1)
    found = self_intersections(rng.normal(size=(60, 3)), np.arange(60, dtype=np.int32).reshape(20, 3))
    assert found.dtype == np.int32
    assert (found[:, 0] < found[:, 1]).all()
    assert found.tolist() == sorted(found.tolist())


def test_no_faces_are_refused() -> None:
    with pytest.raises(ValueError, match="faces must have shape"):
        self_intersections(np.zeros((3, 3)), np.zeros((0, 3), dtype=np.int32))
