"""Written meshes come back as they were, wherever and however large they are."""

from pathlib import Path

import numpy as np
import pytest
import trimesh

from app.engine.appearance.surface_colours import SurfaceColours
from app.engine.atomic_file import FileWriteError
from app.engine.export.mesh_files import MESH_SUFFIXES, write_mesh
from app.engine.meshes.files import SUFFIXES, read_mesh
from app.engine.meshes.mesh import Mesh
from app.engine.meshes.primitives import icosphere

INDEXED = [suffix for suffix in MESH_SUFFIXES if suffix != ".stl"]


@pytest.mark.parametrize("suffix", MESH_SUFFIXES)
@pytest.mark.parametrize(("radius", "offset"), [(1, 0), (1e-7, 0), (1e7, 0), (1, 1e6), (1e-3, -50)])
def test_a_mesh_comes_back(tmp_path: Path, suffix: str, radius: float, offset: float) -> None:
    mesh = icosphere(2, radius, (offset, offset, -offset))
    path = tmp_path / f"mesh{suffix}"
    write_mesh(path, mesh)
    back = read_mesh(path)
    np.testing.assert_allclose(back.positions[back.faces], mesh.positions[mesh.faces], rtol=0, atol=1e-5 * radius)
    if suffix in INDEXED:
        np.testing.assert_array_equal(back.faces, mesh.faces)


def test_what_is_written_can_be_opened() -> None:
    assert set(MESH_SUFFIXES) <= set(SUFFIXES)


def test_glb_near_the_origin_holds_world_coordinates_as_they_are(tmp_path: Path) -> None:
    mesh = icosphere(1, 1.0, (5.0, 0, 0))
    write_mesh(tmp_path / "mesh.glb", mesh)
    (geometry,) = trimesh.load_scene(tmp_path / "mesh.glb", process=False).geometry.values()
    np.testing.assert_allclose(geometry.vertices, mesh.positions, atol=1e-6)


@pytest.mark.parametrize("suffix", INDEXED)
def test_normals_are_smooth_and_point_outwards(tmp_path: Path, suffix: str) -> None:
    mesh = icosphere(2)
    write_mesh(tmp_path / f"mesh{suffix}", mesh)
    (geometry,) = trimesh.load_scene(tmp_path / f"mesh{suffix}", process=False).geometry.values()
    assert isinstance(geometry, trimesh.Trimesh)
    assert "vertex_normals" in geometry._cache
    np.testing.assert_allclose(geometry.vertex_normals, mesh.positions, atol=0.03)


def test_glb_is_no_metal(tmp_path: Path) -> None:
    write_mesh(tmp_path / "mesh.glb", icosphere(1))
    (geometry,) = trimesh.load_scene(tmp_path / "mesh.glb", process=False).geometry.values()
    assert geometry.visual.material.metallicFactor == 0.0


@pytest.mark.parametrize("suffix", INDEXED)
def test_vertex_colours_are_written(tmp_path: Path, suffix: str) -> None:
    sphere = icosphere(1)
    colours = np.random.default_rng(0).uniform(size=(len(sphere.positions), 3)).astype(np.float32)
    path = tmp_path / f"mesh{suffix}"
    write_mesh(path, Mesh(sphere.positions, sphere.faces, SurfaceColours(np.array([1, 0.5, 0.2]), colours)))
    back = read_mesh(path).colours
    assert back is not None and back.vertex_colours_linear is not None
    np.testing.assert_allclose(back.vertex_colours_linear, colours * [1, 0.5, 0.2], atol=5e-3)  # of 8 bits


def test_the_tetrahedron_as_text_by_hand(tmp_path: Path) -> None:
    corners = np.array([[0, 0, 0], [2, 0, 0], [0, 2, 0], [0, 0, 2]], dtype=np.float64)
    faces = np.array([[0, 2, 1], [0, 1, 3], [0, 3, 2], [1, 2, 3]], dtype=np.int32)
    write_mesh(tmp_path / "mesh.ply", Mesh(corners, faces))
    header, _, body = (tmp_path / "mesh.ply").read_bytes().partition(b"end_header\n")
    assert header.decode().splitlines() == [
        *("ply", "format binary_little_endian 1.0", "element vertex 4"),
        *("property float x", "property float y", "property float z"),
        *("property float nx", "property float ny", "property float nz"),
        *("element face 4", "property list uchar int vertex_indices"),
    ]
    assert np.frombuffer(body, "<f4", 3, 24).tolist() == [2, 0, 0]
    assert body[96:109] == bytes([3, 0, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0])


@pytest.mark.parametrize("name", ["mesh.fbx", "mesh"])
def test_other_suffixes_are_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match=r"expected a file of type \.glb, \.obj, \.ply, \.stl, got"):
        write_mesh(tmp_path / name, icosphere(0))


def test_what_cannot_be_written_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(FileWriteError, match="cannot be written: no such file or directory"):
        write_mesh(tmp_path / "missing" / "mesh.glb", icosphere(0))
    assert list(tmp_path.iterdir()) == []
