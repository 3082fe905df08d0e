"""Read a model file of any common format into one `Mesh`."""

import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from app.engine.meshes.mesh import Mesh
from app.engine.meshes.mesh_file_error import MeshFileError
from app.engine.meshes.model_header import MAX_FACES, check_header
from app.engine.meshes.obj_text import as_utf8, readable, seems_cut
from app.engine.meshes.side_files import SideFiles

if TYPE_CHECKING:
    import trimesh

SUFFIXES = (".glb", ".gltf", ".obj", ".ply", ".stl")
MAX_FILE_BYTES = 512 * 2**20
MAX_COORDINATE = 1e30  # the results are written as float32 too, which ends at 3e38
_TEXT_BYTES = 512  # at the beginning of a file, without a zero byte where it is text
_OPAQUE_WHITE = np.full(4, 255, dtype=np.uint8)  # what glTF multiplies by where a part has no colours


class _PlacedPart(NamedTuple):
    geometry: "trimesh.Trimesh"
    matrix: NDArray[np.float64]  # (4, 4), part to world


def read_mesh(path: Path) -> Mesh:
    """Read a `.glb`, `.gltf`, `.obj`, `.ply` or `.stl` file.

    Transforms of the scene are applied (a mirrored part keeps its outside outside), several geometries are joined,
    polygons are triangulated, vertex colours are kept. A missing material or texture file is a warning.

    Args:
        path: the file.

    Returns:
        The mesh in the file's world frame, without unused vertices.

    Raises:
        MeshFileError: one sentence that names the file and what is wrong with it.
    """
    size_bytes = _checked_size(path)
    side_files = SideFiles(path.parent, MAX_FILE_BYTES)
    try:
        with path.open("rb") as file:
            check_header(path, file, size_bytes)
            content = file.read()
    except OSError as error:
        raise MeshFileError(f"{path}: cannot be read: {error.strerror or error}") from error
    parts = _placed_parts(path, _readable(path, content), side_files)
    mesh = _joined(path, parts)
    if path.suffix.lower() == ".obj" and seems_cut(content, mesh.positions):
        raise MeshFileError(f"{path}: is truncated, its last line is open and many of its vertices have no face")
    for name in side_files.missing:
        warnings.warn(f"{path}: refers to {name}, which is missing; going on without it", stacklevel=2)
    return mesh


def _checked_size(path: Path) -> int:
    if not path.exists():
        raise MeshFileError(f"{path}: no such file")
    if path.is_dir():
        raise MeshFileError(f"{path}: is a folder, expected a model file")
    if not path.is_file():
        raise MeshFileError(f"{path}: is not a regular file")
    if path.suffix.lower() not in SUFFIXES:
        found = path.suffix or "no suffix"
        raise MeshFileError(f"{path}: expected a file of type {', '.join(SUFFIXES)}, got {found}")
    size_bytes = path.stat().st_size
    if size_bytes == 0:
        raise MeshFileError(f"{path}: the file is empty")
    if size_bytes > MAX_FILE_BYTES:
        raise MeshFileError(
            f"{path}: the file has {size_bytes / 2**20:,.0f} MiB, at most {MAX_FILE_BYTES // 2**20} MiB can be read"
        )
    return size_bytes


def _readable(path: Path, content: bytes) -> bytes:
    """The content as trimesh reads it right."""
    if path.suffix.lower() == ".obj":
        return readable(content)
    is_text = path.suffix.lower() == ".stl" and content.startswith(b"solid") and b"\0" not in content[:_TEXT_BYTES]
    return as_utf8(content) if is_text else content


def _placed_parts(path: Path, content: bytes, side_files: SideFiles) -> list[_PlacedPart]:
    """Every triangle mesh of the scene with the matrix of its node."""
    import trimesh  # slow to import, and the window opens without it

    suffix = path.suffix.lower().lstrip(".")
    try:
        with _quiet(), warnings.catch_warnings():
            # NumPy only warns where text stops being numbers, and the rest of the model would be lost in silence.
            warnings.simplefilter("error", DeprecationWarning)
            resolver: Any = side_files  # trimesh only looks names up in it
            scene = trimesh.load_scene(BytesIO(content), file_type=suffix, resolver=resolver, process=False)
            placed = [scene.graph.get(node) for node in scene.graph.nodes_geometry]
            parts = [_PlacedPart(scene.geometry[name], np.asarray(matrix)) for matrix, name in placed]
            return [part for part in parts if len(getattr(part.geometry, "faces", ()))]
    except FileNotFoundError as error:
        raise MeshFileError(f"{path}: refers to {error}, which is missing") from error
    except ImportError as error:
        raise MeshFileError(f"{path}: cannot be read without the Python package {error.name}") from error
    except MeshFileError:
        raise
    except MemoryError as error:
        raise MeshFileError(f"{path}: the model does not fit into memory") from error
    except Exception as error:  # whatever a parser throws at a broken file
        raise MeshFileError(f"{path}: is not a readable {suffix.upper()} model, it is damaged or not one") from error


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep trimesh's own messages away: what matters in them is said once, by us."""
    logger = logging.getLogger("trimesh")
    level = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        logger.setLevel(level)


