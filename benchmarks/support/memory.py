"""The most memory that one call takes, measured in a process of its own."""

import multiprocessing
import resource
import sys
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import torch

from benchmarks.support.contenders.entries import Entry
from benchmarks.support.workload import sphere_workload

_SMALL_FACES, _SMALL_PIXELS = 20, 16


def peak_bytes(entry: Entry, face_count: int, size_pixels: int) -> int:
    """Run one forward and backward pass in a new process.

    Args:
        entry: the renderer.
        face_count: of the workload.
        size_pixels: of the workload.

    Returns:
        The rise of the process's memory, or of torch's memory on the GPU, from before the pass to its peak. What is
        prepared once (the mesh, its connectivity, the image gradient) and the libraries were there before.
    """
    with ProcessPoolExecutor(max_workers=1, mp_context=multiprocessing.get_context("spawn")) as pool:
        return pool.submit(_measured, entry, face_count, size_pixels).result()


def rise_bytes(call: Callable[[], object]) -> int:
    """Return how far the memory of this process rises from before a call to its peak, where the system can tell.

    Args:
        call: what to run; what a first call brings in should be there already.
    """
    before = _reset_peak()
    call()
    return max(0, _peak() - before)


def _measured(entry: Entry, face_count: int, size_pixels: int) -> int:
    small = entry.make(sphere_workload(_SMALL_FACES, _SMALL_PIXELS))
    small.prepare()
    small.run()  # brings in what a first call brings
    contender = entry.make(sphere_workload(face_count, size_pixels))
    if entry.device == "cuda":
        contender.prepare()
        before = torch.cuda.memory_allocated()
        torch.cuda.reset_peak_memory_stats()
        contender.run()
        return torch.cuda.max_memory_allocated() - before
    contender.prepare()
    return rise_bytes(contender.run)


_STATUS, _CLEAR = Path("/proc/self/status"), Path("/proc/self/clear_refs")


def _reset_peak() -> int:
    """Let the peak start again from the bytes in use, where the system can; else it stays that of the preparation."""
    if not _CLEAR.exists():
        return _peak()
    _CLEAR.write_text("5")
    return _peak()


def _peak() -> int:
    # getrusage of a process that another started can still hold the other's peak, /proc does not.
    if _STATUS.exists():
        (line,) = [line for line in _STATUS.read_text().splitlines() if line.startswith("VmHWM")]
        return int(line.split()[1]) * 1024
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024
