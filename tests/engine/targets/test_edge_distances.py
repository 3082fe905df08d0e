"""Distances to an edge from the share that it covers of each pixel: exact for straight edges, close for round ones."""

import numpy as np
import pytest
from numpy.typing import NDArray

from app.engine.targets.edge_distances import edge_distances
from app.engine.targets.masks import signed_distance_of_mask

SIZE = 40
FINE = 32


def covered(distance_of: NDArray[np.float64]) -> NDArray[np.float64]:
    """The share of each pixel that is inside, counted on a finer grid."""
    inside = (distance_of < 0).reshape(SIZE, FINE, SIZE, FINE)
    return np.asarray(inside.mean(axis=(1, 3)))


def grid(fineness: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    y, x = (np.mgrid[: SIZE * fineness, : SIZE * fineness] + 0.5) / fineness
    return x, y


def half_plane(degrees: float, offset: float, fineness: int) -> NDArray[np.float64]:
    x, y = grid(fineness)
    angle = np.radians(degrees)
    return np.asarray(np.cos(angle) * (x - SIZE / 2) + np.sin(angle) * (y - SIZE / 2) - offset)


@pytest.mark.parametrize("degrees", [0.0, 5.0, 22.5, 45.0, 63.0, 90.0, 200.0, 291.0])
@pytest.mark.parametrize("offset", [0.0, 0.13, 0.5, -0.77])
def test_straight_edges_are_found_where_they_are(degrees: float, offset: float) -> None:
    matte = covered(half_plane(degrees, offset, FINE))
    exact = half_plane(degrees, offset, 1)
    near = np.abs(exact) < 0.45
    near[:2], near[-2:], near[:, :2], near[:, -2:] = False, False, False, False
    np.testing.assert_allclose(edge_distances(matte)[near], exact[near], atol=0.03)
    near = np.abs(exact) < 8
    near[:9], near[-9:], near[:, :9], near[:, -9:] = False, False, False, False
    np.testing.assert_allclose(signed_distance_of_mask(matte)[near], exact[near], atol=0.06)


def test_a_disc_is_found_to_a_few_hundredths_of_a_pixel() -> None:
    def disc(fineness: int) -> NDArray[np.float64]:
        x, y = grid(fineness)
        return np.asarray(np.hypot(x - 20.3, y - 19.6) - 12.4)

    exact = disc(1)
    error = (signed_distance_of_mask(covered(disc(FINE))) - exact)[np.abs(exact) < 5]
    assert np.sqrt((error**2).mean()) < 0.03
    assert abs(error.mean()) < 0.02


def test_without_soft_edges_the_line_runs_between_pixels() -> None:
    mask = np.zeros((6, 8))
    mask[:, :4] = 1.0
    distance = edge_distances(mask)
    assert (distance[:, :4] < 0).all() and (distance[:, 4:] > 0).all()
    np.testing.assert_allclose(-distance[:, 3], distance[:, 4])


@pytest.mark.parametrize("value", [0.0, 0.5, 1.0])
def test_without_an_edge_nothing_is_near(value: float) -> None:
    assert (np.abs(edge_distances(np.full((4, 5), value))) == 1).all()
