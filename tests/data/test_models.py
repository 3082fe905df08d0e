"""The sample models are what the gallery, the first run and their script say they are."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import trimesh
from numpy.typing import NDArray
from scipy.spatial import cKDTree
from trimesh.visual.material import PBRMaterial
from trimesh.visual.texture import TextureVisuals

from app.engine.cameras.rig_settings import RigSettings
from app.engine.cameras.view import LookAt
from app.engine.meshes.files import read_mesh

DATA = Path(__file__).parents[2] / "data"
GENUS = {"kettle": 1, "avocado": 0, "tree": 0, "double_torus": 2, "chair": 5}


def load(path: Path) -> trimesh.Trimesh:
    """The one geometry of a file, as stored: seams and creases still cut."""
    (geometry,) = trimesh.load_scene(path, process=False).geometry.values()
    assert isinstance(geometry, trimesh.Trimesh)
    return geometry


def welded(mesh: trimesh.Trimesh) -> trimesh.Trimesh:
    """The same surface with one vertex a place."""
    places, place_of_vertex = np.unique(mesh.vertices, axis=0, return_inverse=True)
    return trimesh.Trimesh(places, place_of_vertex.ravel()[mesh.faces], process=False)


@pytest.fixture(params=sorted(GENUS))
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def stored(name: str) -> trimesh.Trimesh:
    return load(DATA / "models" / f"{name}.glb")


def test_is_one_closed_solid_of_the_right_genus(name: str, stored: trimesh.Trimesh) -> None:
    solid = welded(stored)
    assert solid.is_watertight
    assert solid.is_winding_consistent
    assert solid.volume > 0.0
    assert solid.body_count == 1
    assert solid.euler_number == 2 - 2 * GENUS[name]


def test_has_no_splinters(stored: trimesh.Trimesh) -> None:
    solid = welded(stored)
    assert solid.edges_unique_length.min() > 5e-6 * solid.scale
    assert solid.nondegenerate_faces(height=1e-6 * solid.scale).all()


def test_one_sees_through_the_handle_of_the_kettle() -> None:
    mesh = load(DATA / "models" / "kettle.glb")
    assert not is_covered(mesh, np.array([-0.130, 0.09]))
    assert is_covered(mesh, np.array([-0.160, 0.09]))  # the handle
    assert is_covered(mesh, np.array([-0.080, 0.09]))  # the body


def test_one_sees_through_both_rings_of_the_double_torus() -> None:
    mesh = load(DATA / "models" / "double_torus.glb")
    middle = mesh.bounds[:, 1].mean()
    assert [is_covered(mesh, np.array([x, middle])) for x in (-0.15, -0.066, 0.0, 0.066, 0.15)] == [
        True,
        False,
        True,
        False,
        True,
    ]


def test_the_double_torus_is_smooth() -> None:
    solid = welded(load(DATA / "models" / "double_torus.glb"))
    assert np.degrees(solid.face_adjacency_angles.max()) < 35.0
    assert np.degrees(np.median(solid.face_adjacency_angles)) < 10.0


def test_the_chair_stands_on_four_rods_two_pixels_wide() -> None:
    path = DATA / "models" / "chair.glb"
    cuts = trimesh.intersections.mesh_plane(load(path), (0.0, 1.0, 0.0), (0.0, 0.4, 0.0)).reshape(-1, 3)
    legs = [cuts[(np.sign(cuts[:, [0, 2]]) == side).all(axis=1)] for side in ((-1, -1), (-1, 1), (1, -1), (1, 1))]
    assert sum(map(len, legs)) == len(cuts)
    assert pixels_wide(path, legs) == pytest.approx(2.0, abs=0.15)


def test_stands_upright_on_the_ground(stored: trimesh.Trimesh) -> None:
    assert stored.bounds[0, 1] == pytest.approx(0.0, abs=1e-4 * stored.scale)
    assert 0.1 < stored.extents[1] < 5.0  # metres


def test_normals_point_outward(stored: trimesh.Trimesh) -> None:
    along_faces = np.einsum("fcx,fx->fc", stored.vertex_normals[stored.faces], stored.face_normals)
    assert np.linalg.norm(stored.vertex_normals, axis=1) == pytest.approx(1.0, abs=1e-5)
    assert np.quantile(along_faces, 0.01) > 0.5


def test_has_a_painted_texture_and_a_material(stored: trimesh.Trimesh) -> None:
    visual = stored.visual
    assert isinstance(visual, TextureVisuals)
    assert visual.uv.min() >= 0.0
    assert visual.uv.max() <= 1.0
    colors = visual.to_color().vertex_colors[:, :3]
    assert colors.std(axis=0).max() > 20
    assert isinstance(visual.material, PBRMaterial)
    assert visual.material.metallicFactor == 0.0
    assert 0.0 < visual.material.roughnessFactor < 1.0


def test_is_small(name: str, stored: trimesh.Trimesh) -> None:
    assert (DATA / "models" / f"{name}.glb").stat().st_size < 450_000
    assert 2_000 < len(stored.faces) < 10_000


@pytest.fixture(scope="module")
def rebuilt(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a fresh run of the script."""
    pytest.importorskip("manifold3d", reason="rebuilding the models needs the extra 'data'")
    folder = tmp_path_factory.mktemp("models")
    subprocess.run([sys.executable, DATA / "make_models.py", "--out", folder], check=True, capture_output=True)
    return folder


