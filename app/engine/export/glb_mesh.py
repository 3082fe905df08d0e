"""A mesh with its colours as a glTF 2.0 scene."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from app.engine.appearance.surface_colours import SurfaceColours
from app.engine.export.corner_vertices import corner_vertices
from app.engine.meshes.mesh import Mesh
from app.engine.meshes.normals import vertex_normals

if TYPE_CHECKING:
    import trimesh

Json = dict[str, Any]

_CLAY_LINEAR = (0.8, 0.745, 0.69)
_CLAY_ROUGHNESS, _MATT = 0.8, 1.0
_COLOUR = "_COLOUR"  # what trimesh writes as it is; it would round colours to 8 bits, too few where light is linear
_WRAPS = {"repeat": 10497, "clamp": 33071, "mirror": 33648}
_LINEAR, _LINEAR_MIPMAPS = 9729, 9987


def glb_mesh(mesh: Mesh, name: str, offset: NDArray[np.float64]) -> bytes:
    """The content of a `.glb` file: one node with smooth normals and a matt material.

    Colours of vertices are linear floats, as glTF has them, and a texture is an sRGB picture inside the file.

    Args:
        mesh: positions in world units.
        name: of the node.
        offset: (3,), where the node stands; its vertices are about it.
    """
    import trimesh
    from trimesh.exchange.gltf import export_glb

    scene = trimesh.Scene()
    scene.add_geometry(
        _geometry(mesh, offset),
        geom_name=name,
        node_name=name,
        transform=trimesh.transformations.translation_matrix(offset),
    )
    return bytes(export_glb(scene, include_normals=True, tree_postprocessor=_finisher(mesh.colours)))


def _geometry(mesh: Mesh, offset: NDArray[np.float64]) -> "trimesh.Trimesh":
    import trimesh
    from PIL import Image

    corners = corner_vertices(mesh)
    colours = mesh.colours
    texture = None if colours is None or colours.texture_srgb is None else Image.fromarray(colours.texture_srgb)
    # Without a material glTF means polished metal, which viewers show nearly black.
    material = trimesh.visual.material.PBRMaterial(baseColorTexture=texture, metallicFactor=0.0, roughnessFactor=_MATT)
    upwards = None if corners.uv is None else np.stack([corners.uv[:, 0], 1.0 - corners.uv[:, 1]], axis=1)
    attributes: dict[str, ArrayLike] = {}
    if colours is not None and colours.vertex_colours_linear is not None:
        attributes[_COLOUR] = colours.vertex_colours_linear[corners.vertices]
    return trimesh.Trimesh(
        mesh.positions[corners.vertices] - offset,
        corners.faces,
        vertex_normals=_unit_normals(mesh)[corners.vertices],
        visual=trimesh.visual.TextureVisuals(uv=upwards, material=material),
        vertex_attributes=attributes,
        process=False,
    )


def _unit_normals(mesh: Mesh) -> NDArray[np.float64]:
    """Those of vertices without a face around them point upwards: glTF has none of another length."""
    normals = vertex_normals(mesh.positions, mesh.faces)
    normals[~normals.any(axis=1)] = (0.0, 1.0, 0.0)
    return normals


def _finisher(colours: SurfaceColours | None) -> Callable[[Json], None]:
    """What puts into the document that which trimesh has no words for."""

    def finish(document: Json) -> None:
        surface = document["materials"][0]["pbrMetallicRoughness"]
        factor = _CLAY_LINEAR if colours is None else colours.base_colour_linear
        surface["baseColorFactor"] = [*map(float, factor), 1.0]
        if colours is None:
            surface["roughnessFactor"] = _CLAY_ROUGHNESS
        for primitive in document["meshes"][0]["primitives"]:
            if _COLOUR in primitive["attributes"]:
                primitive["attributes"]["COLOR_0"] = primitive["attributes"].pop(_COLOUR)
        if "textures" in document and colours is not None:
            wrap = _WRAPS[colours.wrap]
            filters = {"magFilter": _LINEAR, "minFilter": _LINEAR_MIPMAPS}
            document["samplers"] = [{**filters, "wrapS": wrap, "wrapT": wrap}]
            for texture in document["textures"]:
                texture["sampler"] = 0

    return finish
