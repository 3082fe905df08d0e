"""Scenes that are hard for a silhouette rasterizer, one for each way in which it can be wrong."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import torch
import trimesh

from renderer_cuda import Camera

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True)
class Scene:
    """A mesh and the cameras that look at it."""

    positions: np.ndarray  # (V, 3) float64
    faces: np.ndarray  # (F, 3)
    camera: Camera
    image_size: tuple[int, int]

    def tensors(self, dtype: torch.dtype = torch.float64) -> tuple[torch.Tensor, torch.Tensor]:
        return torch.tensor(self.positions, dtype=dtype), torch.tensor(self.faces, dtype=torch.int64)


# Directions with no symmetry, so that no pixel centre lies on an outline by accident.
_EYES = np.array([[2.1, 1.3, 2.7], [-2.9, 0.4, 1.7], [0.3, -2.8, -2.2]])
_SIZE = (33, 41)


def _views(eyes: np.ndarray = _EYES, fov_y_degrees: float = 40.0, size: tuple[int, int] = _SIZE) -> Camera:
    return Camera.look_at(eyes, [0.013, -0.021, 0.017], fov_y_degrees=fov_y_degrees, image_size=size)


def _facing(size: tuple[int, int], height: float = 4.0) -> Camera:
    """Orthographic along -z: world x is right, world y is up."""
    return Camera.look_at_orthographic([0, 0, 5.0], [0, 0, 0], height_world=height, image_size=size, near=0.5)


def _boxes(
    *boxes: tuple[tuple[float, float, float], tuple[float, float, float], float],
) -> tuple[np.ndarray, np.ndarray]:
    """Boxes of (extents, centre, rotation about z in degrees)."""
    meshes = []
    for extents, center, degrees in boxes:
        mesh = trimesh.creation.box(extents)
        mesh.apply_transform(trimesh.transformations.rotation_matrix(math.radians(degrees), [0, 0, 1]))
        mesh.apply_translation(center)
        meshes.append(mesh)
    joined = trimesh.util.concatenate(meshes)
    assert isinstance(joined, trimesh.Trimesh)
    return np.asarray(joined.vertices, float), np.asarray(joined.faces)


def sphere() -> Scene:
    mesh = trimesh.creation.icosphere(1)
    return Scene(np.asarray(mesh.vertices), np.asarray(mesh.faces), _views(), _SIZE)


def torus() -> Scene:
    mesh = trimesh.creation.torus(0.8, 0.3, 11, 7)
    return Scene(np.asarray(mesh.vertices), np.asarray(mesh.faces), _views(), _SIZE)


def crossed_bars() -> Scene:
    """T-junctions: two bars 2 px wide, one before the other, cross at an angle."""
    width = 2 * 4.0 / 40
    positions, faces = _boxes(((3.1, width, 0.2), (0.01, 0.02, 0), 7.0), ((width, 2.7, 0.2), (0.03, 0.01, -0.6), 11.0))
    return Scene(positions, faces, _facing((40, 44)), (40, 44))


def crossed_bars_aslant() -> Scene:
    """T-junctions where no two outlines coincide on screen."""
    scene = crossed_bars()
    return Scene(scene.positions, scene.faces, _views(), _SIZE)


def _table() -> tuple[np.ndarray, np.ndarray]:
    """A top on four legs that are flush with its sides: their edges end exactly on the edges of the top."""
    legs = [((0.23, 1.1, 0.21), (x, -0.65, z), 0.0) for x in (-0.785, 0.785) for z in (-0.495, 0.495)]
    return _boxes(((1.8, 0.2, 1.2), (0.0, 0.0, 0.0), 0.0), *legs)


def flush_boxes() -> Scene:
    positions, faces = _table()
    return Scene(positions, faces, _views(), _SIZE)


def flush_boxes_head_on() -> Scene:
    positions, faces = _table()
    return Scene(positions + np.array([0.013, 0.317, 0]), faces, _facing(_SIZE), _SIZE)


def head_on_box() -> Scene:
    """Every side face is edge-on, front and back outlines coincide on screen."""
    positions, faces = _boxes(((1.57, 1.23, 1.1), (0.021, 0.013, 0), 0.0))
    return Scene(positions, faces, _facing((32, 32)), (32, 32))


def open_sheet() -> Scene:
    """A boundary all round, folded so that it covers itself in part."""
    x, y = np.meshgrid(np.linspace(-1, 1, 5), np.linspace(-0.8, 0.8, 4))
    positions = np.stack([x, y, 0.7 * np.cos(3 * x) + 0.2 * y], axis=-1).reshape(-1, 3)
    quads = [(i * 5 + j, i * 5 + j + 1, (i + 1) * 5 + j + 1, (i + 1) * 5 + j) for i in range(3) for j in range(4)]
    faces = np.array([t for a, b, c, d in quads for t in ((a, b, c), (a, c, d))])
    return Scene(positions, faces, _views(), _SIZE)


def non_manifold_fan() -> Scene:
    """Five sheets that meet in one edge, and two tetrahedra that share one."""
    angles = np.radians([0, 50, 130, 200, 290])
    tips = np.stack([np.cos(angles), np.zeros(5), np.sin(angles)], axis=1)
    positions = np.concatenate([[[0, -0.9, 0], [0, 0.9, 0]], tips])
    faces = np.array([(0, 1, 2 + k) for k in range(5)])
    return Scene(positions, faces, _views(), _SIZE)


def two_sided_sheet() -> Scene:
    """Every face twice, once in each winding."""
    scene = open_sheet()
    return Scene(scene.positions, np.concatenate([scene.faces, scene.faces[:, ::-1]]), scene.camera, scene.image_size)


def mixed_winding() -> Scene:
    """A torus with a third of its faces turned over at random."""
    scene = torus()
    faces = scene.faces.copy()
    turned = np.random.default_rng(3).random(len(faces)) < 0.35
    faces[turned] = faces[turned][:, ::-1]
    return Scene(scene.positions, faces, scene.camera, scene.image_size)


def inside_out() -> Scene:
    scene = torus()
    return Scene(scene.positions, scene.faces[:, ::-1].copy(), scene.camera, scene.image_size)


def seams() -> Scene:
    """A sphere with vertices of its own for every face, as a flat-shaded glTF has."""
    scene = sphere()
    return Scene(
        scene.positions[scene.faces].reshape(-1, 3),
        np.arange(3 * len(scene.faces)).reshape(-1, 3),
        scene.camera,
        scene.image_size,
    )


def degenerate_faces() -> Scene:
    """A box with faces without area added: a point, a line, and one along an edge."""
    positions, faces = _boxes(((1.5, 1.1, 0.9), (0.02, 0.01, 0), 20.0))
    middle = (positions[faces[0, 0]] + positions[faces[0, 1]]) / 2
    positions = np.concatenate([positions, [middle, middle]])
    extra = [(0, 0, 0), (1, 1, 5), (faces[0, 0], faces[0, 1], 8), (8, 9, 8)]
    return Scene(positions, np.concatenate([faces, extra]), _views(), _SIZE)


def near_plane() -> Scene:
    """A long box through the near plane: two or one of a face's corners are behind it."""
    positions, faces = _boxes(((0.7, 0.5, 8.0), (0.1, -0.05, 0.0), 9.0))
    camera = Camera.look_at(
        [[0.9, 0.8, 2.0], [-0.7, 0.3, 1.1]], [0, 0, -1.0], fov_y_degrees=60.0, image_size=_SIZE, near=0.4
    )
    return Scene(positions, faces, camera, _SIZE)


