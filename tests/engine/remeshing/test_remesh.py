"""Remeshing: the surface stays, its triangles become even."""

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import ArrayLike, NDArray

from app.engine.meshes.mesh import Mesh
from app.engine.meshes.primitives import icosphere
from app.engine.metrics.surface_distance import NearestSurface
from app.engine.remeshing.defects import mesh_quality, smallest_angles_degrees
from app.engine.remeshing.remesh import Remeshed, remeshed
from tests.support.solids import (
    bumpy,
    cubes,
    double_torus,
    edge_lengths,
    euler,
    open_square,
    torus,
    unique_edges,
    volume,
)

CLOSED: dict[str, tuple[Callable[[], Mesh], float]] = {
    "a sphere coarser": (lambda: icosphere(4), 0.2),
    "a sphere finer": (lambda: icosphere(1), 0.1),
    "a torus": (lambda: torus(0.7, 0.2, 60, 30), 0.06),
    "a torus of long faces": (lambda: torus(0.7, 0.2, 8, 60), 0.06),
    "a double torus of few faces": (double_torus, 0.3),
    "bumps": (lambda: bumpy(0), 0.06),
    "bumps, coarser": (lambda: bumpy(1, level=5), 0.15),
}


def remesh(mesh: Mesh, edge_length: float, iterations: int = 5) -> Remeshed:
    return remeshed(mesh.positions, mesh.faces, edge_length, iterations)


@pytest.mark.parametrize("name", CLOSED)
def test_a_closed_surface_stays_what_it_is(name: str) -> None:
    make, edge_length = CLOSED[name]
    mesh = make()
    before, after = mesh_quality(mesh), mesh_quality(as_mesh(remesh(mesh, edge_length)))
    assert (after.watertight, after.outward) == (True, True)
    assert (after.components, after.genus) == (before.components, before.genus)
    assert (after.self_intersecting_faces, after.degenerate_faces) == (0, 0)


@pytest.mark.parametrize("name", CLOSED)
def test_triangles_become_even_and_as_large_as_wanted(name: str) -> None:
    make, edge_length = CLOSED[name]
    result = remesh(make(), edge_length)
    assert smallest_angles_degrees(result.positions[result.faces]).min() > 25
    lengths = edge_lengths(result.positions, result.faces) / edge_length
    assert 0.85 < lengths.mean() < 1.05
    assert 0.5 < np.percentile(lengths, 1)
    assert np.percentile(lengths, 99) < 4 / 3


@pytest.mark.parametrize("name", CLOSED)
def test_new_and_old_surface_are_close(name: str) -> None:
    make, edge_length = CLOSED[name]
    mesh = make()
    result = remesh(mesh, edge_length)
    assert volume(result.positions, result.faces) == pytest.approx(volume(mesh.positions, mesh.faces), rel=0.06)
    assert NearestSurface(as_mesh(result)).distances(mesh.positions).max() < 0.5 * edge_length


@pytest.mark.parametrize("name", CLOSED)
def test_vertices_lie_where_their_sources_say(name: str) -> None:
    make, edge_length = CLOSED[name]
    mesh = make()
    result = remesh(mesh, edge_length)
    assert (result.source_weights >= 0).all()
    np.testing.assert_allclose(result.source_weights.sum(axis=1), 1, atol=1e-12)
    np.testing.assert_allclose(result.carried(mesh.positions), result.positions, atol=1e-12)
    linear = mesh.positions @ [1.0, -2.0, 3.0] + 4
    np.testing.assert_allclose(result.carried(linear), result.positions @ [1.0, -2.0, 3.0] + 4, atol=1e-11)


@pytest.mark.parametrize("edges_across", [1, 2, 3])
def test_a_thin_rod_is_kept(edges_across: int) -> None:
    rod = torus(1.0, 0.02, 300, 16)
    quality = mesh_quality(as_mesh(remesh(rod, 0.04 / edges_across)))
    assert (quality.watertight, quality.components, quality.genus) == (True, 1, 1)
    assert quality.self_intersecting_faces == 0


