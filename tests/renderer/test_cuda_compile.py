# SPDX-License-Identifier: MIT
"""Every shipped kernel compiles for every architecture without a warning, and compiled kernels are kept on disk."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
from typing import TYPE_CHECKING

import pytest

from renderer_cuda import _cuda_cache, _cuda_compile
from renderer_cuda._cuda_compile import Architecture, Binary, Compiler, CudaUnavailableError, Real, choose_architecture

if TYPE_CHECKING:
    from pathlib import Path

_CAPABILITIES = (75, 80, 86, 89, 90, 100, 120)
_SOURCES = sorted(_cuda_compile.SOURCES.rglob("*.cu"))
_KERNEL = 'extern "C" __global__ void fill(float* a) { a[threadIdx.x] = PS_REAL(VALUE); }\n'


@pytest.fixture
def sources(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of sources with one kernel and one header, and an empty cache."""
    folder = tmp_path / "csrc"
    (folder / "common").mkdir(parents=True)
    (folder / "common" / "value.h").write_text("#define VALUE 1.0f\n")
    (folder / "kernel.cu").write_text('#include "common/value.h"\n' + _KERNEL)
    monkeypatch.setattr(_cuda_compile, "SOURCES", folder)
    monkeypatch.setenv(_cuda_cache.FOLDER_VARIABLE, str(tmp_path / "cache"))
    return folder


@pytest.fixture
def compilations(monkeypatch: pytest.MonkeyPatch) -> list[Architecture]:
    """What the compiler was run for."""
    done: list[Architecture] = []
    compile_really = Compiler.compile

    def counted(self: Compiler, source: Path, real: Real, architecture: Architecture) -> Binary:
        done.append(architecture)
        return compile_really(self, source, real, architecture)

    monkeypatch.setattr(Compiler, "compile", counted)
    return done


def _cache_files() -> list[Path]:
    return sorted(_cuda_cache.cache_folder().iterdir())


def test_there_are_kernels_to_compile() -> None:
    assert _SOURCES


@pytest.mark.parametrize("capability", _CAPABILITIES)
@pytest.mark.parametrize("real", ["float", "double"])
@pytest.mark.parametrize("source", _SOURCES, ids=lambda path: path.stem)
def test_shipped_kernels_compile_without_warnings(source: Path, real: Real, capability: int) -> None:
    binary = Compiler.installed().compile(source, real, Architecture(capability, "cubin"))
    assert binary.log == ""
    assert binary.code.startswith(b"\x7fELF")


