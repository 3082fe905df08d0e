"""Surface distances of shapes whose distance is known."""

import numpy as np
import pytest

from app.engine.meshes.mesh import Mesh
from app.engine.meshes.primitives import icosphere
from app.engine.metrics.surface_distance import NearestSurface, sampled_points, surface_distance


def test_concentric_spheres_are_their_difference_in_radius_apart() -> None:
    inner, outer = icosphere(4, 1.0), icosphere(4, 1.1)
    diagonal = np.linalg.norm(inner.bounds[1] - inner.bounds[0])
    distance = surface_distance(outer, inner)
    assert distance.result_to_target_mean_percent == pytest.approx(100 * 0.1 / diagonal, rel=0.02)
    assert distance.target_to_result_mean_percent == pytest.approx(100 * 0.1 / diagonal, rel=0.02)
    assert distance.p95_percent == pytest.approx(100 * 0.1 / diagonal, rel=0.05)


def test_distances_far_beyond_the_samples_spacing_are_right_too() -> None:
    inner, outer = icosphere(4, 1.0), icosphere(4, 2.0, (0.5, 0, 0))
    # From a point at radius 2 about (0.5, 0, 0) to the unit sphere: sqrt(4.25 + 2 cos) - 1, averaged over the sphere.
    cosines = np.linspace(-1, 1, 100_001)
    expected = 100 * (np.sqrt(4.25 + 2 * cosines) - 1).mean() / np.linalg.norm(np.ptp(inner.bounds, axis=0))
    assert surface_distance(outer, inner).result_to_target_mean_percent == pytest.approx(expected, rel=0.01)


def test_a_surface_is_near_itself_at_any_scale_and_place() -> None:
    for scale, offset in ((1.0, 0.0), (1e-6, 0.0), (1.0, 1e6)):
        sphere = icosphere(3, scale, (offset, 0, 0))
        assert surface_distance(sphere, sphere).chamfer_percent < 0.15


def test_a_part_that_is_missing_shows_in_one_direction_only() -> None:
    whole = icosphere(3)
    upper = Mesh(whole.positions, whole.faces[whole.positions[whole.faces].mean(axis=1)[:, 1] > 0])
    distance = surface_distance(upper, whole)
    assert distance.result_to_target_mean_percent < 0.15
    assert distance.target_to_result_mean_percent > 5


def test_points_are_spread_by_area() -> None:
    positions = np.array([[0.0, 0, 0], [1, 0, 0], [0, 1, 0], [5, 0, 0], [8, 0, 0], [5, 1, 0]])
    mesh = Mesh(positions, np.array([[0, 1, 2], [3, 4, 5]], dtype=np.int32))
    points = sampled_points(mesh, 20_000, np.random.default_rng(0))
    left = points[points[:, 0] < 3]
    assert len(left) / len(points) == pytest.approx(0.25, abs=0.01)
    np.testing.assert_allclose(left.mean(axis=0), [1 / 3, 1 / 3, 0], atol=0.01)
    assert (left.sum(axis=1) <= 1).all()


def test_a_surface_without_area_is_refused() -> None:
    line = Mesh(np.array([[0.0, 0, 0], [1, 0, 0], [2, 0, 0]]), np.array([[0, 1, 2]], dtype=np.int32))
    with pytest.raises(ValueError, match="must have an area"):
        sampled_points(line, 10, np.random.default_rng(0))


@pytest.mark.parametrize("radius", [0.9, 1.01, 1.2, 3.0, 1e3])
def test_points_near_and_far_have_their_distances(radius: float) -> None:
    nearest = NearestSurface(icosphere(5))
    distances = nearest.distances(radius * icosphere(4).positions)
    np.testing.assert_allclose(distances, abs(radius - 1), atol=1e-2)