def test_a_thin_plate_keeps_its_two_sides() -> None:
    plate = cubes(np.ones((12, 12, 1)))
    plate = Mesh(plate.positions * [1, 1, 0.05], plate.faces)
    result = remesh(plate, 0.5)
    assert mesh_quality(as_mesh(result)).self_intersecting_faces == 0
    assert volume(result.positions, result.faces) == pytest.approx(7.2, rel=0.1)
    heights = result.positions[:, 2]
    assert (np.isclose(heights, 0) | np.isclose(heights, 0.05)).mean() > 0.85


def test_many_surfaces_at_many_sizes() -> None:
    rng = np.random.default_rng(5)
    for seed in range(8):
        mesh = bumpy(seed, level=int(rng.integers(2, 5)), height=rng.uniform(0.1, 0.3))
        result = remesh(mesh, rng.uniform(0.04, 0.5), int(rng.integers(1, 6)))
        quality = mesh_quality(as_mesh(result))
        assert (quality.watertight, quality.outward, quality.genus) == (True, True, 0)
        assert quality.smallest_angle_p1_degrees > 25


@pytest.mark.parametrize("noise", [0.05, 0.2, 0.7])
def test_a_crumpled_surface_stays_closed(noise: float) -> None:
    sphere = icosphere(2)
    crumpled = sphere.positions + noise * np.random.default_rng(1).normal(size=sphere.positions.shape)
    result = remeshed(crumpled, sphere.faces, 0.15)
    quality = mesh_quality(as_mesh(result))
    assert (quality.watertight, quality.components, quality.genus) == (True, 1, 0)
    assert edge_lengths(result.positions, result.faces).max() < 4 * 0.15


def test_remeshing_again_and_again_wears_little_off() -> None:
    mesh = bumpy(4)
    worn = mesh
    for _ in range(10):
        worn = as_mesh(remesh(worn, 0.08))
    assert volume(worn.positions, worn.faces) == pytest.approx(volume(mesh.positions, mesh.faces), rel=0.02)
    assert NearestSurface(mesh).distances(worn.positions).max() < 0.25 * 0.08


def test_a_tetrahedron_is_the_least() -> None:
    result = remesh(icosphere(3), 50.0)
    quality = mesh_quality(as_mesh(result))
    assert (quality.watertight, quality.outward, quality.genus) == (True, True, 0)
    assert len(result.faces) <= 20


def test_parts_stay_apart() -> None:
    small = icosphere(2, 0.05, (2.0, 0.0, 0.0))
    large = icosphere(3)
    both = Mesh(
        np.concatenate([large.positions, small.positions]),
        np.concatenate([large.faces, small.faces + len(large.positions)]),
    )
    assert mesh_quality(as_mesh(remesh(both, 0.5))).components == 2


def test_wanted_lengths_vary_over_the_surface() -> None:
    sphere = icosphere(4)
    wanted = np.where(sphere.positions[:, 2] > 0, 0.03, 0.3)
    result = remeshed(sphere.positions, sphere.faces, wanted)
    ends = result.positions[unique_edges(result.faces)]
    lengths, height = np.linalg.norm(ends[:, 0] - ends[:, 1], axis=1), ends[..., 2].mean(axis=1)
    assert 0.024 < lengths[height > 0.1].mean() < 0.032
    assert 0.2 < lengths[height < -0.9].mean() < 0.32
    assert smallest_angles_degrees(result.positions[result.faces]).min() > 20
    below = (height > -0.1) & (height < 0)
    assert lengths[below].max() < 0.03 * 1.5 + 4 / 3 * 0.3 * 0.15, "lengths must grow slowly where the wanted ones jump"


