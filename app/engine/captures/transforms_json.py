"""`transforms.json`: cameras as NeRF's authors write them, and as nerfstudio and instant-ngp do.

The first give one angle of view for all and names without a type, the others lenses in pixels with distortion, for all
frames or for each. Poses are camera to world, row by row, in OpenGL's axes. Both count pixels from the image's corner:
the centre of the first is at (0.5, 0.5), as here. `applied_transform` is not undone, poses stay in the file's world.
Coefficients of distortion mean what they do in OpenCV.
"""

import json
import math
from collections import ChainMap
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from app.engine.captures.camera_parts import (
    MOST_PICTURES,
    Floats,
    ShotProblem,
    calibrated,
    image_size,
    number,
    numbers,
    rotation_and_scale,
    shown,
)
from app.engine.captures.capture_file_error import CaptureFileError
from app.engine.captures.picture_search import find_picture, picture_header
from app.engine.captures.shot import Distortion, Shot, ShotList
from app.engine.captures.shot_collector import ShotCollector
from app.engine.captures.text_files import read_text

MAX_BYTES = 64 * 2**20

_OPENGL_TO_OPENCV = np.diag([1.0, -1.0, -1.0])  # y up, z backward to y down, z forward
_PERSPECTIVE = ("", "PERSPECTIVE", "SIMPLE_PINHOLE", "PINHOLE", "SIMPLE_RADIAL", "RADIAL", "OPENCV", "FULL_OPENCV")
_FISHEYE = ("OPENCV_FISHEYE", "FISHEYE")
_LONGEST_NAME = 200  # characters

Fields = Mapping[str, Any]


def read_transforms(path: Path) -> ShotList:
    """Read cameras, and where their pictures and masks are.

    A frame whose `enabled` is false counts as one without a good silhouette.

    Args:
        path: of the JSON file, absolute; pictures are looked for in its folder.

    Raises:
        CaptureFileError: no frame can be used.
    """
    document = _document(path)
    collector = ShotCollector(path, path.parent)
    for place, frame in enumerate(document["frames"], 1):
        is_named = isinstance(frame, dict) and isinstance(frame.get("file_path"), str)
        with collector.leaving_out(path, frame["file_path"] if is_named else f"frame {place}"):
            collector.add(_shot(frame, document, path, collector))
    return collector.shot_list("" if path.stem.lower().startswith("transforms") else path.stem)


def _document(path: Path) -> dict[str, Any]:
    text = read_text(path, MAX_BYTES)
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise CaptureFileError(f"{path}: is not JSON: {shown(str(error))}") from error
    if not isinstance(document, dict) or not isinstance(document.get("frames"), list):
        raise CaptureFileError(f'{path}: holds no cameras: an object with a list of "frames" is expected')
    if len(document["frames"]) > MOST_PICTURES:
        raise CaptureFileError(f"{path}: lists {len(document['frames'])} frames, at most {MOST_PICTURES} are read")
    return document


def _shot(frame: object, document: Fields, path: Path, collector: ShotCollector) -> Shot:
    if not isinstance(frame, dict):
        raise ShotProblem(f"a frame must be an object, got {shown(frame)}")
    image = find_picture(frame.get("file_path"), [path.parent])
    lens, size = _lens(frame, document, image)
    rotation, translation = _pose(frame.get("transform_matrix"))
    both = ChainMap(frame, dict(document))
    name = frame.get("name")
    return Shot(
        id=name[:_LONGEST_NAME] if isinstance(name, str) else "",
        image_path=image,
        camera=calibrated(lens, rotation, translation),
        lens_size=size,
        distortion=_distortion(both),
        mask_path=_mask(frame, path, collector),
        has_good_silhouette=frame.get("enabled") is not False,
        weight=_weight(frame),
    )


def _pose(values: object) -> tuple[Floats, Floats]:
    """World to camera in OpenCV's axes."""
    shape = (3, 4) if isinstance(values, list) and len(values) == 3 else (4, 4)
    matrix = numbers(values, shape, "transform_matrix")
    if shape == (4, 4) and np.abs(matrix[3] - [0, 0, 0, 1]).max() > 1e-6:
        raise ShotProblem(f"transform_matrix must end in the row 0 0 0 1, got {shown(matrix[3].tolist())}")
    to_world, _ = rotation_and_scale(matrix[:3, :3], "transform_matrix")
    rotation = _OPENGL_TO_OPENCV @ to_world.T
    return rotation, -rotation @ matrix[:3, 3]


def _lens(frame: Fields, document: Fields, image: Path) -> tuple[Floats, tuple[int, int]]:
    both = ChainMap(dict(frame), dict(document))
    size = image_size(both["h"], both["w"]) if "h" in both and "w" in both else picture_header(image).size
    height, width = size
    focal_x, focal_y = _focal(frame, document, "x", width), _focal(frame, document, "y", height)
    focal_x = focal_y if focal_x is None else focal_x  # where one is given, pixels are square
    focal_y = focal_x if focal_y is None else focal_y
    if focal_x is None:
        raise ShotProblem("neither fl_x nor camera_angle_x tells how much the lens takes in")
    center = [number(both.get(key, side / 2), key) for key, side in (("cx", width), ("cy", height))]
    lens = np.eye(3)
    lens[0, 0], lens[1, 1] = focal_x, focal_y
    lens[:2, 2] = center
    return lens, size


def _focal(frame: Fields, document: Fields, axis: str, side: int) -> float | None:
    """The focal length along an axis in pixels: what the frame says goes before what the file says of all."""
    for fields in (frame, document):
        if f"fl_{axis}" in fields:
            return number(fields[f"fl_{axis}"], f"fl_{axis}")
        if f"camera_angle_{axis}" in fields:
            angle = number(fields[f"camera_angle_{axis}"], f"camera_angle_{axis}")
            if not 0 < angle < math.pi:
                raise ShotProblem(f"camera_angle_{axis} must be between 0 and pi, got {angle:g}")
            return side / 2 / math.tan(angle / 2)
    return None


def _distortion(fields: Fields) -> Distortion | None:
    model = fields.get("camera_model", "")
    model = model.upper() if isinstance(model, str) else model
    if model not in _PERSPECTIVE + _FISHEYE:
        raise ShotProblem(f"camera_model must be one of {', '.join(_PERSPECTIVE[1:] + _FISHEYE)}, got {shown(model)}")

    def coefficients(*keys: str) -> tuple[float, ...]:
        return tuple(number(fields.get(key, 0.0), key) for key in keys)

    if model in _FISHEYE or fields.get("is_fisheye") is True:
        return Distortion("OPENCV_FISHEYE", coefficients("k1", "k2", "k3", "k4"))
    simple, higher = coefficients("k1", "k2", "p1", "p2"), coefficients("k3", "k4", "k5", "k6")
    if any(higher):
        return Distortion("FULL_OPENCV", simple + higher)
    return Distortion("OPENCV", simple) if any(simple) else None


def _weight(frame: Fields) -> float:
    weight = number(frame.get("weight", 1.0), "weight")
    if weight <= 0:
        raise ShotProblem(f"weight must be greater than 0, got {weight:g}")
    return weight


def _mask(frame: Fields, path: Path, collector: ShotCollector) -> Path | None:
    name = frame.get("mask_path")
    if not name:
        return None
    try:
        return find_picture(name, [path.parent])
    except ShotProblem:
        collector.warn(f"{path.name}: the mask {shown(name)} is not there.")
        return None
