# SPDX-License-Identifier: MIT
"""The emulation that CUDA kernels are tested with tells right kernels from wrong ones."""

from __future__ import annotations

import ctypes
from pathlib import Path

import pytest
import torch

from tests.support.cuda_emulation import emulator
from tests.support.cuda_emulation.emulator import EmulatedLauncher, EmulationError

_KERNELS = Path(emulator.__file__).parent / "example_kernels.cu"


@pytest.fixture(scope="module")
def library(pytestconfig: pytest.Config) -> Path:
    assert pytestconfig.cache is not None
    return emulator.build(_KERNELS, "float", pytestconfig.cache.mkdir("cuda_emulation"))


@pytest.fixture(params=[False, True], ids=["forward", "reverse"])
def launcher(library: Path, request: pytest.FixtureRequest) -> EmulatedLauncher:
    return EmulatedLauncher(library, is_reversed=request.param)


def _integers(count: int) -> torch.Tensor:
    return torch.randint(0, 100, (count,), dtype=torch.int32, generator=torch.Generator().manual_seed(1))


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_plain_kernel_runs_once_per_item(launcher: EmulatedLauncher, dtype: torch.dtype) -> None:
    values = torch.arange(1000, dtype=dtype)
    factor = ctypes.c_float(3) if dtype == torch.float32 else ctypes.c_double(3)
    kernel = "scale_float" if dtype == torch.float32 else "scale_double"
    launcher.launch(kernel, 4, values, factor, ctypes.c_int32(900))
    expected = torch.arange(1000, dtype=dtype)
    expected[:900] *= 3
    assert torch.equal(values, expected)


def test_barriers_order_what_threads_share(launcher: EmulatedLauncher) -> None:
    values = _integers(5 * 64)
    sums = torch.zeros_like(values)
    launcher.launch("prefix_sum", 5, values, sums, threads=64)
    assert torch.equal(sums.view(5, 64), values.view(5, 64).cumsum(1, dtype=torch.int32))


def test_forgotten_barrier_shows_in_one_of_the_orders(library: Path) -> None:
    values = _integers(64)
    right = []
    for is_reversed in (False, True):
        sums = torch.zeros_like(values)
        launcher = EmulatedLauncher(library, is_reversed=is_reversed)
        launcher.launch("prefix_sum_without_barrier", 1, values, sums, threads=64)
        right.append(torch.equal(sums, values.cumsum(0, dtype=torch.int32)))
    assert not all(right)


def test_shuffles_sum_a_warp(launcher: EmulatedLauncher) -> None:
    values = torch.rand(2 * 128, dtype=torch.float64, generator=torch.Generator().manual_seed(2))
    sums = torch.zeros(2 * 128 // 32, dtype=torch.float64)
    launcher.launch("sum_by_shuffles", 2, values, sums, threads=128)
    torch.testing.assert_close(sums, values.view(-1, 32).sum(1))


def test_ballots_and_broadcasts(launcher: EmulatedLauncher) -> None:
    values = 2 * _integers(64)
    values[[35, 40, 63]] += 1
    votes = torch.zeros(2, dtype=torch.int32)
    first_odd = torch.zeros(2, dtype=torch.int32)
    launcher.launch("odd_lanes", 1, values, votes, first_odd, threads=64)
    assert (votes.to(torch.int64) & 0xFFFFFFFF).tolist() == [0, 1 << 3 | 1 << 8 | 1 << 31]
    assert first_odd.tolist() == [values[0].item(), values[35].item()]


def test_atomics(launcher: EmulatedLauncher) -> None:
    values = _integers(300).to(torch.float32) + 1
    total, largest = torch.zeros(1), torch.zeros(1, dtype=torch.int32)
    smallest_key = torch.full((1,), -1, dtype=torch.int64)  # all bits set: the largest unsigned number
    arrivals = torch.zeros(301, dtype=torch.int32)
    launcher.launch("accumulate", 2, values, ctypes.c_int32(300), total, largest, smallest_key, arrivals)
    assert total.item() == values.sum().item()
    assert largest.item() == values.max().item()
    assert (smallest_key & 0xFFFFFFFF).item() == values.argmin().item()
    assert arrivals[300].item() == 300
    assert sorted(arrivals[:300].tolist()) == list(range(300))


@pytest.mark.parametrize("kernel", ["barrier_for_some", "two_different_barriers"])
def test_divergent_barrier_is_reported(launcher: EmulatedLauncher, kernel: str) -> None:
    with pytest.raises(EmulationError, match="wait for each other in vain: thread 0 at __syncthreads in line"):
        launcher.launch(kernel, 1, torch.zeros(64, dtype=torch.int32), threads=64)


def test_shared_memory_starts_each_block_as_garbage(launcher: EmulatedLauncher) -> None:
    seen = torch.zeros(3, dtype=torch.int32)
    launcher.launch("read_before_write", 3, seen, threads=1)
    assert seen.tolist() == [-1, -1, -1]


def test_arguments_are_held_against_the_kernels_parameters(launcher: EmulatedLauncher) -> None:
    values, factor, count = torch.zeros(8), ctypes.c_float(1), ctypes.c_int32(8)
    launcher.launch("scale_float", 1, values, factor, count)
    with pytest.raises(EmulationError, match="takes 3 arguments, got 2"):
        launcher.launch("scale_float", 1, values, factor)
    with pytest.raises(EmulationError, match="argument 0 of scale_float must point to f4, got a tensor"):
        launcher.launch("scale_float", 1, values.double(), factor, count)
    with pytest.raises(EmulationError, match="argument 1 of scale_float must be a f4"):
        launcher.launch("scale_float", 1, values, ctypes.c_double(1), count)
    with pytest.raises(EmulationError, match="argument 2 of scale_float must be a scalar i4, got a tensor"):
        launcher.launch("scale_float", 1, values, factor, values)
    with pytest.raises(EmulationError, match="contiguous CPU tensor"):
        launcher.launch("scale_float", 1, torch.zeros(8, 2)[:, 0], factor, count)
    with pytest.raises(EmulationError, match="there is no kernel scale_half"):
        launcher.launch("scale_half", 1, values, factor, count)


def test_nothing_runs_for_no_blocks(launcher: EmulatedLauncher) -> None:
    values = torch.ones(8)
    launcher.launch("scale_float", 0, values, ctypes.c_float(5), ctypes.c_int32(8))
    assert torch.equal(values, torch.ones(8))
