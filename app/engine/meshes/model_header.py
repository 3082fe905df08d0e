"""What a model file says about itself at its beginning, checked before the rest is read.

A damaged or hostile header can declare billions of elements in a file of a few bytes; readers reserve memory by it.
"""

import json
import re
import struct
from pathlib import Path
from typing import Any, BinaryIO

from app.engine.meshes.mesh_file_error import MeshFileError

MAX_FACES = 4_000_000

_PLY_HEADER_BYTES = 2**16
_OBJ_LAST_BYTES = 2**12
_COMPRESSIONS = ("KHR_draco_mesh_compression", "EXT_meshopt_compression", "KHR_meshopt_compression")


def check_header(path: Path, file: BinaryIO, size_bytes: int) -> None:
    """Refuse a file whose header is not one, promises more than the file holds, or asks for what cannot be read.

    Args:
        path: names the file in messages; its suffix says the type.
        file: open for reading, at its beginning; left there.
        size_bytes: of the whole file.

    Raises:
        MeshFileError: one sentence.
    """
    suffix = path.suffix.lower()
    if suffix == ".glb":
        _check_glb(path, file, size_bytes)
    elif suffix == ".gltf":
        _check_gltf(path, file.read())
    elif suffix == ".stl":
        _check_stl(path, file.read(84), size_bytes)
    elif suffix == ".ply":
        _check_ply(path, file)
    elif suffix == ".obj":
        _check_obj(path, file, size_bytes)
    file.seek(0)


def _check_glb(path: Path, file: BinaryIO, size_bytes: int) -> None:
    head = file.read(20)
    if len(head) < 20 or head[:4] != b"glTF":
        raise MeshFileError(f"{path}: is not a GLB file, it does not begin with a glTF header")
    version, declared_bytes, json_bytes = struct.unpack("<III", head[4:16])
    if version != 2:
        raise MeshFileError(f"{path}: is glTF version {version}, expected version 2")
    if declared_bytes > size_bytes:
        raise MeshFileError(f"{path}: is truncated, it has {size_bytes:,} of {declared_bytes:,} bytes")
    _check_gltf(path, file.read(json_bytes))


def _check_gltf(path: Path, text: bytes) -> None:
    try:
        document = json.loads(text)
        _check_gltf_document(path, document)
    except MeshFileError:
        raise
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError) as error:
        raise MeshFileError(f"{path}: is damaged, its glTF description cannot be understood") from error


def _check_gltf_document(path: Path, document: dict[str, Any]) -> None:
    for extension in document.get("extensionsRequired", []):
        if extension in _COMPRESSIONS:
            raise MeshFileError(f"{path}: is compressed with {extension}, export it without compression")
    accessors = document.get("accessors", [])
    for accessor in accessors:
        _check_face_count(path, int(accessor["count"]) // 3)
    for mesh in document.get("meshes", []):
        for primitive in mesh["primitives"]:
            position = accessors[primitive["attributes"]["POSITION"]]
            if "sparse" in position or position.get("normalized", False):
                kind = "sparse" if "sparse" in position else "quantized"
                raise MeshFileError(f"{path}: has {kind} vertex positions, export it with plain ones")


def _check_stl(path: Path, head: bytes, size_bytes: int) -> None:
    if head[:5].lower() == b"solid":
        return  # text, most likely; the parser finds out
    if len(head) < 84:
        raise MeshFileError(f"{path}: is not an STL file, it is shorter than the header of one")
    (face_count,) = struct.unpack("<I", head[80:84])
    expected_bytes = 84 + 50 * face_count
    if expected_bytes != size_bytes:
        raise MeshFileError(
            f"{path}: is truncated or not an STL file, {face_count:,} faces need {expected_bytes:,} bytes "
            f"and it has {size_bytes:,}"
        )
    _check_face_count(path, face_count)


def _check_ply(path: Path, file: BinaryIO) -> None:
    head = file.read(_PLY_HEADER_BYTES)
    if not head.startswith(b"ply"):
        raise MeshFileError(f"{path}: is not a PLY file, it does not begin with 'ply'")
    header, _, body = head.partition(b"end_header")
    counts = {name: int(count) for name, count in re.findall(rb"^element (\w+) (\d+)", header, flags=re.MULTILINE)}
    for name, count in counts.items():
        _check_face_count(path, count if name == b"face" else count // 3)
    if b"format ascii" in header:
        lines = len((body + file.read()).split(b"\n")) - 1
        if lines < sum(counts.values()):  # the reader would leave the missing faces out in silence
            raise MeshFileError(f"{path}: is truncated, it has {lines:,} of {sum(counts.values()):,} lines of data")


def _check_obj(path: Path, file: BinaryIO, size_bytes: int) -> None:
    """The format has no header; what gives a cut away, with luck, is the last line."""
    file.seek(max(0, size_bytes - _OBJ_LAST_BYTES))
    last_line = file.read().rstrip().rpartition(b"\n")[2].split()
    if last_line and last_line[0] in (b"v", b"f") and len(last_line) < 4:
        raise MeshFileError(f"{path}: is truncated, its last line ends too soon")


def _check_face_count(path: Path, face_count: int) -> None:
    if face_count > MAX_FACES:
        raise MeshFileError(f"{path}: declares {face_count:,} faces or as many corners, at most {MAX_FACES:,} are read")
