# SPDX-License-Identifier: MIT
"""CUDA rasterizes and interpolates as the CPU does: its kernels run on the CPU, always; on a GPU where there is one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import torch
import trimesh

from renderer_cuda import (
    Camera,
    Topology,
    interpolate,
    interpolate_cuda,
    interpolation,
    rasterization,
    rasterize,
    rasterize_cuda,
    screen_slopes,
    screen_slopes_cuda,
)
from renderer_cuda.placement import placed
from renderer_cuda.screen_slopes_operator import screen_slopes_operator
from tests.support.cuda_emulation import emulator
from tests.support.cuda_emulation.emulator import EmulatedLauncher
from tests.support.scenes import SCENES, Scene

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from torch import Tensor

    Emulate = Callable[[Path, torch.dtype, bool], EmulatedLauncher]

_DTYPES = [torch.float32, torch.float64]
_TOLERANCE = {torch.float32: 1e-5, torch.float64: 1e-10}
_GPU_TOLERANCE = {torch.float32: 1e-3, torch.float64: 1e-8}

on_gpu = pytest.mark.cuda
needs_gpu = pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a GPU and a torch built for CUDA")


@pytest.fixture
def emulate(pytestconfig: pytest.Config) -> Iterator[Emulate]:
    """Gives a launcher of a source's kernels on the CPU, for a dtype, in forward or reverse thread order.

    Meanwhile memory that nothing was written to holds NaN or the largest integer.
    """
    assert pytestconfig.cache is not None
    folder = pytestconfig.cache.mkdir("cuda_emulation")

    def launcher(source: Path, dtype: torch.dtype, is_reversed: bool) -> EmulatedLauncher:
        library = emulator.build(source, "double" if dtype == torch.float64 else "float", folder)
        return EmulatedLauncher(library, is_reversed=is_reversed)

    torch.use_deterministic_algorithms(True)
    yield launcher
    torch.use_deterministic_algorithms(False)


def _stage_inputs(scene: Scene, dtype: torch.dtype) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Positions, matrices, near distances and faces as `rasterize` hands them to the kernels."""
    positions, faces = scene.tensors(dtype)
    topology = Topology.from_faces(faces, positions)
    local, matrices = placed("test", positions, topology, scene.camera)
    return local, matrices, scene.camera.near.to(dtype).contiguous(), topology.faces


def _random_like(image: Tensor, seed: int = 5) -> Tensor:
    generator = torch.Generator().manual_seed(seed)
    return torch.randn(image.shape, dtype=image.dtype, generator=generator).to(image.device)


def _assert_same_gradient(got: Tensor, expected: Tensor, tolerance: float) -> None:
    """Compares with a tolerance relative to the largest element."""
    torch.testing.assert_close(got.cpu(), expected.cpu(), rtol=0, atol=tolerance * (1 + float(expected.abs().max())))


@pytest.mark.parametrize("is_reversed", [False, True])
@pytest.mark.parametrize("dtype", _DTYPES, ids=str)
@pytest.mark.parametrize("name", SCENES)
def test_emulated_rasterizer_gives_what_the_cpu_gives(
    name: str, dtype: torch.dtype, is_reversed: bool, emulate: Emulate
) -> None:
    scene = SCENES[name]()
    positions, matrices, nears, faces = _stage_inputs(scene, dtype)
    expected = rasterization.forward(positions, matrices, nears, faces, scene.image_size)
    launcher = emulate(rasterize_cuda.SOURCE, dtype, is_reversed)
    got = rasterize_cuda.forward(launcher, positions, matrices, nears, faces, scene.image_size)
    for image, wanted in zip(got, expected, strict=True):
        assert torch.equal(image, wanted)
    kept = (positions, matrices, faces, *expected[:2])
    both = _random_like(expected[1]), _random_like(expected[2], 6)
    for grads in (both, (both[0], None), (None, both[1])):
        gradients = rasterize_cuda.backward(launcher, *kept, *grads)
        for gradient, wanted in zip(gradients, rasterization.backward(*kept, *grads), strict=True):
            _assert_same_gradient(gradient, wanted, _TOLERANCE[dtype])


@pytest.mark.parametrize("height", [3, 40])
def test_emulated_rasterizer_draws_faces_of_any_size(height: int, emulate: Emulate) -> None:
    """One face over the whole image, small ones over it, and equal ones: the same winner as on the CPU."""
    mesh = trimesh.creation.icosphere(2)
    vertices = torch.tensor(mesh.vertices)
    wall = torch.tensor([[-90.0, -90, -0.3], [90, -90, -0.3], [0, 90, -0.2]], dtype=torch.float64)
    faces = torch.cat([torch.tensor([[0, 1, 2]]), torch.tensor(mesh.faces) + 3, torch.tensor(mesh.faces[::2]) + 3])
    size = (height, 70)
    camera = Camera.look_at([[0.3, 0.4, 3.0], [2.0, 1.5, 2.0]], [0, 0, 0], fov_y_degrees=50.0, image_size=size)
    scene = Scene(torch.cat([wall, vertices]).numpy(), faces.numpy(), camera, size)
    inputs = _stage_inputs(scene, torch.float64)
    got = rasterize_cuda.forward(emulate(rasterize_cuda.SOURCE, torch.float64, False), *inputs, size)
    expected = rasterization.forward(*inputs, size)
    assert torch.equal(got[0], expected[0])
    assert int((got[0] == 0).sum()) > 0 and int((got[0] > 0).sum()) > 0


