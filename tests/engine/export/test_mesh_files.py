"""Written meshes come back as they were, wherever and however large they are."""

from pathlib import Path

import numpy as np
import pytest
import trimesh

from app.engine.export.mesh_files import write_glb, write_obj
from app.engine.meshes.files import read_mesh
from app.engine.meshes.mesh import Mesh
from app.engine.meshes.primitives import icosphere


@pytest.mark.parametrize("suffix", [".glb", ".obj"])
@pytest.mark.parametrize(("radius", "offset"), [(1, 0), (1e-7, 0), (1e7, 0), (1, 1e6), (1e-3, -50)])
def test_a_mesh_comes_back(tmp_path: Path, suffix: str, radius: float, offset: float) -> None:
    mesh = icosphere(2, radius, (offset, offset, -offset))
    path = tmp_path / f"mesh{suffix}"
    (write_glb if suffix == ".glb" else write_obj)(path, mesh)
    back = read_mesh(path)
    np.testing.assert_allclose(back.positions, mesh.positions, rtol=0, atol=1e-5 * radius)
    np.testing.assert_array_equal(back.faces, mesh.faces)


def test_glb_near_the_origin_holds_world_coordinates_as_they_are(tmp_path: Path) -> None:
    mesh = icosphere(1, 1.0, (5.0, 0, 0))
    write_glb(tmp_path / "mesh.glb", mesh)
    (geometry,) = trimesh.load_scene(tmp_path / "mesh.glb", process=False).geometry.values()
    np.testing.assert_allclose(geometry.vertices, mesh.positions, atol=1e-6)


def test_glb_has_smooth_outward_normals_and_is_no_metal(tmp_path: Path) -> None:
    mesh = icosphere(2)
    write_glb(tmp_path / "mesh.glb", mesh)
    (geometry,) = trimesh.load_scene(tmp_path / "mesh.glb", process=False).geometry.values()
    assert isinstance(geometry, trimesh.Trimesh)
    np.testing.assert_allclose(geometry.vertex_normals, mesh.positions, atol=0.02)
    assert geometry.visual.material.metallicFactor == 0.0  # type: ignore[union-attr]


@pytest.mark.parametrize("suffix", [".glb", ".obj"])
def test_vertex_colors_are_written(tmp_path: Path, suffix: str) -> None:
    sphere = icosphere(1)
    colors = np.random.default_rng(0).integers(0, 256, (len(sphere.positions), 4), dtype=np.uint8)
    colors[:, 3] = 255
    path = tmp_path / f"mesh{suffix}"
    (write_glb if suffix == ".glb" else write_obj)(path, Mesh(sphere.positions, sphere.faces, colors))
    back = read_mesh(path).vertex_colors
    assert back is not None
    np.testing.assert_array_equal(back, colors)