def test_script_reproduces_the_stored_model(name: str, stored: trimesh.Trimesh, rebuilt: Path) -> None:
    # Not byte for byte: another processor may round a sine differently, another Pillow may compress differently.
    again = load(rebuilt / f"{name}.glb")
    assert again.volume == pytest.approx(stored.volume, rel=1e-4)
    assert again.area == pytest.approx(stored.area, rel=1e-4)
    assert farthest(again.vertices, stored.vertices) < 1e-2 * stored.scale
    assert farthest(stored.vertices, again.vertices) < 1e-2 * stored.scale


def test_script_writes_the_same_bytes_twice(rebuilt: Path, tmp_path: Path) -> None:
    subprocess.run([sys.executable, DATA / "make_models.py", "--out", tmp_path], check=True, capture_output=True)
    for name in GENUS:
        assert (tmp_path / f"{name}.glb").read_bytes() == (rebuilt / f"{name}.glb").read_bytes()


def pixels_wide(path: Path, sections: list[NDArray[np.float64]]) -> float:
    """How wide sections (K, 3) of rods are in the default views of a model, on average over sections and views."""
    widths = []
    for view in RigSettings().around(read_mesh(path)):
        assert isinstance(view.placement, LookAt)
        ahead = view.placement.target_world - view.placement.eye_world
        focal = view.image_size[0] / 2 / np.tan(np.radians(view.placement.fov_y_degrees / 2))
        for section in sections:
            depth = (section.mean(axis=0) - view.placement.eye_world) @ ahead / np.linalg.norm(ahead)
            widths.append(focal * np.ptp(section[:, [0, 2]], axis=0).mean() / depth)
    return float(np.mean(widths))


def is_covered(mesh: trimesh.Trimesh, place: NDArray[np.float64]) -> bool:
    """Whether a line along z through a place (x, y) meets the surface."""
    corners = mesh.triangles[:, :, :2] - place
    ahead = np.roll(corners, -1, axis=1)
    side = corners[..., 0] * ahead[..., 1] - corners[..., 1] * ahead[..., 0]
    return bool(((side >= 0).all(axis=1) | (side <= 0).all(axis=1)).any())


def farthest(points: NDArray[np.float64], others: NDArray[np.float64]) -> float:
    """How far a point is at most from the nearest of the others."""
    return float(cKDTree(others).query(points)[0].max())