@pytest.mark.parametrize("wanted", [(True, True), (True, False), (False, True)])
@pytest.mark.parametrize("channels", [1, 3, 6])
@pytest.mark.parametrize("dtype", _DTYPES, ids=str)
def test_emulated_interpolation_gives_what_the_cpu_gives(
    dtype: torch.dtype, channels: int, wanted: tuple[bool, bool], emulate: Emulate
) -> None:
    scene = SCENES["torus"]()
    positions, matrices, nears, faces = _stage_inputs(scene, dtype)
    face_indices, barycentrics, _ = rasterization.forward(positions, matrices, nears, faces, scene.image_size)
    launcher = emulate(interpolate_cuda.SOURCE, dtype, wanted[0])
    for shape in ((len(positions), channels), (3, len(positions), channels)):
        inputs = (_random_like(positions.new_empty(shape)), faces, face_indices, barycentrics)
        expected = interpolation.forward(*inputs)
        torch.testing.assert_close(interpolate_cuda.forward(launcher, *inputs), expected, rtol=0, atol=0)
        grad = _random_like(expected)
        gradients = interpolate_cuda.backward(launcher, *inputs, grad, wanted)
        for got, exact in zip(gradients, interpolation.backward(*inputs, grad, wanted), strict=True):
            assert (got is None) == (exact is None)
            if got is not None and exact is not None:
                _assert_same_gradient(got, exact, _TOLERANCE[dtype])


@pytest.mark.parametrize("dtype", _DTYPES, ids=str)
@pytest.mark.parametrize("per_view", [False, True])
def test_emulated_slopes_are_those_of_the_cpu(per_view: bool, dtype: torch.dtype, emulate: Emulate) -> None:
    scene = SCENES["near_plane"]()
    positions, matrices, nears, faces = _stage_inputs(scene, dtype)
    face_indices, _, _ = rasterization.forward(positions, matrices, nears, faces, scene.image_size)
    shape = (len(matrices), len(positions), 2) if per_view else (len(positions), 2)
    inputs = (_random_like(positions.new_empty(shape)), faces, face_indices, positions, faces, matrices)
    launcher = emulate(screen_slopes_cuda.SOURCE, dtype, per_view)
    assert torch.equal(screen_slopes_cuda.forward(launcher, *inputs), screen_slopes_operator(*inputs))


def _rendered(scene: Scene, dtype: torch.dtype, device: str) -> list[Tensor]:
    """Images and gradients of a scene with random colours."""
    positions, faces = scene.tensors(dtype)
    topology = Topology.from_faces(faces, positions).to(device)
    leaf = positions.to(device).requires_grad_()
    colours = _random_like(positions).to(device).requires_grad_()
    camera = scene.camera.to(device=device)
    fragments = rasterize(leaf, topology, camera, scene.image_size)
    image = interpolate(colours, faces.to(device), fragments)
    slopes = screen_slopes(colours, faces.to(device), fragments, leaf, topology, camera)
    loss = (image * _random_like(image.cpu()).to(device)).sum() + fragments.depth.square().sum()
    gradients = torch.autograd.grad(loss, (leaf, colours))
    images = (fragments.face_indices, fragments.barycentrics, fragments.depth, image, slopes)
    return [x.detach().cpu() for x in (*images, *gradients)]


@on_gpu
@needs_gpu
@pytest.mark.parametrize("dtype", _DTYPES, ids=str)
@pytest.mark.parametrize("name", SCENES)
def test_gpu_gives_what_the_cpu_gives(name: str, dtype: torch.dtype) -> None:
    expected = _rendered(SCENES[name](), dtype, "cpu")
    for got, wanted in zip(_rendered(SCENES[name](), dtype, "cuda"), expected, strict=True):
        if got.dtype == torch.int32:  # the positions' mean is rounded otherwise, and may turn a tie
            assert float((got != wanted).double().mean()) < 0.01
        else:
            scale = 1 + float(wanted.abs().max())
            wrong = (got - wanted).abs() > _GPU_TOLERANCE[dtype] * scale
            assert float(wrong.double().mean()) < 0.02


@on_gpu
@needs_gpu
@pytest.mark.filterwarnings("ignore:Synchronization debug mode is a prototype")
def test_gpu_is_never_waited_for_once_the_kernels_are_loaded() -> None:
    scene = SCENES["torus"]()
    positions, faces = scene.tensors(torch.float32)
    topology = Topology.from_faces(faces, positions).to("cuda")
    leaf, camera, faces = positions.cuda().requires_grad_(), scene.camera, faces.cuda()

    def step() -> None:
        fragments = rasterize(leaf, topology, camera, scene.image_size)
        image = interpolate(leaf, faces, fragments)
        screen_slopes(leaf, faces, fragments, leaf, topology, camera)
        image.backward(torch.ones_like(image))

    step()
    torch.cuda.synchronize()
    torch.cuda.set_sync_debug_mode("error")
    try:
        step()
    finally:
        torch.cuda.set_sync_debug_mode("default")