def _joined(path: Path, parts: list[_PlacedPart]) -> Mesh:
    face_count = sum(len(part.geometry.faces) for part in parts)
    if face_count == 0:
        raise MeshFileError(f"{path}: has no faces, a surface of triangles or polygons is needed")
    if face_count > MAX_FACES:
        raise MeshFileError(f"{path}: has {face_count:,} faces, at most {MAX_FACES:,} can be read")
    positions = [_world_positions(path, part) for part in parts]
    offsets = np.cumsum([0] + [len(of_part) for of_part in positions[:-1]])
    return _checked_mesh(
        path,
        np.concatenate(positions),
        np.concatenate([_outward_faces(part) + offset for part, offset in zip(parts, offsets, strict=True)]),
        _joined_colors([part.geometry for part in parts]),
    )


def _world_positions(path: Path, part: _PlacedPart) -> NDArray[np.float64]:
    vertices = np.asarray(part.geometry.vertices, dtype=np.float64)
    faces = part.geometry.faces
    if vertices.ndim != 2 or vertices.shape[1] != 3:
        raise MeshFileError(f"{path}: is damaged, its vertices do not have three coordinates")
    if faces.min() < 0 or faces.max() >= len(vertices):
        raise MeshFileError(f"{path}: is damaged, its faces refer to vertices that it does not have")
    with np.errstate(invalid="ignore", over="ignore"):  # what is not finite is refused once it is known to be used
        return np.asarray(vertices @ part.matrix[:3, :3].T + part.matrix[:3, 3])


def _outward_faces(part: _PlacedPart) -> NDArray[np.int64]:
    """The faces, turned round where the node mirrors, so that outside stays outside."""
    faces = np.asarray(part.geometry.faces, dtype=np.int64)
    return faces[:, ::-1] if np.linalg.det(part.matrix[:3, :3]) < 0 else faces


def _joined_colors(parts: "list[trimesh.Trimesh]") -> NDArray[np.uint8] | None:
    colors = [_vertex_colors(part) for part in parts]
    if all(color is None for color in colors):
        return None
    return np.concatenate(
        [
            np.tile(_OPAQUE_WHITE, (len(part.vertices), 1)) if color is None else color
            for part, color in zip(parts, colors, strict=True)
        ]
    )


def _vertex_colors(part: "trimesh.Trimesh") -> NDArray[np.uint8] | None:
    """(V, 4) RGBA, or None: trimesh keeps them apart where a part has a texture as well."""
    from trimesh.visual import ColorVisuals, TextureVisuals
    from trimesh.visual.color import to_rgba

    visual = part.visual
    if isinstance(visual, ColorVisuals) and visual.kind == "vertex":
        return np.asarray(visual.vertex_colors, dtype=np.uint8)
    if isinstance(visual, TextureVisuals) and "color" in visual.vertex_attributes:
        return np.asarray(to_rgba(visual.vertex_attributes["color"]), dtype=np.uint8)
    return None


def _checked_mesh(
    path: Path, positions: NDArray[np.float64], faces: NDArray[np.int64], colors: NDArray[np.uint8] | None
) -> Mesh:
    used = positions[np.unique(faces)]
    if not np.isfinite(used).all():
        raise MeshFileError(f"{path}: has vertices whose coordinates are NaN or infinite")
    if np.abs(used).max() > MAX_COORDINATE:
        raise MeshFileError(f"{path}: has coordinates beyond {MAX_COORDINATE:g}")
    if (used == used[0]).all():
        raise MeshFileError(f"{path}: all vertices are at one point, there is no surface to see")
    a, b, c = positions[faces].transpose(1, 0, 2)
    if not np.cross(b - a, c - a).any():
        raise MeshFileError(f"{path}: its faces have no area, there is no surface to see")
    finite = np.where(np.isfinite(positions), positions, 0.0)  # the rest is unused, and dropped
    return Mesh(finite, faces.astype(np.int32), colors).without_unused_vertices()
