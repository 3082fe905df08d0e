"""Defects: known ones are found, and the figures are those of trimesh."""

import numpy as np
import pytest
import trimesh

from app.engine.meshes.mesh import Mesh
from app.engine.meshes.primitives import icosphere
from app.engine.remeshing.defects import mesh_quality
from tests.support.solids import bumpy, cubes, double_torus, open_square, torus


def joined(*meshes: Mesh) -> Mesh:
    starts = np.cumsum([0] + [len(mesh.positions) for mesh in meshes])
    faces = [mesh.faces + start for mesh, start in zip(meshes, starts, strict=False)]
    return Mesh(np.concatenate([mesh.positions for mesh in meshes]), np.concatenate(faces))


def inside_out(mesh: Mesh) -> Mesh:
    return Mesh(mesh.positions, mesh.faces[:, ::-1])


def without_shared_vertices(mesh: Mesh) -> Mesh:
    return Mesh(mesh.positions[mesh.faces].reshape(-1, 3), np.arange(mesh.faces.size, dtype=np.int32).reshape(-1, 3))


MESHES = {
    "sphere": icosphere(2),
    "inside out": inside_out(icosphere(2)),
    "seams": without_shared_vertices(icosphere(2)),
    "torus": torus(0.7, 0.2, 20, 10),
    "double torus": double_torus(),
    "two parts": joined(icosphere(2), torus(0.7, 0.1, 20, 10)),
    "hole": Mesh(icosphere(2).positions, icosphere(2).faces[1:]),
    "open": open_square(3),
    "bumps": bumpy(0, level=3),
    "far away": Mesh(icosphere(2).positions + 1e4, icosphere(2).faces),
    "two cubes at one corner": joined(
        cubes(np.ones((1, 1, 1))), Mesh(cubes(np.ones((1, 1, 1))).positions + 1, cubes(np.ones((1, 1, 1))).faces)
    ),
    "three faces at an edge": Mesh(np.eye(5, 3), np.array([[0, 1, 2], [1, 0, 3], [0, 1, 4]])),
}


@pytest.mark.parametrize("name", MESHES)
def test_figures_are_those_of_trimesh(name: str) -> None:
    mesh = MESHES[name]
    quality = mesh_quality(mesh)
    as_given = trimesh.Trimesh(mesh.positions, mesh.faces, process=False)
    merged = as_given.copy()
    merged.merge_vertices()
    components = len(merged.split(only_watertight=False))
    watertight = bool(merged.is_watertight)
    assert quality.watertight == watertight
    assert quality.outward == (watertight and merged.volume > 0)
    assert quality.components == components
    assert quality.genus == (int(components - merged.euler_number / 2) if watertight else None)
    angles = np.degrees(np.percentile(as_given.face_angles.min(axis=1), 1))
    assert quality.smallest_angle_p1_degrees == pytest.approx(angles, abs=1e-6)


def test_faces_wound_against_each_other_leave_a_surface_open() -> None:
    sphere = icosphere(1)
    faces = sphere.faces.copy()
    faces[0] = faces[0, ::-1]
    quality = mesh_quality(Mesh(sphere.positions, faces))
    assert (quality.watertight, quality.outward, quality.genus) == (False, False, None)


def test_faces_without_area_are_counted() -> None:
    positions = np.array([[0.0, 0, 0], [1, 0, 0], [0, 1, 0], [2, 0, 0], [1, 0, 0]])
    quality = mesh_quality(Mesh(positions, np.array([[0, 1, 2], [0, 1, 3], [1, 4, 2]])))
    assert quality.degenerate_faces == 2
    assert not quality.watertight


def test_every_face_of_a_self_intersection_is_counted_once() -> None:
    first, second = icosphere(1), icosphere(1, 1.0, (3.0, 0.0, 0.0))
    assert mesh_quality(joined(first, second)).self_intersecting_faces == 0
    through = Mesh(np.array([[0.5, 0.3, 0.2], [1.5, 0.3, 0.2], [1.5, 0.31, 0.2]]), np.array([[0, 1, 2]]))
    assert mesh_quality(joined(first, through)).self_intersecting_faces == 2