@pytest.mark.skipif(shutil.which("nvcc") is None, reason="nvcc is not installed; NVRTC compiles the same kernels")
@pytest.mark.parametrize("real", ["float", "double"])
@pytest.mark.parametrize("source", _SOURCES, ids=lambda path: path.stem)
def test_shipped_kernels_compile_with_nvcc(source: Path, real: Real, tmp_path: Path) -> None:
    done = subprocess.run(
        [
            *("nvcc", "-std=c++17", "-arch=sm_75", "-cubin", "-fmad=false", "-Werror", "all-warnings"),
            *(f"-DPS_REAL={real}", "-o", str(tmp_path / "kernels.cubin"), str(source)),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout + done.stderr) == (0, "")


def test_the_compiler_is_heard(sources: Path) -> None:
    (sources / "kernel.cu").write_text('extern "C" __global__ void fill(float* a) { int unused = 3; }\n')
    compiler = Compiler.installed()
    assert "unused" in compiler.compile(sources / "kernel.cu", "float", Architecture(75, "cubin")).log
    (sources / "kernel.cu").write_text('extern "C" __global__ void fill(float* a) { a[0] = nothing; }\n')
    with pytest.raises(CudaUnavailableError, match=r"could not compile kernel.cu for sm_75(.|\n)*nothing"):
        compiler.compile(sources / "kernel.cu", "float", Architecture(75, "cubin"))


def test_architecture_is_exact_or_ptx_of_the_highest_older() -> None:
    known = [75, 80, 86, 89, 90, 100, 101, 120]
    assert choose_architecture(90, known) == Architecture(90, "cubin")
    assert choose_architecture(103, known) == Architecture(101, "ptx")
    assert choose_architecture(130, known) == Architecture(120, "ptx")
    assert Architecture(101, "ptx").option == "compute_101"
    with pytest.raises(CudaUnavailableError, match=r"compute capability 7\.5 or later, got 7\.0"):
        choose_architecture(70, known)
    with pytest.raises(CudaUnavailableError, match=r"8\.0 and later, the GPU has 7\.5"):
        choose_architecture(75, [80, 90])


def test_second_use_is_read_from_disk(sources: Path, compilations: list[Architecture]) -> None:
    first = _cuda_compile.compiled(sources / "kernel.cu", "float", 75)
    second = _cuda_compile.compiled(sources / "kernel.cu", "float", 75)
    assert compilations == [Architecture(75, "cubin")]
    assert second.code == first.code
    _cuda_compile.compiled(sources / "kernel.cu", "float", 80)
    _cuda_compile.compiled(sources / "kernel.cu", "double", 80)
    assert len(compilations) == 3


@pytest.mark.parametrize("content", [b"", b"short", None], ids=["empty", "short", "one byte changed"])
def test_damaged_file_is_compiled_anew(sources: Path, compilations: list[Architecture], content: bytes | None) -> None:
    whole = _cuda_compile.compiled(sources / "kernel.cu", "float", 75).code
    (path,) = _cache_files()
    stored = path.read_bytes()
    path.write_bytes(stored[:-1] + bytes([stored[-1] ^ 1]) if content is None else content)
    assert _cuda_compile.compiled(sources / "kernel.cu", "float", 75).code == whole
    assert len(compilations) == 2
    assert path.read_bytes() == stored


def test_changed_header_source_or_compiler_is_a_new_key(sources: Path) -> None:
    def key(version: tuple[int, int] = (13, 0), option: str = "sm_75") -> str:
        return _cuda_cache.cache_key(sources / "kernel.cu", sources, version, option)

    keys = [key(), key(version=(13, 1)), key(option="sm_80")]
    (sources / "common" / "value.h").write_text("#define VALUE 2.0f\n")
    keys.append(key())
    (sources / "common" / "value.h").rename(sources / "common" / "other.h")
    keys.append(key())
    (sources / "kernel.cu").write_text(_KERNEL)
    keys.append(key())
    assert len(set(keys)) == len(keys)
    assert key() == keys[-1]


def test_changed_header_is_compiled(sources: Path, compilations: list[Architecture]) -> None:
    before = _cuda_compile.compiled(sources / "kernel.cu", "float", 75).code
    (sources / "common" / "value.h").write_text("#define VALUE 2.0f\n")
    assert _cuda_compile.compiled(sources / "kernel.cu", "float", 75).code != before
    assert len(compilations) == 2


def test_interrupted_write_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr(os, "replace", fail)
    path = tmp_path / "cache" / "kernel.cubin"
    with pytest.warns(UserWarning, match="no space left on device.*PHOTOSCULPTURE_CACHE names another folder"):
        _cuda_cache.write_cached(path, b"code")
    assert list(path.parent.iterdir()) == []


def test_concurrent_readers_see_all_or_nothing(tmp_path: Path) -> None:
    path = tmp_path / "kernel.cubin"
    versions = [bytes([version]) * 200_000 for version in range(4)]
    seen: list[bytes | None] = []

    def write(code: bytes) -> None:
        for _ in range(10):
            _cuda_cache.write_cached(path, code)

    def read() -> None:
        seen.extend(_cuda_cache.read_cached(path) for _ in range(40))

    _cuda_cache.write_cached(path, versions[0])
    threads = [threading.Thread(target=write, args=(code,)) for code in versions]
    threads += [threading.Thread(target=read) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(seen) == 80
    assert all(code in versions for code in seen)
    assert list(tmp_path.iterdir()) == [path]


def test_cache_folder_follows_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(_cuda_cache.FOLDER_VARIABLE, str(tmp_path))
    assert _cuda_cache.cache_folder() == tmp_path
    monkeypatch.delenv(_cuda_cache.FOLDER_VARIABLE)
    monkeypatch.setenv("LOCALAPPDATA" if sys.platform == "win32" else "XDG_CACHE_HOME", str(tmp_path))
    assert _cuda_cache.cache_folder() == tmp_path / "photosculpture"


@pytest.mark.parametrize("package", ["cuda.bindings", "cuda.core"])
def test_missing_package_is_named_with_the_command(
    package: str, sources: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(
        CudaUnavailableError, match=r"cuda-core and cuda-bindings .*pip install 'photosculpture\[cuda\]'"
    ):
        _cuda_compile.compiled(sources / "kernel.cu", "float", 75)


def test_missing_nvrtc_is_named_with_the_command(sources: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from cuda.bindings import nvrtc
    from cuda.pathfinder import DynamicLibNotFoundError

    def not_found() -> None:
        raise DynamicLibNotFoundError('Failure finding "libnvrtc.so"\nlooked everywhere')

    monkeypatch.setattr(nvrtc, "nvrtcVersion", not_found)
    with pytest.raises(CudaUnavailableError, match=r'NVRTC.*\(Failure finding "libnvrtc.so"\).*pip install'):
        _cuda_compile.compiled(sources / "kernel.cu", "float", 75)


def test_unwritable_folder_still_compiles(sources: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv(_cuda_cache.FOLDER_VARIABLE, str(tmp_path / "file"))
    with pytest.warns(UserWarning, match="could not be kept"):
        assert _cuda_compile.compiled(sources / "kernel.cu", "float", 75).code
