"""What a model file says of the colours of its parts."""

from io import BytesIO
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from app.engine.appearance.painted_parts import PaintedPart, Texture
from app.engine.appearance.srgb import linear_from_bytes, linear_from_srgb
from app.engine.appearance.texture_size import LARGEST_TEXTURE_PIXELS
from app.engine.meshes.gltf_materials import COLOUR, UV, GltfMaterial
from app.engine.meshes.obj_materials import ObjMaterial
from app.engine.meshes.side_files import SideFiles
from app.engine.meshes.texture_pixels import TextureError, reduction, texture_pixels

if TYPE_CHECKING:
    import trimesh
    from PIL.Image import Image

Faces = NDArray[np.int64]


class PartColours:
    """Reads the colours of parts; each texture once, and what is wrong with it becomes a sentence.

    Args:
        side_files: where the textures of OBJ files are.
    """

    def __init__(self, side_files: SideFiles) -> None:
        self._side_files = side_files
        self._textures: dict[tuple[object, str], Texture | None] = {}
        self._images: list[object] = []  # while one lives, no other can have its id
        self.warnings: list[str] = []

    def warn(self, text: str) -> None:
        """Note half a sentence about the file, once."""
        if text not in self.warnings:
            self.warnings.append(text)

    def of_gltf(self, part: "trimesh.Trimesh", faces: Faces, materials: tuple[GltfMaterial, ...]) -> PaintedPart:
        """The colours of a part of a file that was prepared for it."""
        named = getattr(getattr(part.visual, "material", None), "name", None)
        material = materials[int(named)] if named is not None else None
        vertex_colours = _attribute(part, COLOUR, 3)
        if material is None:
            return PaintedPart(len(part.vertices), faces, vertex_colours_linear=_in_unit(vertex_colours))
        image = getattr(getattr(part.visual, "material", None), "baseColorTexture", None)
        if material.has_texture and image is None and not self._side_files.missing:
            self.warn("has a texture that cannot be read; going on without it")
        uv = _attribute(part, UV, 2)
        return PaintedPart(
            len(part.vertices),
            faces,
            material.colour_linear,
            _in_unit(vertex_colours),
            None if uv is None else uv @ material.uv_transform[:, :2].T + material.uv_transform[:, 2],
            None if image is None else self._texture(image, "a texture", material.wrap),
        )

    def of_obj(self, part: "trimesh.Trimesh", faces: Faces, materials: dict[str, ObjMaterial]) -> PaintedPart:
        """The colours of a part of an OBJ file, its material by name."""
        named = getattr(getattr(part.visual, "material", None), "name", None)
        material = materials.get(named, ObjMaterial()) if named is not None else ObjMaterial()
        uv = _uv(part)
        if uv is not None:  # of the options of a map, which count v upwards
            up = uv * [1, -1] + [0, 1]
            uv = (up * material.uv_scale + material.uv_offset) * [1, -1] + [0, 1]
        has_nothing = material.colour_linear is None and material.texture_name is None
        return PaintedPart(
            len(part.vertices),
            faces,
            None if has_nothing else np.ones(3) if material.colour_linear is None else material.colour_linear,
            _picture_colours(part),
            uv,
            self._side_texture(material),
        )

    def of_other(self, part: "trimesh.Trimesh", faces: Faces) -> PaintedPart:
        """The colours of a part of a PLY or STL file."""
        image = getattr(getattr(part.visual, "material", None), "image", None)
        uv = _uv(part)
        texture = None if image is None or uv is None else self._texture(image, "a texture", "repeat")
        return PaintedPart(len(part.vertices), faces, None, _picture_colours(part), uv, texture)

    def _side_texture(self, material: ObjMaterial) -> Texture | None:
        from PIL import Image, UnidentifiedImageError

        name = material.texture_name
        if name is None or (name, material.wrap) in self._textures:
            return self._textures.get((name, material.wrap))
        texture = None
        try:
            texture = self._decoded(Image.open(BytesIO(self._side_files.get(name))), name, material.wrap)
        except FileNotFoundError:
            pass  # side_files tells
        except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
            self.warn(f"refers to {name}, which is not a readable picture; going on without it")
        self._textures[name, material.wrap] = texture
        return texture

    def _texture(self, image: "Image", name: str, wrap: str) -> Texture | None:
        key = (id(image), wrap)
        if key not in self._textures:
            self._images.append(image)
            self._textures[key] = self._decoded(image, name, wrap)
        return self._textures[key]

    def _decoded(self, image: "Image", name: str, wrap: str) -> Texture | None:
        factor = reduction(image.height, image.width)
        try:
            texture = Texture(texture_pixels(image), wrap)
        except TextureError as error:
            self.warn(f"refers to {name}, which {error}; going on without it")
            return None
        if factor > 1:
            self.warn(
                f"refers to {name}, which has {image.width:,} x {image.height:,} pixels; it is made {factor} times "
                f"smaller, to {LARGEST_TEXTURE_PIXELS:,} at most"
            )
        return texture


def _attribute(part: "trimesh.Trimesh", name: str, columns: int) -> NDArray[np.float64] | None:
    """An attribute of a glTF part as floats: whole numbers stand for shares of their largest."""
    raw = _column_block(part, name, columns)
    if raw is None:
        return None
    largest = np.iinfo(raw.dtype).max if np.issubdtype(raw.dtype, np.integer) else 1
    return np.asarray(np.nan_to_num(raw.astype(np.float64) / largest))


def _column_block(part: "trimesh.Trimesh", name: str, columns: int) -> NDArray[Any] | None:
    """The first columns of an attribute, if it is one of numbers, a row for each vertex."""
    raw = np.asarray(part.vertex_attributes.get(name))
    fits = raw.ndim == 2 and raw.shape[0] == len(part.vertices) and raw.shape[1] >= columns and raw.dtype.kind in "iuf"
    return raw[:, :columns] if fits else None


def _in_unit(colours: NDArray[np.float64] | None) -> NDArray[np.float32] | None:
    return None if colours is None else np.clip(colours, 0.0, 1.0).astype(np.float32)


def _uv(part: "trimesh.Trimesh") -> NDArray[np.float64] | None:
    """Texture coordinates as OBJ and PLY have them, turned to v down."""
    uv: Any = getattr(part.visual, "uv", None)
    if uv is None or np.ndim(uv) != 2 or len(uv) != len(part.vertices) or uv.shape[1] < 2:
        return None
    return np.asarray(np.nan_to_num(uv[:, :2].astype(np.float64)) * [1, -1] + [0, 1])


def _picture_colours(part: "trimesh.Trimesh") -> NDArray[np.float32] | None:
    """The vertex colours of a format that means a picture's; those of faces, where only faces have any."""
    from trimesh.visual import ColorVisuals

    if isinstance(part.visual, ColorVisuals):
        if part.visual.kind is None:
            return None
        return linear_from_bytes(np.asarray(part.visual.vertex_colors, dtype=np.uint8)[:, :3])
    raw = _column_block(part, "color", 3)
    if raw is None:
        return None
    values = np.nan_to_num(raw.astype(np.float64))
    if values.max(initial=0.0) > 1:
        values = values / 255
    return linear_from_srgb(np.clip(values, 0.0, 1.0)).astype(np.float32)
