"""The one way in: a model file begins a project, a project file goes on with one."""

import warnings
from pathlib import Path

from app.engine.cameras.rig_settings import RigSettings
from app.engine.fitting.run_log import RunLog
from app.engine.fitting.settings import FitSettings
from app.engine.meshes.files import SUFFIXES as MODEL_SUFFIXES
from app.engine.meshes.model import read_model
from app.engine.project.files import read_project
from app.engine.project.project import SUFFIX, Project

AUTOSAVE_SUFFIX = ".autosave"
SUFFIXES = (*MODEL_SUFFIXES, SUFFIX)
FIRST_VIEWS = 12


def load_project(path: Path) -> Project:
    """Read a model or a project.

    Args:
        path: of a file of one of `SUFFIXES`, or of a project's autosave.

    Returns:
        The project; a model comes with cameras around it and default settings.

    Raises:
        MeshFileError: a model cannot be used; one sentence that names the file.
        ProjectFileError: a project cannot be used; one sentence that names the file.
    """
    if path.suffix.lower() in (SUFFIX, AUTOSAVE_SUFFIX):
        return read_project(path)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        model = read_model(path)
    cameras = RigSettings(views=FIRST_VIEWS).around(model.mesh)
    told = tuple(str(warning.message) for warning in caught)
    return Project(model, cameras, FitSettings(), RunLog(), warnings=told)