def test_a_boundary_keeps_its_corners_and_its_line() -> None:
    result = remesh(open_square(6), 0.04)
    x, y, z = result.positions.T
    assert (z == 0).all()
    for corner in ([0, 0, 0], [0, 1, 0], [1, 0, 0], [1, 1, 0]):
        assert (result.positions == corner).all(axis=1).sum() == 1
    a, b, c = result.positions[result.faces].transpose(1, 0, 2)
    areas = np.cross(b - a, c - a)[:, 2] / 2
    assert areas.min() > 0
    assert areas.sum() == pytest.approx(1)
    on_rim = (np.minimum(x, y) == 0) | (np.maximum(x, y) == 1)
    assert 90 < on_rim.sum() < 125
    assert euler(result.faces) == 1


def test_an_open_tube_keeps_both_rims() -> None:
    ring = torus(1.0, 0.3, 40, 20)
    middle = np.abs(ring.positions[ring.faces].mean(axis=1)[:, 2]) < 0.2
    tube = Mesh(ring.positions, ring.faces[middle]).without_unused_vertices()
    result = remesh(tube, 0.1)
    assert euler(result.faces) == euler(tube.faces)
    assert rim_count(result.faces) == rim_count(tube.faces)
    assert smallest_angles_degrees(result.positions[result.faces]).min() > 20


def test_the_same_input_gives_the_same_mesh() -> None:
    first, second = remesh(bumpy(3), 0.1), remesh(bumpy(3), 0.1)
    np.testing.assert_array_equal(first.positions, second.positions)
    np.testing.assert_array_equal(first.faces, second.faces)


def test_vertices_that_no_face_uses_are_left_out() -> None:
    sphere = icosphere(2)
    result = remeshed(np.vstack([sphere.positions, [[9.0, 9, 9]]]), sphere.faces, 0.5)
    assert np.abs(result.positions).max() < 1.01


def test_two_parts_that_meet_in_one_vertex_are_parted() -> None:
    left, right = icosphere(2), icosphere(2, 1.0, (5.0, 0.0, 0.0))
    touching = right.faces + len(left.positions)
    touching[touching == len(left.positions)] = 0
    result = remeshed(np.concatenate([left.positions, right.positions]), np.concatenate([left.faces, touching]), 0.3)
    assert mesh_quality(as_mesh(result)).watertight
    assert euler(result.faces) == 4


BAD_FACES = {
    "must have at most 2 faces, got 3": [[0, 1, 2], [1, 0, 3], [0, 1, 4]],
    "must be wound alike": [[0, 1, 2], [0, 1, 3]],
    "names a vertex twice": [[0, 1, 1]],
}


@pytest.mark.parametrize("message", BAD_FACES)
def test_what_is_no_oriented_manifold_is_refused(message: str) -> None:
    with pytest.raises(ValueError, match=f"remeshed: .*{message}"):
        remeshed(np.random.default_rng(0).normal(size=(5, 3)), np.array(BAD_FACES[message], dtype=np.int32), 0.1)


def test_values_out_of_range_are_named() -> None:
    sphere = icosphere(1)
    cases: list[tuple[ArrayLike, int, str]] = [
        (0.0, 5, "edge_lengths must be positive and finite"),
        (np.nan, 5, "edge_lengths must be positive and finite"),
        (np.ones(3), 5, r"edge_lengths must have shape \(42,\) or be one number, got \(3,\)"),
        (0.1, 0, "iterations must be at least 1, got 0"),
        (1e-5, 5, "edge_lengths must leave at most 4000000 faces"),
    ]
    for edge_length, iterations, message in cases:
        with pytest.raises(ValueError, match=f"remeshed: {message}"):
            remeshed(sphere.positions, sphere.faces, edge_length, iterations)


def as_mesh(result: Remeshed) -> Mesh:
    return Mesh(result.positions, result.faces)


def rim_count(faces: NDArray[np.int32]) -> int:
    """How many loops the edges with one face make."""
    sides = {(int(a), int(b)) for face in faces for a, b in zip(face, np.roll(face, -1), strict=True)}
    following = {a: b for a, b in sides if (b, a) not in sides}
    loops = 0
    while following:
        vertex, loops = next(iter(following)), loops + 1
        while vertex in following:
            vertex = following.pop(vertex)
    return loops
