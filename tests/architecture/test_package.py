# SPDX-License-Identifier: MIT
"""The compiled part and the wheel are complete."""

import os
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import nanobind  # type: ignore[import-untyped]
import pytest

ROOT = Path(__file__).parents[2]
KERNELS = ROOT / "renderer_cuda" / "csrc"
HEADERS = sorted([*KERNELS.rglob("*.h"), *(ROOT / "app" / "engine" / "remeshing" / "csrc").glob("*.h")])
CUDA_LANGUAGE = ROOT / "tests" / "support" / "cuda_emulation" / "cuda_emulation.h"


def is_for_the_gpu(header: Path) -> bool:
    return header.name == "warp.h" or header.stem.endswith("_cuda")


@pytest.mark.parametrize("header", HEADERS, ids=lambda path: str(path.relative_to(ROOT)))
def test_header_compiles_on_its_own(header: Path) -> None:
    command = [os.environ.get("CXX", "c++"), "-x", "c++", "-std=c++17", "-Wall", "-Wextra", "-Werror", "-fsyntax-only"]
    if is_for_the_gpu(header):
        command += ["-include", str(CUDA_LANGUAGE)]
    command += [f"-isystem{folder}" for folder in (nanobind.include_dir(), sysconfig.get_paths()["include"])]
    code = f'#include "{header}"\n'
    result = subprocess.run([*command, "-"], input=code, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr


def test_wheel_brings_all_modules_and_the_cuda_sources(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation"]
    without_compiling = ["--config-settings=wheel.cmake=false", "--config-settings=wheel.py-api=py3"]
    subprocess.run([*command, *without_compiling, "--wheel-dir", tmp_path, ROOT], check=True, cwd=tmp_path)
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = {name for name in archive.namelist() if ".dist-info/" not in name}
    packages = [ROOT / "app", ROOT / "renderer_cuda"]
    needed = [path for package in packages for path in package.rglob("*.py")]
    needed += [path for pattern in ("*.h", "*.cu") for path in KERNELS.rglob(pattern)]
    assert {path.relative_to(ROOT).as_posix() for path in needed} <= names
    resources = [path for path in (ROOT / "resources").rglob("*") if path.is_file()]
    assert {f"app/{path.relative_to(ROOT).as_posix()}" for path in resources} <= names
    assert {f"app/models/{path.name}" for path in (ROOT / "data" / "models").glob("*.glb")} <= names
    assert {name.split("/")[0] for name in names} == {"app", "renderer_cuda"}
    assert not [name for name in names if name.endswith(".cpp")]
