"""What a capture's files say of its pictures, before any of them is opened."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.engine.cameras.view import Calibrated


@dataclass(frozen=True)
class Distortion:
    """How a lens departs from a pinhole.

    Args:
        model: in COLMAP's words, such as OPENCV, FULL_OPENCV or OPENCV_FISHEYE.
        coefficients: those that follow focal lengths and principal point in that model, in its order.
    """

    model: str
    coefficients: tuple[float, ...]


@dataclass(frozen=True, eq=False)
class Shot:
    """One picture with its camera.

    Args:
        id: names it, unique in its capture: the file's name without its type, with its folder where that is needed.
        image_path: of the picture.
        camera: pose, and lens in pixels of `lens_size`.
        lens_size: (height, width) of the image that the lens is given for; None for that of the file.
        distortion: None for a pinhole.
        mask_path: of a file that tells where the object is, or which pixels are known; None for none.
        has_good_silhouette: False where the capture itself says that the object cannot be told from the background.
        weight: how much it counts in a fit beside the others, > 0.
    """

    id: str
    image_path: Path
    camera: Calibrated
    lens_size: tuple[int, int] | None = None
    distortion: Distortion | None = None
    mask_path: Path | None = None
    has_good_silhouette: bool = True
    weight: float = 1.0


@dataclass(frozen=True, eq=False)
class ShotList:
    """A capture as its files describe it.

    Args:
        name: for titles and file names.
        path: of the file or folder.
        shots: in order, at least one.
        warnings: what had to be left out, a sentence each that names the file.
        up_world: (3,) unit vector, where the files say which way is up; None where they do not.
    """

    name: str
    path: Path
    shots: tuple[Shot, ...]
    warnings: tuple[str, ...] = ()
    up_world: NDArray[np.float64] | None = None
