"""Write a mesh so that any other program opens it, where it belongs in the world."""

import re
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import numpy as np

from app.engine.appearance.srgb import bytes_from_linear
from app.engine.atomic_file import atomic_file
from app.engine.export.glb_mesh import glb_mesh
from app.engine.export.obj_mesh import obj_library, obj_mesh
from app.engine.export.suffix import known_suffix
from app.engine.export.vertex_colours import vertex_colours
from app.engine.meshes.mesh import Mesh
from app.engine.meshes.normals import vertex_normals

# Most formats and readers store float32. So far from the origin, in extents, that its rounding would roughen the
# surface, each format says positions in the more exact way that it has.
_FAR_EXTENTS = 100.0
_OBJ = ".obj"


def write_mesh(path: Path, mesh: Mesh) -> None:
    """Write a mesh in the format that the suffix names, whole or not at all.

    All but `.stl` come with smooth normals and colours, `.glb` with a matt material. A texture is inside a `.glb`,
    beside an `.obj` (`side_files`), and read off at the vertices for a `.ply`.

    Args:
        path: of the file, its suffix one of `MESH_SUFFIXES`, in capitals or not.
        mesh: positions in world units.

    Raises:
        ValueError: no format has that suffix.
        FileWriteError: the file cannot be written.
    """
    suffix = known_suffix(path, MESH_SUFFIXES)
    if suffix == _OBJ:
        _write_obj(path, mesh)
        return
    with atomic_file(path) as beside:
        beside.write_bytes(_CONTENTS[suffix](mesh, path.stem))


def side_files(path: Path, has_texture: bool) -> tuple[Path, ...]:
    """The files that `write_mesh` writes beside `path`: material and texture of an `.obj`, if it has one."""
    if path.suffix.lower() != _OBJ or not has_texture:
        return ()
    stem = re.sub(r"\s", "_", path.stem)  # many programs take a blank for the end of a name
    return (path.with_name(f"{stem}.mtl"), path.with_name(f"{stem}.png"))


def _write_obj(path: Path, mesh: Mesh) -> None:
    """All files are complete before the first takes its place."""
    names = side_files(path, mesh.colours is not None and mesh.colours.has_texture)
    with ExitStack() as files:
        text = obj_mesh(mesh, path.stem, names[0].name if names else None)
        files.enter_context(atomic_file(path)).write_bytes(text.encode(errors="replace"))
        if names and mesh.colours is not None and mesh.colours.texture_srgb is not None:
            from PIL import Image

            library, texture = (files.enter_context(atomic_file(name)) for name in names)
            library.write_bytes(obj_library(mesh.colours, names[1].name).encode(errors="replace"))
            Image.fromarray(mesh.colours.texture_srgb).save(texture)


def _glb(mesh: Mesh, name: str) -> bytes:
    """Far from the origin, vertices are about the mesh's centre and a node moves them into place."""
    return glb_mesh(mesh, name, mesh.center if _is_far(mesh) else np.zeros(3))


def _ply(mesh: Mesh, name: str) -> bytes:
    """Binary, with normals; far from the origin, positions are doubles."""
    kind, number = ("double", "<f8") if _is_far(mesh) else ("float", "<f4")
    columns = [(f"property {kind} {axis}\n", axis, number) for axis in "xyz"]
    columns += [(f"property float n{axis}\n", f"n{axis}", "<f4") for axis in "xyz"]
    values = [*mesh.positions.T, *vertex_normals(mesh.positions, mesh.faces).T]
    colours = vertex_colours(mesh)
    if colours is not None:
        names = ("red", "green", "blue")
        columns += [(f"property uchar {name}\n", name, "u1") for name in names]
        values += [*bytes_from_linear(colours).T]
    vertices = np.empty(len(mesh.positions), dtype=[(column, dtype) for _, column, dtype in columns])
    for (_, column, _), value in zip(columns, values, strict=True):
        vertices[column] = value
    faces = np.empty(len(mesh.faces), dtype=[("count", "u1"), ("corners", "<i4", 3)])
    faces["count"], faces["corners"] = 3, mesh.faces
    header = (
        f"ply\nformat binary_little_endian 1.0\nelement vertex {len(vertices)}\n"
        + "".join(line for line, _, _ in columns)
        + f"element face {len(faces)}\nproperty list uchar int vertex_indices\nend_header\n"
    )
    return header.encode() + vertices.tobytes() + faces.tobytes()


def _stl(mesh: Mesh, name: str) -> bytes:
    """Binary; far from the origin as text, since the binary form knows nothing but float32."""
    import trimesh
    from trimesh.exchange.stl import export_stl, export_stl_ascii

    shape = trimesh.Trimesh(mesh.positions, mesh.faces, process=False)
    return export_stl_ascii(shape).encode() if _is_far(mesh) else bytes(export_stl(shape))


_CONTENTS: dict[str, Callable[[Mesh, str], bytes]] = {".glb": _glb, ".ply": _ply, ".stl": _stl}
MESH_SUFFIXES = (".glb", _OBJ, ".ply", ".stl")
"""What `write_mesh` writes."""


def _is_far(mesh: Mesh) -> bool:
    return float(np.abs(mesh.center).max()) > _FAR_EXTENTS * float(np.ptp(mesh.bounds, axis=0).max())