def near_plane_orthographic() -> Scene:
    positions, faces = _boxes(((0.9, 0.7, 2.0), (0.1, -0.05, 0.3), 9.0))
    turned = positions @ trimesh.transformations.rotation_matrix(0.5, [1, 0.4, 0])[:3, :3].T
    camera = Camera.look_at_orthographic([0, 0, 1.0], [0, 0, 0], height_world=4.0, image_size=_SIZE, near=0.6)
    return Scene(turned, faces, camera, _SIZE)


def camera_inside() -> Scene:
    """All of the image is covered, the cut made by the near plane lies around it."""
    mesh = trimesh.creation.icosphere(1)
    camera = Camera.look_at([[0.1, 0.2, 0.15]], [1.0, 0.3, 0.2], fov_y_degrees=50.0, image_size=_SIZE, near=0.05)
    return Scene(np.asarray(mesh.vertices), np.asarray(mesh.faces), camera, _SIZE)


def crosses_border() -> Scene:
    """Outlines leave the image on all sides."""
    scene = torus()
    camera = Camera.look_at(_EYES, [0.4, 0.3, 0.2], fov_y_degrees=17.0, image_size=_SIZE)
    return Scene(scene.positions, scene.faces, camera, _SIZE)


def thin_parts() -> Scene:
    """A bar of 0.3 px, a slit of 0.3 px between two plates, neither on a pixel centre."""
    pixel = 4.0 / 32
    positions, faces = _boxes(
        ((2.5, 0.3 * pixel, 0.2), (0.01, 1.26, 0), 3.0),
        ((1.2, 1.0, 0.2), (-0.6 - 0.15 * pixel, -0.5, 0), 0.0),
        ((1.2, 0.9, 0.2), (0.6 + 0.15 * pixel, -0.5, 0), 0.0),
    )
    return Scene(positions + np.array([0.011, 0.007, 0]), faces, _facing((32, 32)), (32, 32))


