"""Meshes in a project file."""

from app.engine.appearance.srgb import linear_from_bytes
from app.engine.appearance.surface_colours import SurfaceColours
from app.engine.meshes.mesh import Mesh
from app.engine.project.array_store import ArrayWriter
from app.engine.project.fields import Fields, Json

_OLD_COLOURS = "vertex_colors"  # of a picture's kind, RGBA, and all that meshes had in files without colours


def mesh_record(mesh: Mesh, arrays: ArrayWriter) -> Json:
    """A mesh, with its arrays written."""
    return {
        "positions": arrays.write(mesh.positions),
        "faces": arrays.write(mesh.faces),
        "colours": None if mesh.colours is None else colours_record(mesh.colours, arrays),
    }


def mesh_of(fields: Fields) -> Mesh:
    """The mesh that a record holds.

    Raises:
        ValueError: it is not one.
    """
    positions = fields.array("positions", "float64", (None, 3))
    faces = fields.array("faces", "int32", (None, 3))
    if _OLD_COLOURS in fields.values:
        bytes_srgb = fields.optional_array(_OLD_COLOURS, "uint8", (len(positions), 4))
        of_vertices = None if bytes_srgb is None else linear_from_bytes(bytes_srgb[:, :3])
        return Mesh(
            positions, faces, None if of_vertices is None else SurfaceColours(vertex_colours_linear=of_vertices)
        )
    return Mesh(positions, faces, colours_of(fields.fields("colours")) if fields.has("colours") else None)


def colours_record(colours: SurfaceColours, arrays: ArrayWriter) -> Json:
    """The colours of a mesh, with their arrays written."""
    return {
        "base_colour_linear": colours.base_colour_linear.tolist(),
        "vertex_colours_linear": arrays.write(colours.vertex_colours_linear),
        "uv": arrays.write(colours.uv),
        "uv_faces": arrays.write(colours.uv_faces),
        "texture_srgb": arrays.write(colours.texture_srgb),
        "wrap": colours.wrap,
    }


def colours_of(fields: Fields) -> SurfaceColours:
    """The colours that a record holds.

    Raises:
        ValueError: they are none.
    """
    return SurfaceColours(
        fields.vector("base_colour_linear", (3,)),
        fields.optional_array("vertex_colours_linear", "float32", (None, 3)),
        fields.optional_array("uv", "float32", (None, 2)),
        fields.optional_array("uv_faces", "int32", (None, 3)),
        fields.optional_array("texture_srgb", "uint8", (None, None, 3)),
        fields.text("wrap"),
    )
