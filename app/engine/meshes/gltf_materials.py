"""The materials of glTF files, and the file as trimesh reads all of them.

trimesh rounds factors and colours of vertices to 8 bits, leaves out samplers, transforms and second sets of texture
coordinates, and misreads coordinates that are whole numbers. Attributes of one's own it hands over untouched.
"""

import json
import struct
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

UV, COLOUR = "_UV", "_COLOUR"
"""The names under which the attributes of a part are found."""

_JSON_CHUNK = 0x4E4F534A
_WRAPS = {33071: "clamp", 33648: "mirror", 10497: "repeat"}
_GLOSSY = "KHR_materials_pbrSpecularGlossiness"
_TRANSFORM = "KHR_texture_transform"

Json = dict[str, Any]


@dataclass(frozen=True, eq=False)
class GltfMaterial:
    """A material.

    Args:
        colour_linear: (3,) in [0, 1].
        has_texture: whether it names one.
        wrap: as in `SurfaceColours`.
        uv_transform: (2, 3), from the file's texture coordinates and 1 to the texture's.
    """

    colour_linear: NDArray[np.float64]
    has_texture: bool
    wrap: str
    uv_transform: NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class PreparedGltf:
    """A file and its materials.

    Args:
        content: of the file; its materials are named by their positions, and its parts have their texture
            coordinates, v down, and colours as the attributes `UV` and `COLOUR`.
        materials: in order.
    """

    content: bytes
    materials: tuple[GltfMaterial, ...]


def prepared_gltf(content: bytes) -> PreparedGltf:
    """Prepare a file for trimesh.

    Args:
        content: of a `.glb` or `.gltf` file.

    Raises:
        ValueError, KeyError, IndexError, TypeError, AttributeError: it is damaged.
    """
    is_binary = content.startswith(b"glTF")
    json_bytes = struct.unpack("<I", content[12:16])[0] if is_binary else len(content)
    start = 20 if is_binary else 0
    document = json.loads(content[start : start + json_bytes])
    described = document.get("materials", [])
    materials = tuple(_material(document, _base(item)) for item in described)
    for mesh in document.get("meshes", []):
        for primitive in mesh["primitives"]:
            _rename_attributes(primitive, described)
    if described:
        document["materials"] = [_renamed(index, _base(item)) for index, item in enumerate(described)]
    text = json.dumps(document).encode()
    if not is_binary:
        return PreparedGltf(text, materials)
    text += b" " * (-len(text) % 4)
    rest = content[start + json_bytes :]
    head = struct.pack("<4sIIII", b"glTF", 2, 20 + len(text) + len(rest), len(text), _JSON_CHUNK)
    return PreparedGltf(head + text + rest, materials)


def _base(material: Json) -> Json:
    """The description of the base colour, in today's or in the older form."""
    glossy = material.get("extensions", {}).get(_GLOSSY)
    if glossy is not None and "pbrMetallicRoughness" not in material:
        named = {"baseColorFactor": glossy.get("diffuseFactor"), "baseColorTexture": glossy.get("diffuseTexture")}
        return {name: value for name, value in named.items() if value is not None}
    return dict(material.get("pbrMetallicRoughness", {}))


def _renamed(index: int, base: Json) -> Json:
    """Nothing but what trimesh finds the texture by."""
    texture = base.get("baseColorTexture")
    return {"name": str(index), "pbrMetallicRoughness": {} if texture is None else {"baseColorTexture": texture}}


def _material(document: Json, base: Json) -> GltfMaterial:
    factor = np.array(base.get("baseColorFactor", [1.0] * 4), dtype=np.float64)[:3]
    texture = base.get("baseColorTexture")
    wrap = "repeat"
    if texture is not None and "sampler" in document["textures"][texture["index"]]:
        sampler = document["samplers"][document["textures"][texture["index"]]["sampler"]]
        wrap = _WRAPS.get(sampler.get("wrapS", 10497), "repeat")
    transform = {} if texture is None else texture.get("extensions", {}).get(_TRANSFORM, {})
    return GltfMaterial(np.clip(np.nan_to_num(factor), 0.0, 1.0), texture is not None, wrap, _matrix(transform))


def _matrix(transform: Json) -> NDArray[np.float64]:
    """Offset * rotation * scale of KHR_texture_transform, turning counter-clockwise as v runs down."""
    turn = float(transform.get("rotation", 0.0))
    rotation = np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
    scale = np.array(transform.get("scale", [1.0, 1.0]), dtype=np.float64)
    offset = np.array(transform.get("offset", [0.0, 0.0]), dtype=np.float64)
    return np.column_stack([rotation * scale, offset])


def _rename_attributes(primitive: Json, materials: list[Json]) -> None:
    attributes = primitive["attributes"]
    texture = _base(materials[primitive["material"]]).get("baseColorTexture") if "material" in primitive else None
    used = 0 if texture is None else _uv_set(texture)
    renamed = {f"TEXCOORD_{used}": UV, "COLOR_0": COLOUR}
    primitive["attributes"] = {
        renamed.get(name, name): index
        for name, index in attributes.items()
        if name in renamed or not name.startswith(("TEXCOORD_", "COLOR_", "_"))
    }


def _uv_set(texture: Json) -> int:
    return int(texture.get("extensions", {}).get(_TRANSFORM, {}).get("texCoord", texture.get("texCoord", 0)))
