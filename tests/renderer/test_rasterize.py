"""The rasterizer against its definition, closed forms, and the rule that every pixel of a surface has one owner."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch

from renderer_cuda import Camera, Topology, rasterize, silhouette
from renderer_cuda.reference.rasterize import rasterize_reference
from tests.support.scenes import SCENES, random_soup

SIZE = (24, 32)


def facing(size: tuple[int, int] = SIZE) -> Camera:
    """Orthographic, one pixel a world unit, world origin at the image's middle; world y is up."""
    return Camera.look_at_orthographic([0, 0, 10.0], [0, 0, 0], height_world=float(size[0]), image_size=size, near=0.5)


def covered(positions: torch.Tensor, faces: np.ndarray, camera: Camera, size: tuple[int, int] = SIZE) -> torch.Tensor:
    """(N, H, W) how many of the faces cover each centre, each rasterized alone."""
    count = torch.zeros((len(camera), *size), dtype=torch.int64)
    for face in faces:
        count += rasterize(positions, Topology.from_faces(face[None], positions), camera, size).face_indices >= 0
    return count


@pytest.mark.parametrize("name", SCENES)
def test_fragments_are_those_of_the_definition(name: str) -> None:
    scene = SCENES[name]()
    positions, faces = scene.tensors()
    topology = Topology.from_faces(faces, positions)
    expected = rasterize_reference(topology.welded(positions), topology.faces, scene.camera, scene.image_size)
    got = rasterize(positions, topology, scene.camera, scene.image_size)
    assert torch.equal(got.face_indices, expected[0])
    torch.testing.assert_close(got.barycentrics, expected[1], rtol=0, atol=1e-11)
    torch.testing.assert_close(got.depth, expected[2], rtol=0, atol=1e-11)


@pytest.mark.parametrize("seed", range(12))
def test_random_triangles(seed: int) -> None:
    scene = random_soup(seed)
    positions, faces = scene.tensors()
    topology = Topology.from_faces(faces, positions)
    expected = rasterize_reference(topology.welded(positions), topology.faces, scene.camera, scene.image_size)
    got = rasterize(positions, topology, scene.camera, scene.image_size)
    torch.testing.assert_close(got.depth, expected[2], rtol=0, atol=1e-5)  # equally deep faces in either order
    assert int((got.face_indices != expected[0]).sum()) <= 3
    assert torch.equal(got.face_indices < 0, expected[0] < 0)


@pytest.mark.parametrize("name", SCENES)
def test_single_precision_agrees_with_double(name: str) -> None:
    scene = SCENES[name]()
    results = []
    for dtype in (torch.float32, torch.float64):
        positions, faces = scene.tensors(dtype)
        topology = Topology.from_faces(faces, scene.tensors()[0])
        results.append(rasterize(positions, topology, scene.camera, scene.image_size))
    single, double = results
    same = single.face_indices == double.face_indices
    assert float(same.double().mean()) > 0.98
    assert single.depth.dtype == torch.float32
    torch.testing.assert_close(single.depth[same].double(), double.depth[same], rtol=1e-4, atol=1e-5)
    assert float(single.barycentrics.min()) > -1e-3


@pytest.mark.parametrize("name", SCENES)
def test_covers_what_the_silhouette_covers(name: str) -> None:
    scene = SCENES[name]()
    positions, faces = scene.tensors()
    topology = Topology.from_faces(faces, positions)
    hard = silhouette(positions, topology, scene.camera, scene.image_size, 1e-6)
    seen = rasterize(positions, topology, scene.camera, scene.image_size).face_indices >= 0
    assert torch.equal(seen, hard > 0.5)


@pytest.mark.parametrize("shift", [0.0, 0.5, 0.25])
@pytest.mark.parametrize("turned", [False, True])
def test_closed_fan_is_hit_exactly_once(shift: float, turned: bool) -> None:
    """Corners, edges or neither on pixel centres: its middle, spokes and diagonals."""
    rim = np.array([[8, 0], [8, 8], [0, 8], [-8, 8], [-8, 0], [-8, -8], [0, -8], [8, -8]], float)
    positions = torch.tensor(np.c_[np.vstack([[0, 0], rim]) + shift, np.zeros(9)])
    faces = np.array([[0, 1 + k, 1 + (k + 1) % 8] for k in range(8)])
    if turned:
        faces[::3] = faces[::3, ::-1]
    count = covered(positions, faces, facing())
    assert int(count.max()) == 1
    assert int(count.sum()) == 16 * 16
    together = rasterize(positions, Topology.from_faces(faces, positions), facing(), SIZE).face_indices >= 0
    assert torch.equal(together, count[0:1] == 1)


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_surface_seen_in_perspective_has_neither_cracks_nor_double_hits(dtype: torch.dtype) -> None:
    rng = np.random.default_rng(4)
    x, y = np.meshgrid(np.linspace(-3, 3, 13), np.linspace(-3, 3, 11))
    grid = np.stack([x, y, 0.02 * x - 0.03 * y], axis=-1).reshape(-1, 3)
    grid[:, :2] += rng.normal(scale=0.05, size=(len(grid), 2))
    quads = [(i * 13 + j, i * 13 + j + 1, (i + 1) * 13 + j + 1, (i + 1) * 13 + j) for i in range(10) for j in range(12)]
    faces = np.array([t for a, b, c, d in quads for t in ((a, b, c), (a, c, d))])
    camera = Camera.look_at([[0.3, -0.2, 3.0]], [0.1, 0.1, 0], fov_y_degrees=40.0, image_size=SIZE)
    count = covered(torch.tensor(grid, dtype=dtype), faces, camera)
    assert int(count.min()) == 1 and int(count.max()) == 1


