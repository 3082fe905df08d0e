"""A shot developed: its picture at working size, seen through a pinhole."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.engine.cameras.view import Calibrated
from app.engine.captures.lens import Straightening, straightening
from app.engine.captures.picture_pixels import PictureFile, read_grey, read_picture
from app.engine.captures.shot import Shot

_FINENESS = 2  # parts of a pixel along either side, where a larger picture is straightened
_MOST_FINE_PIXELS = 3_000_000  # of the result; a larger one is sharp enough, and its parts would fill the memory
_ROOM_FOR_FILTER = 1.5  # how much larger than its result a JPEG is at least decoded


@dataclass(frozen=True, eq=False)
class Geometry:
    """From the pixels of a file to those of the picture.

    Args:
        lens_size: (height, width) of the image that the lens is given for.
        image_size: (height, width) of the picture.
        straight: the way around the lens's distortion; None for a pinhole.
    """

    lens_size: tuple[int, int]
    image_size: tuple[int, int]
    straight: Straightening | None


@dataclass(frozen=True, eq=False)
class Picture:
    """A photograph without distortion, at working size.

    Args:
        colours: (H, W, 3) uint8, sRGB; black where the photograph does not reach.
        alpha: (H, W) uint8, None if its file has no alpha channel that tells anything.
        known: (H, W) bool, False where the photograph does not reach; None if it does so everywhere.
        camera: a pinhole, in pixels of this picture.
        geometry: how it was made from its file.
    """

    colours: NDArray[np.uint8]
    alpha: NDArray[np.uint8] | None
    known: NDArray[np.bool_] | None
    camera: Calibrated
    geometry: Geometry


def developed(shot: Shot, longest_side_pixels: int) -> Picture:
    """Open a shot's picture.

    Args:
        shot: what to open.
        longest_side_pixels: to which larger pictures are reduced.

    Raises:
        ShotProblem: the file cannot be read, or its lens cannot be used.
    """
    room = round(longest_side_pixels * (_FINENESS if shot.distortion else _ROOM_FOR_FILTER))
    file = read_picture(shot.image_path, shot.lens_size, room)
    lens_size = shot.lens_size or file.file_size
    factor = min(1.0, longest_side_pixels / max(file.file_size))
    image_size = (max(1, round(file.file_size[0] * factor)), max(1, round(file.file_size[1] * factor)))
    straight = None
    if shot.distortion is not None:
        is_fine = factor * _ROOM_FOR_FILTER <= 1 and image_size[0] * image_size[1] <= _MOST_FINE_PIXELS
        fineness = _FINENESS if is_fine else 1
        straight = straightening(shot.camera.intrinsic_matrix, lens_size, shot.distortion, image_size, fineness)
    return _picture(shot, file, Geometry(lens_size, image_size, straight))


def developed_mask(path: Path, geometry: Geometry) -> NDArray[np.uint8]:
    """Open a mask file, whose pixels are brought to where those of its picture are.

    Args:
        path: of the file, which may be larger or smaller than the picture.
        geometry: that the picture was developed with.

    Returns:
        (H, W) uint8, as large as the picture; of either polarity, as in the file.

    Raises:
        ShotProblem: the file cannot be read, or is of another shape than the picture.
    """
    return _resampled(read_grey(path, geometry.lens_size), geometry)


def _picture(shot: Shot, file: PictureFile, geometry: Geometry) -> Picture:
    pixels = _resampled(file.pixels, geometry)
    colours = np.repeat(pixels[..., None], 3, axis=2) if pixels.ndim == 2 else pixels[..., :3]
    alpha = pixels[..., 3].copy() if pixels.ndim == 3 and pixels.shape[2] == 4 else None
    if alpha is not None and file.is_premultiplied:
        colours = _divided(colours, alpha)
    known = None if geometry.straight is None else geometry.straight.known
    if known is not None:
        colours = colours * known[..., None]
        known = None if known.all() else known
    whole = np.ascontiguousarray(colours)
    return Picture(whole, alpha, known, _pinhole(shot.camera, geometry), geometry)


def _pinhole(camera: Calibrated, geometry: Geometry) -> Calibrated:
    height, width = (new / old for new, old in zip(geometry.image_size, geometry.lens_size, strict=True))
    lens = np.diag([width, height, 1.0]) @ camera.intrinsic_matrix
    return Calibrated(lens, camera.rotation, camera.translation)


def _divided(colours: NDArray[np.uint8], alpha: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Colours that had been multiplied by alpha, without that."""
    quotients = colours.astype(np.float32) * (255 / np.maximum(alpha, 1).astype(np.float32))[..., None]
    return np.minimum(np.rint(quotients), 255).astype(np.uint8)


def _resampled(pixels: NDArray[np.uint8], geometry: Geometry) -> NDArray[np.uint8]:
    """Each pixel the mean over its area in the picture, which is straightened where it is bent."""
    import cv2

    if geometry.straight is None:
        return area_resized(pixels, geometry.image_size)
    across, down = geometry.straight.sources
    height, width = across.shape
    fine = area_resized(pixels, (min(pixels.shape[0], height), min(pixels.shape[1], width)))
    half = np.float32(0.5)  # OpenCV puts the first pixel's centre at 0
    columns, rows = across * np.float32(fine.shape[1]) - half, down * np.float32(fine.shape[0]) - half
    bent = cv2.remap(fine, columns, rows, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return area_resized(bent.astype(np.uint8, copy=False), geometry.image_size)


def area_resized(pixels: NDArray[np.uint8], image_size: tuple[int, int]) -> NDArray[np.uint8]:
    """Each pixel the mean over its area; interpolated where there are fewer than asked for.

    Args:
        pixels: (H, W) or (H, W, C) uint8.
        image_size: (height, width) to get.
    """
    import cv2

    height, width = image_size
    least = (min(width, pixels.shape[1]), min(height, pixels.shape[0]))
    resized: NDArray[Any] = np.ascontiguousarray(pixels)
    if least != resized.shape[1::-1]:
        resized = cv2.resize(resized, least, interpolation=cv2.INTER_AREA)
    if least != (width, height):  # the file of a mask may be smaller than its picture
        resized = cv2.resize(resized, (width, height), interpolation=cv2.INTER_LINEAR)
    return resized
