"""The one way in: a model or photographs begin a project, a project file goes on with one."""

import warnings
from pathlib import Path

from app.engine.cameras.rig_settings import RigSettings
from app.engine.captures.capture_options import CaptureOptions
from app.engine.captures.developing import OnPicture
from app.engine.captures.reading import read_capture
from app.engine.captures.shot_files import is_capture
from app.engine.fitting.run_log import RunLog
from app.engine.fitting.settings import FitSettings
from app.engine.meshes.files import SUFFIXES as MODEL_SUFFIXES
from app.engine.meshes.model import read_model
from app.engine.progress import Progress
from app.engine.project.files import read_project
from app.engine.project.project import SUFFIX, Project

AUTOSAVE_SUFFIX = ".autosave"
SUFFIXES = (*MODEL_SUFFIXES, SUFFIX)
FIRST_VIEWS = 12


def load_project(
    path: Path,
    options: CaptureOptions | None = None,
    progress: Progress | None = None,
    on_picture: OnPicture | None = None,
) -> Project:
    """Read a model, a capture or a project.

    Args:
        path: of a file of one of `SUFFIXES`, of a project's autosave, or of a capture.
        options: how a capture is read; None for the defaults.
        progress: told of the photographs of a capture.
        on_picture: as in `read_capture`.

    Returns:
        The project; a model comes with cameras around it, a capture with its own, both with default settings.

    Raises:
        MeshFileError: a model cannot be used; one sentence that names the file.
        CaptureFileError: a capture cannot be used; one sentence that names the file.
        ProjectFileError: a project cannot be used; one sentence that names the file.
        Cancelled: by `progress`.
    """
    if path.suffix.lower() in (SUFFIX, AUTOSAVE_SUFFIX):
        return read_project(path)
    if path.is_dir() or (path.suffix.lower() not in MODEL_SUFFIXES and is_capture(path)):
        opened = read_capture(path, options, progress, on_picture)
        return Project(opened.capture, opened.cameras, FitSettings(), RunLog(), warnings=opened.warnings)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        model = read_model(path)
    cameras = RigSettings(views=FIRST_VIEWS).around(model.mesh)
    told = tuple(str(warning.message) for warning in caught)
    return Project(model, cameras, FitSettings(), RunLog(), warnings=told)
