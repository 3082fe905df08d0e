"""Meshes made sound by way of a grid: united, turned the right way, without cavities, in the same place."""

import numpy as np
import pytest

from app.engine.carving.regridding import average_edge, regridded
from app.engine.carving.surface_extraction import Surface
from app.engine.meshes.mesh import Mesh
from app.engine.remeshing.defects import mesh_quality
from tests.support.carving import assert_closed_manifold, ball, joined
from tests.support.solids import cubes, torus


def quality_of(surface: Surface) -> tuple[bool, int, int]:
    quality = mesh_quality(Mesh(surface.positions, surface.faces))
    return quality.outward, quality.components, quality.self_intersecting_faces


def test_two_balls_that_meet_become_one_body() -> None:
    mesh = joined(ball(0.5, (-0.3, 0, 0)), ball(0.5, (0.3, 0, 0)))
    solid = regridded(mesh.positions, mesh.faces, 96)
    assert quality_of(solid.surface) == (True, 1, 0)
    assert (solid.genus, solid.parts, solid.removed_parts) == (0, 1, 0)
    nearest = np.minimum(*(np.linalg.norm(solid.surface.positions - [x, 0, 0], axis=1) for x in (-0.3, 0.3)))
    np.testing.assert_allclose(nearest, 0.5, atol=0.004)
    cap = np.pi * 0.2**2 * (1.5 - 0.2) / 3  # of each ball in the other
    assert solid.volume == pytest.approx(2 * (4 / 3 * np.pi / 8 - cap), rel=0.01)


def test_a_handle_and_the_size_of_the_triangles_stay() -> None:
    mesh = torus(0.6, 0.2, 60, 24)
    solid = regridded(mesh.positions, mesh.faces, 96)
    assert (solid.genus, solid.parts) == (1, 1)
    assert average_edge(solid.surface) == pytest.approx(average_edge(Surface(mesh.positions, mesh.faces)), rel=0.25)
    finer = regridded(mesh.positions, mesh.faces, 96, edge_length=0.03)
    assert len(finer.surface.faces) > 3 * len(solid.surface.faces)


def test_cubes_that_share_only_an_edge_become_a_manifold() -> None:
    first, second = cubes(np.ones((1, 1, 1))), cubes(np.ones((1, 1, 1)))
    mesh = joined(first, Mesh(second.positions + np.array([1.0, 1.0, 0.0]), second.faces)).welded()
    solid = regridded(mesh.positions, mesh.faces, 50)
    assert_closed_manifold(solid.surface.positions, solid.surface.faces)
    assert quality_of(solid.surface)[::2] == (True, 0)
    assert solid.volume == pytest.approx(2.0, rel=0.02)


def test_a_cavity_and_what_is_in_it_vanish() -> None:
    wall = ball(0.6)
    mesh = joined(ball(0.9), Mesh(wall.positions, wall.faces[:, ::-1]), ball(0.3))
    solid = regridded(mesh.positions, mesh.faces, 64)
    assert (solid.parts, solid.genus) == (1, 0)
    assert solid.volume == pytest.approx(4 / 3 * np.pi * 0.9**3, rel=0.01)


def test_a_mesh_without_an_inside_is_refused() -> None:
    inward = ball(0.5)
    with pytest.raises(ValueError, match="wound outward"):
        regridded(inward.positions, inward.faces[:, ::-1], 32)


def test_a_rod_as_thin_as_a_cell_keeps_its_thickness() -> None:
    sphere = ball(1.0)
    rod = Mesh(sphere.positions * [0.9, 0.02, 0.02] + np.array([0.0, 0.011, 0.006]), sphere.faces)
    solid = regridded(rod.positions, rod.faces, 64)
    middle = np.abs(solid.surface.positions[:, 0]) < 0.3
    around = np.linalg.norm(solid.surface.positions[middle, 1:] - [0.011, 0.006], axis=1)
    assert solid.parts == 1
    assert around.mean() == pytest.approx(0.0195, abs=0.001)
    assert quality_of(solid.surface) == (True, 1, 0)
