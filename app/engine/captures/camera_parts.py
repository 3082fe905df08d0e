"""What camera files are made of, checked: numbers, rotations, lenses, image sizes."""

import numpy as np
from numpy.typing import NDArray

from app.engine.cameras.view import Calibrated

Floats = NDArray[np.float64]

MOST_PICTURES = 100_000  # of a capture; a file that lists more is damaged, or never meant to be one
LARGEST_SIDE_PIXELS = 1_000_000  # a larger number is damage
LARGEST_NUMBER = 1e30  # of any kind; beyond, squares would overflow
_SMALLEST_SCALE = 1e-12
_SHOWN_CHARACTERS = 80  # of a value in a message; a damaged file may hold anything
_LARGEST_STRETCH = 0.01  # of a rotation's axes against each other; files with three digits stay below


class ShotProblem(ValueError):
    """Why one picture is left out, as half a sentence; the others stay."""


def shown(value: object) -> str:
    """A value as a message shows it: on one line, and short."""
    text = value if isinstance(value, str) else str(value)
    line = " ".join("".join(letter if letter.isprintable() else " " for letter in text[:1000]).split())
    return line if len(line) <= _SHOWN_CHARACTERS else line[:_SHOWN_CHARACTERS] + "..."


def number(value: object, what: str) -> float:
    """A finite number.

    Raises:
        ShotProblem: it is none.
    """
    if isinstance(value, int | float) and not isinstance(value, bool):
        try:
            if abs(float(value)) <= LARGEST_NUMBER:
                return float(value)
        except OverflowError:  # an integer of a thousand digits
            pass
    raise ShotProblem(f"{what} must be a finite number, got {shown(value)}")


def numbers(values: object, shape: tuple[int, ...], what: str) -> Floats:
    """Finite numbers of a shape, float64.

    Raises:
        ShotProblem: a number is missing, or none.
    """
    wanted = " x ".join(str(count) for count in shape)
    try:
        array = np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError, OverflowError) as error:
        raise ShotProblem(f"{what} must be {wanted} numbers, got {shown(values)}") from error
    if array.shape != shape:
        raise ShotProblem(f"{what} must be {wanted} numbers, got {' x '.join(map(str, array.shape)) or 'one'}")
    if not (np.abs(array) <= LARGEST_NUMBER).all():
        raise ShotProblem(f"{what} must be finite, got {shown(array.tolist())}")
    return array


def rotation_and_scale(matrix: Floats, what: str) -> tuple[Floats, float]:
    """The rotation nearest to a matrix that is one but for rounding and a factor.

    Args:
        matrix: (3, 3), finite.
        what: names it in messages.

    Returns:
        The rotation (3, 3) and the factor, > 0.

    Raises:
        ShotProblem: it mirrors, or its axes are neither square to each other nor of one length.
    """
    left, stretches, right = np.linalg.svd(matrix)
    scale = float(stretches.mean())
    if not scale > _SMALLEST_SCALE or np.abs(stretches / scale - 1).max() > _LARGEST_STRETCH:
        raise ShotProblem(f"{what} must be a rotation, got {shown(matrix.tolist())}")
    rotation = np.asarray(left @ right)
    if np.linalg.det(rotation) < 0:
        raise ShotProblem(f"{what} must not mirror, got {shown(matrix.tolist())}")
    return rotation, scale


def calibrated(lens: Floats, rotation: Floats, translation: Floats) -> Calibrated:
    """The camera of a lens and a pose.

    Args:
        lens: K (3, 3), pixels; any factor of its last row's 1 is divided out.
        rotation: (3, 3), world to camera, orthonormal and not mirroring.
        translation: (3,), world to camera, finite.

    Raises:
        ShotProblem: K is not upper triangular, or singular.
    """
    lens = numbers(lens, (3, 3), "the lens")
    is_singular = abs(lens[2, 2]) <= _SMALLEST_SCALE * np.abs(lens).max()
    scaled = lens if is_singular else lens / lens[2, 2]
    if is_singular or np.abs(scaled[[1, 2, 2], [0, 0, 1]]).max() > 1e-9:
        raise ShotProblem(f"the lens's last row must be 0 0 1, and fx s cx above 0 fy cy, got {shown(lens.tolist())}")
    focal = scaled[[0, 1], [0, 1]]
    if not (focal > 0).all():
        raise ShotProblem(f"the focal lengths must be greater than 0, got {focal[0]:g} and {focal[1]:g}")
    return Calibrated(np.triu(scaled), rotation, translation)


def image_size(height: object, width: object) -> tuple[int, int]:
    """(height, width) of an image, pixels.

    Raises:
        ShotProblem: it is not two whole numbers from 1 to a million.
    """
    sides = number(height, "the image's height"), number(width, "the image's width")
    if not all(side == int(side) and 1 <= side <= LARGEST_SIDE_PIXELS for side in sides):
        raise ShotProblem(f"the image's size must be whole pixels, got {shown(width)} x {shown(height)}")
    return int(sides[0]), int(sides[1])
