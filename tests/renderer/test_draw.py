"""Drawing against the three stages that it stands for, and what it promises of gradients and wrong arguments."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
import torch
import trimesh

from renderer_cuda import Camera, Topology, antialias, draw, interpolate, rasterize
from tests.support.discontinuities import DISCONTINUITIES
from tests.support.scenes import SCENES, Scene
from tests.support.threads import assert_threads_change_no_bit

if TYPE_CHECKING:
    from collections.abc import Sequence


def random(*shape: int, dtype: torch.dtype = torch.float64, seed: int = 0) -> torch.Tensor:
    return torch.randn(shape, dtype=dtype, generator=torch.Generator().manual_seed(seed))


def staged(
    attributes: torch.Tensor,
    faces: torch.Tensor,
    positions: torch.Tensor,
    topology: Topology,
    camera: Camera,
    size: tuple[int, int],
    *,
    intersections: bool = True,
) -> torch.Tensor:
    fragments = rasterize(positions, topology, camera, size)
    hard = interpolate(attributes, faces, fragments)
    return antialias(hard, fragments, positions, topology, camera, intersections=intersections)


def with_lens(camera: Camera) -> tuple[Camera, torch.Tensor]:
    """The same camera, and its focal lengths as a leaf."""
    focal = camera.intrinsics.focal_pixels.clone().requires_grad_()
    return replace(camera, intrinsics=replace(camera.intrinsics, focal_pixels=focal)), focal


def assert_as_staged(scene: Scene, channels: int, *, per_view: bool, dtype: torch.dtype, intersections: bool) -> None:
    positions, faces = scene.tensors(dtype)
    topology = Topology.from_faces(faces, positions)
    camera, focal = with_lens(scene.camera)
    shape = (len(positions), channels)
    attributes = random(*((len(camera), *shape) if per_view else shape), dtype=dtype).requires_grad_()
    leaves = (attributes, positions.requires_grad_(), focal)
    arguments = (attributes, faces, positions, topology, camera, scene.image_size)
    image = draw(*arguments, intersections=intersections)
    expected = staged(*arguments, intersections=intersections)
    assert torch.equal(image, expected)
    grad = random(*image.shape, dtype=dtype, seed=1)
    exact = torch.autograd.grad(expected, leaves, grad)
    tolerance = 1e-3 if dtype == torch.float32 else 1e-8
    for got, wanted in zip(torch.autograd.grad(image, leaves, grad), exact, strict=True):
        scale = max(float(wanted.abs().max()), 1.0)
        torch.testing.assert_close(got, wanted, rtol=0, atol=tolerance * scale)


@pytest.mark.parametrize("name", SCENES)
def test_every_scene_is_that_of_the_three_stages(name: str) -> None:
    assert_as_staged(SCENES[name](), 3, per_view=False, dtype=torch.float64, intersections=True)


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
@pytest.mark.parametrize("channels", [1, 2, 3, 4, 5, 11])
@pytest.mark.parametrize("per_view", [False, True])
def test_any_number_of_channels_is_that_of_the_three_stages(channels: int, per_view: bool, dtype: torch.dtype) -> None:
    assert_as_staged(SCENES["torus"](), channels, per_view=per_view, dtype=dtype, intersections=False)


@pytest.mark.parametrize("name", DISCONTINUITIES)
@pytest.mark.parametrize("intersections", [False, True])
def test_every_discontinuity_is_blended_as_by_the_three_stages(name: str, intersections: bool) -> None:
    scene = DISCONTINUITIES[name](30).scene
    assert_as_staged(scene, 3, per_view=False, dtype=torch.float64, intersections=intersections)


def test_gradcheck_by_attributes_and_inside_of_faces() -> None:
    """Where no edge is near, by positions too: the square's edges lie outside of the image."""
    scene = SCENES["skewed_lens"]()
    positions, faces = scene.tensors()
    topology = Topology.from_faces(faces, positions)
    attributes = random(len(positions), 3).requires_grad_()

    def image(attributes: torch.Tensor) -> torch.Tensor:
        return draw(attributes, faces, positions, topology, scene.camera, (7, 9))

    assert torch.autograd.gradcheck(image, (attributes,))
    square = torch.tensor([[-9.0, -9, 0.3], [9, -8, -0.4], [9, 9, 0.1], [-8, 9, 0.2]]).double()
    halves = torch.tensor([[0, 1, 2], [0, 2, 3]])
    camera = Camera.look_at([[0.3, 0.2, 3.0]], [0.0, 0, 0], fov_y_degrees=30.0, image_size=(5, 6))
    corners = Topology.from_faces(halves, square)

    def inside(attributes: torch.Tensor, positions: torch.Tensor) -> torch.Tensor:
        return draw(attributes, halves, positions, corners, camera, (5, 6))

    leaves = (random(4, 2).requires_grad_(), square.requires_grad_())
    assert torch.autograd.gradcheck(inside, leaves)


def test_seams_keep_the_values_of_both_sides() -> None:
    scene = SCENES["torus"]()
    positions, faces = scene.tensors()
    topology = Topology.from_faces(faces, positions)
    corners = torch.arange(3 * len(faces)).view(-1, 3)
    attributes = random(3 * len(faces), 2).requires_grad_()
    arguments = (corners, positions, topology, scene.camera, scene.image_size)
    image, expected = draw(attributes, *arguments), staged(attributes, *arguments)
    assert torch.equal(image, expected)
    (got,), (wanted,) = (torch.autograd.grad(x.square().sum(), attributes) for x in (image, expected))
    torch.testing.assert_close(got, wanted)


