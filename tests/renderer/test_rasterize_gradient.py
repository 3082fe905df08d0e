"""Gradients of rasterize and interpolate, and what changes no bit: threads, compilation."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch
import trimesh

from renderer_cuda import Camera, Extrinsics, Fragments, Intrinsics, Topology, interpolate, rasterize
from renderer_cuda.interpolate_operator import interpolate_operator
from renderer_cuda.placement import placed
from renderer_cuda.rasterize_operator import rasterize_operator
from renderer_cuda.reference.rasterize import rasterize_reference
from tests.support.scenes import SCENES, Scene
from tests.support.threads import assert_threads_change_no_bit

SMOOTH = ["sphere", "torus", "open_sheet", "mixed_winding", "near_plane", "near_plane_orthographic", "camera_inside"]


def random_like(image: torch.Tensor, seed: int = 5) -> torch.Tensor:
    return torch.randn(image.shape, dtype=image.dtype, generator=torch.Generator().manual_seed(seed))


def loss_of(fragments: tuple[torch.Tensor, torch.Tensor, torch.Tensor]) -> torch.Tensor:
    """A loss of barycentrics and depth with a gradient of its own at each pixel."""
    _, barycentrics, depth = fragments
    return (barycentrics * random_like(barycentrics)).sum() + (depth * random_like(depth, 6)).sum()


def fragments_of(scene: Scene, positions: torch.Tensor, camera: Camera) -> Fragments:
    return rasterize(positions, Topology.from_faces(scene.faces, scene.positions), camera, scene.image_size)


@pytest.mark.parametrize("name", SCENES)
def test_gradient_is_that_of_the_definition(name: str) -> None:
    scene = SCENES[name]()
    positions, faces = scene.tensors()
    positions.requires_grad_(True)
    topology = Topology.from_faces(faces, positions)
    expected = rasterize_reference(topology.welded(positions), topology.faces, scene.camera, scene.image_size)
    got = rasterize(positions, topology, scene.camera, scene.image_size)
    (gradient,) = torch.autograd.grad(loss_of((got.face_indices, got.barycentrics, got.depth)), positions)
    (exact,) = torch.autograd.grad(loss_of(expected), positions)
    torch.testing.assert_close(gradient, exact, rtol=0, atol=1e-9 * (1 + float(exact.abs().max())))


@pytest.mark.parametrize("name", SMOOTH)
def test_gradcheck_by_positions(name: str) -> None:
    scene = SCENES[name]()
    positions, _ = scene.tensors()
    directions = torch.tensor(np.random.default_rng(2).normal(size=(3, *positions.shape)))

    def moved(amounts: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        shift = (amounts[:, None, None] * directions).sum(0)
        fragments = fragments_of(scene, positions + shift, scene.camera[:1])
        return fragments.barycentrics, fragments.depth

    amounts = torch.zeros(3, dtype=torch.float64, requires_grad=True)
    assert torch.autograd.gradcheck(moved, (amounts,), eps=1e-7, atol=1e-4, rtol=1e-4)


@pytest.mark.parametrize("name", ["torus", "near_plane", "near_plane_orthographic", "skewed_lens"])
def test_gradcheck_by_every_camera_parameter(name: str) -> None:
    scene = SCENES[name]()
    positions, _ = scene.tensors()
    camera = scene.camera[:1]
    lens, pose = camera.intrinsics, camera.extrinsics
    parameters = [lens.focal_pixels, lens.principal_point_pixels, lens.skew_pixels, pose.rotation, pose.translation]

    def seen(*values: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        focal, center, skew, rotation, translation = values
        moved = Camera(
            Intrinsics(focal, center, skew, lens.orthographic), Extrinsics(rotation, translation), camera.near
        )
        fragments = fragments_of(scene, positions, moved)
        return fragments.barycentrics, fragments.depth

    leaves = [p.clone().requires_grad_(True) for p in parameters]
    assert torch.autograd.gradcheck(seen, leaves, eps=1e-7, atol=1e-4, rtol=1e-4, fast_mode=True)


def test_gradient_by_depth_alone_and_by_barycentrics_alone_add_up() -> None:
    scene = SCENES["torus"]()
    positions, _ = scene.tensors()
    positions.requires_grad_(True)
    fragments = fragments_of(scene, positions, scene.camera)
    parts = (fragments.barycentrics * random_like(fragments.barycentrics)).sum(), fragments.depth.square().sum()
    gradients = [torch.autograd.grad(part, positions, retain_graph=True)[0] for part in (*parts, parts[0] + parts[1])]
    torch.testing.assert_close(gradients[0] + gradients[1], gradients[2])


def bumpy(dtype: torch.dtype, views: int) -> list[torch.Tensor]:
    """Images and gradients of a bumpy sphere with colours in several views."""
    mesh = trimesh.creation.icosphere(4)
    rng = np.random.default_rng(0)
    rest = mesh.vertices * (1 + 0.1 * np.sin(9 * mesh.vertices).prod(1, keepdims=True))
    positions = torch.tensor(rest, dtype=dtype, requires_grad=True)
    colours = torch.tensor(rng.random((len(rest), 3)), dtype=dtype, requires_grad=True)
    size = (150, 203)
    camera = Camera.look_at(4 * rng.normal(size=(views, 3)), [0, 0, 0], fov_y_degrees=35.0, image_size=size)
    focal = camera.intrinsics.focal_pixels.clone().requires_grad_(True)
    camera = replace(camera, intrinsics=replace(camera.intrinsics, focal_pixels=focal))
    fragments = rasterize(positions, Topology.from_faces(mesh.faces, rest), camera, size)
    image = interpolate(colours, torch.tensor(mesh.faces), fragments)
    loss = (image * random_like(image)).sum() + (fragments.depth * random_like(fragments.depth)).sum()
    gradients = torch.autograd.grad(loss, (positions, colours, focal))
    return [x.detach() for x in (fragments.face_indices, fragments.barycentrics, fragments.depth, image, *gradients)]


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
@pytest.mark.parametrize("views", [1, 5])
def test_number_of_threads_changes_no_bit(dtype: torch.dtype, views: int) -> None:
    assert_threads_change_no_bit(lambda: bumpy(dtype, views))


def test_operators_are_registered_rightly() -> None:
    scene = SCENES["torus"]()
    positions, faces = scene.tensors()
    topology = Topology.from_faces(faces, positions)
    local, matrices = placed("test", positions, topology, scene.camera)
    local, matrices = local.detach().requires_grad_(True), matrices.detach().requires_grad_(True)
    arguments = (local, matrices, scene.camera.near, topology.faces, 33, 41)
    torch.library.opcheck(rasterize_operator, arguments)
    barycentrics, _, face_indices = rasterize_operator(*arguments)
    colours = random_like(positions).requires_grad_(True)
    leaf = barycentrics.detach().requires_grad_(True)
    torch.library.opcheck(interpolate_operator, (colours, topology.faces, face_indices, leaf))


def test_compiled_gives_what_eager_gives() -> None:
    scene = SCENES["torus"]()
    positions, faces = scene.tensors()
    topology = Topology.from_faces(faces, positions)
    colours = random_like(positions)

    def loss(positions: torch.Tensor, colours: torch.Tensor) -> torch.Tensor:
        fragments = rasterize(positions, topology, scene.camera, scene.image_size)
        return interpolate(colours, faces, fragments).square().sum() + fragments.depth.square().sum()

    leaves = positions.requires_grad_(True), colours.requires_grad_(True)
    eager = torch.autograd.grad(loss(*leaves), leaves)
    traced = torch.autograd.grad(torch.compile(loss, backend="aot_eager", fullgraph=True)(*leaves), leaves)
    assert all(torch.equal(x, y) for x, y in zip(eager, traced, strict=True))
