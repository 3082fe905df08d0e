"""How long edges should be: as asked for, shorter on rods and where the surface turns."""

import numpy as np

from app.engine.fitting.detail import EDGES_ACROSS, SHORTEST_PIXELS, SHORTEST_SHARE_BY_TURN, edge_lengths
from app.engine.meshes.primitives import icosphere
from tests.support.solids import torus


def test_a_thick_smooth_part_gets_what_is_asked_for() -> None:
    sphere = icosphere(4)
    np.testing.assert_allclose(edge_lengths(sphere.positions, sphere.faces, 0.1, 0.02), 0.1)


def test_a_rod_gets_edges_that_fit_its_thickness_but_for_what_no_image_shows() -> None:
    ring = torus(1.0, 0.05, 120, 12)
    lengths = edge_lengths(ring.positions, ring.faces, 0.2, 0.01)
    np.testing.assert_allclose(lengths, 0.1 / EDGES_ACROSS, rtol=0.1)
    coarse = edge_lengths(ring.positions, ring.faces, 0.2, 0.09)
    np.testing.assert_allclose(coarse, 0.09 * SHORTEST_PIXELS, rtol=0.05)


def test_where_the_surface_turns_edges_are_shorter() -> None:
    small = icosphere(3, 0.3)
    lengths = edge_lengths(small.positions, small.faces, 0.25, 0.001)
    assert (lengths < 0.2).all()
    assert (lengths >= SHORTEST_SHARE_BY_TURN * 0.25).all()


def test_nothing_is_longer_than_asked_for() -> None:
    ring = torus(1.0, 0.05, 120, 12)
    assert edge_lengths(ring.positions, ring.faces, 1e-3, 0.1).max() <= 1e-3
