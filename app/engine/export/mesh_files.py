"""Write a mesh so that any other program opens it, where it belongs in the world."""

import math
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from app.engine.meshes.mesh import Mesh

if TYPE_CHECKING:
    import trimesh

# glTF stores float32. So far from the origin, in extents, that its rounding would roughen the surface, vertices are
# stored about the mesh's centre instead and a node moves them into place.
_FAR_EXTENTS = 100.0
_SIGNIFICANT_DIGITS = 8
_CLAY = (204, 190, 176, 255)


def write_glb(path: Path, mesh: Mesh) -> None:
    """Write a binary glTF file, with smooth normals and a matt material, or the mesh's vertex colours.

    Args:
        path: of the file.
        mesh: positions in world units.

    Raises:
        OSError: the file cannot be written.
    """
    import trimesh
    from trimesh.exchange.gltf import export_glb

    extent = np.ptp(mesh.bounds, axis=0).max()
    offset = mesh.center if np.abs(mesh.center).max() > _FAR_EXTENTS * extent else np.zeros(3)
    scene = trimesh.Scene()
    scene.add_geometry(
        _shape(Mesh(mesh.positions - offset, mesh.faces, mesh.vertex_colors)),
        geom_name=path.stem,
        node_name=path.stem,
        transform=trimesh.transformations.translation_matrix(offset),
    )
    path.write_bytes(export_glb(scene, include_normals=True))


def write_obj(path: Path, mesh: Mesh) -> None:
    """Write a Wavefront OBJ file of positions, smooth normals and faces.

    Args:
        path: of the file.
        mesh: positions in world units.

    Raises:
        OSError: the file cannot be written.
    """
    from trimesh.exchange.obj import export_obj

    extent = float(np.ptp(mesh.bounds, axis=0).max())
    decimals = max(0, _SIGNIFICANT_DIGITS - math.ceil(math.log10(extent))) if extent > 0 else _SIGNIFICANT_DIGITS
    text = export_obj(
        _shape(mesh),
        include_normals=True,
        include_color=mesh.vertex_colors is not None,
        include_texture=False,
        digits=decimals,
        header=None,
    )
    path.write_text(text + "\n")


def _shape(mesh: Mesh) -> "trimesh.Trimesh":
    import trimesh

    if mesh.vertex_colors is not None:
        return trimesh.Trimesh(mesh.positions, mesh.faces, vertex_colors=mesh.vertex_colors, process=False)
    # Without a material glTF means polished metal, which viewers show nearly black.
    clay = trimesh.visual.material.PBRMaterial(baseColorFactor=_CLAY, metallicFactor=0.0, roughnessFactor=0.8)
    visual = trimesh.visual.TextureVisuals(material=clay)
    return trimesh.Trimesh(mesh.positions, mesh.faces, visual=visual, process=False)
