"""Written meshes come back as they were, wherever and however large they are."""

import errno
import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import trimesh

from app.engine.appearance.srgb import bytes_from_linear, srgb_from_linear
from app.engine.appearance.surface_colours import SurfaceColours
from app.engine.atomic_file import FileWriteError
from app.engine.export.mesh_files import MESH_SUFFIXES, side_files, write_mesh
from app.engine.export.vertex_colours import vertex_colours
from app.engine.meshes.files import SUFFIXES, read_mesh
from app.engine.meshes.mesh import Mesh
from app.engine.meshes.primitives import icosphere
from app.engine.texturing.texel_surface import texels_of_vertices
from app.engine.texturing.unwrapping import unwrapped

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
def test_colours_of_vertices_come_back(tmp_path: Path, suffix: str) -> None:
    sphere = icosphere(1)
    of_vertices = np.random.default_rng(0).uniform(size=(len(sphere.positions), 3)).astype(np.float32)
    colours = SurfaceColours(np.array([1, 0.5, 0.2]), of_vertices)
    path = tmp_path / f"mesh{suffix}"
    write_mesh(path, Mesh(sphere.positions, sphere.faces, colours))
    read = vertex_colours(read_mesh(path))
    assert read is not None
    expected = of_vertices * [1, 0.5, 0.2]
    if suffix == ".glb":
        np.testing.assert_allclose(read, expected, rtol=1e-6)
    np.testing.assert_allclose(srgb_from_linear(read), srgb_from_linear(expected), atol=0.51 / 255)


def test_colours_of_vertices_are_light_in_glb_and_a_pictures_in_obj(tmp_path: Path) -> None:
    sphere = icosphere(0)
    grey = SurfaceColours(vertex_colours_linear=np.full((12, 3), 0.25, dtype=np.float32))
    for suffix in (".glb", ".obj"):
        write_mesh(tmp_path / f"mesh{suffix}", Mesh(sphere.positions, sphere.faces, grey))
    (geometry,) = trimesh.load_scene(tmp_path / "mesh.glb", process=False).geometry.values()
    np.testing.assert_allclose(geometry.visual.vertex_attributes["color"], 0.25)
    first_vertex = next(line for line in (tmp_path / "mesh.obj").read_text().splitlines() if line.startswith("v "))
    assert first_vertex.split()[4:] == ["0.537099"] * 3


PALETTE = np.array([[[250, 10, 20], [30, 240, 40]], [[50, 60, 230], [200, 210, 70]]], dtype=np.uint8)


def textured_square(size: int = 8, wrap: str = "repeat") -> Mesh:
    """A square in the plane z = 0 that a texture of four colours fills, as a picture hangs on a wall."""
    positions = np.array([[0, 0, 0], [1, 0, 0], [1, 1, 0], [0, 1, 0]], dtype=np.float64)
    faces = np.array([[0, 1, 2], [0, 2, 3]], dtype=np.int32)
    uv = (positions[:, :2] * [1, -1] + [0, 1]).astype(np.float32)
    texture = PALETTE.repeat(size // 2, axis=0).repeat(size // 2, axis=1)
    return Mesh(positions, faces, SurfaceColours(uv=uv, uv_faces=faces, texture_srgb=texture, wrap=wrap))


@pytest.mark.parametrize("suffix", [".glb", ".obj"])
def test_a_texture_comes_back_the_right_way_up(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"a square{suffix}"
    write_mesh(path, textured_square())
    geometry = trimesh.load_mesh(path, process=False)
    places = np.array([[0.25, 0.75, 0], [0.75, 0.75, 0], [0.25, 0.25, 0], [0.75, 0.25, 0]])
    _, _, face = trimesh.proximity.closest_point(geometry, places)
    weights = trimesh.triangles.points_to_barycentric(geometry.triangles[face], places)
    visual: Any = geometry.visual
    uv = np.einsum("pc,pck->pk", weights, visual.uv[geometry.faces[face]])
    image = getattr(visual.material, "baseColorTexture", None) or visual.material.image
    seen = trimesh.visual.color.uv_to_color(uv, image)[:, :3]
    np.testing.assert_array_equal(seen, PALETTE.reshape(4, 3))
    back = read_mesh(path).colours
    assert back is not None
    np.testing.assert_array_equal(back.texture_srgb, PALETTE.repeat(4, axis=0).repeat(4, axis=1))


@pytest.mark.parametrize("suffix", [".glb", ".obj"])
def test_what_lies_beyond_a_texture_comes_back(tmp_path: Path, suffix: str) -> None:
    write_mesh(tmp_path / f"mesh{suffix}", textured_square(wrap="clamp"))
    back = read_mesh(tmp_path / f"mesh{suffix}").colours
    assert back is not None and back.wrap == "clamp"


@pytest.mark.parametrize("suffix", INDEXED)
def test_the_seams_of_a_texture_do_not_show_in_shape_and_normals(tmp_path: Path, suffix: str) -> None:
    sphere = icosphere(2)
    flat = unwrapped(sphere.positions, sphere.faces, 128)
    texels = texels_of_vertices(flat, sphere.faces, (sphere.positions * 0.5 + 0.5).astype(np.float32), 128)
    colours = SurfaceColours(uv=flat.uv, uv_faces=flat.uv_faces, texture_srgb=bytes_from_linear(texels))
    path = tmp_path / f"mesh{suffix}"
    write_mesh(path, Mesh(sphere.positions, sphere.faces, colours))
    (geometry,) = trimesh.load_scene(path, process=False).geometry.values()
    normals = geometry._cache["vertex_normals"]
    np.testing.assert_allclose(np.linalg.norm(normals, axis=1), 1, atol=1e-5)
    np.testing.assert_allclose(
        normals, geometry.vertices / np.linalg.norm(geometry.vertices, axis=1)[:, None], atol=0.03
    )
    back = read_mesh(path)
    np.testing.assert_allclose(back.positions[back.faces], sphere.positions[sphere.faces], atol=1e-6)
    assert trimesh.Trimesh(back.welded().positions, back.welded().faces, process=False).is_watertight
    read = vertex_colours(back)
    assert read is not None
    np.testing.assert_allclose(read, back.positions * 0.5 + 0.5, atol=0.08)


def test_only_a_textured_obj_has_files_beside_it(tmp_path: Path) -> None:
    square, path = textured_square(), tmp_path / "my square.obj"
    beside = (tmp_path / "my_square.mtl", tmp_path / "my_square.png")
    assert side_files(path, has_texture=True) == beside
    assert side_files(path, has_texture=False) == side_files(path.with_suffix(".glb"), has_texture=True) == ()
    write_mesh(path, square)
    assert sorted(tmp_path.iterdir()) == sorted([path, *beside])
    assert "mtllib my_square.mtl\n" in path.read_text()
    assert "map_Kd my_square.png\n" in beside[0].read_text()


def test_a_failure_at_the_last_of_several_files_leaves_all_as_they_were(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from PIL import Image

    def full(*args: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    (tmp_path / "mesh.mtl").write_text("mine")
    monkeypatch.setattr(Image.Image, "save", full)
    with pytest.raises(FileWriteError, match=r"mesh\.png: cannot be written: no space left on device"):
        write_mesh(tmp_path / "mesh.obj", textured_square())
    assert [(item.name, item.read_text()) for item in tmp_path.iterdir()] == [("mesh.mtl", "mine")]


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
