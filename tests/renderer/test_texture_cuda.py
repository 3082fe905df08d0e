# SPDX-License-Identifier: MIT
"""CUDA samples textures as the CPU does: its kernels executed on the CPU, always; on a GPU where there is one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import torch

from renderer_cuda import texture_cuda, texture_sampling
from renderer_cuda.mip_levels import coarser_levels
from renderer_cuda.texture import texture
from renderer_cuda.texture_sampling import WRAPS, Samples, TextureGradients
from tests.support.cuda_emulation import emulator
from tests.support.cuda_emulation.emulator import EmulatedLauncher
from tests.support.textures import TextureCase, texture_cases

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from torch import Tensor

    Emulate = Callable[[torch.dtype, bool], EmulatedLauncher]

_CASES = texture_cases()
_DTYPES = [torch.float32, torch.float64]
# The gradient by uv is a difference of texels times their number.
_TOLERANCE = {torch.float32: 1e-3, torch.float64: 1e-10}

on_gpu = pytest.mark.cuda
needs_gpu = pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a GPU and a torch built for CUDA")


@pytest.fixture
def emulate(pytestconfig: pytest.Config) -> Iterator[Emulate]:
    """Gives a launcher of the texture kernels on the CPU, for a dtype, in forward or reverse thread order.

    Meanwhile memory that nothing was written to holds NaN or the largest integer.
    """
    assert pytestconfig.cache is not None
    folder = pytestconfig.cache.mkdir("cuda_emulation")

    def launcher(dtype: torch.dtype, is_reversed: bool) -> EmulatedLauncher:
        library = emulator.build(texture_cuda.SOURCE, "double" if dtype == torch.float64 else "float", folder)
        return EmulatedLauncher(library, is_reversed=is_reversed)

    torch.use_deterministic_algorithms(True)
    yield launcher
    torch.use_deterministic_algorithms(False)


def _samples(case: TextureCase) -> Samples:
    """What `texture` hands to the kernels."""
    none = case.texels.new_empty(0)
    levels = [] if case.slopes is None else [level.flatten() for level in coarser_levels(case.texels)]
    return Samples(
        case.texels,
        torch.cat(levels) if levels else none,
        case.uv,
        none if case.slopes is None else case.slopes,
        none.to(torch.int32) if case.mask is None else case.mask,
    )


def _random_like(image: Tensor) -> Tensor:
    generator = torch.Generator().manual_seed(5)
    return torch.randn(image.shape, dtype=torch.float64, generator=generator).to(image)


@pytest.mark.parametrize("dtype", _DTYPES, ids=str)
@pytest.mark.parametrize("case", _CASES, ids=str)
def test_emulated_kernels_give_what_the_cpu_gives(case: TextureCase, dtype: torch.dtype, emulate: Emulate) -> None:
    samples = _samples(case.to(dtype))
    call = (samples, WRAPS.index(case.wrap), case.filter == "nearest")
    expected = texture_sampling.forward(*call)
    grad = _random_like(expected)
    expected_gradients = texture_sampling.backward(*call, grad, of_texels=True, of_uv=True)

    launcher = emulate(dtype, case.mask is None)
    image = torch.empty_like(expected)
    texture_cuda.forward(launcher, *call, image)
    torch.testing.assert_close(image, expected, rtol=0, atol=_TOLERANCE[dtype])
    gradients = TextureGradients.unwritten(samples, of_texels=True, of_uv=True)
    texture_cuda.backward(launcher, *call, grad, gradients)
    for got, wanted in zip(gradients, expected_gradients, strict=True):
        torch.testing.assert_close(got, wanted, rtol=0, atol=_TOLERANCE[dtype])


@pytest.mark.parametrize(("of_texels", "of_uv"), [(True, False), (False, True)])
def test_emulated_backward_leaves_out_what_nobody_wants(of_texels: bool, of_uv: bool, emulate: Emulate) -> None:
    samples = _samples(_CASES[2])
    grad = _random_like(texture_sampling.forward(samples, 0, False))
    expected = texture_sampling.backward(samples, 0, False, grad, of_texels=of_texels, of_uv=of_uv)
    gradients = TextureGradients.unwritten(samples, of_texels=of_texels, of_uv=of_uv)
    texture_cuda.backward(emulate(torch.float64, False), samples, 0, False, grad, gradients)
    assert [tensor.numel() > 0 for tensor in gradients] == [of_texels, of_texels, of_uv]
    for got, wanted in zip(gradients, expected, strict=True):
        torch.testing.assert_close(got, wanted)


def _value_and_gradients(case: TextureCase, device: str) -> list[Tensor]:
    texels, uv = (tensor.to(device).requires_grad_() for tensor in (case.texels, case.uv))
    options: dict[str, Any] = {
        name: value.to(device) if isinstance(value, torch.Tensor) else value for name, value in case.options.items()
    }
    image = texture(texels, uv, **options)
    wanted = [texels] if case.filter == "nearest" else [texels, uv]
    return [image.detach().cpu(), *(g.cpu() for g in torch.autograd.grad(image, wanted, _random_like(image)))]


@on_gpu
@needs_gpu
@pytest.mark.parametrize("dtype", _DTYPES, ids=str)
@pytest.mark.parametrize("case", _CASES, ids=str)
def test_gpu_gives_what_the_cpu_gives(case: TextureCase, dtype: torch.dtype) -> None:
    case = case.to(dtype)
    for got, expected in zip(_value_and_gradients(case, "cuda"), _value_and_gradients(case, "cpu"), strict=True):
        torch.testing.assert_close(got, expected, rtol=0, atol=_TOLERANCE[dtype])


@on_gpu
@needs_gpu
@pytest.mark.filterwarnings("ignore:Synchronization debug mode is a prototype")
def test_gpu_is_never_waited_for_once_the_kernels_are_loaded() -> None:
    case = next(case for case in _CASES if case.slopes is not None and case.mask is not None)
    tensors: dict[str, Any] = {
        name: value.cuda() for name, value in case.options.items() if isinstance(value, torch.Tensor)
    }
    texels, uv = case.texels.cuda().requires_grad_(), case.uv.cuda().requires_grad_()
    grad = torch.ones((*uv.shape[:3], texels.shape[2]), dtype=texels.dtype, device="cuda")

    def step() -> None:
        texture(texels, uv, **tensors).backward(grad)

    step()
    torch.cuda.synchronize()
    torch.cuda.set_sync_debug_mode("error")
    try:
        step()
    finally:
        torch.cuda.set_sync_debug_mode("default")
