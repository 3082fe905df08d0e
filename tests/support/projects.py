"""Projects made at random, and whether two are the same to the bit."""

import dataclasses
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.engine.appearance.surface_colours import SurfaceColours
from app.engine.cameras.camera_set import CameraSet
from app.engine.cameras.view import Calibrated, LookAt, View
from app.engine.cameras.view_mask import ViewMask
from app.engine.captures.capture import Capture, Photograph
from app.engine.captures.subject import Subject
from app.engine.fitting.camera_memory import OFFSET_COUNT, CameraMemory
from app.engine.fitting.colour_state import ColourState, TextureState
from app.engine.fitting.fit_state import FitState
from app.engine.fitting.history import Keyframe
from app.engine.fitting.optimizer_state import OptimizerState
from app.engine.fitting.readings import Quantity, Reading
from app.engine.fitting.refined_cameras import RefinedCamera
from app.engine.fitting.run_log import COLUMNS, Marker, RunLog
from app.engine.fitting.schedule import Schedule
from app.engine.fitting.settings import FitSettings
from app.engine.fitting.snapshot import Snapshot, ViewIou, ViewQuality
from app.engine.meshes.frame import Frame
from app.engine.meshes.mesh import Mesh
from app.engine.meshes.model import Model
from app.engine.meshes.primitives import icosphere
from app.engine.project.project import Project

AWKWARD_LABELS = ("learning rate 0.04 → 0.01", "", 'a "quoted" \\ text\n', "\ud800 alone", "größer")


def random_project(rng: np.random.Generator, moments: int = 3, sphere_level: int = 1) -> Project:
    """A project in which nothing has its default, except what happens to."""
    settings = random_settings(rng)
    cameras = random_cameras(rng, 5)
    other_cameras = CameraSet((*cameras.views[1:], random_view(rng, "new")))
    sphere = icosphere(sphere_level)
    rest = sphere.positions * rng.normal(1, 0.1, sphere.positions.shape)
    steps = np.sort(rng.choice(10_000, moments, replace=False)).tolist()
    snapshots = [random_snapshot(rng, step, rest, sphere.faces, settings) for step in steps]
    keyframes = [
        Keyframe(snapshot, cameras if index % 2 else other_cameras) for index, snapshot in enumerate(snapshots)
    ]
    return Project(
        subject=random_subject(rng),
        cameras=cameras,
        settings=settings,
        run_log=random_log(rng),
        keyframes=tuple(keyframes),
        snapshot=snapshots[-1] if snapshots else None,
        layout={"window": "AAECAw==", "splitter": [1, 2.5, None], "maximised": True},
    )


def random_subject(rng: np.random.Generator) -> Subject:
    """A model or a capture."""
    path = Path("/models/kettle.glb") if rng.random() < 0.5 else None
    if rng.random() < 0.5:
        return Model("a/kettle ☕", path, random_mesh(rng))
    photographs = {
        f"view-{index}": Photograph.of(rng.integers(0, 256, (3, 4, 3), dtype=np.uint8), path) for index in range(3)
    }
    return Capture("kettle, großer", path, photographs, Frame(rng.normal(size=3), 0.3), np.array([0.0, 0.0, 1.0]))


def random_settings(rng: np.random.Generator) -> FitSettings:
    """Settings of which every number is unlike its default."""
    return FitSettings(
        steps=int(rng.integers(1, 10_000)),
        learning_rate=rng.uniform(1e-6, 1),
        softness_start_pixels=rng.uniform(5, 20),
        softness_end_pixels=rng.uniform(0.1, 5),
        optimizer=str(rng.choice(["adam", "uniform_adam"])),
        smoothness=rng.uniform(0, 100),
        normal_weight=rng.uniform(0, 1),
        start="/models/start größer.obj",
        seed=int(rng.integers(1, 2**31)),
    )


def random_mesh(rng: np.random.Generator) -> Mesh:
    """A bumpy sphere far from the origin, painted in any way or not at all."""
    sphere = icosphere(1)
    bumpy = sphere.positions + rng.normal(1e6, 0.1, sphere.positions.shape)
    return Mesh(
        bumpy,
        sphere.faces,
        [None, random_colours(rng, sphere, False), random_colours(rng, sphere, True)][rng.integers(3)],
    )


