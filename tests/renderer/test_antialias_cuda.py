# SPDX-License-Identifier: MIT
"""CUDA blends as the CPU does: its kernels executed on the CPU, always; on a GPU where there is one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import torch

from renderer_cuda import Topology, antialias_cuda, blending
from renderer_cuda.antialias import antialias
from renderer_cuda.antialias_operator import antialias_operator
from renderer_cuda.blending import BlendGradients, BlendRecord, SeenMesh
from renderer_cuda.interpolate import interpolate
from renderer_cuda.placement import placed
from renderer_cuda.rasterize import rasterize
from tests.support.cuda_emulation import emulator
from tests.support.cuda_emulation.emulator import EmulatedLauncher
from tests.support.discontinuities import DISCONTINUITIES
from tests.support.scenes import SCENES, Scene

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from torch import Tensor

    Emulate = Callable[[torch.dtype, bool], EmulatedLauncher]

_DTYPES = [torch.float32, torch.float64]
# Each pixel's and each vertex's sums add up in the order of arrival.
_TOLERANCE = {torch.float32: 1e-5, torch.float64: 1e-11}
# On a GPU the positions' mean is rounded otherwise, so that a centre on an edge may be on its other side.
_GPU_TOLERANCE = {torch.float32: 2e-3, torch.float64: 1e-7}
_SCENES = {name: build for name, build in SCENES.items() if name not in ("seams", "inside_out")}
for _name, _build in DISCONTINUITIES.items():
    _SCENES[_name] = lambda build=_build: build(5).scene  # type: ignore[misc]

on_gpu = pytest.mark.cuda
needs_gpu = pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a GPU and a torch built for CUDA")


@pytest.fixture
def emulate(pytestconfig: pytest.Config) -> Iterator[Emulate]:
    """Gives a launcher of the antialias kernels on the CPU, for a dtype, in forward or reverse thread order.

    Meanwhile memory that nothing was written to holds NaN or the largest integer.
    """
    assert pytestconfig.cache is not None
    folder = pytestconfig.cache.mkdir("cuda_emulation")

    def launcher(dtype: torch.dtype, is_reversed: bool) -> EmulatedLauncher:
        library = emulator.build(antialias_cuda.SOURCE, "double" if dtype == torch.float64 else "float", folder)
        return EmulatedLauncher(library, is_reversed=is_reversed)

    torch.use_deterministic_algorithms(True)
    yield launcher
    torch.use_deterministic_algorithms(False)


def _random(*shape: int) -> Tensor:
    return torch.randn(shape, dtype=torch.float64, generator=torch.Generator().manual_seed(5))


def _stage_inputs(scene: Scene, dtype: torch.dtype) -> tuple[SeenMesh, Topology, Tensor]:
    """What `antialias` hands to the kernels, for an image of random colours at the vertices."""
    positions, faces = scene.tensors(dtype)
    topology = Topology.from_faces(faces, positions)
    fragments = rasterize(positions, topology, scene.camera, scene.image_size)
    image = interpolate(_random(len(positions), 3).to(dtype), topology.faces, fragments)
    local, matrices = placed("test", positions, topology, scene.camera)
    return SeenMesh(local, matrices, fragments.face_indices), topology, image


def _emulated_backward(
    launcher: EmulatedLauncher, seen: SeenMesh, topology: Topology, image: Tensor, record: BlendRecord, grad: Tensor
) -> BlendGradients:
    gradients = BlendGradients.unwritten(image, seen.positions, seen.matrices, of_image=True, of_mesh=True)
    antialias_cuda.backward(launcher, seen.positions, seen.matrices, topology.faces, image, record, grad, gradients)
    return gradients


def _assert_same(got: Tensor, expected: Tensor, tolerance: float) -> None:
    """Compares with a tolerance relative to the largest element."""
    torch.testing.assert_close(got.cpu(), expected.cpu(), rtol=0, atol=tolerance * float(expected.abs().max()) + 1e-30)


@pytest.mark.parametrize("dtype", _DTYPES, ids=str)
@pytest.mark.parametrize("name", _SCENES)
def test_emulated_kernels_give_what_the_cpu_gives(name: str, dtype: torch.dtype, emulate: Emulate) -> None:
    seen, topology, image = _stage_inputs(_SCENES[name](), dtype)
    expected, expected_record = blending.forward(seen, topology, image, intersections=True)
    grad = _random(*image.shape).to(dtype)
    mesh = (seen.positions, seen.matrices, topology.faces, image)
    expected_gradients = blending.backward(*mesh, expected_record, grad, of_image=True, of_mesh=True)

    launcher = emulate(dtype, name < "n")
    result, record = antialias_cuda.forward(launcher, seen, topology, image, intersections=True)
    _assert_same(result, expected, _TOLERANCE[dtype])
    gradients = _emulated_backward(launcher, seen, topology, image, record, grad)
    for got, wanted in zip(gradients, expected_gradients, strict=True):
        _assert_same(got, wanted, _TOLERANCE[dtype])


def test_emulated_backward_takes_gradients_of_any_strides(emulate: Emulate) -> None:
    seen, topology, image = _stage_inputs(SCENES["torus"](), torch.float64)
    launcher = emulate(torch.float64, False)
    _, record = antialias_cuda.forward(launcher, seen, topology, image, intersections=True)
    grad = _random(*image.mT.shape).mT
    assert not grad.is_contiguous()
    got = _emulated_backward(launcher, seen, topology, image, record, grad)
    expected = _emulated_backward(launcher, seen, topology, image, record, grad.contiguous())
    torch.testing.assert_close(tuple(got), tuple(expected), rtol=0, atol=0)


def test_blends_beyond_the_places_are_left_out(emulate: Emulate, monkeypatch: pytest.MonkeyPatch) -> None:
    seen, topology, image = _stage_inputs(SCENES["torus"](), torch.float64)
    views = len(image)

    def few_places(image: Tensor) -> BlendRecord:
        return BlendRecord(
            image.new_empty((views, 10, 7), dtype=torch.int32),
            image.new_empty((views, 10, 2), dtype=torch.float64),
            image.new_zeros((views,), dtype=torch.int64),
        )

    monkeypatch.setattr(antialias_cuda, "new_record", few_places)
    result, record = antialias_cuda.forward(emulate(torch.float64, False), seen, topology, image, intersections=False)
    assert (record.offsets > 10).all()  # counts what there would have been
    changed = (result != image).any(dim=-1).sum((1, 2))
    assert (changed > 0).all() and (changed <= 10).all()


@on_gpu
@needs_gpu
@pytest.mark.parametrize("dtype", _DTYPES, ids=str)
@pytest.mark.parametrize("name", _SCENES)
def test_gpu_gives_what_the_cpu_gives(name: str, dtype: torch.dtype) -> None:
    scene = _SCENES[name]()
    positions, faces = scene.tensors(dtype)
    topology = Topology.from_faces(faces, positions)
    fragments = rasterize(positions, topology, scene.camera, scene.image_size)
    image = interpolate(_random(len(positions), 3).to(dtype), topology.faces, fragments)
    results = []
    for device in ("cpu", "cuda"):
        leaf, colours = positions.to(device).requires_grad_(), image.to(device).requires_grad_()
        there = type(fragments)(*(x.detach().to(device) for x in vars(fragments).values()))
        blended = antialias(colours, there, leaf, topology.to(device), scene.camera.to(device=device))
        blended.backward(_random(*image.shape).to(blended))
        assert leaf.grad is not None and colours.grad is not None
        results.append((blended.detach().cpu(), leaf.grad.cpu(), colours.grad.cpu()))
    for got, expected in zip(*reversed(results), strict=True):
        _assert_same(got, expected, _GPU_TOLERANCE[dtype])


@on_gpu
@needs_gpu
@pytest.mark.filterwarnings("ignore:Synchronization debug mode is a prototype")
def test_gpu_is_never_waited_for_once_the_kernels_are_loaded() -> None:
    scene = SCENES["torus"]()
    positions, faces = scene.tensors(torch.float32)
    topology = Topology.from_faces(faces, positions).to("cuda")
    leaf, camera = positions.to("cuda").requires_grad_(), scene.camera.to(device="cuda")
    image = torch.rand((len(camera), *scene.image_size, 3), device="cuda", requires_grad=True)
    fragments = rasterize(leaf.detach(), topology, camera, scene.image_size)
    grad = torch.ones_like(image)

    def step() -> None:
        antialias(image, fragments, leaf, topology, camera).backward(grad)

    step()
    torch.cuda.synchronize()
    torch.cuda.set_sync_debug_mode("error")
    try:
        step()
    finally:
        torch.cuda.set_sync_debug_mode("default")


@on_gpu
@needs_gpu
def test_gpu_operator_is_registered_rightly() -> None:
    seen, topology, image = _stage_inputs(SCENES["torus"](), torch.float32)
    there = topology.to("cuda")
    connectivity = (there.faces, there.edges, there.pair_codes, there.fan_offsets, there.fan_codes)
    floating = [x.to("cuda").requires_grad_() for x in (seen.positions, seen.matrices, image)]
    torch.library.opcheck(
        antialias_operator,
        (*floating[:2], seen.face_indices.to("cuda"), floating[2], *connectivity, there.parts, True),
        # The fourth check compares all outputs, and the record has places that nothing is written to.
        test_utils=("test_schema", "test_autograd_registration", "test_faketensor"),
    )
