"""Thickness: known solids have the one they were made with."""

import numpy as np
import pytest

from app.engine.meshes.mesh import Mesh
from app.engine.meshes.primitives import icosphere
from app.engine.remeshing.remesh import remeshed
from app.engine.remeshing.thickness import local_thickness
from tests.support.solids import cubes, open_square, torus


@pytest.mark.parametrize("radius", [1e-3, 1.0, 500.0])
def test_a_ball_is_nearly_as_thick_as_its_diameter(radius: float) -> None:
    ball = icosphere(4, radius, (3.0, -2.0, 1.0))
    thickness = local_thickness(ball.positions, ball.faces) / (2 * radius)
    np.testing.assert_allclose(thickness, np.cos(np.radians(20)), rtol=0.01)


def test_a_rod_is_as_thick_as_its_diameter() -> None:
    rod = torus(1.0, 0.03, 200, 32)
    np.testing.assert_allclose(local_thickness(rod.positions, rod.faces), 0.06, rtol=0.1)


def test_a_plate_is_as_thick_as_it_is_made() -> None:
    plate = cubes(np.ones((10, 10, 1)))
    plate = Mesh(plate.positions * [1, 1, 0.2], plate.faces)
    inside = (np.abs(plate.positions[:, :2] - 5) < 4.5).all(axis=1)
    thickness = local_thickness(plate.positions, plate.faces)[inside]
    np.testing.assert_allclose(thickness, 0.2 / np.cos(np.radians(20)), rtol=1e-4)


def test_every_place_of_a_closed_solid_has_a_thickness() -> None:
    for solid in (cubes(np.ones((2, 2, 2))), cubes(np.ones((4, 4, 4))), icosphere(0)):
        assert np.isfinite(local_thickness(solid.positions, solid.faces)).all()


def test_how_faces_cut_the_surface_matters_little() -> None:
    rod = torus(1.0, 0.1, 60, 24)
    even = remeshed(rod.positions, rod.faces, 0.03)
    assert np.percentile(local_thickness(even.positions, even.faces), [1, 99]) == pytest.approx([0.2, 0.2], rel=0.1)


def test_an_open_surface_and_unused_vertices_have_none() -> None:
    square = open_square(2)
    positions = np.vstack([square.positions, [[5.0, 5, 5]]])
    assert np.isinf(local_thickness(positions, square.faces)).all()
