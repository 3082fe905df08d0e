"""Picture files: which they are, where a capture's files say they lie, how large they are."""

import logging
import os
import re
import struct
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from app.engine.captures.camera_parts import ShotProblem, shown

SUFFIXES = (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp", ".webp")

# Pillow tells its log what is wrong with a damaged file, and raises as well: the error is told of once, in our words.
logging.getLogger("PIL").addHandler(logging.NullHandler())

_DRIVE = re.compile(r"^[A-Za-z]:")


def is_file(path: Path) -> bool:
    """Whether there is a regular file: a pipe or a device is none."""
    try:
        return path.is_file()
    except (OSError, ValueError):  # a name that is too long or holds a zero byte
        return False


def is_picture(path: Path) -> bool:
    """Whether a file's name is that of a picture; those of hidden files are not."""
    return path.suffix.lower() in SUFFIXES and not path.name.startswith(".")


def natural_order(path: Path) -> tuple[list[str | int], str]:
    """Sorts names with their numbers in order: 2 comes before 10."""
    pieces = re.split(r"([0-9]+)", path.name.lower())
    return [int(piece) if place % 2 else piece for place, piece in enumerate(pieces)], path.name


def files_in(folder: Path) -> list[Path]:
    """The regular files of a folder in natural order; none where there is no folder."""
    try:
        return sorted((path for path in folder.iterdir() if is_file(path)), key=natural_order)
    except OSError:
        return []


def find_picture(name: object, folders: Sequence[Path]) -> Path:
    """Where a picture lies that a file names.

    A name without a type is completed. A name that leads out of the folders is followed by its last parts alone:
    captures are moved, with the paths of another machine in them.

    Args:
        name: what the file says, relative to one of the folders.
        folders: to look in, the first one first.

    Raises:
        ShotProblem: there is no such picture, or the name is none.
    """
    if not isinstance(name, str) or not name.strip():
        raise ShotProblem(f"the name of a picture is expected, got {shown(name)}")
    spellings = dict.fromkeys((name, name.replace("\\", "/")))  # Windows programs write backslashes
    for spelling in spellings:
        for folder in folders:
            for relative in _inside(spelling, folder):
                found = _completed(folder / relative)
                if found is not None:
                    return found
    if all(_is_outside(name, folder) for folder in folders):
        raise ShotProblem("the picture lies outside the capture's folder")
    raise ShotProblem("there is no such picture")


@dataclass(frozen=True)
class PictureHeader:
    """What a file's first bytes say of a picture.

    Args:
        size: (height, width) as it is stored, pixels.
        orientation: EXIF's number for how it is to be shown, 1 for as it is stored.
    """

    size: tuple[int, int]
    orientation: int = 1

    @property
    def is_sideways(self) -> bool:
        """Whether width and height change places when it is shown."""
        return self.orientation in (5, 6, 7, 8)

    @property
    def is_upside_down(self) -> bool:
        """Whether it is shown turned by 180 degrees."""
        return self.orientation == 3


def picture_header(path: Path) -> PictureHeader:
    """Read a picture's header; its pixels are not decoded.

    Raises:
        ShotProblem: the file is no picture.
    """
    from PIL import ExifTags, Image

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of very large pictures: none is decoded here
            with Image.open(path) as picture:
                # Pillow's own method for PNG would decode the picture to look behind its pixels.
                orientation = Image.Image.getexif(picture).get(ExifTags.Base.Orientation, 1)
                return PictureHeader((picture.height, picture.width), orientation)
    except (
        OSError,
        ValueError,
        SyntaxError,
        EOFError,
        IndexError,
        struct.error,
        Image.DecompressionBombError,
    ) as error:
        raise ShotProblem("the picture cannot be read") from error


def _inside(name: str, folder: Path) -> list[str]:
    """What is looked for in a folder: the name itself or, where it leads out, its last parts."""
    if not _is_outside(name, folder):
        return [_relative(name, folder)]
    parts = [part for part in name.split("/") if part not in ("", ".", "..")]
    return ["/".join(parts[-count:]) for count in (2, 1) if len(parts) >= count]


def _is_outside(name: str, folder: Path) -> bool:
    if _DRIVE.match(name):
        return True
    return Path(_relative(name, folder)).parts[:1] in ((), ("..",))  # empty: the folder itself


def _relative(name: str, folder: Path) -> str:
    return os.path.relpath(name, folder) if os.path.isabs(name) else os.path.normpath(name)


def _completed(path: Path) -> Path | None:
    if path.suffix.lower() not in SUFFIXES:
        for suffix in SUFFIXES:
            if is_file(path.with_name(path.name + suffix)):
                return path.with_name(path.name + suffix)
    return path if is_file(path) else None
