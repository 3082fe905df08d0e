"""A mesh laid flat: every face has its place in the texture, none has another's, and nothing is black beside them."""

import numpy as np
import pytest

from app.engine.meshes.primitives import icosphere
from app.engine.texturing.texel_surface import padded, texel_surface, texels_of_vertices
from app.engine.texturing.unwrapping import Unwrapped, unwrapped

SIZE = 256


def areas(corners: np.ndarray) -> np.ndarray:
    """Of triangles (F, 3, D)."""
    sides = np.zeros((len(corners), 2, 3))
    sides[..., : corners.shape[2]] = corners[:, 1:] - corners[:, :1]
    return np.asarray(np.linalg.norm(np.cross(sides[:, 0], sides[:, 1]), axis=1) / 2)


@pytest.mark.parametrize(("scale", "offset"), [(1.0, 0.0), (1e-6, 0.0), (1e6, 1e9)])
def test_faces_keep_order_and_shape_and_fill_the_texture(scale: float, offset: float) -> None:
    mesh = icosphere(3)
    flat = unwrapped(mesh.positions * scale + offset, mesh.faces, SIZE)
    assert flat.uv.dtype == np.float32 and flat.uv_faces.dtype == np.int32
    assert flat.uv_faces.shape == mesh.faces.shape
    assert flat.uv.min() >= 0 and flat.uv.max() <= 1
    in_texture, in_space = areas(flat.uv[flat.uv_faces]), areas(mesh.positions[mesh.faces])
    assert in_texture.sum() > 0.5
    ratio = in_texture / in_space
    assert ratio.min() > 0.5 * ratio.mean() and ratio.max() < 2 * ratio.mean()


def test_corners_that_share_a_place_in_the_texture_share_one_in_space() -> None:
    mesh = icosphere(3)
    flat = unwrapped(mesh.positions, mesh.faces, SIZE)
    vertex_of = np.full(len(flat.uv), -1)
    vertex_of[flat.uv_faces] = mesh.faces
    np.testing.assert_array_equal(vertex_of[flat.uv_faces], mesh.faces)


def test_it_is_the_same_each_time() -> None:
    mesh = icosphere(4)
    first, second = (unwrapped(mesh.positions, mesh.faces, SIZE) for _ in range(2))
    np.testing.assert_array_equal(first.uv, second.uv)
    np.testing.assert_array_equal(first.uv_faces, second.uv_faces)


@pytest.mark.parametrize("size", [128, 300, 1024])
def test_charts_are_two_texels_apart(size: int) -> None:
    mesh = icosphere(3)
    flat = unwrapped(mesh.positions, mesh.faces, size)
    charts = chart_of_face(flat)
    surface = texel_surface(flat, size)
    at = np.where(surface.covered, charts[surface.face_indices], -1)
    for down in range(-2, 3):
        for across in range(-2, 3):
            if abs(down) + abs(across) > 2:
                continue
            other = np.roll(at, (down, across), axis=(0, 1))
            inner = (slice(2, -2), slice(2, -2))
            differ = (at != other) & (at >= 0) & (other >= 0)
            assert not differ[inner].any()


