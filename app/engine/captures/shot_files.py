"""The one way from a file or folder to its shots: which kind of capture it is, and who reads it."""

import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from app.engine.captures.capture_file_error import CaptureFileError
from app.engine.captures.capture_options import TurntableSettings
from app.engine.captures.colmap import BINARY, TEXT, colmap_suffix, read_colmap
from app.engine.captures.middlebury import ENDING, read_middlebury
from app.engine.captures.picture_search import files_in, is_file, natural_order
from app.engine.captures.shot import ShotList
from app.engine.captures.transforms_json import read_transforms
from app.engine.captures.turntable import pictures_in, read_turntable

_TRANSFORMS = ("transforms.json", "transforms_train.json")
_COLMAP_STEMS = ("cameras", "images", "points3d", "rigs", "frames")
_GLANCE_BYTES = 2**16
_PICTURE_FOLDER = "images"


@dataclass(frozen=True)
class _Source:
    """Where a capture's cameras, or else its pictures, are: a JSON or par file, or a folder."""

    kind: str
    path: Path
    suffix: str = ""


def is_capture(path: Path) -> bool:
    """Whether a path is to be opened as a capture; only names, and the beginning of a `.json`, are looked at.

    Args:
        path: of a file or folder, whether it exists or not.
    """
    try:
        return next(_sources(_absolute(path)), None) is not None
    except (OSError, ValueError):
        return False


def read_shots(path: Path, turntable: TurntableSettings | None = None) -> ShotList:
    """Read what a capture's files say of its pictures.

    In a folder these are looked for, in this order: `transforms.json`, `transforms_train.json`, a COLMAP model in
    `sparse/0`, `sparse`, `colmap/sparse/0` or the folder itself, `*_par.txt`, and pictures.

    Args:
        path: of a `transforms.json`, one of a COLMAP model's files, a `*_par.txt`, or the folder that holds any.
        turntable: how pictures without cameras were taken.

    Returns:
        The pictures that can be used, and a warning for each that cannot.

    Raises:
        TurntableNeededError: there are pictures without cameras, and no `turntable`.
        CaptureFileError: there is no capture, or none of its pictures can be used; one sentence that names the file.
    """
    path = _absolute(path)
    try:
        sources = list(_sources(path))
        if not sources:
            raise CaptureFileError(f"{path}: {_what_is_missing(path)}")
        shots = _read(path, sources[0], turntable)
    except OSError as error:
        raise CaptureFileError(f"{path}: cannot be read: {error.strerror or error}") from error
    unread = [source.path for source in sources[1:] if source.kind == sources[0].kind in ("colmap", "middlebury")]
    notes = tuple(f"{other.relative_to(path)} is not read; it can be opened by itself." for other in unread)
    return replace(shots, warnings=(*shots.warnings, *notes))


def _absolute(path: Path) -> Path:
    return Path(os.path.abspath(path))


def _read(path: Path, source: _Source, turntable: TurntableSettings | None) -> ShotList:
    if source.kind == "transforms":
        return read_transforms(source.path)
    if source.kind == "colmap":
        return read_colmap(path, source.path, source.suffix)
    if source.kind == "middlebury":
        return read_middlebury(source.path)
    return read_turntable(source.path, turntable)


def _sources(path: Path) -> Iterator[_Source]:
    """The captures at a path, the one to be read first."""
    if path.is_dir():
        yield from _in_folder(path)
    elif not is_file(path):
        return
    elif _is_transforms(path):
        yield _Source("transforms", path)
    elif path.name.endswith(ENDING):
        yield _Source("middlebury", path)
    elif path.suffix in (BINARY, TEXT) and path.stem.lower() in _COLMAP_STEMS:
        yield _Source("colmap", path.parent, path.suffix)


def _in_folder(folder: Path) -> Iterator[_Source]:
    yield from (_Source("transforms", folder / name) for name in _TRANSFORMS if is_file(folder / name))
    for place in _model_folders(folder):
        suffix = colmap_suffix(place)
        if suffix is not None:
            yield _Source("colmap", place, suffix)
    files = files_in(folder)
    yield from (_Source("middlebury", path) for path in files if path.name.endswith(ENDING))
    yield from (
        _Source("transforms", path) for path in files if path.suffix.lower() == ".json" and _is_transforms(path)
    )
    yield from (_Source("turntable", place) for place in (folder, folder / _PICTURE_FOLDER) if pictures_in(place))


def _model_folders(folder: Path) -> Iterator[Path]:
    """Where a COLMAP model may lie: several in one folder are numbered, and the first counts."""
    for place in (folder / "sparse", folder / "colmap" / "sparse", folder):
        if place.is_dir():
            inside = (path for path in place.iterdir() if path.name.isdecimal() and path.is_dir())
            yield from sorted(inside, key=natural_order)
            yield place


def _is_transforms(path: Path) -> bool:
    if path.suffix.lower() != ".json":
        return False
    if path.stem.lower().startswith("transforms"):
        return True
    with path.open("rb") as file:
        glance = file.read(_GLANCE_BYTES)
    return b'"frames"' in glance and any(key in glance for key in (b'"transform_matrix"', b'"camera_angle_x"'))


def _what_is_missing(path: Path) -> str:
    if path.is_dir():
        if not os.access(path, os.R_OK | os.X_OK):
            return "cannot be opened"
        return "holds neither transforms.json, nor a COLMAP model, nor *_par.txt, nor pictures"
    if not path.exists():
        return "there is no such file or folder"
    return "is no capture: a transforms.json, a file of a COLMAP model or a *_par.txt is expected"