def random_colours(rng: np.random.Generator, mesh: Mesh, textured: bool) -> SurfaceColours:
    """Colours of a mesh's vertices, or a texture on its faces."""
    if not textured:
        return SurfaceColours(rng.uniform(size=3), rng.uniform(size=(len(mesh.positions), 3)).astype(np.float32))
    texture, uv = rng.integers(0, 256, (4, 5, 3), dtype=np.uint8), rng.normal(size=(9, 2)).astype(np.float32)
    return SurfaceColours(
        rng.uniform(size=3), None, uv, rng.integers(0, 9, mesh.faces.shape, dtype=np.int32), texture, "mirror"
    )


def random_cameras(rng: np.random.Generator, count: int) -> CameraSet:
    """Cameras of both kinds."""
    return CameraSet(tuple(random_view(rng, f"view-{index}") for index in range(count)))


def random_view(rng: np.random.Generator, view_id: str) -> View:
    """A camera of either kind."""
    height, width = rng.integers(1, 5000, 2).tolist()
    enabled = bool(rng.random() < 0.5)
    weight = float(rng.choice([1.0, 0.3]))
    if rng.random() < 0.5:
        look = LookAt(rng.normal(size=3), rng.normal(size=3), rng.normal(size=3), rng.uniform(1, 179))
        return View(view_id, look, (height, width), enabled, weight)
    rotation, _ = np.linalg.qr(rng.normal(size=(3, 3)))
    rotation *= np.linalg.det(rotation)
    intrinsics = np.array([[rng.uniform(1, 9), 0, 1 / 3], [0, rng.uniform(1, 9), -0.0], [0, 0, 1]])
    placement = Calibrated(intrinsics, rotation, rng.normal(size=3))
    return View(view_id, placement, (5, 7), enabled, weight, random_mask(rng, (5, 7)))


def random_mask(rng: np.random.Generator, image_size: tuple[int, int]) -> ViewMask | None:
    """A mask of noise that is known in places or everywhere, or none."""
    coverage = rng.integers(0, 256, image_size, dtype=np.uint8)
    known = rng.random(image_size) < 0.5
    return [None, ViewMask(coverage), ViewMask(coverage, known)][rng.integers(3)]


def random_snapshot(
    rng: np.random.Generator, step: int, rest: NDArray[np.float64], faces: NDArray[np.int32], settings: FitSettings
) -> Snapshot:
    """A moment of a fit of the mesh whose vertices rest at `rest`."""

    def floats() -> NDArray[np.float32]:
        return rng.normal(size=rest.shape).astype(np.float32)

    has_moved = rng.random() < 0.8
    return Snapshot(
        run=int(rng.integers(1, 9)),
        step=step,
        positions_world=rng.normal(size=rest.shape),
        faces=faces,
        normals=floats(),
        iou_per_view=tuple(ViewIou(f"view-{index}", rng.random()) for index in range(int(rng.integers(0, 4)))),
        reports=(),
        state=FitState(
            dataclasses.replace(settings, smoothness=rng.uniform(0, 9)),
            Schedule(int(rng.integers(1, 10_000)), int(rng.integers(0, 100)), rng.random()),
            step,
            Frame(rng.normal(size=3), rng.uniform(0.1, 1e6)),
            faces,
            rest,
            floats(),
            OptimizerState(step, floats(), floats() ** 2) if has_moved else OptimizerState(),
            random_memory(rng, int(rng.integers(0, 3))),
            random_fit_colours(rng, len(rest), len(faces)) if rng.random() < 0.6 else None,
        ),
        reading=Reading(Quantity.DISTANCE, floats()[:, 0]) if rng.random() < 0.5 else None,
        refined=tuple(random_refined(rng, f"view-{index}") for index in range(int(rng.integers(0, 3)))),
        quality_per_view=tuple(random_quality(rng, f"view-{index}") for index in range(int(rng.integers(0, 3)))),
    )


def random_quality(rng: np.random.Generator, view_id: str) -> ViewQuality:
    """Measured as a whole or in part; a ratio is infinite where nothing differs."""
    whole, inside, structure = rng.choice([np.inf, 31.25, 0.5, -0.1], 3).tolist()
    return ViewQuality(view_id, whole, inside, structure if np.isfinite(structure) else None)


