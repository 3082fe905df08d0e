"""The distance of a grid's points to a mesh: against trimesh, with overlaps, inside out, in large faces and small."""

import numpy as np
import pytest
import trimesh
from numpy.typing import NDArray

from app.engine.carving.adaptive_grid import Box
from app.engine.carving.mesh_field import mesh_field
from app.engine.carving.surface_extraction import Grid, Surface
from app.engine.meshes.mesh import Mesh
from tests.support.carving import ball, joined
from tests.support.solids import bumpy, double_torus, torus


def grid_around(mesh: Mesh, cells: int = 40) -> Grid:
    low, high = mesh.bounds
    return Box(low - 0.1, high + 0.1).grid(cells)


def points_of(grid: Grid) -> NDArray[np.float64]:
    return grid.origin + grid.spacing * np.moveaxis(np.indices(grid.shape), 0, -1)


def field_of(mesh: Mesh, grid: Grid) -> NDArray[np.float32]:
    return mesh_field(Surface(mesh.positions, mesh.faces), grid)


def signed_distance(points: NDArray[np.float64], mesh: Mesh) -> NDArray[np.float64]:
    """Of each point to all faces, and by the solid angles of all faces."""
    corners = mesh.positions[mesh.faces]
    pairs = (np.tile(corners, (len(points), 1, 1)), np.repeat(points, len(corners), axis=0))
    nearest = np.linalg.norm(trimesh.triangles.closest_point(*pairs) - pairs[1], axis=1)
    a, b, c = (pairs[0] - pairs[1][:, None]).transpose(1, 0, 2)
    la, lb, lc = (np.linalg.norm(side, axis=1) for side in (a, b, c))
    below = la * lb * lc + (a * b).sum(1) * lc + (b * c).sum(1) * la + (c * a).sum(1) * lb
    turns = 2 * np.arctan2((a * np.cross(b, c)).sum(1), below).reshape(len(points), -1).sum(1) / (4 * np.pi)
    return np.asarray(np.where(turns > 0.5, -1.0, 1.0) * nearest.reshape(len(points), -1).min(axis=1))


@pytest.mark.parametrize(
    "mesh",
    [
        ball(0.7, level=1),
        ball(0.5, (0.1, 0.2, 0.3), level=3),
        bumpy(3, level=3),
        torus(0.6, 0.2, 40, 16),
        double_torus(),
    ],
    ids=["few faces", "many faces", "bumpy", "torus", "flat sides on grid lines"],
)
def test_the_distance_is_exact_near_the_surface(mesh: Mesh) -> None:
    grid = grid_around(mesh)
    field = field_of(mesh, grid)
    points = points_of(grid).reshape(-1, 3)
    some = np.random.default_rng(0).choice(len(points), 400, replace=False)
    exact = signed_distance(points[some], mesh)
    found = field.ravel()[some]
    near = np.abs(exact) < 0.99 * grid.spacing
    assert near.sum() > 20
    np.testing.assert_allclose(np.abs(found[near]), np.abs(exact[near]), atol=1e-5)
    clear = np.abs(exact) > 1e-4
    assert np.array_equal(found[clear] < 0, exact[clear] < 0)
    assert (np.abs(found[~near]) > 0.98 * grid.spacing).all()


def test_overlapping_parts_are_one() -> None:
    mesh = joined(ball(0.5, (-0.3, 0, 0)), ball(0.5, (0.3, 0, 0)))
    grid = grid_around(mesh)
    points = points_of(grid)
    exact = np.minimum(*(np.linalg.norm(points - [x, 0, 0], axis=-1) - 0.5 for x in (-0.3, 0.3)))
    clear = np.abs(exact) > 0.01
    assert np.array_equal((field_of(mesh, grid) < 0)[clear], (exact < 0)[clear])


def test_what_is_inside_out_is_outside() -> None:
    pocket = ball(0.3, (0.5, 0, 0))
    mesh = joined(ball(0.5), Mesh(pocket.positions, pocket.faces[:, ::-1]))
    grid = grid_around(mesh)
    points = points_of(grid)
    in_ball = np.linalg.norm(points, axis=-1) - 0.5
    in_pocket = np.linalg.norm(points - [0.5, 0, 0], axis=-1) - 0.3
    clear = np.minimum(np.abs(in_ball), np.abs(in_pocket)) > 0.01
    assert np.array_equal((field_of(mesh, grid) < 0)[clear], ((in_ball < 0) & (in_pocket > 0))[clear])


def test_a_grid_may_be_smaller_than_the_mesh() -> None:
    field = field_of(ball(0.5), Box(np.array([0.1, -0.2, -0.2]), np.array([0.7, 0.2, 0.2])).grid(24))
    assert (field[0] < 0).all()
    assert (field[-1] > 0).all()


def test_a_mesh_off_the_grid_leaves_all_outside() -> None:
    assert (field_of(ball(0.3, (5.0, 0, 0)), Box.cube(1.0).grid(16)) > 0).all()
