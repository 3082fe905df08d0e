"""Who takes part: on this machine, with the packages that are installed."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec

import torch

from benchmarks.support.contenders.contender import Contender
from benchmarks.support.contenders.one_write import OneWrite
from benchmarks.support.contenders.ours import Ours
from benchmarks.support.contenders.ours_in_colour import OursInColour, OursInThreeStages
from benchmarks.support.workload import COLOUR_CHANNELS, Workload

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


def silhouette_entries(device: str, thread_counts: tuple[int, ...]) -> tuple[Entry, ...]:
    """Return who renders silhouettes.

    Args:
        device: all, cpu or cuda.
        thread_counts: for ours on the CPU, ascending; the bounds and PyTorch3D take the last.

    Raises:
        ValueError: cuda is asked for and torch finds no GPU.
    """
    found: list[Entry] = []
    if _on_cpu(device):
        found += _ours_on_cpu(Ours, thread_counts)
        found += _where_installed("deodr", DEODR, "cpu", partial(_deodr, channels=1))
        found += _where_installed(
            "pytorch3d", "PyTorch3D", "cpu", partial(_pytorch3d, device="cpu", threads=thread_counts[-1])
        )
        found += _writes(1, "cpu", thread_counts[-1])
    if _on_cuda(device):
        found.append(Entry(ours_name("cuda", 1), "cuda", True, partial(Ours, device="cuda", threads=1)))
        found += _where_installed("nvdiffrast", NVDIFFRAST, "cuda", _nvdiffrast)
        found += _where_installed("pytorch3d", "PyTorch3D, CUDA", "cuda", partial(_pytorch3d, device="cuda", threads=1))
        found += _writes(1, "cuda", 1)
    return tuple(found)


def colour_entries(device: str, thread_counts: tuple[int, ...]) -> tuple[Entry, ...]:
    """Return who renders colours; as `silhouette_entries`."""
    found: list[Entry] = []
    if _on_cpu(device):
        found += _ours_on_cpu(OursInColour, thread_counts)
        in_stages = partial(OursInThreeStages, device="cpu", threads=thread_counts[-1])
        found.append(Entry(f"{ours_name('cpu', thread_counts[-1])}, in three stages", "cpu", True, in_stages))
        found += _where_installed("deodr", DEODR, "cpu", partial(_deodr, channels=COLOUR_CHANNELS))
        found += _writes(COLOUR_CHANNELS, "cpu", thread_counts[-1])
    if _on_cuda(device):
        found.append(Entry(ours_name("cuda", 1), "cuda", True, partial(OursInColour, device="cuda", threads=1)))
        found += _where_installed("nvdiffrast", NVDIFFRAST, "cuda", _nvdiffrast_in_colour)
        found += _writes(COLOUR_CHANNELS, "cuda", 1)
    return tuple(found)


def ours_name(device: str, threads: int) -> str:
    """The name of ours in the tables."""
    return "ours, CUDA" if device == "cuda" else f"ours, {threads} thread{'s' if threads > 1 else ''}"


def write_name(device: str) -> str:
    """The name of the one write that figures are related to."""
    return "one write, CUDA" if device == "cuda" else "one write"


def _on_cpu(device: str) -> bool:
    return device != "cuda"


def _on_cuda(device: str) -> bool:
    if device == "cuda" and not torch.cuda.is_available():
        raise ValueError("--device cuda: torch finds no GPU that it can use")
    return device != "cpu" and torch.cuda.is_available()


def _ours_on_cpu(ours: Callable[..., Contender], thread_counts: tuple[int, ...]) -> list[Entry]:
    return [
        Entry(ours_name("cpu", threads), "cpu", True, partial(ours, device="cpu", threads=threads))
        for threads in thread_counts
    ]


def _where_installed(package: str, name: str, device: str, make: Callable[[Workload], Contender]) -> list[Entry]:
    return [Entry(name, device, True, make)] if find_spec(package) is not None else []


def _writes(channels: int, device: str, threads: int) -> list[Entry]:
    write = partial(OneWrite, channels=channels, device=device, threads=threads)
    return [
        Entry(write_name(device), device, False, partial(write, fresh=False)),
        Entry(f"fresh {write_name(device)}", device, False, partial(write, fresh=True)),
    ]


# The packages below need not be there, so their modules are imported when they are asked for.


def _deodr(work: Workload, channels: int) -> Contender:
    from benchmarks.support.contenders.deodr import Deodr

    return Deodr(work, channels)


def _nvdiffrast(work: Workload) -> Contender:
    from benchmarks.support.contenders.nvdiffrast import Nvdiffrast

    return Nvdiffrast(work)


def _nvdiffrast_in_colour(work: Workload) -> Contender:
    from benchmarks.support.contenders.nvdiffrast import NvdiffrastInColour

    return NvdiffrastInColour(work)


def _pytorch3d(work: Workload, device: str, threads: int) -> Contender:
    from benchmarks.support.contenders.pytorch3d import PyTorch3D

    return PyTorch3D(work, device, threads)
