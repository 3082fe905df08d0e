"""The mesh value: what it accepts, its box, and welding."""

import numpy as np
import pytest

from app.engine.appearance.surface_colours import SurfaceColours
from app.engine.meshes.mesh import Mesh

TRIANGLE = np.array([[0.0, 0, 0], [1, 0, 0], [0, 1, 0]])


def of_vertices(count: int) -> SurfaceColours:
    return SurfaceColours(vertex_colours_linear=np.linspace(0, 1, 3 * count, dtype=np.float32).reshape(count, 3))


def textured(face_count: int) -> SurfaceColours:
    faces = np.arange(3 * face_count, dtype=np.int32).reshape(face_count, 3)
    uv = np.zeros((3 * face_count, 2), dtype=np.float32)
    return SurfaceColours(uv=uv, uv_faces=faces, texture_srgb=np.zeros((2, 2, 3), dtype=np.uint8))


def test_positions_become_float64_and_faces_int32() -> None:
    mesh = Mesh(TRIANGLE.astype(np.float32), np.array([[0, 1, 2]], dtype=np.uint16))
    assert mesh.positions.dtype == np.float64
    assert mesh.faces.dtype == np.int32


@pytest.mark.parametrize(
    ("positions", "faces", "colours", "message"),
    [
        (np.zeros((4, 2)), [[0, 1, 2]], None, r"positions must have shape \(V, 3\), got \(4, 2\)"),
        (TRIANGLE, np.zeros((0, 3), int), None, r"faces must have shape \(F, 3\) with F >= 1, got \(0, 3\)"),
        (TRIANGLE, [[0, 1, 3]], None, "faces must index 0 to 2, got 0 to 3"),
        (TRIANGLE, [[0, 1, -1]], None, "faces must index 0 to 2, got -1 to 1"),
        (TRIANGLE, [[0.0, 1.0, 2.0]], None, "faces must be integers, got float64"),
        (TRIANGLE * np.nan, [[0, 1, 2]], None, "positions must be finite"),
        (TRIANGLE, [[0, 1, 2]], of_vertices(4), "has colours of 4 vertices, the mesh has 3"),
        (TRIANGLE, [[0, 1, 2]], textured(2), "has texture coordinates of 2 faces, the mesh has 1"),
    ],
)
def test_what_is_wrong_is_named(positions: object, faces: object, colours: object, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Mesh(positions, np.array(faces), colours)  # type: ignore[arg-type]


def test_bounds_leave_out_vertices_that_no_face_uses() -> None:
    mesh = Mesh(np.vstack([TRIANGLE, [[100.0, 100, 100]]]), np.array([[0, 1, 2]]))
    np.testing.assert_array_equal(mesh.bounds, [[0, 0, 0], [1, 1, 0]])
    np.testing.assert_array_equal(mesh.center, [0.5, 0.5, 0])


def test_welding_joins_a_seam_and_keeps_order_and_colours() -> None:
    positions = np.array([[5.0, 0, 0], [0, 0, 0], [0, 5, 0], [-0.0, 0, 0], [0, 5, 0], [-5, 0, 0], [9, 9, 9]])
    colours = of_vertices(7)
    welded = Mesh(positions, np.array([[0, 2, 1], [3, 4, 5]]), colours).welded()
    np.testing.assert_array_equal(welded.positions, positions[[0, 1, 2, 5]])
    np.testing.assert_array_equal(welded.faces, [[0, 2, 1], [1, 2, 3]])
    assert welded.colours is not None and colours.vertex_colours_linear is not None
    np.testing.assert_array_equal(welded.colours.vertex_colours_linear, colours.vertex_colours_linear[[0, 1, 2, 5]])


def test_welding_drops_faces_that_collapse() -> None:
    positions = np.vstack([TRIANGLE, TRIANGLE[:1]])
    welded = Mesh(positions, np.array([[0, 1, 2], [0, 3, 1]])).welded()
    np.testing.assert_array_equal(welded.faces, [[0, 1, 2]])


def test_a_face_that_collapses_takes_its_place_in_the_texture_along() -> None:
    positions = np.vstack([TRIANGLE, TRIANGLE[:1]])
    welded = Mesh(positions, np.array([[0, 3, 1], [0, 1, 2]]), textured(2)).welded()
    assert welded.colours is not None
    np.testing.assert_array_equal(welded.colours.uv_faces, [[3, 4, 5]])
