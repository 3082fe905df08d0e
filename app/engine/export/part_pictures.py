"""What the pictures of a painted mesh are made of: its colours, and the light on it."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.engine.appearance.srgb import bytes_from_linear
from app.engine.export.picture_names import picture_name

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


def write_part_pictures(folder: Path, views: Iterable[PartPictures]) -> None:
    """Write a PNG, sRGB, of each part of each view; what is brighter than white is cut off.

    Args:
        folder: exists; `PART_FOLDERS` are made in it.
        views: taken one after the other.

    Raises:
        OSError: a file cannot be written.
    """
    from PIL import Image

    for name in PART_FOLDERS:
        (folder / name).mkdir(exist_ok=True)
    for number, view in enumerate(views, 1):
        parts = {COLOUR: view.colour_linear, ALBEDO: view.albedo_linear, SHADING: view.shading_linear}
        for name, linear in parts.items():
            Image.fromarray(bytes_from_linear(linear)).save(folder / name / picture_name(number, view.view_id))
