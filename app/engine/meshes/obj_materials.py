"""The materials of OBJ files, of which trimesh reads one library only, without options of maps, to 8 bits."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from app.engine.appearance.srgb import linear_from_srgb
from app.engine.meshes.obj_text import as_utf8
from app.engine.meshes.side_files import SideFiles

_LIBRARY = re.compile(rb"^[ \t]*mtllib[ \t]+(.*?)[ \t\r]*$", re.MULTILINE)
# How many words follow an option of a map; of o, s and t at most, all numbers.
_OPTION_WORDS = {"blendu": 1, "blendv": 1, "boost": 1, "cc": 1, "clamp": 1, "imfchan": 1, "mm": 2, "texres": 1}
_NUMBER_OPTIONS = {"o": 3, "s": 3, "t": 3}


@dataclass
class ObjMaterial:
    """A material.

    Args:
        colour_linear: (3,) in [0, 1]; None where nothing is said.
        texture_name: of the file; None if there is none.
        wrap: as in `SurfaceColours`.
        uv_scale: (2,), by which the file's texture coordinates are multiplied first.
        uv_offset: (2,), which is then added to them.
    """

    colour_linear: NDArray[np.float64] | None = None
    texture_name: str | None = None
    wrap: str = "repeat"
    uv_scale: NDArray[np.float64] = field(default_factory=lambda: np.ones(2))
    uv_offset: NDArray[np.float64] = field(default_factory=lambda: np.zeros(2))


class MaterialNames:
    """In place of an OBJ file's library, tells trimesh the names by which it takes faces together.

    Args:
        names: of the materials.
    """

    def __init__(self, names: Iterable[str]) -> None:
        self._library = "".join(f"newmtl {name}\n" for name in names).encode()

    def get(self, name: str) -> bytes:
        """The library, whatever it is called."""
        return self._library

    __getitem__ = get


def obj_materials(content: bytes, side_files: SideFiles) -> dict[str, ObjMaterial]:
    """Read all libraries that an OBJ file names.

    Args:
        content: of the OBJ file, in UTF-8.
        side_files: where the libraries are; told of those that are missing.

    Returns:
        The materials by name.
    """
    materials: dict[str, ObjMaterial] = {}
    for name in dict.fromkeys(_LIBRARY.findall(content)):
        try:
            library = side_files.get(name.decode())
        except FileNotFoundError:
            continue
        materials |= _parsed(as_utf8(library).decode())
    return materials


def _parsed(library: str) -> dict[str, ObjMaterial]:
    materials: dict[str, ObjMaterial] = {}
    material = ObjMaterial()  # of what stands before the first name
    for line in library.splitlines():
        words = line.split()
        if len(words) < 2:
            continue
        key = words[0].lower()
        if key == "newmtl":
            material = materials[" ".join(words[1:])] = ObjMaterial()
        elif key == "kd":
            material.colour_linear = _colour(words[1:4])
        elif key == "map_kd":
            _read_map(material, line.split(maxsplit=1)[1].strip())
    for material in materials.values():
        if material.texture_name and material.colour_linear is not None and not material.colour_linear.any():
            material.colour_linear = None  # several programs write black beside a texture and mean the texture
    return materials


def _colour(words: list[str]) -> NDArray[np.float64] | None:
    """The format does not say what the numbers are; like all colours in OBJ files they are taken for a picture's."""
    try:
        values = np.array([float(word) for word in words])
    except ValueError:  # a spectrum, or a colour in XYZ
        return None
    if not np.isfinite(values).all():
        return None
    return linear_from_srgb(np.clip(np.resize(values, 3), 0.0, 1.0))


def _read_map(material: ObjMaterial, text: str) -> None:
    """`[-option words]... name`, where the name may have blanks."""
    while text.startswith("-"):
        option, _, rest = text[1:].partition(" ")
        words = rest.split()
        if option in _NUMBER_OPTIONS:
            count = _leading_numbers(words[:-1], _NUMBER_OPTIONS[option])
        elif option in _OPTION_WORDS:
            count = _OPTION_WORDS[option]
        else:
            break
        if option == "clamp" and words[:1] == ["on"]:
            material.wrap = "clamp"
        numbers = [float(word) for word in words[: min(count, 2)]] if option in ("o", "s") else []
        if option == "s":
            material.uv_scale[: len(numbers)] = numbers
        elif option == "o":
            material.uv_offset[: len(numbers)] = numbers
        text = rest.split(maxsplit=count)[count] if len(words) > count else ""
    material.texture_name = text.strip() or None


def _leading_numbers(words: list[str], most: int) -> int:
    count = 0
    for word in words[:most]:
        if not re.fullmatch(r"[-+]?[\d.]+(e[-+]?\d+)?", word, re.IGNORECASE):
            break
        count += 1
    return count
