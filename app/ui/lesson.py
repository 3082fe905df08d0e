"""The lesson for a classroom: a gradient descends, and all that it changes are colours seen by one camera."""

import dataclasses
from pathlib import Path

import numpy as np

from app.engine.cameras.camera_set import CameraSet
from app.engine.cameras.view import LookAt
from app.engine.fitting.presets import COLOURS_ONLY
from app.engine.meshes.model import Model
from app.engine.project.project import Project
from app.resource_files import bundled_model
from app.ui.view_images import PictureMode
from app.ui.viewport.display import DisplayMode

LESSON_TEXT = (
    "Colours only: the shape stays as it is, and every step changes its colours a little, so that the picture of one "
    "camera becomes its target. S does one step of gradient descent, Start all of them."
)

_MODEL = "avocado.glb"
_NAME = "colours only"
_FROM = np.array([0.35, 0.3, 0.9])  # the way to the camera, which sees skin, flesh and stone


def lesson_path() -> Path:
    """The bundled model that the lesson is about."""
    return bundled_model(_MODEL)


def as_lesson(project: Project) -> Project:
    """A model that has just been opened, as the lesson begins with it."""
    model, cameras = project.subject, _one_enabled(project.cameras)
    assert isinstance(model, Model)
    return dataclasses.replace(
        project,
        subject=dataclasses.replace(model, name=f"{model.name}, {_NAME}"),
        cameras=cameras,
        settings=dataclasses.replace(COLOURS_ONLY.applied_to(project.settings), start="model"),
        layout={"display": {"mode": DisplayMode.COLOUR.value, "ghost": False}, "selected_view": PictureMode.ALL.value},
    )


def _one_enabled(cameras: CameraSet) -> CameraSet:
    first, *others = (dataclasses.replace(view, enabled=False) for view in cameras)
    placement = first.placement
    assert isinstance(placement, LookAt)
    distance = float(np.linalg.norm(placement.eye_world - placement.target_world))
    eye = placement.target_world + distance * _FROM / np.linalg.norm(_FROM)
    return CameraSet(
        (dataclasses.replace(first, placement=dataclasses.replace(placement, eye_world=eye), enabled=True), *others)
    )
