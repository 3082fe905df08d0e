"""Snapshots of fits that never ran, for what keeps and shows them."""

import numpy as np

from app.engine.cameras.camera_set import CameraSet
from app.engine.fitting.fit_state import FitState
from app.engine.fitting.history import Keyframe
from app.engine.fitting.optimizer_state import OptimizerState
from app.engine.fitting.schedule import Schedule
from app.engine.fitting.settings import FitSettings
from app.engine.fitting.snapshot import Snapshot
from app.engine.meshes.frame import Frame
from app.engine.meshes.primitives import icosphere

_SPHERES = [icosphere(level) for level in range(4)]
_FRAME = Frame(np.zeros(3), 1.0)


def moment(step: int, run: int = 0, level: int = 1) -> Snapshot:
    """A sphere that grows a little with every step; what moments of a level share is shared."""
    sphere = _SPHERES[level]
    positions = sphere.positions * (1 + step / 1000)
    small = positions.astype(np.float32)
    state = FitState(
        FitSettings(), Schedule(1000), step, _FRAME, sphere.faces, sphere.positions, small, OptimizerState()
    )
    return Snapshot(run, step, positions, sphere.faces, sphere.positions.astype(np.float32), (), (), state)


def keyframe(step: int, level: int = 1) -> Keyframe:
    """A moment with no cameras."""
    return Keyframe(moment(step, level=level), CameraSet())
