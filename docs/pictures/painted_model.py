"""A model in its own colours."""

from pathlib import Path

import numpy as np
import trimesh
from PIL import Image

from app.engine.appearance.surface_colours import SurfaceColours
from app.engine.meshes.mesh import Mesh

_TEXTURE_PIXELS = 512  # finer would flicker: a picture shows a texel in less than a pixel


def read_painted_model(path: Path) -> Mesh:
    """Read a binary glTF file that holds one textured mesh with normals; vertices are joined except at creases."""
    (part,) = trimesh.load_scene(path, process=False).geometry.values()
    points = np.round(np.hstack([part.vertices, part.vertex_normals]), 6)
    _, first, joined = np.unique(points, axis=0, return_index=True, return_inverse=True)
    texture = part.visual.material.baseColorTexture.convert("RGB").resize((_TEXTURE_PIXELS,) * 2, Image.Resampling.BOX)
    uv = (np.asarray(part.visual.uv) * [1, -1] + [0, 1]).astype(np.float32)
    colours = SurfaceColours(uv=uv, uv_faces=part.faces.astype(np.int32), texture_srgb=np.asarray(texture))
    return Mesh(part.vertices[first], joined.ravel()[part.faces].astype(np.int32), colours)
