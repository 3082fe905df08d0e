"""Lenses that are no pinholes: where the pixels of a picture without distortion come from."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from app.engine.captures.camera_parts import ShotProblem
from app.engine.captures.shot import Distortion

Shares = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Straightening:
    """Where the pixels of a picture without distortion lie in the picture with it.

    Args:
        sources: (2, fineness * H, fineness * W) float32, for each part of a pixel, in shares of width and of height.
        known: (H, W) bool, whether all parts of a pixel lie in the picture and are seen there once.
        fineness: parts that a pixel is divided into, along either side.
    """

    sources: Shares
    known: NDArray[np.bool_]
    fineness: int


def straightening(
    lens: NDArray[np.float64],
    lens_size: tuple[int, int],
    distortion: Distortion,
    image_size: tuple[int, int],
    fineness: int,
) -> Straightening:
    """Find the way from a pinhole's picture to that of a lens with the same focal lengths and principal point.

    The pictures of one capture mostly come through one lens, so the last ones are kept.

    Args:
        lens: (3, 3) intrinsic matrix, in pixels of `lens_size`.
        lens_size: (height, width), pixels.
        distortion: of the lens.
        image_size: (height, width) of the picture to be made, which shows the same part of the image plane.
        fineness: parts that a pixel is divided into, along either side.

    Raises:
        ShotProblem: the model is unknown or no lens before a plane, or has another number of coefficients.
    """
    return _straightening(tuple(lens.ravel()), lens_size, distortion, image_size, fineness)


@lru_cache(maxsize=3)
def _straightening(
    lens_numbers: tuple[float, ...],
    lens_size: tuple[int, int],
    distortion: Distortion,
    image_size: tuple[int, int],
    fineness: int,
) -> Straightening:
    lens = np.array(lens_numbers).reshape(3, 3)
    height, width = (side * fineness for side in image_size)
    down, right = np.mgrid[:height, :width].astype(np.float64) + 0.5
    pixels = np.stack([right * lens_size[1] / width, down * lens_size[0] / height, np.ones_like(right)], axis=-1)
    rays = pixels.reshape(-1, 3) @ np.linalg.inv(lens).T
    bent = _bent(rays, distortion)
    sources = (bent @ lens[:2, :2].T + lens[:2, 2]) / (lens_size[1], lens_size[0])
    sources = sources.reshape(height, width, 2)
    principal = (lens[1, 2] / lens_size[0] * height, lens[0, 2] / lens_size[1] * width)
    inside = ((sources >= 0) & (sources <= 1)).all(axis=-1) & _unfolded(sources, principal)
    known = inside.reshape(image_size[0], fineness, image_size[1], fineness).all(axis=(1, 3))
    tame = np.clip(np.nan_to_num(np.moveaxis(sources, -1, 0), nan=-1.0), -1.0, 2.0).astype(np.float32)
    for array in (tame, known):
        array.setflags(write=False)
    return Straightening(tame, known, fineness)


def _bent(rays: NDArray[np.float64], distortion: Distortion) -> NDArray[np.float64]:
    """Where rays (P, 3) meet the image plane of a lens of focal length 1; NaN where they do not."""
    import pycolmap

    try:
        model = getattr(pycolmap.CameraModelId, distortion.model)
        focal_lengths = len(pycolmap.Camera.create_from_model_id(0, model, 1.0, 2, 2).focal_length_idxs())
    except (AttributeError, ValueError) as error:
        raise ShotProblem(f"the lens model {distortion.model} is unknown") from error
    if focal_lengths == 0:
        raise ShotProblem(f"pictures of the model {distortion.model} cannot be shown on a plane")
    numbers = [1.0] * focal_lengths + [0.0, 0.0, *distortion.coefficients]
    camera = pycolmap.Camera(model=model, width=2, height=2, params=numbers)
    if not camera.verify_params():
        raise ShotProblem(
            f"the lens model {distortion.model} does not have {len(distortion.coefficients)} distortion coefficients"
        )
    return np.asarray(camera.img_from_cam(rays))


def _unfolded(sources: NDArray[np.float64], principal: tuple[float, float]) -> NDArray[np.bool_]:
    """Where a distortion still leads outwards, from the principal point on.

    A polynomial turns back beyond the angles that it was measured for, and shows the same part of the picture again.
    """
    import cv2

    down, right = (np.gradient(sources, axis=axis) for axis in (0, 1))
    turns = right[..., 0] * down[..., 1] - right[..., 1] * down[..., 0]
    with np.errstate(invalid="ignore"):
        _, parts = cv2.connectedComponents((turns > 0).astype(np.uint8), connectivity=4)
    rows, columns = np.nonzero(parts)
    if len(rows) == 0:
        return np.zeros(parts.shape, dtype=bool)
    nearest = np.argmin((rows - principal[0]) ** 2 + (columns - principal[1]) ** 2)
    return np.asarray(parts == parts[rows[nearest], columns[nearest]])
