"""COLMAP models: cameras with any of its lens models, and poses from world to camera in OpenCV's axes.

Of a model's files only those of cameras and images are read: points are not needed, and rigs and frames (of COLMAP
3.12 and later) repeat the poses. Pixels count from the image's corner: the centre of the first is at (0.5, 0.5), as
here.
"""

import re
from pathlib import Path

import numpy as np

from app.engine.captures.camera_parts import Floats, ShotProblem, calibrated, image_size, numbers, shown
from app.engine.captures.capture_file_error import CaptureFileError
from app.engine.captures.colmap_binary import read_colmap_binary
from app.engine.captures.colmap_records import CameraRecord, ImageRecord, lens_model
from app.engine.captures.colmap_text import read_colmap_text
from app.engine.captures.picture_search import find_picture, is_file
from app.engine.captures.shot import Distortion, Shot, ShotList
from app.engine.captures.shot_collector import ShotCollector

BINARY, TEXT = ".bin", ".txt"

_PICTURE_FOLDERS = ("images", "input", "")  # relative to the model's folder and those above it
_MODEL_FOLDERS = re.compile(r"sparse|colmap|dense|[0-9]+")  # above these, the capture's own folder is looked for
_PINHOLES = ("SIMPLE_PINHOLE", "PINHOLE")
_PINHOLES_AT_ZERO = ("SIMPLE_RADIAL", "RADIAL", "OPENCV", "FULL_OPENCV", "SIMPLE_DIVISION", "DIVISION", "FOV")


def colmap_suffix(folder: Path) -> str | None:
    """Which files of a model a folder holds, binary ones first; None if it holds none."""
    for suffix in (BINARY, TEXT):
        if is_file(folder / f"cameras{suffix}") and is_file(folder / f"images{suffix}"):
            return suffix
    return None


def read_colmap(path: Path, folder: Path, suffix: str) -> ShotList:
    """Read cameras, and find their pictures beside the model's folder or above it.

    Args:
        path: the file or folder that was asked for, absolute.
        folder: of the model, absolute.
        suffix: `BINARY` or `TEXT`.

    Raises:
        CaptureFileError: a file cannot be read, or no image can be used.
    """
    missing = [name for name in ("cameras", "images") if not is_file(folder / f"{name}{suffix}")]
    if missing:
        raise CaptureFileError(f"{path}: {missing[0]}{suffix} must lie in the same folder, there is none")
    model = read_colmap_binary(folder) if suffix == BINARY else read_colmap_text(folder)
    above = _folders(folder)
    collector = ShotCollector(path, above[-1])
    for sentence in model.warnings:
        collector.warn(sentence)
    places = [*reversed(above), above[-1].parent]  # the last: models lie beside their pictures, too
    searched = [place / name for place in places for name in _PICTURE_FOLDERS]
    for image in model.images:
        with collector.leaving_out(folder / f"images{suffix}", image.name):
            camera = model.cameras.get(image.camera_id)
            if camera is None:
                raise ShotProblem(f"its camera {image.camera_id} is not in cameras{suffix}")
            collector.add(_shot(image, camera, searched))
    return collector.shot_list("")


def _folders(folder: Path) -> list[Path]:
    """The model's folder and those above it, up to the capture's own, which comes last: that with the pictures."""
    folders = [folder]
    while _MODEL_FOLDERS.fullmatch(folders[-1].name.lower()) and not (folders[-1] / _PICTURE_FOLDERS[0]).is_dir():
        folders.append(folders[-1].parent)
    return folders


def _shot(image: ImageRecord, camera: CameraRecord, folders: list[Path]) -> Shot:
    picture = find_picture(image.name, folders)
    lens, distortion = _lens(camera)
    size = image_size(camera.height, camera.width)
    rotation = _rotation(numbers(image.quaternion, (4,), "its quaternion"))
    translation = numbers(image.translation, (3,), "its translation")
    return Shot("", picture, calibrated(lens, rotation, translation), size, distortion)


def _lens(camera: CameraRecord) -> tuple[Floats, Distortion | None]:
    model, names = lens_model(camera.model)
    values = numbers(camera.parameters, (len(names),), f"the parameters of a {model} camera")
    by_name = dict(zip(names, values.tolist(), strict=True))
    if "cx" not in by_name:
        raise ShotProblem(f"a {model} camera has no image plane")
    lens = np.eye(3)
    lens[0, 0], lens[1, 1] = (by_name.pop(key, by_name.get("f")) for key in ("fx", "fy"))
    lens[:2, 2] = by_name.pop("cx"), by_name.pop("cy")
    by_name.pop("f", None)
    coefficients = tuple(by_name.values())
    is_pinhole = model in _PINHOLES or (model in _PINHOLES_AT_ZERO and not any(coefficients))
    return lens, None if is_pinhole else Distortion(model, coefficients)


def _rotation(quaternion: Floats) -> Floats:
    length = np.linalg.norm(quaternion)
    if not length > 0:
        raise ShotProblem(f"its quaternion must not be zero, got {shown(quaternion.tolist())}")
    w, x, y, z = quaternion / length
    return np.array(
        [
            [1 - 2 * (y * y + z * z), 2 * (x * y - w * z), 2 * (x * z + w * y)],
            [2 * (x * y + w * z), 1 - 2 * (x * x + z * z), 2 * (y * z - w * x)],
            [2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y)],
        ]
    )
