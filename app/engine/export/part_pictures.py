"""What the pictures of a painted mesh are made of: its colours, and the light on it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import ZipFile

import numpy as np
from numpy.typing import NDArray

from app.engine.appearance.srgb import bytes_from_linear
from app.engine.atomic_file import atomic_file
from app.engine.export.picture_names import PNG_LEVEL, picture_name
from app.engine.progress import Progress

if TYPE_CHECKING:
    from app.engine.fitting.painted_rendering import PaintedParts

COLOUR, ALBEDO, SHADING = "colour", "albedo", "shading"
PART_FOLDERS = (COLOUR, ALBEDO, SHADING)
"""The folders that `write_part_pictures` makes."""


@dataclass(frozen=True, eq=False)
class PartPictures:
    """One view of a painted mesh, each (H, W, 3) of linear light and 0 beside the object.

    Args:
        view_id: names it.
        colour_linear: what a camera sees.
        albedo_linear: what the surface gives back of white light.
        shading_linear: the light that a white surface would give back.
    """

    view_id: str
    colour_linear: NDArray[np.float32]
    albedo_linear: NDArray[np.float32]
    shading_linear: NDArray[np.float32]

    @classmethod
    def of(cls, view_id: str, parts: "PaintedParts") -> "PartPictures":
        """What was rendered of one view."""
        return cls(view_id, *(part[0].cpu().numpy() for part in (parts.colour, parts.albedo, parts.shading)))


def write_part_pictures(folder: Path, views: Iterable[PartPictures]) -> None:
    """Write a PNG, sRGB, of each part of each view; what is brighter than white is cut off.

    Args:
        folder: exists; `PART_FOLDERS` are made in it.
        views: taken one after the other.

    Raises:
        OSError: a file cannot be written.
    """
    for name in PART_FOLDERS:
        (folder / name).mkdir(exist_ok=True)
    for number, view in enumerate(views, 1):
        for name, content in _files(number, view):
            (folder / name).write_bytes(content)


def write_part_archive(path: Path, count: int, views: Iterable[PartPictures], progress: Progress | None = None) -> None:
    """Write the same folders into a zip archive, whole or not at all.

    Args:
        path: of the archive.
        count: how many views there are.
        views: taken one after the other.
        progress: told after each view.

    Raises:
        FileWriteError: the file cannot be written.
        Cancelled: the work has been told to end.
    """
    progress = progress or Progress()
    progress.check()
    with atomic_file(path) as beside, ZipFile(beside, "w") as archive:
        for number, view in enumerate(views, 1):
            for name, content in _files(number, view):
                archive.writestr(name, content)
            progress.report(number / count, f"view {number:,} of {count:,}")


def _files(number: int, view: PartPictures) -> Iterator[tuple[str, bytes]]:
    """The pictures of a view, after their names with their folders."""
    from PIL import Image

    parts = {COLOUR: view.colour_linear, ALBEDO: view.albedo_linear, SHADING: view.shading_linear}
    for folder, linear in parts.items():
        content = BytesIO()
        Image.fromarray(bytes_from_linear(linear)).save(content, format="PNG", compress_level=PNG_LEVEL)
        yield f"{folder}/{picture_name(number, view.view_id)}", content.getvalue()
