# SPDX-License-Identifier: MIT
"""Builds `.cu` files for the CPU and launches their kernels as the CUDA launcher does."""

from __future__ import annotations

import ctypes
import functools
import hashlib
import os
import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import torch

from renderer_cuda._cuda_launch import THREADS_PER_BLOCK, Argument, Strided

if TYPE_CHECKING:
    from collections.abc import Sequence

    from renderer_cuda._cuda_compile import Real

_HERE = Path(__file__).parent
_FLAGS = ("-std=c++17", "-O2", "-ffp-contract=off", "-fPIC", "-shared", "-fvisibility=hidden", "-Wall", "-Werror")
_KERNEL = re.compile(r'extern "C"\s+__attribute__\(\(used\)\)\s+void\s+(\w+)\s*\(')

_TENSOR_CODES = {
    torch.float32: "f4",
    torch.float64: "f8",
    torch.int8: "i1",
    torch.uint8: "u1",
    torch.bool: "b1",
    torch.int32: "i4",
    torch.int64: "i8",
}
_SCALAR_CODES = {ctypes.c_int32: "i4", ctypes.c_int64: "i8", ctypes.c_float: "f4", ctypes.c_double: "f8"}


class EmulationError(AssertionError):
    """A launch that a GPU would run wrongly, or a kernel whose threads wait for each other in vain."""


@functools.cache
def build(source: Path, real: Real, folder: Path) -> Path:
    """Compiles a `.cu` file and the emulation into a shared library, once for each content.

    Args:
        source: the `.cu` file.
        real: the number type of its kernels.
        folder: where libraries are kept between runs.
    """
    compiler = shutil.which(os.environ.get("CXX", "c++"))
    assert compiler is not None, "the emulation of CUDA kernels needs a C++ compiler"
    command = [compiler, "-x", "c++", *_FLAGS, f"-DPS_REAL={real}", f"-I{_HERE}"]
    includes = f'#include "cuda_emulation.cpp"\n#include "{source}"\n'
    preprocessed = _run([*command, "-E", "-"], includes)
    kernels = _KERNEL.findall(preprocessed)
    table = ", ".join(f'describe<&{name}>("{name}")' for name in kernels)
    library = folder / f"{source.stem}-{_digest(compiler + repr(_FLAGS) + preprocessed)}.so"
    if not library.exists():
        code = f"{includes}namespace cuda_emulation {{\nconst Kernel kernels[] = {{{table}}};\n"
        code += f"const int kernel_count = {len(kernels)};\n}}\n"
        with tempfile.TemporaryDirectory(dir=folder) as temporary:
            built = Path(temporary) / library.name
            _run([*command, "-o", str(built), "-"], code)
            built.replace(library)
    return library


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _run(command: Sequence[str], standard_input: str) -> str:
    done = subprocess.run(command, input=standard_input, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{' '.join(command)}\n{done.stderr}"
    return done.stdout


@dataclass(frozen=True)
class _Kernel:
    index: int
    parameters: tuple[str, ...]


class EmulatedLauncher:
    """A `Launcher` whose kernels run on CPU tensors, in forward or reverse order of blocks and threads."""

    def __init__(self, library: Path, *, is_reversed: bool = False) -> None:
        self._library = ctypes.CDLL(str(library))
        self._library.emulated_kernel_name.restype = ctypes.c_char_p
        self._library.emulated_kernel_parameters.restype = ctypes.c_char_p
        self._library.emulated_launch.restype = ctypes.c_char_p
        self._is_reversed = is_reversed
        self._kernels = {
            self._library.emulated_kernel_name(index).decode(): _Kernel(
                index, tuple(self._library.emulated_kernel_parameters(index).decode().split())
            )
            for index in range(self._library.emulated_kernel_count())
        }

    def launch(self, kernel: str, blocks: int, *arguments: Argument, threads: int = THREADS_PER_BLOCK) -> None:
        """Runs one kernel, after checking its arguments as no GPU does."""
        if blocks == 0:
            return
        if kernel not in self._kernels:
            raise EmulationError(f"there is no kernel {kernel}, only {', '.join(self._kernels)}")
        parameters = self._kernels[kernel].parameters
        if len(parameters) != len(arguments):
            raise EmulationError(f"{kernel} takes {len(parameters)} arguments, got {len(arguments)}")
        for position, (parameter, argument) in enumerate(zip(parameters, arguments, strict=True)):
            _check_argument(f"argument {position} of {kernel}", parameter, argument)
        values = [
            ctypes.c_void_p(argument.data_ptr()) if isinstance(argument, torch.Tensor | Strided) else argument
            for argument in arguments
        ]
        addresses = (ctypes.c_void_p * len(values))(*(ctypes.addressof(value) for value in values))
        error = self._library.emulated_launch(
            self._kernels[kernel].index,
            ctypes.c_uint(blocks),
            ctypes.c_uint(threads),
            addresses,
            ctypes.c_int(self._is_reversed),
        )
        if error is not None:
            raise EmulationError(f"{kernel}: {error.decode()}")


def _check_argument(name: str, parameter: str, argument: Argument) -> None:
    if isinstance(argument, Strided):
        argument = argument.tensor.new_empty(1)
    if isinstance(argument, torch.Tensor):
        if not argument.is_contiguous() or argument.device.type != "cpu":
            raise EmulationError(f"{name} must be a contiguous CPU tensor")
        if not parameter.startswith("*"):
            raise EmulationError(f"{name} must be a scalar {parameter}, got a tensor")
        if not _points_to(argument, parameter[1:]):
            raise EmulationError(f"{name} must point to {parameter[1:]}, got a tensor of {argument.dtype}")
    elif _SCALAR_CODES.get(type(argument)) != parameter:
        raise EmulationError(f"{name} must be a {parameter}, got {argument!r}")


def _points_to(tensor: torch.Tensor, code: str) -> bool:
    if code[0] == "v":  # a struct: any tensor that holds a whole number of them
        return tensor.nbytes % int(code[1:]) == 0
    given = _TENSOR_CODES[tensor.dtype]
    # torch has few operations for unsigned integers; kernels may see the same bits as such.
    return given == code or (code[0] == "u" and given == f"i{code[1:]}")