def chart_of_face(flat: Unwrapped) -> np.ndarray:
    """A number for each face, the same for those that are joined in the texture."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    ends = np.concatenate([flat.uv_faces[:, [0, 1]], flat.uv_faces[:, [1, 2]]])
    graph = coo_array((np.ones(len(ends)), (ends[:, 0], ends[:, 1])), shape=(len(flat.uv), len(flat.uv)))
    return np.asarray(connected_components(graph, directed=False)[1][flat.uv_faces[:, 0]])


def test_faces_without_area_and_vertices_without_faces_are_no_hindrance() -> None:
    corners = np.array([[0, 0, 0], [1, 0, 0], [0, 1, 0], [1, 1, 0], [0.5, 0, 0], [7, 7, 7]], dtype=np.float64)
    faces = np.array([[0, 1, 2], [1, 3, 2], [0, 1, 4], [0, 0, 1]], dtype=np.int32)
    flat = unwrapped(corners, faces, 64)
    assert flat.uv_faces.shape == (4, 3)
    np.testing.assert_array_equal(np.unique(texel_surface(flat, 64).face_indices), [-1, 0, 1])


@pytest.mark.parametrize(
    ("faces", "message"),
    [
        (np.zeros((0, 3)), "unwrapped: at least one face is needed, got a mesh without faces"),
        (np.array([[0, 0, 0]]), "unwrapped: all faces are at one point"),
        (np.array([[0, 1, 1]]), "unwrapped: the faces have no area"),
    ],
)
def test_what_cannot_be_laid_flat_is_said(faces: np.ndarray, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        unwrapped(np.array([[0.0, 0, 0], [1, 0, 0]]), faces.astype(np.int32), 64)


def square() -> Unwrapped:
    """Two faces that fill the texture, cut from its top left to its bottom right."""
    uv = np.array([[0, 0], [1, 0], [1, 1], [0, 1]], dtype=np.float32)
    return Unwrapped(uv, np.array([[0, 1, 2], [0, 2, 3]], dtype=np.int32))


def test_texels_see_the_faces_that_they_lie_on() -> None:
    surface = texel_surface(square(), 4)
    # v goes down: the first face has the top right corner; texels on the cut belong to it.
    np.testing.assert_array_equal(surface.face_indices, np.tril(np.ones((4, 4), dtype=int), -1))
    weights = np.concatenate([surface.barycentrics, 1 - surface.barycentrics.sum(axis=2, keepdims=True)], axis=2)
    flat = square()
    places = np.einsum("hwk,hwkc->hwc", weights, flat.uv[flat.uv_faces][surface.face_indices])
    centres = (np.arange(4) + 0.5) / 4
    np.testing.assert_allclose(places, np.stack(np.meshgrid(centres, centres), axis=2), atol=1e-6)


def test_many_texels_are_worked_through_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    from app.engine.texturing import texel_surface as module

    mesh = icosphere(2)
    flat = unwrapped(mesh.positions, mesh.faces, SIZE)
    whole = texel_surface(flat, SIZE)
    monkeypatch.setattr(module, "_TESTS_AT_ONCE", 1000)
    parts = texel_surface(flat, SIZE)
    np.testing.assert_array_equal(parts.face_indices, whole.face_indices)
    np.testing.assert_array_equal(parts.barycentrics, whole.barycentrics)


def test_vertices_paint_the_whole_texture() -> None:
    mesh = icosphere(3)
    flat = unwrapped(mesh.positions, mesh.faces, SIZE)
    values = (mesh.positions * 0.25 + 0.5).astype(np.float32)
    texels = texels_of_vertices(flat, mesh.faces, values, SIZE)
    at_corners = np.clip((flat.uv * SIZE).astype(int), 0, SIZE - 1)
    painted = texels[at_corners[:, 1], at_corners[:, 0]]
    np.testing.assert_allclose(painted[flat.uv_faces], values[mesh.faces], atol=0.02)
    assert texels.min() > 0.2


def test_padding_takes_the_nearest_colour() -> None:
    texels = np.zeros((40, 60, 3), dtype=np.float32)
    valid = np.zeros((40, 60), dtype=bool)
    valid[5:10, 5:10] = valid[25:35, 40:55] = True
    texels[5:10, 5:10], texels[25:35, 40:55] = (1, 0.5, 0.25), (0.125, 0, 1)
    filled = padded(texels, valid)
    np.testing.assert_array_equal(filled[valid], texels[valid])
    np.testing.assert_array_equal(np.unique(filled.reshape(-1, 3), axis=0), [[0.125, 0, 1], [1, 0.5, 0.25]])
    np.testing.assert_array_equal(filled[0, 0], [1, 0.5, 0.25])
    np.testing.assert_array_equal(filled[39, 59], [0.125, 0, 1])
    np.testing.assert_array_equal(padded(texels, np.zeros_like(valid)), texels)
    np.testing.assert_array_equal(padded(texels, np.ones_like(valid)), texels)
