"""A COLMAP model in text: `cameras.txt` and `images.txt`, line by line.

COLMAP's own reader gives up a whole model for one bad line, and wants files that are not needed here.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from app.engine.captures.camera_parts import MOST_PICTURES, shown
from app.engine.captures.capture_file_error import CaptureFileError
from app.engine.captures.colmap_records import CameraRecord, ColmapModel, ImageRecord

_LONGEST_LINE = 64 * 2**20  # bytes; one line holds all points of an image
_MOST_LINES = 2 * MOST_PICTURES + 1000  # of comments
_ANNOUNCED = re.compile(r"# Number of images: ([0-9]{1,9})\b")


def read_colmap_text(folder: Path) -> ColmapModel:
    """Read what can be read.

    Raises:
        CaptureFileError: a file holds more than any capture does.
        OSError: a file cannot be opened.
    """
    model = ColmapModel()
    for place, line in _lines(folder / "cameras.txt"):
        if line and not line.startswith("#"):
            _add_camera(model, place, line)
    _add_images(model, folder / "images.txt")
    return model


def _add_camera(model: ColmapModel, place: int, line: str) -> None:
    words = line.split()
    try:
        camera_id, name, width, height = int(words[0]), words[1], float(words[2]), float(words[3])
        model.cameras[camera_id] = CameraRecord(name, width, height, tuple(float(word) for word in words[4:]))
    except (ValueError, IndexError):
        expected = "id, model, width, height and parameters are expected"
        model.warnings.append(f"cameras.txt: line {place} is left out: {expected}, got {shown(line)}.")


def _add_images(model: ColmapModel, path: Path) -> None:
    """Each image has two lines, of which the second, its points, may be empty."""
    announced, places = None, 0
    lines = _lines(path)
    for place, line in lines:
        count = _ANNOUNCED.match(line)
        announced = int(count.group(1)) if count else announced
        if line and not line.startswith("#"):
            places += 1
            _add_image(model, place, line)
            next(lines, None)
    if announced is not None and announced != places:
        model.warnings.append(f"images.txt: {announced} images are announced, {places} are listed.")


def _add_image(model: ColmapModel, place: int, line: str) -> None:
    words = line.split(maxsplit=9)
    try:
        values = tuple(float(word) for word in words[1:8])
        model.images.append(ImageRecord(values[:4], values[4:], int(words[8]), words[9]))
    except (ValueError, IndexError):
        expected = "id, quaternion, translation, camera and name are expected"
        model.warnings.append(f"images.txt: line {place} is left out: {expected}, got {shown(line)}.")


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    """Numbered lines, stripped."""
    with path.open("rb") as file:
        place = 0
        while line := file.readline(_LONGEST_LINE):
            place += 1
            if len(line) == _LONGEST_LINE or place > _MOST_LINES:
                raise CaptureFileError(f"{path}: is no list of at most {MOST_PICTURES} cameras or images")
            yield place, line.decode("utf-8", errors="replace").strip()