def _strided(grad: torch.Tensor) -> Sequence[torch.Tensor]:
    return grad.permute(0, 2, 1, 3).contiguous().permute(0, 2, 1, 3), grad.movedim(-1, 0).contiguous().movedim(0, -1)


def test_gradients_of_any_strides_are_taken() -> None:
    scene = SCENES["torus"]()
    positions, faces = scene.tensors()
    leaves = (random(len(positions), 3).requires_grad_(), positions.requires_grad_())
    topology = Topology.from_faces(faces, positions.detach())
    image = draw(leaves[0], faces, positions, topology, scene.camera, scene.image_size)
    grad = random(*image.shape)
    for strided in (
        *_strided(grad),
        grad[:1].expand_as(grad),
        grad[:, :1].expand_as(grad),
        grad.new_ones(()).expand_as(grad),
    ):
        contiguous = strided.contiguous()
        assert strided.stride() != contiguous.stride()
        got = torch.autograd.grad(image, leaves, strided, retain_graph=True)
        wanted = torch.autograd.grad(image, leaves, contiguous, retain_graph=True)
        assert all(torch.equal(x, y) for x, y in zip(got, wanted, strict=True))


def test_a_gradient_beside_the_surface_is_not_read() -> None:
    """What is no number there stays there."""
    scene = SCENES["sphere"]()
    positions, faces = scene.tensors()
    attributes = random(len(positions), 3).requires_grad_()
    topology = Topology.from_faces(faces, positions)
    image = draw(attributes, faces, positions, topology, scene.camera, scene.image_size)
    covered = draw(torch.ones(len(positions), 1).double(), faces, positions, topology, scene.camera, scene.image_size)
    grad = torch.where(covered > 0, 1.0, torch.nan).expand_as(image)
    (got,) = torch.autograd.grad(image, attributes, grad)
    assert bool(torch.isfinite(got).all())


def bumpy(dtype: torch.dtype, views: int) -> list[torch.Tensor]:
    """Image and gradients of a bumpy sphere in several views."""
    mesh = trimesh.creation.icosphere(4)
    rest = torch.tensor(
        mesh.vertices * (1 + 0.1 * torch.sin(9 * torch.tensor(mesh.vertices)).prod(1, keepdim=True).numpy())
    )
    positions = rest.to(dtype).requires_grad_()
    colours = random(len(rest), 3, dtype=dtype).requires_grad_()
    size = (150, 203)
    eyes = 4 * random(views, 3, seed=3).numpy()
    camera, focal = with_lens(Camera.look_at(eyes, [0, 0, 0], fov_y_degrees=35.0, image_size=size))
    topology = Topology.from_faces(mesh.faces, rest)
    image = draw(colours, torch.tensor(mesh.faces), positions, topology, camera, size)
    loss = (image * random(*image.shape, dtype=dtype)).sum()
    return [x.detach() for x in (image, *torch.autograd.grad(loss, (positions, colours, focal)))]


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
@pytest.mark.parametrize("views", [1, 5])
def test_number_of_threads_changes_no_bit(dtype: torch.dtype, views: int) -> None:
    assert_threads_change_no_bit(lambda: bumpy(dtype, views))


def test_without_a_gradient_nothing_is_kept() -> None:
    scene = SCENES["torus"]()
    positions, faces = scene.tensors()
    topology = Topology.from_faces(faces, positions)
    with torch.no_grad():
        image = draw(random(len(positions), 3), faces, positions, topology, scene.camera, scene.image_size)
    assert image.grad_fn is None


def test_wrong_arguments_are_named() -> None:
    scene = SCENES["sphere"]()
    positions, faces = scene.tensors()
    topology = Topology.from_faces(faces, positions)
    colours = random(len(positions), 3)
    for attributes, corners, where, size, message in [
        (colours[0], faces, positions, (8, 8), r"attributes must have shape \(V, C\) or \(N, V, C\), got \(3,\)"),
        (colours.expand(2, -1, -1), faces, positions, (8, 8), "attributes must be of 3 views like positions, got 2"),
        (colours.float(), faces, positions, (8, 8), "attributes must be torch.float64 on cpu like positions, got"),
        (colours, faces[1:], positions, (8, 8), "faces must be as many as the 80 of topology, got 79"),
        (colours, faces + 1, positions, (8, 8), "faces must index 42 attributes, got indices from 1 to 42"),
        (colours, faces, positions[:5], (8, 8), "positions must have the 42 vertices"),
        (colours, faces, positions, (0, 8), "image_size must be"),
    ]:
        with pytest.raises(ValueError, match=f"draw: {message}"):
            draw(attributes, corners, where, topology, scene.camera, size)


@pytest.mark.cuda
@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a GPU and a torch built for CUDA")
def test_a_gpu_draws_what_the_cpu_draws() -> None:
    results = []
    for device in ("cpu", "cuda"):
        scene = SCENES["torus"]()
        positions, faces = (x.to(device) for x in scene.tensors())
        leaves = (random(len(positions), 3).to(device).requires_grad_(), positions.requires_grad_())
        topology = Topology.from_faces(faces, positions.detach())
        image = draw(leaves[0], faces, leaves[1], topology, scene.camera, scene.image_size)
        grads = torch.autograd.grad(image, leaves, random(*image.shape).to(device))
        results.append([x.detach().cpu() for x in (image, *grads)])
    for on_cpu, on_gpu in zip(*results, strict=True):
        torch.testing.assert_close(on_gpu, on_cpu, rtol=0, atol=1e-8)
