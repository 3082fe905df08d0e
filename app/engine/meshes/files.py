"""Read a model file of any common format into one `Mesh`."""

import logging
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from app.engine.appearance.painted_parts import PaintedPart, joined_colours
from app.engine.appearance.surface_colours import SurfaceColours
from app.engine.meshes.gltf_materials import prepared_gltf
from app.engine.meshes.mesh import Mesh
from app.engine.meshes.mesh_file_error import MeshFileError
from app.engine.meshes.model_header import MAX_FACES, check_header
from app.engine.meshes.obj_materials import MaterialNames, obj_materials
from app.engine.meshes.obj_text import as_utf8, readable, seems_cut
from app.engine.meshes.part_colours import PartColours
from app.engine.meshes.side_files import SideFiles

if TYPE_CHECKING:
    import trimesh

SUFFIXES = (".glb", ".gltf", ".obj", ".ply", ".stl")
MAX_FILE_BYTES = 512 * 2**20
MAX_COORDINATE = 1e30  # the results are written as float32 too, which ends at 3e38
_TEXT_BYTES = 512  # at the beginning of a file, without a zero byte where it is text


_Paint = Callable[["trimesh.Trimesh", NDArray[np.int64]], PaintedPart]


class _PlacedPart(NamedTuple):
    geometry: "trimesh.Trimesh"
    matrix: NDArray[np.float64]  # (4, 4), part to world
    paint: _Paint


def read_mesh(path: Path) -> Mesh:
    """Read a `.glb`, `.gltf`, `.obj`, `.ply` or `.stl` file.

    Transforms of the scene are applied (a mirrored part keeps its outside outside), several geometries are joined,
    polygons are triangulated, base colours are kept: those of materials and vertices, and textures. A missing or
    damaged material or texture is a warning.

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
    content = _readable(path, content)
    colours = PartColours(side_files)
    mesh = _joined(path, _placed_parts(path, content, side_files, colours), colours.warn)
    if path.suffix.lower() == ".obj" and seems_cut(content, mesh.positions):
        raise MeshFileError(f"{path}: is truncated, its last line is open and many of its vertices have no face")
    for name in side_files.missing:
        warnings.warn(f"{path}: refers to {name}, which is missing; going on without it", stacklevel=2)
    for text in colours.warnings:
        warnings.warn(f"{path}: {text}", stacklevel=2)
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


def _placed_parts(path: Path, content: bytes, side_files: SideFiles, colours: PartColours) -> list[_PlacedPart]:
    """Every triangle mesh of the scene with the matrix of its node."""
    suffix = path.suffix.lower().lstrip(".")
    try:
        with _quiet(), warnings.catch_warnings():
            # NumPy only warns where text stops being numbers, and the rest of the model would be lost in silence.
            warnings.simplefilter("error", DeprecationWarning)
            if suffix in ("glb", "gltf"):
                prepared = prepared_gltf(content)
                paint: _Paint = partial(colours.of_gltf, materials=prepared.materials)
                return _loaded(prepared.content, suffix, side_files, paint)
            if suffix == "obj":
                materials = obj_materials(content, side_files)
                return _loaded(content, suffix, MaterialNames(materials), partial(colours.of_obj, materials=materials))
            return _loaded(content, suffix, side_files, colours.of_other)
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


def _loaded(content: bytes, suffix: str, resolver: Any, paint: _Paint) -> list[_PlacedPart]:
    """What trimesh reads; it only looks names up in the resolver."""
    import trimesh  # slow to import, and the window opens without it

    scene = trimesh.load_scene(BytesIO(content), file_type=suffix, resolver=resolver, process=False)
    placed = [scene.graph.get(node) for node in scene.graph.nodes_geometry]
    parts = [_PlacedPart(scene.geometry[name], np.asarray(matrix), paint) for matrix, name in placed]
    return [part for part in parts if len(getattr(part.geometry, "faces", ()))]


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


def _joined(path: Path, parts: list[_PlacedPart], warn: Callable[[str], None]) -> Mesh:
    face_count = sum(len(part.geometry.faces) for part in parts)
    if face_count == 0:
        raise MeshFileError(f"{path}: has no faces, a surface of triangles or polygons is needed")
    if face_count > MAX_FACES:
        raise MeshFileError(f"{path}: has {face_count:,} faces, at most {MAX_FACES:,} can be read")
    positions = [_world_positions(path, part) for part in parts]
    offsets = np.cumsum([0] + [len(of_part) for of_part in positions[:-1]])
    faces = [_outward_faces(part) for part in parts]
    painted = [part.paint(part.geometry, of_part) for part, of_part in zip(parts, faces, strict=True)]
    return _checked_mesh(
        path,
        np.concatenate(positions),
        np.concatenate([of_part + offset for of_part, offset in zip(faces, offsets, strict=True)]),
        joined_colours(painted, warn),
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


def _checked_mesh(
    path: Path, positions: NDArray[np.float64], faces: NDArray[np.int64], colours: SurfaceColours | None
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
    return Mesh(finite, faces.astype(np.int32), colours).without_unused_vertices()
