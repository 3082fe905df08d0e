# SPDX-License-Identifier: MIT
"""Rays against meshes, compared with one triangle after the other, and the cursor against outlines."""

import numpy as np
import pytest
from numpy.typing import NDArray

from app.engine.meshes.primitives import icosphere
from app.ui.viewport.picking import Ray, frustum_at, mesh_hit

FloatArray = NDArray[np.float64]


def ray(origin: list[float], towards: list[float]) -> Ray:
    direction = np.subtract(towards, origin)
    return Ray(np.array(origin), direction / np.linalg.norm(direction))


def nearest_hit(ray: Ray, positions: FloatArray, faces: NDArray[np.int32]) -> float | None:
    """Moeller and Trumbore, face after face."""
    found = []
    for a, b, c in positions[faces]:
        matrix = np.stack([b - a, c - a, -ray.direction], axis=1)
        if abs(np.linalg.det(matrix)) < 1e-14:
            continue
        u, v, distance = np.linalg.solve(matrix, ray.origin - a)
        if u >= 0 and v >= 0 and u + v <= 1 and distance > 0:
            found.append(float(distance))
    return min(found) if found else None


def test_a_ray_meets_random_triangles_where_the_reference_says() -> None:
    rng = np.random.default_rng(7)
    hits = 0
    for _ in range(60):
        positions = rng.uniform(-1, 1, (36, 3))
        faces = np.arange(36, dtype=np.int32).reshape(-1, 3)
        shot = ray(rng.uniform(-2, 2, 3).tolist(), rng.uniform(-0.5, 0.5, 3).tolist())
        expected = nearest_hit(shot, positions, faces)
        found = mesh_hit(shot, positions, faces)
        assert (found is None) == (expected is None)
        if expected is not None:
            assert found == pytest.approx(expected)
            hits += 1
    assert hits > 20


def test_a_sphere_is_met_at_its_front_from_outside_and_at_its_back_from_inside() -> None:
    sphere = icosphere(5, 1.0, [2.0, 0.0, 0.0])
    outside = mesh_hit(ray([2.0, 0.03, 5.0], [2.0, 0.03, 0.0]), sphere.positions, sphere.faces)
    inside = mesh_hit(ray([2.0, 0.03, 0.0], [2.0, 0.03, 1.0]), sphere.positions, sphere.faces)
    assert outside == pytest.approx(4.0, abs=2e-3)
    assert inside == pytest.approx(1.0, abs=2e-3)


def test_what_lies_behind_or_beside_is_not_met() -> None:
    sphere = icosphere(2)
    assert mesh_hit(ray([0.0, 0.0, 5.0], [0.0, 0.0, 9.0]), sphere.positions, sphere.faces) is None
    assert mesh_hit(ray([1.5, 0.0, 5.0], [1.5, 0.0, 0.0]), sphere.positions, sphere.faces) is None


def pyramid(x: float, y: float, side: float) -> FloatArray:
    """Eye and image corners on screen, as seen from behind the camera a little from the side."""
    corners = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]]) * side / 2
    return np.vstack([[x - side, y], np.array([x, y]) + corners])


FRUSTA = np.stack([pyramid(100, 100, 40), pyramid(130, 100, 40), pyramid(300, 200, 40)])
DEPTHS = np.array([[5.0] * 5, [3.0] * 5, [4.0] * 5])


@pytest.mark.parametrize(
    ("cursor", "expected"),
    [
        ((115, 100), 1),  # inside both images: the nearer
        ((82, 100), 0),  # inside one
        ((300, 200), 2),
        ((260, 200), 2),  # on the eye
        ((280, 226), 2),  # four pixels under the lower edge, at its corner
        ((280, 240), None),
        ((500, 500), None),
    ],
)
def test_the_cursor_touches_images_and_edges(cursor: tuple[float, float], expected: int | None) -> None:
    assert frustum_at(np.array(cursor, dtype=float), FRUSTA, DEPTHS, 6.0) == expected


def test_frusta_behind_the_viewer_are_not_touched() -> None:
    depths = DEPTHS.copy()
    depths[2, 0] = -1.0
    points = FRUSTA.copy()
    points[2, 0] = np.nan
    assert frustum_at(np.array([300.0, 200.0]), points, depths, 6.0) is None


def test_no_frusta_are_not_touched() -> None:
    assert frustum_at(np.zeros(2), np.empty((0, 5, 2)), np.empty((0, 5)), 6.0) is None
