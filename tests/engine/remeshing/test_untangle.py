"""Untangling: what can be freed is, the rest stays where it was, and a failure is told."""

import numpy as np
import pytest
from numpy.typing import NDArray

from app.engine.meshes.mesh import Mesh
from app.engine.meshes.primitives import icosphere
from app.engine.remeshing.defects import mesh_quality
from app.engine.remeshing.remesh import remeshed
from app.engine.remeshing.self_intersections import self_intersections
from app.engine.remeshing.untangle import untangled
from tests.support.solids import bumpy, cubes, torus, volume

Vectors = NDArray[np.float64]


def noisy(amount: float, seed: int = 0) -> Mesh:
    sphere = icosphere(4)
    noise = np.random.default_rng(seed).normal(size=sphere.positions.shape)
    return Mesh(sphere.positions + amount * noise, sphere.faces)


def plate_pushed_through_itself(depth: float) -> Mesh:
    plate = cubes(np.ones((16, 16, 1)))
    even = remeshed(plate.positions * [1, 1, 0.6] - [8, 8, 0.3], plate.faces, 0.6)
    x, y, z = even.positions.T
    z -= np.sign(z) * depth * np.exp(-(x**2 + y**2) / 6)
    return Mesh(np.stack([x, y, z], axis=1), even.faces)


def crossing_ends(overlap: float) -> Mesh:
    """A peanut bent until its two ends pass through each other a little."""
    sphere = icosphere(5)
    x, y, z = (sphere.positions * [4.0, 1, 1]).T
    angle = x / 4 * (np.pi - 0.55 + overlap)
    return Mesh(np.stack([(4 - y) * np.sin(angle), (4 - y) * np.cos(angle), z], axis=1), sphere.faces)


CASES = {
    "a few folds": noisy(0.02),
    "many folds": noisy(0.04),
    "a plate whose sides changed places": plate_pushed_through_itself(0.6),
}


@pytest.mark.parametrize("name", CASES)
def test_a_tangled_surface_becomes_printable(name: str) -> None:
    mesh = CASES[name]
    tangled = mesh_quality(mesh)
    assert tangled.self_intersecting_faces > 5
    result = untangled(mesh.positions, mesh.faces)
    free = mesh_quality(Mesh(result.positions, mesh.faces))
    assert result.succeeded
    assert (free.self_intersecting_faces, free.outward, free.genus) == (0, True, tangled.genus)
    assert volume(result.positions, mesh.faces) == pytest.approx(volume(mesh.positions, mesh.faces), rel=0.15)


def test_what_is_far_from_a_tangle_stays() -> None:
    sphere = icosphere(4)
    cap = sphere.positions[:, 2] > 0.95
    noise = np.random.default_rng(0).normal(size=sphere.positions.shape)
    positions = sphere.positions + 0.05 * noise * cap[:, None]
    assert len(self_intersections(positions, sphere.faces)) > 0
    result = untangled(positions, sphere.faces)
    assert result.succeeded
    moved = (result.positions != positions).any(axis=1)
    assert moved[cap].any()
    assert sphere.positions[moved, 2].min() > 0.8


@pytest.mark.parametrize("mesh", [icosphere(3), bumpy(1)])
def test_a_sound_surface_is_given_back(mesh: Mesh) -> None:
    result = untangled(mesh.positions, mesh.faces)
    assert result.succeeded
    np.testing.assert_array_equal(result.positions, mesh.positions)


def test_two_ends_that_cross_are_parted() -> None:
    mesh = crossing_ends(0.62)
    assert len(self_intersections(mesh.positions, mesh.faces)) > 0
    result = untangled(mesh.positions, mesh.faces)
    assert result.succeeded
    assert len(self_intersections(result.positions, mesh.faces)) == 0


def test_what_cannot_be_freed_is_told() -> None:
    ring, ball = torus(1.0, 0.2, 60, 20), icosphere(4, 0.5, (1.0, 0.0, 0.0))
    faces = np.concatenate([ring.faces, ball.faces + len(ring.positions)])
    assert not untangled(np.concatenate([ring.positions, ball.positions]), faces).succeeded


def test_going_far_is_no_success() -> None:
    left, right = icosphere(4), icosphere(4, 1.0, (1.2, 0.2, 0.1))
    faces = np.concatenate([left.faces, right.faces + len(left.positions)])
    assert not untangled(np.concatenate([left.positions, right.positions]), faces).succeeded


def test_the_same_input_gives_the_same_positions() -> None:
    mesh = noisy(0.03)
    first, second = (untangled(mesh.positions, mesh.faces).positions for _ in range(2))
    np.testing.assert_array_equal(first, second)
