"""A reconstruction, kept with all that its pictures show."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from app.cli.sculpting import sculpted
from app.engine.cameras.rig_settings import RigSettings
from app.engine.export.animation import Keyframe
from app.engine.fitting.fit_session import FitSession
from app.engine.fitting.settings import FitSettings
from app.engine.fitting.start import start_mesh
from app.engine.meshes.files import read_mesh
from app.engine.meshes.frame import Frame
from app.engine.targets.rendered import RenderedTargets


@dataclass(frozen=True, eq=False)
class Run:
    """A finished run with default settings.

    Args:
        outlines: (N, H, W) float32 in [0, 1], what it was given.
        keyframes: from the start to the result.
        mean_iou: of the result, over the views it was given.
    """

    outlines: NDArray[np.float32]
    keyframes: tuple[Keyframe, ...]
    mean_iou: float


def reconstructed(path: Path, start: str = FitSettings().start) -> Run:
    """Reconstruct a model file as `photosculpture reconstruct` does, on the CPU, so that pictures can be made again.

    Args:
        path: of the model.
        start: as the command's option.

    Raises:
        RuntimeError: a step failed.
    """
    settings = FitSettings(device="cpu", start=start)
    model = read_mesh(path)
    frame = Frame.around(model)
    targets = RenderedTargets(model, frame, torch.device(settings.device))
    views = RigSettings().around(model).views
    session = FitSession.started(start_mesh(settings, frame), frame, views, targets, settings)
    done = sculpted(session, lambda: False)
    if done.failure is not None:
        raise RuntimeError(f"{path}: {done.failure}")
    pictures = session.pictures()
    mean_iou = float(np.mean([picture.iou for picture in pictures]))
    return Run(np.stack([picture.target for picture in pictures]), done.keyframes, mean_iou)
