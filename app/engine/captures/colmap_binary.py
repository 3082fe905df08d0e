"""A COLMAP model in binary: `cameras.bin` and `images.bin`, record by record.

COLMAP's own reader waits long and asks for any amount of memory where a damaged file announces it, and wants files that
are not needed here. All numbers are little-endian; each file begins with the number of its records.
"""

import os
import struct
from pathlib import Path
from typing import Any, BinaryIO

from app.engine.captures.camera_parts import MOST_PICTURES, ShotProblem
from app.engine.captures.capture_file_error import CaptureFileError
from app.engine.captures.colmap_records import CameraRecord, ColmapModel, ImageRecord, lens_model

_POINT_BYTES = 24  # two coordinates and the number of a point in space
_LONGEST_NAME = 4096  # bytes


class _Ends(Exception):
    """The file is shorter than it says, or holds something else."""


def read_colmap_binary(folder: Path) -> ColmapModel:
    """Read what can be read: up to where a file ends too early or makes no sense.

    Raises:
        CaptureFileError: a file announces more than any capture holds.
        OSError: a file cannot be opened.
    """
    model = ColmapModel()
    for name, add in (("cameras.bin", _add_camera), ("images.bin", _add_image)):
        path = folder / name
        with path.open("rb") as file:
            done, announced = 0, 1
            try:
                (announced,) = _unpacked(file, "<Q")
                if announced > MOST_PICTURES:
                    raise CaptureFileError(f"{path}: announces {announced} records, at most {MOST_PICTURES} are read")
                while done < announced:
                    add(model, file)
                    done += 1
            except _Ends as problem:
                model.warnings.append(f"{name}: ends in record {done + 1} of {announced}: {problem}.")
    return model


def _add_camera(model: ColmapModel, file: BinaryIO) -> None:
    camera_id, model_id, width, height = _unpacked(file, "<IiQQ")
    try:
        name, parameters = lens_model(model_id)
    except ShotProblem as problem:  # how long its record is, nobody knows
        raise _Ends(str(problem)) from problem
    model.cameras[camera_id] = CameraRecord(name, width, height, _unpacked(file, f"<{len(parameters)}d"))


def _add_image(model: ColmapModel, file: BinaryIO) -> None:
    _, *values, camera_id = _unpacked(file, "<I7dI")
    start = file.tell()
    name, end, _ = file.read(_LONGEST_NAME).partition(b"\0")
    if not end:
        raise _Ends("a name has no end")
    file.seek(start + len(name) + 1)
    (points,) = _unpacked(file, "<Q")
    after = file.tell() + points * _POINT_BYTES
    model.images.append(
        ImageRecord(tuple(values[:4]), tuple(values[4:]), camera_id, name.decode("utf-8", errors="replace"))
    )
    if after > os.fstat(file.fileno()).st_size:
        raise _Ends(f"{points} points of an image do not fit into the file")
    file.seek(after)


def _unpacked(file: BinaryIO, layout: str) -> tuple[Any, ...]:
    content = file.read(struct.calcsize(layout))
    if len(content) < struct.calcsize(layout):
        raise _Ends("the file is too short")
    return struct.unpack(layout, content)
