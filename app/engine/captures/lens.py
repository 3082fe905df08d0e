"""Lenses that are no pinholes: where the pixels of a picture without distortion come from."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from app.engine.captures.camera_parts import ShotProblem
from app.engine.captures.shot import Distortion

Shares = NDArray[np.float32]

_SPACING = 8
"""Pixels between the places where a lens is asked; lenses bend so gently that less than 0.02 pixels are lost between
them."""


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
    rows, columns = _nodes(height), _nodes(width)
    right, down = np.meshgrid(columns / width * lens_size[1], rows / height * lens_size[0])
    rays = np.stack([right, down, np.ones_like(right)], axis=-1).reshape(-1, 3) @ np.linalg.inv(lens).T
    bent = _bent(rays, distortion)
    places = ((bent @ lens[:2, :2].T + lens[:2, 2]) / (lens_size[1], lens_size[0])).reshape(*right.shape, 2)
    principal = (np.abs(down[:, 0] - lens[1, 2]).argmin(), np.abs(right[0] - lens[0, 2]).argmin())
    is_whole = _refined(_unfolded(places, principal).astype(np.float32), (height, width)) == 1
    tame = np.clip(np.nan_to_num(places, nan=-1.0), -1.0, 2.0).astype(np.float32)
    sources = np.stack([_refined(np.ascontiguousarray(tame[..., axis]), (height, width)) for axis in (0, 1)])
    inside = ((sources >= 0) & (sources <= 1)).all(axis=0) & is_whole
    known = inside.reshape(image_size[0], fineness, image_size[1], fineness).all(axis=(1, 3))
    for array in (sources, known):
        array.setflags(write=False)
    return Straightening(sources, known, fineness)


def _nodes(side: int) -> NDArray[np.float64]:
    """Where along a side the lens is asked: in the middle of every few pixels, and once more beyond either end."""
    return np.asarray((np.arange(-1, -(-side // _SPACING) + 1) + 0.5) * _SPACING, dtype=np.float64)


def _refined(nodes: Shares, size: tuple[int, int]) -> Shares:
    """Interpolated between nodes at the centres of pixels."""
    import cv2

    fine = cv2.resize(nodes, None, fx=_SPACING, fy=_SPACING, interpolation=cv2.INTER_LINEAR)
    return np.asarray(fine[_SPACING : _SPACING + size[0], _SPACING : _SPACING + size[1]], dtype=np.float32)


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


def _unfolded(sources: NDArray[np.float64], principal: tuple[np.intp, np.intp]) -> NDArray[np.bool_]:
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
