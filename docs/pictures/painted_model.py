"""A model in its own colours."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import trimesh
from PIL import Image

from app.engine.export.shaded_picture import Paint
from app.engine.meshes.mesh import Mesh

_TEXTURE_PIXELS = 512  # finer would flicker: a picture shows a texel in less than a pixel


@dataclass(frozen=True, eq=False)
class PaintedModel:
    """A mesh, whose vertices are joined except where it has creases, and its texture."""

    mesh: Mesh
    paint: Paint


def read_painted_model(path: Path) -> PaintedModel:
    """Read a binary glTF file that holds one textured mesh with normals."""
    (part,) = trimesh.load_scene(path, process=False).geometry.values()
    points = np.round(np.hstack([part.vertices, part.vertex_normals]), 6)
    _, first, joined = np.unique(points, axis=0, return_index=True, return_inverse=True)
    mesh = Mesh(part.vertices[first], joined.ravel()[part.faces].astype(np.int32))
    texture = part.visual.material.baseColorTexture.convert("RGB").resize((_TEXTURE_PIXELS,) * 2, Image.Resampling.BOX)
    return PaintedModel(mesh, Paint(np.asarray(texture), np.asarray(part.visual.uv)[part.faces]))
