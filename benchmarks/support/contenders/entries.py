"""Who takes part: on this machine, with the packages that are installed."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec

import torch

from benchmarks.support.contenders.contender import Contender
from benchmarks.support.contenders.one_write import OneWrite
from benchmarks.support.contenders.ours import Ours
from benchmarks.support.workload import Workload

DEODR, NVDIFFRAST = "DEODR", "nvdiffrast, CUDA"


@dataclass(frozen=True)
class Entry:
    """One who takes part.

    Args:
        name: in the tables.
        device: cpu or cuda.
        renders: whether it does the work, rather than marking a bound.
        make: prepares it for a case; can be sent to another process.
    """

    name: str
    device: str
    renders: bool
    make: Callable[[Workload], Contender]


def entries(device: str, thread_counts: tuple[int, ...]) -> tuple[Entry, ...]:
    """Return who takes part.

    Args:
        device: all, cpu or cuda.
        thread_counts: for ours on the CPU, ascending; the bounds and PyTorch3D take the last.

    Raises:
        ValueError: cuda is asked for and torch finds no GPU.
    """
    if device == "cuda" and not torch.cuda.is_available():
        raise ValueError("--device cuda: torch finds no GPU that it can use")
    found = _on_cpu(thread_counts) if device != "cuda" else []
    if device != "cpu" and torch.cuda.is_available():
        found += _on_cuda()
    return tuple(found)


def ours_name(device: str, threads: int) -> str:
    """The name of ours in the tables."""
    return "ours, CUDA" if device == "cuda" else f"ours, {threads} thread{'s' if threads > 1 else ''}"


def write_name(device: str) -> str:
    """The name of the one write that figures are related to."""
    return "one write, CUDA" if device == "cuda" else "one write"


def _on_cpu(thread_counts: tuple[int, ...]) -> list[Entry]:
    most = thread_counts[-1]
    found = [
        Entry(ours_name("cpu", threads), "cpu", True, partial(Ours, device="cpu", threads=threads))
        for threads in thread_counts
    ]
    if _installed("deodr"):
        found.append(Entry(DEODR, "cpu", True, _deodr))
    if _installed("pytorch3d"):
        found.append(Entry("PyTorch3D", "cpu", True, partial(_pytorch3d, device="cpu", threads=most)))
    return found + _writes("cpu", most)


def _on_cuda() -> list[Entry]:
    found = [Entry(ours_name("cuda", 1), "cuda", True, partial(Ours, device="cuda", threads=1))]
    if _installed("nvdiffrast"):
        found.append(Entry(NVDIFFRAST, "cuda", True, _nvdiffrast))
    if _installed("pytorch3d"):
        found.append(Entry("PyTorch3D, CUDA", "cuda", True, partial(_pytorch3d, device="cuda", threads=1)))
    return found + _writes("cuda", 1)


def _writes(device: str, threads: int) -> list[Entry]:
    write = partial(OneWrite, device=device, threads=threads)
    return [
        Entry(write_name(device), device, False, partial(write, fresh=False)),
        Entry(f"fresh {write_name(device)}", device, False, partial(write, fresh=True)),
    ]


def _installed(package: str) -> bool:
    return find_spec(package) is not None


# The packages below need not be there, so their modules are imported when they are asked for.


def _deodr(work: Workload) -> Contender:
    from benchmarks.support.contenders.deodr import Deodr

    return Deodr(work)


def _nvdiffrast(work: Workload) -> Contender:
    from benchmarks.support.contenders.nvdiffrast import Nvdiffrast

    return Nvdiffrast(work)


def _pytorch3d(work: Workload, device: str, threads: int) -> Contender:
    from benchmarks.support.contenders.pytorch3d import PyTorch3D

    return PyTorch3D(work, device, threads)
