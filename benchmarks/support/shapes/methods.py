"""What makes shapes from outlines: the command, what it is to be compared with, and the recipes of others."""

import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from scipy.ndimage import distance_transform_edt

from app.engine.cameras.rig_settings import RigSettings
from app.engine.carving.visual_hull import visual_hull
from app.engine.export.mesh_files import write_mesh
from app.engine.fitting.device import torch_device
from app.engine.meshes.files import read_mesh
from app.engine.meshes.frame import Frame
from app.engine.meshes.mesh import Mesh
from app.engine.one_thread import one_thread
from app.engine.targets.rendered import RenderedTargets
from app.engine.targets.target_set import Target
from benchmarks.support.shapes import recipes
from benchmarks.support.shapes.outlines import Outlines
from benchmarks.support.shapes.plain_sphere import SETTINGS, plain_sphere
from benchmarks.support.shapes.rigs import Rig

RESULT = "mesh.glb"
HULL_CELLS = 256  # along the longest side of the hull's box


@dataclass(frozen=True)
class Job:
    """One shape to make.

    Args:
        model: mesh file that the outlines are rendered from.
        rig: the views.
        steps: of whatever steps; None for each method's own number.
        options: more options of the command.
        folder: where the result goes, as `RESULT`.
    """

    model: Path
    rig: Rig
    steps: int | None
    options: tuple[str, ...]
    folder: Path


@dataclass(frozen=True)
class Method:
    """One way to make shapes.

    Args:
        name: short, for the command line.
        title: in words.
        is_recipe: whether it is the recipe of others.
        make: makes a shape and returns the seconds that took; raises ValueError if it cannot.
    """

    name: str
    title: str
    is_recipe: bool
    make: Callable[[Job], float]


def _command(job: Job) -> float:
    options = [*job.rig.options, *job.options]
    if job.steps is not None:
        options += ["--steps", str(job.steps)]
    command = [sys.executable, "-m", "app", "reconstruct", str(job.model), "--out", str(job.folder), *options]
    start = time.perf_counter()
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    if run.returncode != 0:
        raise ValueError(f"{' '.join(command[2:])} failed: {run.stderr.strip() or run.returncode}")
    return time.perf_counter() - start


def _in_process(shape: Callable[[Path, RigSettings, int | None], Mesh]) -> Callable[[Job], float]:
    def make(job: Job) -> float:
        start = time.perf_counter()
        mesh = shape(job.model, job.rig.settings, job.steps)
        seconds = time.perf_counter() - start
        write_mesh(job.folder / RESULT, mesh)
        return seconds

    return make


def _sphere(model: Path, rig: RigSettings, steps: int | None) -> Mesh:
    return plain_sphere(read_mesh(model), rig, SETTINGS.steps if steps is None else steps)


def _hull(whole_pixels: bool) -> Callable[[Path, RigSettings, int | None], Mesh]:
    """As marching cubes leaves it, apart from floating pieces that no outline needs."""

    def shape(path: Path, rig: RigSettings, steps: int | None) -> Mesh:
        model = read_mesh(path)
        frame, views = Frame.around(model), rig.around(model).views
        targets = RenderedTargets(model, frame, torch_device("auto")).targets(views)
        if whole_pixels:
            targets = [_in_whole_pixels(target) for target in targets]
        return visual_hull(views, targets, frame, HULL_CELLS, edge_cells=None).mesh

    return shape


def _in_whole_pixels(target: Target) -> Target:
    """What is left of a target in a mask without shades: the outline runs half way between pixels."""
    inside = target.mask.cpu().numpy() >= 0.5
    outward, inward = distance_transform_edt(~inside), distance_transform_edt(inside)
    distance = np.where(inside, 0.5 - inward, outward - 0.5)
    return Target(target.view_id, *(torch.as_tensor(image).to(target.mask) for image in (inside, distance)))


def _recipe(recipe: recipes.Recipe, half_extent: float) -> Callable[[Path, RigSettings, int | None], Mesh]:
    def shape(model: Path, rig: RigSettings, steps: int | None) -> Mesh:
        outlines = Outlines.of(read_mesh(model), rig, half_extent)
        with one_thread():
            local = recipe(outlines, recipes.STEPS if steps is None else steps)
        return Mesh(outlines.frame.to_world(local.positions), local.faces)

    return shape


COMMAND = Method("command", "photosculpture", is_recipe=False, make=_command)
SPHERE = Method("sphere", "plain sphere", is_recipe=False, make=_in_process(_sphere))
HULL = Method("hull", "visual hull", is_recipe=False, make=_in_process(_hull(whole_pixels=False)))
MASK_HULL = Method("mask_hull", "hull of binary masks", is_recipe=False, make=_in_process(_hull(whole_pixels=True)))
PYTORCH3D = Method(
    "pytorch3d",
    "PyTorch3D recipe",
    is_recipe=True,
    make=_in_process(_recipe(recipes.pytorch3d_recipe, recipes.PYTORCH3D_HALF_EXTENT)),
)
SOFTRAS = Method(
    "softras",
    "SoftRas recipe",
    is_recipe=True,
    make=_in_process(_recipe(recipes.softras_recipe, recipes.SOFTRAS_HALF_EXTENT)),
)
METHODS = {method.name: method for method in (COMMAND, SPHERE, HULL, MASK_HULL, PYTORCH3D, SOFTRAS)}