def test_lower_face_index_wins_where_depths_tie() -> None:
    positions = torch.tensor([[-9.0, -9, 1], [9, -9, 1], [0, 9, 1]], dtype=torch.float64)
    for faces in ([[0, 1, 2], [2, 1, 0], [1, 2, 0]], [[2, 1, 0], [0, 1, 2]]):
        indices = rasterize(positions, Topology.from_faces(faces, positions), facing(), SIZE).face_indices
        assert set(indices.unique().tolist()) == {-1, 0}


def test_depth_and_barycentrics_of_a_slanted_face_in_perspective() -> None:
    size = (40, 40)
    corners = torch.tensor([[-1.0, -0.8, 3.0], [1.2, -0.7, 4.0], [0.1, 0.9, 6.0]], dtype=torch.float64)
    focal = 50.0
    camera = Camera.from_opencv(np.array([[focal, 0, 20], [0, focal, 20], [0, 0, 1]]), np.eye(3), np.zeros(3))
    got = rasterize(corners, Topology.from_faces([[0, 1, 2]], corners), camera, size)
    rows, columns = torch.nonzero(got.face_indices[0] == 0, as_tuple=True)
    assert len(rows) > 100
    rays = torch.stack([(columns + 0.5 - 20) / focal, (rows + 0.5 - 20) / focal, torch.ones(len(rows))], dim=1).double()
    normal = torch.linalg.cross(corners[1] - corners[0], corners[2] - corners[0])
    depth = (corners[0] @ normal) / (rays @ normal)
    torch.testing.assert_close(got.depth[0, rows, columns], depth)
    first, second = got.barycentrics[0, rows, columns].unbind(1)
    points = first[:, None] * corners[0] + second[:, None] * corners[1] + (1 - first - second)[:, None] * corners[2]
    torch.testing.assert_close(points, depth[:, None] * rays)


def test_near_plane_cuts_pixel_by_pixel() -> None:
    """A floor under the camera, with corners behind it: seen exactly where it lies beyond the near plane."""
    size, focal, height, near = (30, 30), 20.0, 0.7, 1.5
    floor = torch.tensor([[-900.0, height, -1000], [900.0, height, -1000], [0, height, 1e4]], dtype=torch.float64)
    camera = Camera.from_opencv(
        np.array([[focal, 0, 15], [0, focal, 15], [0, 0, 1]]), np.eye(3), np.zeros(3), near=near
    )
    got = rasterize(floor, Topology.from_faces([[0, 1, 2]], floor), camera, size)
    y = (torch.arange(30) + 0.5 - 15).double()
    depth = torch.where(y > 0, height * focal / y, torch.inf)
    seen = (depth >= near) & (depth < 1000)
    assert torch.equal(got.face_indices[0] >= 0, seen[:, None].expand(30, 30))
    torch.testing.assert_close(got.depth[0][seen][:, 0], depth[seen])
    assert float(got.depth[0][~seen].abs().max()) == 0


def test_depth_is_measured_along_the_view_in_orthographic_views_too() -> None:
    scene = SCENES["near_plane_orthographic"]()
    positions, faces = scene.tensors()
    got = rasterize(positions, Topology.from_faces(faces, positions), scene.camera, scene.image_size)
    seen = got.face_indices >= 0
    assert float(got.depth[seen].min()) >= 0.6
    assert float(got.depth[seen].max()) < 1 + math.sqrt(3)


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf, 1e38])
def test_positions_that_are_not_finite_drop_their_faces_only(value: float) -> None:
    scene = SCENES["torus"]()
    positions, faces = scene.tensors(torch.float32)
    broken = positions.clone()
    broken[5, 1] = value
    got = rasterize(broken, Topology.from_faces(faces, positions), scene.camera, scene.image_size)
    assert bool(torch.isfinite(got.depth).all()) and bool(torch.isfinite(got.barycentrics).all())
    if not np.isfinite(value):
        shown = faces[got.face_indices[got.face_indices >= 0].long()]
        assert len(shown) > 500 and 5 not in shown


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"positions": torch.zeros(2, 4, 3)}, r"rasterize: positions must have shape \(V, 3\), got \(2, 4, 3\)"),
        ({"positions": torch.zeros(4, 3, dtype=torch.float16)}, "rasterize: positions must be float32 or float64"),
        ({"positions": torch.zeros(5, 3)}, "rasterize: positions must have the 4 vertices of topology, got 5"),
        ({"image_size": (0, 8)}, r"rasterize: image_size must be \(height, width\) with both >= 1"),
        ({"image_size": (2**16, 2**16)}, "rasterize: .* must stay below 2.31 pixels"),
    ],
)
def test_wrong_arguments_are_named(change: dict[str, object], message: str) -> None:
    positions = torch.tensor([[0.0, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1]])
    arguments: dict[str, object] = {
        "positions": positions,
        "topology": Topology.from_faces([[0, 1, 2], [0, 1, 3]], positions),
        "camera": Camera.look_at([0, 0, 4], [0, 0, 0], fov_y_degrees=40.0, image_size=(8, 8)),
        "image_size": (8, 8),
    }
    with pytest.raises(ValueError, match=message):
        rasterize(**(arguments | change))  # type: ignore[arg-type]
