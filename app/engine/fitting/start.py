"""The mesh that a fit starts from."""

from pathlib import Path

from app.engine.fitting.settings import FitSettings
from app.engine.meshes.files import read_mesh
from app.engine.meshes.frame import Frame
from app.engine.meshes.mesh import Mesh
from app.engine.meshes.primitives import icosphere

START_RADIUS = 1.2
"""Of the sphere, in the fit's frame, where the object reaches 0.9: it encloses most objects, and shrinks onto them."""


def start_mesh(settings: FitSettings, frame: Frame) -> Mesh:
    """Return the sphere, or the mesh file, that the settings name, in world coordinates.

    Args:
        settings: `start` and `sphere_level` are used.
        frame: where the fit takes place.

    Raises:
        MeshFileError: the file that `settings.start` names cannot be read.
    """
    if settings.start == "sphere":
        return icosphere(settings.sphere_level, START_RADIUS * frame.scale, frame.center_world)
    return read_mesh(Path(settings.start))
