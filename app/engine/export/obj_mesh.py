"""A mesh with its colours as Wavefront OBJ, and the material that goes with it."""

import math

import numpy as np
from numpy.typing import NDArray

from app.engine.appearance.srgb import srgb_from_linear
from app.engine.appearance.surface_colours import SurfaceColours
from app.engine.meshes.mesh import Mesh
from app.engine.meshes.normals import vertex_normals

_SIGNIFICANT_DIGITS = 8
_NORMAL_DIGITS, _COLOUR_DIGITS, _UV_DIGITS = 6, 6, 7
_MATERIAL = "painted"


def obj_mesh(mesh: Mesh, name: str, library: str | None) -> str:
    """The content of an `.obj` file, with smooth normals.

    Colours of vertices follow their positions as sRGB, which the format does not know and most programs do.

    Args:
        mesh: positions in world units.
        name: of the object.
        library: name of the file with the material; None where there is no texture.
    """
    colours = mesh.colours
    vertices = [_texts(mesh.positions, _decimals(mesh))]
    if colours is not None and colours.vertex_colours_linear is not None:
        base = 1.0 if library else colours.base_colour_linear  # otherwise in the material
        vertices.append(_texts(srgb_from_linear(colours.vertex_colours_linear * base), _COLOUR_DIGITS))
    normals = _texts(vertex_normals(mesh.positions, mesh.faces), _NORMAL_DIGITS)
    lines = [f"o {' '.join(name.split())}"]
    if library:
        lines.append(f"mtllib {library}")
    lines += [f"v {' '.join(parts)}" for parts in zip(*vertices, strict=True)]
    lines += [f"vn {normal}" for normal in normals]
    corner = mesh.faces.astype(np.int64) + 1
    if library and colours is not None and colours.uv is not None and colours.uv_faces is not None:
        lines += [f"vt {uv}" for uv in _texts(colours.uv.astype(np.float64) * [1, -1] + [0, 1], _UV_DIGITS)]
        lines.append(f"usemtl {_MATERIAL}")
        pairs = np.stack([corner, colours.uv_faces.astype(np.int64) + 1], axis=2).reshape(-1, 6).tolist()
        lines += [f"f {a}/{i}/{a} {b}/{j}/{b} {c}/{k}/{c}" for a, i, b, j, c, k in pairs]
    else:
        lines += [f"f {a}//{a} {b}//{b} {c}//{c}" for a, b, c in corner.tolist()]
    return "\n".join(lines) + "\n"


def obj_library(colours: SurfaceColours, texture: str) -> str:
    """The content of the `.mtl` file that goes with a textured mesh.

    Args:
        colours: of the mesh.
        texture: name of the file with the texture.
    """
    (colour,) = _texts(srgb_from_linear(colours.base_colour_linear)[None], _COLOUR_DIGITS)
    clamp = "-clamp on " if colours.wrap == "clamp" else ""
    return f"newmtl {_MATERIAL}\nKa 0 0 0\nKd {colour}\nKs 0 0 0\nillum 1\nmap_Kd {clamp}{texture}\n"


def _decimals(mesh: Mesh) -> int:
    extent = float(np.ptp(mesh.bounds, axis=0).max())
    return max(0, _SIGNIFICANT_DIGITS - math.ceil(math.log10(extent))) if extent > 0 else _SIGNIFICANT_DIGITS


def _texts(rows: NDArray[np.float64], decimals: int) -> list[str]:
    """Each row (3 or 2) as numbers with blanks in between."""
    pattern = " ".join([f"%.{decimals}f"] * rows.shape[1])
    return [pattern % tuple(row) for row in rows.tolist()]