def narrow_image() -> Scene:
    """One pixel high, and a width that is no multiple of a vector."""
    scene = sphere()
    camera = Camera.look_at(_EYES[:2], [0, 0, 0], fov_y_degrees=2.0, image_size=(1, 71))
    return Scene(scene.positions, scene.faces, camera, (1, 71))


def skewed_lens() -> Scene:
    """A principal point far off the middle, pixels that are not square, skew."""
    scene = torus()
    camera = Camera.look_at(_EYES, [0, 0, 0], fov_y_degrees=40.0, image_size=_SIZE)
    matrix = np.array([[52.0, 6.5, 29.3], [0, 38.0, 8.1], [0, 0, 1]])
    return Scene(
        scene.positions,
        scene.faces,
        Camera.from_opencv(matrix, camera.extrinsics.rotation, camera.extrinsics.translation),
        _SIZE,
    )


# Outlines of these coincide on screen with others (the front and the back of a box seen head-on, both halves of a
# seam), so the gradient is right with any one of them, and only its sum over the places on screen is defined.
COINCIDENT = {
    "crossed_bars",
    "flush_boxes",
    "flush_boxes_head_on",
    "head_on_box",
    "thin_parts",
    "seams",
    "degenerate_faces",
}

SCENES: dict[str, Callable[[], Scene]] = {
    build.__name__: build
    for build in (
        sphere,
        torus,
        crossed_bars,
        crossed_bars_aslant,
        flush_boxes,
        flush_boxes_head_on,
        head_on_box,
        open_sheet,
        non_manifold_fan,
        two_sided_sheet,
        mixed_winding,
        inside_out,
        seams,
        degenerate_faces,
        near_plane,
        near_plane_orthographic,
        camera_inside,
        crosses_border,
        thin_parts,
        narrow_image,
        skewed_lens,
    )
}


def random_soup(seed: int) -> Scene:
    """Triangles without any order: loose ones, ones that share vertices at random, or corners on a lattice (ties)."""
    rng = np.random.default_rng(seed)
    count = int(rng.integers(3, 20))
    if seed % 3 == 0:
        positions, faces = rng.uniform(-1, 1, (3 * count, 3)), np.arange(3 * count).reshape(-1, 3)
    else:
        positions = rng.uniform(-1, 1, (8, 3))
        faces = np.array([rng.choice(8, 3, replace=False) for _ in range(count)])
    if seed % 3 == 2:
        positions = np.round(positions * 4) / 4
    through = Camera.look_at([[0.9, -0.3, 1.2]], [0.01, 0.02, 0.03], fov_y_degrees=45.0, image_size=(24, 30), near=0.5)
    return Scene(positions, faces, Camera.cat([through, _facing((24, 30))]), (24, 30))
