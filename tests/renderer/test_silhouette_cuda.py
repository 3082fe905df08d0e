# SPDX-License-Identifier: MIT
"""CUDA gives what the CPU gives: its kernels executed on the CPU, always; on a GPU where there is one."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest
import torch
import trimesh

from renderer_cuda import Camera, Topology, _native, signed_distance, silhouette, silhouette_cuda
from renderer_cuda.operators import silhouette_operator
from renderer_cuda.projection import anchored, view_matrices
from tests.support.cuda_emulation import emulator
from tests.support.cuda_emulation.emulator import EmulatedLauncher
from tests.support.scenes import COINCIDENT, SCENES, Scene

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from torch import Tensor

    Emulate = Callable[[torch.dtype, bool], EmulatedLauncher]

_DTYPES = [torch.float32, torch.float64]
_TOLERANCE = {torch.float32: 2e-5, torch.float64: 1e-9}
# On a GPU the positions' mean is rounded otherwise, and each edge's sums add up in the order of arrival; in double,
# segments whose distances agree in float's digits are as near as each other.
_GPU_TOLERANCE = {torch.float32: 5e-4, torch.float64: 1e-6}

on_gpu = pytest.mark.cuda
needs_gpu = pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a GPU and a torch built for CUDA")


@pytest.fixture
def emulate(pytestconfig: pytest.Config) -> Iterator[Emulate]:
    """Gives a launcher of the silhouette kernels on the CPU, for a dtype, in forward or reverse thread order.

    Meanwhile memory that nothing was written to holds NaN or the largest integer.
    """
    assert pytestconfig.cache is not None
    folder = pytestconfig.cache.mkdir("cuda_emulation")

    def launcher(dtype: torch.dtype, is_reversed: bool) -> EmulatedLauncher:
        library = emulator.build(silhouette_cuda.SOURCE, "double" if dtype == torch.float64 else "float", folder)
        return EmulatedLauncher(library, is_reversed=is_reversed)

    torch.use_deterministic_algorithms(True)
    yield launcher
    torch.use_deterministic_algorithms(False)


def _stage_inputs(scene: Scene, dtype: torch.dtype) -> tuple[Tensor, Tensor, Topology]:
    """What `silhouette` hands to the kernels."""
    positions, faces = scene.tensors(dtype)
    topology = Topology.from_faces(faces, positions)
    local, matrices = anchored(topology.welded(positions), view_matrices(scene.camera))
    return local.contiguous(), matrices.contiguous(), topology


def _random_like(image: Tensor) -> Tensor:
    generator = torch.Generator().manual_seed(5)
    return torch.randn(image.shape, dtype=image.dtype, generator=generator).to(image.device)


def _assert_same_gradient(got: Tensor, expected: Tensor, tolerance: float) -> None:
    """Compares with a tolerance relative to the largest element."""
    torch.testing.assert_close(got.cpu(), expected.cpu(), rtol=0, atol=tolerance * float(expected.abs().max()) + 1e-30)


@pytest.mark.parametrize("softness", [1.0, 0.0], ids=["coverage", "distance"])
@pytest.mark.parametrize("dtype", _DTYPES, ids=str)
@pytest.mark.parametrize("name", SCENES)
def test_emulated_kernels_give_what_the_cpu_gives(
    name: str, dtype: torch.dtype, softness: float, emulate: Emulate
) -> None:
    scene = SCENES[name]()
    positions, matrices, topology = _stage_inputs(scene, dtype)
    rest = (topology, scene.image_size, softness, 6.0)
    expected, expected_record = _native.forward(positions, matrices, *rest, keep_record=True)
    assert expected_record is not None
    grad = _random_like(expected)
    expected_gradients = _native.backward(positions, matrices, expected_record, grad)

    launcher = emulate(dtype, softness > 0)
    image, record = silhouette_cuda.forward(launcher, positions, matrices, *rest)
    torch.testing.assert_close(image, expected, rtol=0, atol=_TOLERANCE[dtype])
    gradients = silhouette_cuda.backward(launcher, positions, matrices, record, grad)
    if name in COINCIDENT:
        _assert_same_gradient(gradients[0].sum(0), expected_gradients[0].sum(0), _TOLERANCE[dtype])
    else:
        _assert_same_gradient(gradients[0], expected_gradients[0], _TOLERANCE[dtype])
        _assert_same_gradient(gradients[1], expected_gradients[1], _TOLERANCE[dtype])


@pytest.mark.parametrize("layout", ["expanded", "transposed"])
def test_emulated_backward_takes_gradients_of_any_strides(layout: str, emulate: Emulate) -> None:
    scene = SCENES["torus"]()
    positions, matrices, topology = _stage_inputs(scene, torch.float64)
    launcher = emulate(torch.float64, False)
    image, record = silhouette_cuda.forward(launcher, positions, matrices, topology, scene.image_size, 1.0, 6.0)
    grad = torch.tensor(0.3, dtype=torch.float64).expand(image.shape)
    if layout == "transposed":
        grad = _random_like(image.mT).mT
    assert not grad.is_contiguous()
    got = silhouette_cuda.backward(launcher, positions, matrices, record, grad)
    expected = silhouette_cuda.backward(launcher, positions, matrices, record, grad.contiguous())
    torch.testing.assert_close(got, expected, rtol=0, atol=0)


def test_more_gaps_than_places_close_and_nothing_else_changes(
    emulate: Emulate, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene = SCENES["crossed_bars_aslant"]()
    arguments = (*_stage_inputs(scene, torch.float64), scene.image_size, 0.0, 5.0)
    launcher = emulate(torch.float64, False)
    expected, record = silhouette_cuda.forward(launcher, *arguments)
    assert (record.offsets[:, 1] > 0).all()  # some edges are exposed in more than one interval

    sizes = silhouette_cuda.RecordSizes.of
    full = sizes(len(expected), record.contour.shape[1], 0, scene.image_size)
    none_left = silhouette_cuda.RecordSizes(full.views, full.slots, 0, full.height, full.width)
    monkeypatch.setattr(silhouette_cuda.RecordSizes, "of", lambda *_: none_left)
    image, _ = silhouette_cuda.forward(launcher, *arguments)
    assert torch.equal(image < 0, expected < 0)
    assert (image.abs() <= expected.abs() + 1e-9).all()  # a gap that counts as outline can only be nearer
    assert (image != expected).any()


def _noisy_sphere(dtype: torch.dtype = torch.float32, device: str = "cuda") -> tuple[Tensor, Topology]:
    """An icosphere with dents, so that outlines cross and nothing is symmetric."""
    mesh = trimesh.creation.icosphere(3)
    noise = torch.randn(mesh.vertices.shape, dtype=torch.float64, generator=torch.Generator().manual_seed(1))
    positions = (torch.tensor(mesh.vertices) + 0.02 * noise).to(device, dtype)
    return positions, Topology.from_faces(mesh.faces, positions.cpu()).to(device)


def _cameras(image_size: tuple[int, int], device: str = "cuda") -> Camera:
    eyes = torch.randn((4, 3), dtype=torch.float64, generator=torch.Generator().manual_seed(2))
    eyes = 3 * torch.nn.functional.normalize(eyes, dim=1)
    return Camera.look_at(eyes, (0, 0, 0), fov_y_degrees=50, image_size=image_size).to(device=device)


def _value_and_gradient(positions: Tensor, topology: Topology, camera: Camera) -> tuple[Tensor, Tensor]:
    positions = positions.detach().clone().requires_grad_()
    image = silhouette(positions, topology, camera, (96, 128), 1.0)
    (gradient,) = torch.autograd.grad(image, positions, _random_like(image))
    return image.detach(), gradient


@on_gpu
@needs_gpu
@pytest.mark.parametrize("dtype", _DTYPES, ids=str)
@pytest.mark.parametrize("name", SCENES)
def test_gpu_gives_what_the_cpu_gives(name: str, dtype: torch.dtype) -> None:
    scene = SCENES[name]()
    positions, faces = scene.tensors(dtype)
    topology = Topology.from_faces(faces, positions)
    results = []
    for device in ("cpu", "cuda"):
        leaf = positions.to(device).requires_grad_()
        camera = scene.camera.to(device=device)
        image = silhouette(leaf, topology.to(device), camera, scene.image_size, 1.0)
        image.backward(_random_like(image.cpu()).to(device))
        distance = signed_distance(leaf.detach(), topology.to(device), camera, scene.image_size, 4.0)
        assert leaf.grad is not None
        results.append((image.detach().cpu(), distance.cpu(), leaf.grad.cpu()))
    (image, distance, gradient), (gpu_image, gpu_distance, gpu_gradient) = results
    torch.testing.assert_close(gpu_image, image, rtol=0, atol=_GPU_TOLERANCE[dtype])
    torch.testing.assert_close(gpu_distance, distance, rtol=0, atol=_GPU_TOLERANCE[dtype])
    if name in COINCIDENT:
        _assert_same_gradient(gpu_gradient.sum(0), gradient.sum(0), _GPU_TOLERANCE[dtype])
    else:
        _assert_same_gradient(gpu_gradient, gradient, _GPU_TOLERANCE[dtype])


@on_gpu
@needs_gpu
@pytest.mark.parametrize("dtype", _DTYPES, ids=str)
def test_gpu_gives_what_the_cpu_gives_for_many_outlines(dtype: torch.dtype) -> None:
    positions, topology = _noisy_sphere(dtype)
    image, gradient = _value_and_gradient(positions, topology, _cameras((96, 128)))
    expected = _value_and_gradient(positions.cpu(), topology.to("cpu"), _cameras((96, 128), "cpu"))
    torch.testing.assert_close(image.cpu(), expected[0], rtol=0, atol=_GPU_TOLERANCE[dtype])
    _assert_same_gradient(gradient, expected[1], _GPU_TOLERANCE[dtype])


@on_gpu
@needs_gpu
def test_gpu_gradient_is_the_finite_difference() -> None:
    positions, topology = _noisy_sphere(torch.float64)
    camera = _cameras((24, 32))
    direction = _random_like(positions)

    def loss(step: float) -> Tensor:
        return silhouette(positions + step * direction, topology, camera, (24, 32), 1.5).square().sum()

    leaf = torch.zeros((), dtype=torch.float64, device="cuda", requires_grad=True)
    value = silhouette(positions + leaf * direction, topology, camera, (24, 32), 1.5).square().sum()
    (slope,) = torch.autograd.grad(value, leaf)
    torch.testing.assert_close(slope, (loss(1e-6) - loss(-1e-6)) / 2e-6, rtol=1e-4, atol=1e-4)


@on_gpu
@needs_gpu
def test_gpu_works_on_the_current_stream() -> None:
    positions, topology = _noisy_sphere()
    camera = _cameras((96, 128))
    expected = _value_and_gradient(positions, topology, camera)
    stream = torch.cuda.Stream()
    stream.wait_stream(torch.cuda.current_stream())
    with torch.cuda.stream(stream):
        late = torch.zeros_like(positions)
        torch.cuda._sleep(50_000_000)  # what is queued on another stream would see the zeros
        late += positions
        image, gradient = _value_and_gradient(late, topology, camera)
    stream.synchronize()
    torch.testing.assert_close(image, expected[0])
    _assert_same_gradient(gradient, expected[1], _GPU_TOLERANCE[torch.float32])


@on_gpu
@needs_gpu
@pytest.mark.filterwarnings("ignore:Synchronization debug mode is a prototype")
@pytest.mark.parametrize("camera_device", ["cpu", "cuda"])
def test_gpu_is_never_waited_for_once_the_kernels_are_loaded(camera_device: str) -> None:
    positions, topology = _noisy_sphere()
    camera = _cameras((96, 128), camera_device)
    grad = torch.ones((4, 96, 128), device="cuda")
    leaf = positions.requires_grad_()

    def step() -> None:
        silhouette(leaf, topology, camera, (96, 128), 1.0).backward(grad)

    step()
    torch.cuda.synchronize()
    torch.cuda.set_sync_debug_mode("error")
    try:
        step()
    finally:
        torch.cuda.set_sync_debug_mode("default")


@on_gpu
@needs_gpu
def test_gpu_runs_inside_a_graph() -> None:
    positions, topology = _noisy_sphere()
    camera = _cameras((96, 128))
    expected, _ = _value_and_gradient(positions, topology, camera)  # loads the kernels
    graph = torch.cuda.CUDAGraph()
    moving = positions.clone()
    with torch.cuda.graph(graph):
        image = silhouette(moving, topology, camera, (96, 128), 1.0)
    moving += 0.1
    graph.replay()
    moving -= 0.1
    graph.replay()
    torch.testing.assert_close(image, expected, rtol=0, atol=1e-4)


@on_gpu
@needs_gpu
def test_gpu_runs_in_a_thread_that_has_used_no_gpu_yet() -> None:
    positions, topology = _noisy_sphere()
    camera = _cameras((96, 128))
    expected = silhouette(positions, topology, camera, (96, 128), 1.0)
    images: list[Tensor] = []
    thread = threading.Thread(target=lambda: images.append(silhouette(positions, topology, camera, (96, 128), 1.0)))
    thread.start()
    thread.join()
    torch.testing.assert_close(images[0], expected)


@on_gpu
@needs_gpu
@pytest.mark.skipif(torch.cuda.device_count() < 2, reason="needs a second GPU")
def test_second_gpu_gives_what_the_first_gives() -> None:
    first = _value_and_gradient(*_noisy_sphere(), _cameras((96, 128)))
    second = _value_and_gradient(*_noisy_sphere(device="cuda:1"), _cameras((96, 128), "cuda:1"))
    torch.testing.assert_close(second[0].cpu(), first[0].cpu())
    _assert_same_gradient(second[1], first[1], _GPU_TOLERANCE[torch.float32])
    assert torch.cuda.current_device() == 0


@on_gpu
@needs_gpu
@pytest.mark.parametrize(("level", "size"), [(3, 128), (3, 512), (5, 128)])
def test_gpu_memory_is_linear_in_image_and_mesh(level: int, size: int) -> None:
    mesh = trimesh.creation.icosphere(level)
    positions = torch.tensor(mesh.vertices, dtype=torch.float32, device="cuda", requires_grad=True)
    topology = Topology.from_faces(mesh.faces, mesh.vertices).to("cuda")
    camera = _cameras((size, size))
    torch.cuda.reset_peak_memory_stats()
    before = torch.cuda.memory_allocated()
    silhouette(positions, topology, camera, (size, size), 1.0).sum().backward()
    used = torch.cuda.max_memory_allocated() - before
    elements = len(mesh.vertices) + len(topology.edges) + len(mesh.faces)
    assert used < 4 * (48 * size * size + 160 * elements) + 4_000_000


@on_gpu
@needs_gpu
def test_gpu_operator_is_registered_rightly() -> None:
    positions, topology = _noisy_sphere()
    matrices = view_matrices(_cameras((24, 32))).to(torch.float32)
    connectivity = (topology.faces, topology.edges, topology.pair_codes, topology.fan_offsets, topology.fan_codes)
    torch.library.opcheck(
        silhouette_operator,
        (positions.requires_grad_(), matrices.requires_grad_(), *connectivity, 24, 32, 1.0, 6.0),
        # The fourth check compares all outputs, and the record has places that nothing is written to.
        test_utils=("test_schema", "test_autograd_registration", "test_faketensor"),
    )
