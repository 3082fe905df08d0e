# SPDX-License-Identifier: MIT
"""What importing a module costs and offers; which module may import which is in pyproject.toml (make lint)."""

import importlib
import pkgutil
import subprocess
import sys
from pathlib import Path

import app
import renderer_cuda

ROOT = Path(__file__).parents[2]
WITHOUT_TORCH = (
    "app.engine.appearance",
    "app.engine.meshes",
    "app.engine.cameras",
    "app.engine.remeshing",
    "app.engine.fitting.settings",
    "app.engine.fitting.fit_channels",
    "app.engine.project",
    "app.ui",
)
NEEDS_TORCH = {"app.engine.cameras.renderer_camera"}


def module_names() -> list[str]:
    packages = [(package.__path__, package.__name__) for package in (app, renderer_cuda)]
    names = {name for _, name in packages}
    for path, name in packages:
        names |= {module.name for module in pkgutil.walk_packages(path, prefix=f"{name}.")}
    return sorted(names - {"app.__main__"})


def test_every_name_that_a_module_offers_exists() -> None:
    modules = [importlib.import_module(name) for name in module_names()]
    offered = [(module, name) for module in modules for name in getattr(module, "__all__", [])]
    assert [f"{module.__name__}.{name}" for module, name in offered if not hasattr(module, name)] == []


def test_light_modules_do_not_load_torch() -> None:
    light = [name for name in module_names() if name.startswith(WITHOUT_TORCH) and name not in NEEDS_TORCH]
    assert set(WITHOUT_TORCH) <= set(light)
    code = (
        f"import sys, importlib\nfor name in {light}: importlib.import_module(name)\nsys.exit('torch' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0
