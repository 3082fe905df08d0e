"""Meshes in a project file."""

from app.engine.meshes.mesh import Mesh
from app.engine.project.array_store import ArrayWriter
from app.engine.project.fields import Fields, Json


def mesh_record(mesh: Mesh, arrays: ArrayWriter) -> Json:
    """A mesh, with its arrays written."""
    return {
        "positions": arrays.write(mesh.positions),
        "faces": arrays.write(mesh.faces),
        "vertex_colors": arrays.write(mesh.vertex_colors),
    }


def mesh_of(fields: Fields) -> Mesh:
    """The mesh that a record holds.

    Raises:
        ValueError: it is not one.
    """
    return Mesh(
        fields.array("positions", "float64", (None, 3)),
        fields.array("faces", "int32", (None, 3)),
        fields.optional_array("vertex_colors", "uint8", (None, 4)),
    )
