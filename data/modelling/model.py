"""A finished model: one solid, one texture, one material, written as binary glTF."""

import io
from dataclasses import dataclass

import numpy as np
import trimesh
from manifold3d import Manifold
from PIL import Image
from trimesh.visual.material import PBRMaterial
from trimesh.visual.texture import TextureVisuals

from modelling.solids import NORMAL_CHANNELS, UV_CHANNELS

CREASE_DEGREES = 40.0
JPEG_QUALITY = 90


@dataclass(frozen=True)
class Model:
    """A solid in metres, y up, with the texture its u v point into and its roughness in [0, 1]."""

    name: str
    solid: Manifold
    texture: Image.Image
    roughness: float

    def glb(self) -> bytes:
        """The model as a binary glTF file: positions, normals, texture coordinates and a JPEG base-colour texture."""
        mesh = self.solid.calculate_normals(0, CREASE_DEGREES).to_mesh()
        channels = np.asarray(mesh.vert_properties)
        material = PBRMaterial(
            name=self.name, baseColorTexture=_as_jpeg(self.texture), metallicFactor=0.0, roughnessFactor=self.roughness
        )
        surface = trimesh.Trimesh(
            vertices=channels[:, :3],
            faces=np.asarray(mesh.tri_verts),
            vertex_normals=channels[:, NORMAL_CHANNELS],
            visual=TextureVisuals(uv=channels[:, UV_CHANNELS], material=material),
            process=False,
        )
        scene = trimesh.Scene()
        scene.add_geometry(surface, node_name=self.name, geom_name=self.name)
        return bytes(trimesh.exchange.gltf.export_glb(scene, include_normals=True))


def _as_jpeg(image: Image.Image) -> Image.Image:
    """The same picture as a JPEG that the glTF writer embeds as it is."""
    encoded = io.BytesIO()
    image.save(encoded, format="JPEG", quality=JPEG_QUALITY, subsampling=0)
    return Image.open(io.BytesIO(encoded.getvalue()))
