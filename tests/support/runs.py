"""Runs that never ran: logs and histories of fits, in a controller whose engine does nothing."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from app.engine.cameras.camera_set import CameraSet
from app.engine.fitting.run_log import COLUMNS, Marker, RunLog
from app.engine.fitting.settings import FitSettings
from app.engine.meshes.model import Model
from app.engine.meshes.primitives import icosphere
from app.ui.document import Document
from app.ui.fit_controller import FitController
from app.ui.timeline import Timeline
from tests.support.moments import keyframe
from tests.support.silent_worker import SilentWorker


def falling_columns(steps: int) -> NDArray[np.float64]:
    """Rows of a log in which the silhouette term halves every 100 steps, with the normal term a hundredth of it."""
    columns = np.zeros((steps, len(COLUMNS)))
    columns[:, 0] = np.arange(1, steps + 1)
    columns[:, COLUMNS.index("silhouette")] = 0.5 ** (columns[:, 0] / 100)
    columns[:, COLUMNS.index("normal")] = columns[:, COLUMNS.index("silhouette")] / 100
    columns[:, COLUMNS.index("loss")] = columns[:, 2:6].sum(axis=1)
    return columns


def falling_log(steps: int, markers: Sequence[Marker] = ()) -> RunLog:
    """A log with `falling_columns`, and an IoU every ten steps that rises to 1."""
    ious = np.array([[step, 1 - 0.5 ** (step / 100)] for step in range(1, steps + 1, 10)]).reshape(-1, 2)
    return RunLog(falling_columns(steps), ious, markers)


def painted_log(steps: int, painted_from: int = 1) -> RunLog:
    """The same with colours from a step on: their term a half of the silhouette's, the structure's a fifth.

    Every ten steps there is a PSNR, which rises from 15 to 35 decibels.
    """
    plain = falling_log(steps)
    columns = plain.columns.copy()
    silhouette = np.where(columns[:, 0] >= painted_from, columns[:, COLUMNS.index("silhouette")], 0.0)
    columns[:, COLUMNS.index("colour")] = silhouette / 2
    columns[:, COLUMNS.index("structure")] = silhouette / 5
    columns[:, COLUMNS.index("loss")] += 0.7 * silhouette
    at = plain.ious[plain.ious[:, 0] >= painted_from, 0]
    return RunLog(columns, plain.ious, (), np.stack([at, 35 - 20 * 0.5 ** (at / 100)], axis=1))


def quiet_run(
    steps: int = 0, keyframe_steps: Sequence[int] = (), markers: Sequence[Marker] = ()
) -> tuple[Document, FitController]:
    """A document and a controller that stand where a run of so many steps has led."""
    document = Document()
    controller = FitController(document, SilentWorker())
    keyframes = tuple(keyframe(step) for step in keyframe_steps)
    start = keyframes[-1].snapshot if keyframes else FitSettings()
    model = Model("ball", None, icosphere(1))
    controller.open(model, CameraSet(), FitSettings(), Timeline(start, falling_log(steps, markers), keyframes))
    return document, controller
