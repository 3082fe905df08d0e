"""The software shader against rays cut with every face, and against what a sphere must look like."""

import numpy as np
import pytest
from numpy.typing import NDArray

from app.engine.appearance.surface_colours import SurfaceColours
from app.engine.export.shaded_picture import Look, shaded_picture, turntable, visible_samples
from app.engine.meshes.mesh import Mesh
from app.engine.meshes.normals import vertex_normals
from app.engine.meshes.primitives import icosphere


def nearest_by_rays(corners: NDArray[np.float64], size: int) -> NDArray[np.int64]:
    """Index of the nearest face at each sample, -1 where there is none: every face at every sample."""
    x, y = np.meshgrid(np.arange(size) + 0.5, np.arange(size) + 0.5)
    best, face = np.full((size, size), -np.inf), np.full((size, size), -1)
    for index, (a, b, c) in enumerate(corners):
        area = (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
        v = ((x - a[0]) * (c[1] - a[1]) - (y - a[1]) * (c[0] - a[0])) / area
        w = ((b[0] - a[0]) * (y - a[1]) - (b[1] - a[1]) * (x - a[0])) / area
        near = (1 - v - w) * a[2] + v * b[2] + w * c[2]
        wins = (v >= 0) & (w >= 0) & (v + w <= 1) & (near > best)
        best[wins], face[wins] = near[wins], index
    return face


@pytest.mark.parametrize("seed", range(5))
def test_each_sample_sees_the_nearest_face(seed: int) -> None:
    corners = np.random.default_rng(seed).uniform(-10, 50, (30, 3, 3))
    samples = visible_samples(corners, 40)
    face = np.full(40 * 40, -1)
    face[samples.index] = samples.face
    np.testing.assert_array_equal(face.reshape(40, 40), nearest_by_rays(corners, 40))


def test_faces_seen_edge_on_are_left_out() -> None:
    corners = np.array([[[1.0, 1, 0], [9, 1, 0], [5, 1, 5]], [[5, 1, 0], [5, 9, 0], [5, 5, 3]]])
    assert len(visible_samples(corners, 10).index) == 0


def test_vertex_normals_of_a_sphere_point_outward() -> None:
    sphere = icosphere(3)
    normals = vertex_normals(sphere.positions, sphere.faces)
    np.testing.assert_allclose(normals, sphere.positions, atol=0.015)


def test_a_sphere_is_a_smooth_disc_lit_from_the_upper_left() -> None:
    look = Look()
    picture = shaded_picture(icosphere(3), np.eye(4), 1.25, 100, look)
    assert picture.shape == (100, 100, 3)
    covered = np.abs(picture - look.background).max(axis=-1) > 1e-3
    assert covered.sum() == pytest.approx(np.pi * 40**2, rel=0.03)
    assert covered[50, 12:88].all()
    brightness = picture.sum(axis=-1)
    assert brightness[30, 35] > brightness[70, 65] + 0.3
    inner = brightness[25:75, 25:75]
    assert max(np.abs(np.diff(inner, axis=0)).max(), np.abs(np.diff(inner, axis=1)).max()) < 0.08


def test_both_sides_of_an_open_surface_are_lit() -> None:
    corners = np.array([[-1.0, -1, 0], [1, -1, 0], [0, 1, 0]])
    front = shaded_picture(Mesh(corners, np.array([[0, 1, 2]], dtype=np.int32)), np.eye(4), 2, 20, Look())
    back = shaded_picture(Mesh(corners, np.array([[0, 2, 1]], dtype=np.int32)), np.eye(4), 2, 20, Look())
    np.testing.assert_allclose(front, back)


CORNERS = np.array([[-1.0, -1, 0], [1, -1, 0], [1, 1, 0], [-1, 1, 0]])
SQUARE = np.array([[0, 1, 2], [0, 2, 3]], dtype=np.int32)
RED_GREEN_BLUE_WHITE = np.array([[255, 0, 0], [0, 255, 0], [0, 0, 255], [255, 255, 255]], dtype=np.uint8)
MATT = Look(highlight_strength=0.0)


def test_a_texture_lies_upright_on_the_surface() -> None:
    uv = np.array([[0.0, 1], [1, 1], [1, 0], [0, 0]], dtype=np.float32)
    colours = SurfaceColours(uv=uv, uv_faces=SQUARE, texture_srgb=RED_GREEN_BLUE_WHITE.reshape(2, 2, 3))
    picture = shaded_picture(Mesh(CORNERS, SQUARE, colours), np.eye(4), 1, 40, MATT)
    red, green, blue, white = picture[10, 10], picture[10, 30], picture[30, 10], picture[30, 30]
    np.testing.assert_allclose(white, np.full(3, white[0]))
    for color, channel in ((red, 0), (green, 1), (blue, 2)):
        np.testing.assert_allclose(color, np.eye(3)[channel] * white[0])


def test_colours_of_vertices_mix_between_them() -> None:
    lower, upper = np.array([0.2, 0.4, 0.6]), np.array([0.6, 0.2, 0.0])
    of_vertices = np.stack([lower, lower, upper, upper]).astype(np.float32)
    painted = Mesh(CORNERS, SQUARE, SurfaceColours(np.array([1.0, 0.5, 1.0]), of_vertices))
    even = Mesh(CORNERS, SQUARE, SurfaceColours((lower + upper) / 2 * [1.0, 0.5, 1.0]))
    mixed, expected = (shaded_picture(mesh, np.eye(4), 1, 41, MATT)[20, 20] for mesh in (painted, even))
    np.testing.assert_allclose(mixed, expected, rtol=1e-3)


def test_a_turntable_shows_the_side_that_the_viewer_has_gone_to() -> None:
    picture_to_world = turntable(np.array([1.0, 2.0, 3.0]), np.pi / 2, 30.0)
    right, up, towards, center = picture_to_world[:3].T
    np.testing.assert_allclose(towards, [np.cos(np.pi / 6), 0.5, 0], atol=1e-12)
    np.testing.assert_allclose(right, [0, 0, -1], atol=1e-12)
    np.testing.assert_allclose(np.cross(right, up), towards)
    np.testing.assert_allclose(center, [1, 2, 3])
