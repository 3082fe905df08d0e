# SPDX-License-Identifier: MIT
"""Loads compiled kernels onto a GPU and launches them on torch's current stream."""

from __future__ import annotations

import contextlib
import ctypes
import functools
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, TypeAlias

import torch

from renderer_cuda._cuda_compile import CudaUnavailableError, Real, compiled

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from cuda.core import Device, Kernel, LaunchConfig, ObjectCode, Stream

# Scalars carry their C type, since a Python number does not tell a kernel's int from its long long or float.
Scalar: TypeAlias = ctypes.c_int32 | ctypes.c_int64 | ctypes.c_float | ctypes.c_double


@dataclass(frozen=True)
class Strided:
    """A tensor that need not be contiguous, since the kernel is told its strides."""

    tensor: torch.Tensor

    def data_ptr(self) -> int:
        """The address of its first element."""
        return self.tensor.data_ptr()


Argument: TypeAlias = torch.Tensor | Strided | Scalar

THREADS_PER_BLOCK = 256


class Launcher(Protocol):
    """Runs the kernels of one source file by name, in the order of the calls."""

    def launch(self, kernel: str, blocks: int, *arguments: Argument, threads: int = THREADS_PER_BLOCK) -> None:
        """Queues one kernel.

        Args:
            kernel: name of an `extern "C"` kernel.
            blocks: number of thread blocks; nothing is queued for 0.
            arguments: the kernel's parameters in order; contiguous tensors for pointers.
            threads: threads a block.
        """


def blocks_for(items: int, threads: int = THREADS_PER_BLOCK) -> int:
    """The number of blocks that gives each of `items` a thread."""
    return -(-items // threads)


class _Module:
    """The kernels of one source file for one number type on one GPU."""

    def __init__(self, source: Path, real: Real, device_index: int) -> None:
        major, minor = torch.cuda.get_device_capability(device_index)
        binary = compiled(source, real, 10 * major + minor)
        from cuda.core import Device, ObjectCode

        self.device: Device = Device(device_index)
        load = ObjectCode.from_cubin if binary.architecture.format == "cubin" else ObjectCode.from_ptx
        self._code: ObjectCode = load(binary.code, name=source.name)
        self._kernels: dict[str, Kernel] = {}

    def kernel(self, name: str) -> Kernel:
        found = self._kernels.get(name)
        if found is None:
            try:
                found = self._kernels[name] = self._code.get_kernel(name)
            except Exception as error:  # cuda-core's CUDAError derives from nothing narrower
                raise CudaUnavailableError(
                    f"CUDA: the driver of this GPU could not load {name} from {self._code.name}; a newer NVIDIA "
                    f"driver or an NVRTC of the driver's version is needed ({error})"
                ) from error
        return found


_modules: dict[tuple[Path, Real, int], _Module] = {}
_modules_lock = threading.Lock()


def _module(source: Path, real: Real, device_index: int) -> _Module:
    key = (source, real, device_index)
    module = _modules.get(key)
    if module is None:
        with _modules_lock:
            module = _modules.get(key)
            if module is None:
                module = _modules[key] = _Module(*key)
    return module


@functools.lru_cache(maxsize=256)
def _configuration(blocks: int, threads: int) -> LaunchConfig:
    from cuda.core import LaunchConfig

    return LaunchConfig(grid=blocks, block=threads)


class CudaLauncher:
    """Launches on a GPU; made by `launching`, for the time that its GPU is the current one."""

    def __init__(self, module: _Module, stream: Stream) -> None:
        from cuda.core import launch

        self._launch, self._module, self._stream = launch, module, stream

    def launch(self, kernel: str, blocks: int, *arguments: Argument, threads: int = THREADS_PER_BLOCK) -> None:
        """Queues one kernel, see `Launcher`."""
        if blocks == 0:
            return
        passed = [x.data_ptr() if isinstance(x, torch.Tensor | Strided) else x for x in arguments]
        self._launch(self._stream, _configuration(blocks, threads), self._module.kernel(kernel), *passed)


@contextlib.contextmanager
def launching(source: Path, dtype: torch.dtype, device: torch.device) -> Iterator[CudaLauncher]:
    """The launcher of a source file's kernels on a GPU, which is the current one meanwhile.

    Args:
        source: a `.cu` file under `SOURCES`, compiled and loaded at its first use.
        dtype: float32 or float64, the kernels' number type.
        device: where the tensors are.

    Raises:
        CudaUnavailableError: a package is missing, the GPU or its driver is too old, or the source does not compile.
    """
    index = torch.cuda.current_device() if device.index is None else device.index
    with torch.cuda.device(index):
        module = _module(source, "double" if dtype == torch.float64 else "float", index)
        # A thread that has launched nothing yet, like one of autograd's, has no context, which torch makes only when
        # it needs one.
        module.device.set_current()
        from cuda.core import Stream

        yield CudaLauncher(module, Stream.from_handle(torch.cuda.current_stream(index).cuda_stream))
