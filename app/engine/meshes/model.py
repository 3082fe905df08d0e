"""What is to be sculpted: a mesh with a name and the file it came from."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from app.engine.appearance.surface_colours import PLASTER, SurfaceColours
from app.engine.meshes.files import read_mesh
from app.engine.meshes.frame import Frame
from app.engine.meshes.mesh import Mesh


@dataclass(frozen=True, eq=False)
class Model:
    """A model that has been read.

    Args:
        name: for titles and file names, not empty.
        path: of the file, or None if there is none.
        mesh: world coordinates.

    Raises:
        ValueError: the name is empty, or the mesh is a single point.
    """

    name: str
    path: Path | None
    mesh: Mesh

    def __post_init__(self) -> None:
        if not self.name:
            raise ValueError("Model: name must not be empty")
        _ = self.frame

    @cached_property
    def frame(self) -> Frame:
        """The frame in which the model is fitted."""
        return Frame.around(self.mesh)

    @property
    def colours(self) -> SurfaceColours:
        """What is painted on the mesh; plaster where its file says nothing."""
        return PLASTER if self.mesh.colours is None else self.mesh.colours


def read_model(path: Path) -> Model:
    """Read a model file of any type that `read_mesh` knows; it is named after the file.

    Raises:
        MeshFileError: one sentence that names the file and what is wrong with it.
    """
    return Model(path.stem, path.absolute(), read_mesh(path))
