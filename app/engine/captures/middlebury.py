"""`*_par.txt`: the cameras of the Middlebury multi-view data sets (Seitz et al., 2006).

One line for each picture: its name, K and R row by row, t, with pixels K (R world + t). Those count from the centre of
the first pixel; ours count from its corner, hence 0.5 is added to the principal point. Their documentation does not say
so. It was found from the data: on `dinoSparseRing`, where a shift along y sets the silhouettes against each other, 89 %
of the outlines' points lie within half a pixel of what all other silhouettes explain, and 84 % if nothing is added.
"""

from dataclasses import replace
from pathlib import Path

from app.engine.captures.camera_parts import MOST_PICTURES, ShotProblem, calibrated, numbers, rotation_and_scale, shown
from app.engine.captures.capture_file_error import CaptureFileError
from app.engine.captures.picture_search import find_picture
from app.engine.captures.shot import Shot, ShotList
from app.engine.captures.shot_collector import ShotCollector
from app.engine.captures.text_files import read_text

ENDING = "_par.txt"
MAX_BYTES = 16 * 2**20

_GOOD_ENDING = "_good_silhouette_images.txt"
_FIRST_CENTER_PIXELS = 0.5
_NUMBERS = 21  # of K, R and t


def read_middlebury(path: Path) -> ShotList:
    """Read cameras, and which of the pictures have good silhouettes where a list beside the file says so.

    Args:
        path: of the `*_par.txt` file, absolute; pictures are looked for in its folder.

    Raises:
        CaptureFileError: no line can be used.
    """
    collector = ShotCollector(path, path.parent)
    lines = [line.split() for line in read_text(path, MAX_BYTES).splitlines()]
    listed = [(place, words) for place, words in enumerate(lines, 1) if words]
    if listed and len(listed[0][1]) == 1 and listed[0][1][0].isdecimal():
        count = listed.pop(0)[1][0]
        if count.lstrip("0") != str(len(listed)):
            collector.warn(f"{path.name}: {shown(count)} pictures are announced, {len(listed)} are listed.")
    if len(listed) > MOST_PICTURES:
        raise CaptureFileError(f"{path}: lists {len(listed)} pictures, at most {MOST_PICTURES} are read")
    good = _good_names(path, {Path(words[0]).name for _, words in listed}, collector)
    for place, words in listed:
        with collector.leaving_out(path, words[0] if len(words) > 1 else f"line {place}"):
            shot = _shot(words, path)
            collector.add(replace(shot, has_good_silhouette=good is None or shot.image_path.name in good))
    return collector.shot_list(path.name.removesuffix(ENDING) if path.name.endswith(ENDING) else "")


def _shot(words: list[str], path: Path) -> Shot:
    if len(words) <= _NUMBERS:
        raise ShotProblem(f"a name and {_NUMBERS} numbers are expected, got {len(words) - 1} after the name")
    name = " ".join(words[:-_NUMBERS])
    values = numbers(words[-_NUMBERS:], (_NUMBERS,), "what follows the name")
    lens = values[:9].reshape(3, 3)
    rotation, scale = rotation_and_scale(values[9:18].reshape(3, 3), "R")
    lens[:2, 2] += _FIRST_CENTER_PIXELS * lens[2, 2]
    return Shot("", find_picture(name, [path.parent]), calibrated(lens, rotation, values[18:] / scale))


def _good_names(path: Path, listed: set[str], collector: ShotCollector) -> set[str] | None:
    """The names of the pictures with good silhouettes; None where nothing tells."""
    beside = path.with_name(path.name.removesuffix(ENDING) + _GOOD_ENDING)
    if not beside.is_file():
        return None
    names = {Path(line.strip()).name for line in read_text(beside, MAX_BYTES).splitlines()}
    if not names & listed:
        collector.warn(f"{beside.name}: names none of the pictures, all are taken to have good silhouettes.")
        return None
    return names