def random_fit_colours(rng: np.random.Generator, vertices: int, faces: int) -> ColourState:
    """The colours of a fit of a mesh of that size, with what it may lack or not."""

    def values(*shape: int) -> NDArray[np.float32]:
        return rng.uniform(size=shape).astype(np.float32)

    def memory(*shape: int) -> OptimizerState:
        return OptimizerState(7, values(*shape) - 0.5, values(*shape)) if rng.random() < 0.7 else OptimizerState()

    uv_faces = rng.integers(0, 9, (faces, 3), dtype=np.int32)
    texture = TextureState(values(4, 4, 3), values(9, 2), uv_faces, memory(4, 4, 3))
    exposures = tuple((f"view-{index}", float(rng.normal())) for index in range(int(rng.integers(0, 3))))
    return ColourState(
        vertex_albedo_linear=values(vertices, 3),
        background_linear=values(3),
        albedo_optimizer=memory(vertices, 3),
        texture=texture if rng.random() < 0.5 else None,
        light=values(9, 3) - 0.5 if rng.random() < 0.5 else None,
        light_optimizer=memory(9, 3),
        background_optimizer=memory(3),
        log_exposures=exposures,
        exposure_optimizer=memory(len(exposures)) if exposures else OptimizerState(),
    )


def random_memory(rng: np.random.Generator, count: int) -> CameraMemory:
    """What a refinement of so many views remembers."""
    if count == 0:
        return CameraMemory()
    offsets, settled, mean = rng.normal(size=(3, count, OFFSET_COUNT))
    ids = tuple(f"view-{index}" for index in range(count))
    return CameraMemory(ids, rng.normal(size=(count, 3, 7)), offsets, settled, mean, rng.integers(1, 9, count))


def random_refined(rng: np.random.Generator, view_id: str) -> RefinedCamera:
    """A camera that a fit has moved."""
    lens = np.array([[rng.uniform(1, 9), 0, 1 / 3], [0, rng.uniform(1, 9), -0.0], [0, 0, 1]])
    return RefinedCamera(view_id, Calibrated(lens, np.eye(3), rng.normal(size=3)), *rng.normal(size=3).tolist())


def random_log(rng: np.random.Generator) -> RunLog:
    """A log of a few hundred steps, or of none."""
    count = int(rng.integers(0, 600))
    steps = np.arange(1.0, count + 1)[:, None]
    markers = [Marker(index * 100, label) for index, label in enumerate(AWKWARD_LABELS)]
    reports = np.hstack([steps, rng.normal(size=(count, len(COLUMNS) - 1))])
    return RunLog(reports, np.hstack([steps, steps / 1e3])[::7], markers, np.hstack([steps, 20 + steps / 1e2])[::11])


def same(a: object, b: object) -> bool:
    """Whether two values are equal through and through: type by type, array by array, bit by bit."""
    if isinstance(a, np.ndarray):
        return isinstance(b, np.ndarray) and _bits(a) == _bits(b)
    if isinstance(a, RunLog):
        return isinstance(b, RunLog) and same(
            (a.columns, a.ious, a.markers, a.psnrs), (b.columns, b.ious, b.markers, b.psnrs)
        )
    if dataclasses.is_dataclass(a):
        names = [field.name for field in dataclasses.fields(a)]
        return type(a) is type(b) and _all_same([getattr(a, n) for n in names], [getattr(b, n) for n in names])
    if isinstance(a, dict):
        return isinstance(b, dict) and a.keys() == b.keys() and _all_same(a.values(), [b[key] for key in a])
    if isinstance(a, tuple):
        return isinstance(b, tuple) and len(a) == len(b) and _all_same(a, b)
    return type(a) is type(b) and repr(a) == repr(b)


def _all_same(a: Iterable[object], b: Iterable[object]) -> bool:
    return all(same(one, other) for one, other in zip(a, b, strict=True))


def _bits(array: NDArray[Any]) -> tuple[str, tuple[int, ...], bytes]:
    return array.dtype.str, array.shape, array.tobytes()
