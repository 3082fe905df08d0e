"""Meshes and models in a project file."""

from pathlib import Path

from app.engine.meshes.mesh import Mesh
from app.engine.meshes.model import Model
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


def model_record(model: Model, arrays: ArrayWriter) -> Json:
    """A model: where it came from, and a copy."""
    path = None if model.path is None else str(model.path)
    return {"name": model.name, "path": path, "mesh": mesh_record(model.mesh, arrays)}


def model_of(fields: Fields) -> Model:
    """The model that a record holds; its file need not exist any more.

    Raises:
        ValueError: it is not one.
    """
    path = Path(fields.text("path")) if fields.has("path") else None
    return Model(fields.text("name"), path, mesh_of(fields.fields("mesh")))
