"""Write a mesh so that any other program opens it, where it belongs in the world."""

import math
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from app.engine.appearance.srgb import bytes_from_linear
from app.engine.atomic_file import atomic_file
from app.engine.export.suffix import known_suffix
from app.engine.meshes.mesh import Mesh
from app.engine.meshes.normals import vertex_normals

if TYPE_CHECKING:
    import trimesh

# Most formats and readers store float32. So far from the origin, in extents, that its rounding would roughen the
# surface, each format says positions in the more exact way that it has.
_FAR_EXTENTS = 100.0
_SIGNIFICANT_DIGITS = 8
_CLAY = (204, 190, 176, 255)


def write_mesh(path: Path, mesh: Mesh) -> None:
    """Write a mesh in the format that the suffix names, whole or not at all.

    `.glb` and `.obj` come with smooth normals, `.glb` with a matt material. Vertex colours are kept except in `.stl`,
    which has no place for them.

    Args:
        path: of the file, its suffix one of `MESH_SUFFIXES`, in capitals or not.
        mesh: positions in world units.

    Raises:
        ValueError: no format has that suffix.
        FileWriteError: the file cannot be written.
    """
    content = _CONTENTS[known_suffix(path, MESH_SUFFIXES)]
    with atomic_file(path) as beside:
        beside.write_bytes(content(mesh, path.stem))


def _glb(mesh: Mesh, name: str) -> bytes:
    """Far from the origin, vertices are about the mesh's centre and a node moves them into place."""
    import trimesh
    from trimesh.exchange.gltf import export_glb

    offset = mesh.center if _is_far(mesh) else np.zeros(3)
    scene = trimesh.Scene()
    scene.add_geometry(
        _shape(Mesh(mesh.positions - offset, mesh.faces, mesh.colours), _linear_bytes),
        geom_name=name,
        node_name=name,
        transform=trimesh.transformations.translation_matrix(offset),
    )
    return bytes(export_glb(scene, include_normals=True))


def _obj(mesh: Mesh, name: str) -> bytes:
    from trimesh.exchange.obj import export_obj

    extent = _extent(mesh)
    decimals = max(0, _SIGNIFICANT_DIGITS - math.ceil(math.log10(extent))) if extent > 0 else _SIGNIFICANT_DIGITS
    text = export_obj(
        _shape(mesh, bytes_from_linear),
        include_normals=True,
        include_color=_vertex_colours(mesh) is not None,
        include_texture=False,
        digits=decimals,
        header=None,
    )
    return f"o {' '.join(name.split())}\n{text}\n".encode(errors="replace")


def _ply(mesh: Mesh, name: str) -> bytes:
    """Binary, with normals; far from the origin, positions are doubles."""
    kind, number = ("double", "<f8") if _is_far(mesh) else ("float", "<f4")
    columns = [(f"property {kind} {axis}\n", axis, number) for axis in "xyz"]
    columns += [(f"property float n{axis}\n", f"n{axis}", "<f4") for axis in "xyz"]
    values = [*mesh.positions.T, *vertex_normals(mesh.positions, mesh.faces).T]
    colours = _vertex_colours(mesh)
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
    from trimesh.exchange.stl import export_stl, export_stl_ascii

    shape = _shape(mesh, bytes_from_linear)
    return export_stl_ascii(shape).encode() if _is_far(mesh) else bytes(export_stl(shape))


_CONTENTS: dict[str, Callable[[Mesh, str], bytes]] = {".glb": _glb, ".obj": _obj, ".ply": _ply, ".stl": _stl}
MESH_SUFFIXES = tuple(_CONTENTS)
"""What `write_mesh` writes."""


def _is_far(mesh: Mesh) -> bool:
    return float(np.abs(mesh.center).max()) > _FAR_EXTENTS * _extent(mesh)


def _extent(mesh: Mesh) -> float:
    return float(np.ptp(mesh.bounds, axis=0).max())


def _vertex_colours(mesh: Mesh) -> NDArray[np.float64] | None:
    """(V, 3), linear, with the colour of all; None where vertices have none."""
    if mesh.colours is None or mesh.colours.vertex_colours_linear is None:
        return None
    return mesh.colours.vertex_colours_linear * mesh.colours.base_colour_linear


def _linear_bytes(colours_linear: NDArray[np.float64]) -> NDArray[np.uint8]:
    return np.round(colours_linear * 255).astype(np.uint8)


def _shape(mesh: Mesh, as_bytes: Callable[[NDArray[np.float64]], NDArray[np.uint8]]) -> "trimesh.Trimesh":
    import trimesh

    colours = _vertex_colours(mesh)
    if colours is not None:
        return trimesh.Trimesh(mesh.positions, mesh.faces, vertex_colors=as_bytes(colours), process=False)
    # Without a material glTF means polished metal, which viewers show nearly black.
    clay = trimesh.visual.material.PBRMaterial(baseColorFactor=_CLAY, metallicFactor=0.0, roughnessFactor=0.8)
    visual = trimesh.visual.TextureVisuals(material=clay)
    return trimesh.Trimesh(mesh.positions, mesh.faces, visual=visual, process=False)
