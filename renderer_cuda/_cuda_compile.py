# SPDX-License-Identifier: MIT
"""Compiles the shipped CUDA sources for the GPU at hand."""

from __future__ import annotations

import contextlib
import io
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from renderer_cuda._cuda_cache import cache_folder, cache_key, read_cached, write_cached

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

SOURCES = Path(__file__).parent / "csrc"
LOWEST_CAPABILITY = 75
# Contraction to fused multiply-adds is off because it would round an edge shared by two faces differently on its two
# sides, and differently from the CPU: both must take the same decisions.
_FUSED_MULTIPLY_ADD = False
_STANDARD = "c++17"

Format = Literal["cubin", "ptx"]
Real = Literal["float", "double"]
"""The number type of a source's kernels, its macro PS_REAL: one is compiled when one is needed."""


class CudaUnavailableError(RuntimeError):
    """Something that CUDA tensors need is missing; the message names it and the command that brings it."""


@dataclass(frozen=True)
class Architecture:
    """What to compile for: machine code for exactly one capability, or PTX that later ones finish themselves.

    Args:
        capability: ten times the compute capability, e.g. 75 or 120.
        format: "cubin" for machine code, "ptx" for the portable form.
    """

    capability: int
    format: Format

    @property
    def option(self) -> str:
        """The compiler's name of this architecture, e.g. `sm_90`."""
        return f"{'sm' if self.format == 'cubin' else 'compute'}_{self.capability}"


@dataclass(frozen=True)
class Binary:
    """A compiled source file.

    Args:
        code: machine code or PTX.
        architecture: what it was compiled for.
        log: the compiler's warnings, empty when there were none or when the code came from the cache.
    """

    code: bytes
    architecture: Architecture
    log: str


def choose_architecture(capability: int, supported: Sequence[int]) -> Architecture:
    """Picks the exact machine code where the compiler knows the GPU, else PTX of the highest older capability.

    Args:
        capability: ten times the GPU's compute capability, at least 75.
        supported: the capabilities that the compiler knows.

    Raises:
        CudaUnavailableError: the GPU is older than 7.5, or older than everything the compiler knows.
    """
    if capability < LOWEST_CAPABILITY:
        raise CudaUnavailableError(
            f"CUDA: the GPU must have compute capability {LOWEST_CAPABILITY / 10} or later, got {capability / 10}"
        )
    if capability in supported:
        return Architecture(capability, "cubin")
    older = [known for known in supported if known < capability]
    if not older:
        raise CudaUnavailableError(
            f"CUDA: NVRTC compiles for compute capability {min(supported) / 10} and later, "
            f"the GPU has {capability / 10}"
        )
    return Architecture(max(older), "ptx")


@contextlib.contextmanager
def _naming_what_is_missing() -> Iterator[None]:
    try:
        yield
    except ImportError as error:
        raise CudaUnavailableError(
            f"CUDA tensors need cuda-core and cuda-bindings ({error}): pip install 'photosculpture[cuda]'"
        ) from error
    except RuntimeError as error:
        # cuda-pathfinder's DynamicLibNotFoundError; importing it by name would need the package that may be missing.
        if type(error).__name__ != "DynamicLibNotFoundError":
            raise
        raise CudaUnavailableError(
            "CUDA tensors need NVIDIA's runtime compiler NVRTC, which torch's CUDA wheels bring "
            f"({str(error).splitlines()[0]}): pip install 'photosculpture[cuda]' nvidia-cuda-nvrtc"
        ) from error


@dataclass(frozen=True)
class Compiler:
    """The NVRTC at hand.

    Args:
        version: (major, minor).
        supported: ten times the compute capabilities that it knows.
    """

    version: tuple[int, int]
    supported: tuple[int, ...]

    @classmethod
    def installed(cls) -> Compiler:
        """Asks the installed NVRTC.

        Raises:
            CudaUnavailableError: cuda-core, cuda-bindings or NVRTC is not installed.
        """
        with _naming_what_is_missing():
            from cuda.bindings import nvrtc

            _, major, minor = nvrtc.nvrtcVersion()
            _, supported = nvrtc.nvrtcGetSupportedArchs()
        return cls((major, minor), tuple(supported))

    def compile(self, source: Path, real: Real, architecture: Architecture) -> Binary:
        """Compiles one `.cu` file.

        Raises:
            CudaUnavailableError: the compiler refused the source; the message holds its log.
        """
        with _naming_what_is_missing():
            from cuda.core import Program, ProgramOptions

            log = io.StringIO()
            options = ProgramOptions(
                name=source.name,
                arch=architecture.option,
                std=_STANDARD,
                fma=_FUSED_MULTIPLY_ADD,
                define_macro=("PS_REAL", real),
                include_path=str(source.parent),
            )
            try:
                code = Program(source.read_text(), "c++", options).compile(architecture.format, logs=log).code
            except (ImportError, RuntimeError):
                raise
            except Exception as error:  # cuda-core's CUDAError derives from nothing narrower
                raise CudaUnavailableError(
                    f"CUDA: NVRTC {self.version[0]}.{self.version[1]} could not compile {source.name} "
                    f"for {architecture.option}: {error}"
                ) from error
        return Binary(bytes(code), architecture, log.getvalue().strip("\0\n "))


def compiled(source: Path, real: Real, capability: int) -> Binary:
    """The machine code of a shipped source for a GPU, from the disk where it is there and whole.

    Args:
        source: a `.cu` file under `SOURCES`.
        real: the number type of its kernels.
        capability: ten times the GPU's compute capability.

    Raises:
        CudaUnavailableError: a package is missing, the GPU is too old, or the compiler refused the source.
    """
    compiler = Compiler.installed()
    architecture = choose_architecture(capability, compiler.supported)
    key = cache_key(source, SOURCES, compiler.version, architecture.option, real, _STANDARD, _FUSED_MULTIPLY_ADD)
    path = cache_folder() / f"{source.stem}-{real}-{architecture.option}-{key[:32]}.{architecture.format}"
    code = read_cached(path)
    if code is not None:
        return Binary(code, architecture, log="")
    binary = compiler.compile(source, real, architecture)
    write_cached(path, binary.code)
    return binary
