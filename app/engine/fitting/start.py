"""The mesh that a fit starts from."""

from pathlib import Path

import numpy as np

from app.engine.fitting.settings import FitSettings
from app.engine.meshes.files import read_mesh
from app.engine.meshes.frame import Frame
from app.engine.meshes.mesh import Mesh
from app.engine.meshes.primitives import icosphere
from app.engine.meshes.subdivision import subdivided

START_RADIUS = 1.2
"""Of the sphere, in the fit's frame, where the object reaches 0.9: it encloses most objects, and shrinks onto them."""

NOT_FILES = ("best", "sphere", "hull", "model")
"""What `FitSettings.start` may be besides the path of a mesh file."""


def start_file(settings: FitSettings) -> Path | None:
    """The mesh file that the settings name; None if they name none."""
    return None if settings.start in NOT_FILES else Path(settings.start)


def own_mesh(model: Mesh | None) -> Mesh:
    """Return the mesh of a model that a fit is to start from.

    Args:
        model: what is sculpted; None if that is photographs.

    Raises:
        ValueError: there is none.
    """
    if model is None:
        raise ValueError("photographs hold no model to start from: choose best, hull, sphere or a mesh file")
    return model


def start_mesh(settings: FitSettings, frame: Frame, model: Mesh | None = None) -> Mesh:
    """Return the mesh file that the settings name, the model itself, or the sphere, in world coordinates.

    A hull takes the sphere's place before the first update, when it is known which views there are. The seed turns the
    sphere, so that its twelve vertices with five neighbours come to lie elsewhere.

    Args:
        settings: `start`, `sphere_level`, `model_subdivisions` and `seed` are used.
        frame: where the fit takes place.
        model: what is sculpted; None if that is photographs.

    Raises:
        ValueError: the fit is to start from the model, and there is none, or it would have too many faces.
        MeshFileError: the file that `settings.start` names cannot be read.
    """
    path = start_file(settings)
    if path is not None:
        return read_mesh(path)
    if settings.start == "model":
        return subdivided(own_mesh(model), settings.model_subdivisions)
    from scipy.spatial.transform import Rotation  # takes its time, and the window reads the words above

    sphere = icosphere(settings.sphere_level, START_RADIUS)
    quaternion = np.random.default_rng(settings.seed).normal(size=4)  # of random direction: any rotation alike
    turned = Rotation.from_quat(quaternion).apply(sphere.positions)
    return Mesh(frame.to_world(turned), sphere.faces)
