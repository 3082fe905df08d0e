"""The usual misunderstandings about what the matrices of a camera mean, and how to undo each."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from app.engine.cameras.view import Calibrated, View


@dataclass(frozen=True)
class AxisFlip:
    """A misunderstanding of camera matrices.

    Turning, moving or swapping the axes of the world is not among them: the views still agree with each other.

    Args:
        label: a few words: what the file means.
        sentence: what was misunderstood, for people.
        signs: 1 or -1 for each of the camera's x, y and z axes, to turn those over.
        inverted: whether the poses are camera to world, where world to camera was read, or the other way round.
    """

    label: str
    sentence: str
    signs: tuple[int, int, int] = (1, 1, 1)
    inverted: bool = False

    @property
    def option(self) -> str:
        """The label in one word, as it is typed."""
        return re.sub(r"[^a-z0-9]+", "-", self.label.lower())

    @property
    def mirrors(self) -> bool:
        """Whether the file's axes are left-handed; the world is then mirrored too, along the same axes."""
        return int(np.prod(self.signs)) < 0


AS_GIVEN = AxisFlip("as given", "The cameras are used as they are given.")

AXIS_FLIPS = (
    AxisFlip(
        "OpenGL axes",
        "The cameras' y axes point up and their z axes backwards (OpenGL, Blender), or it is the other way round and "
        "they were given as OpenCV's.",
        (1, -1, -1),
    ),
    AxisFlip(
        "poses inverted",
        "The poses lead from camera to world where world to camera was expected, or the other way round.",
        inverted=True,
    ),
    AxisFlip(
        "poses inverted, OpenGL axes",
        "The poses lead the other way between camera and world, and the cameras' y and z axes are turned over.",
        (1, -1, -1),
        inverted=True,
    ),
    AxisFlip(
        "upside down",
        "The cameras' x and y axes are turned over (PyTorch3D), or the pictures were turned by 180 degrees.",
        (-1, -1, 1),
    ),
    AxisFlip(
        "left-handed, y up",
        "The cameras' y axes alone are turned over: the file's axes are left-handed (Unity, DirectX).",
        (1, -1, 1),
    ),
    AxisFlip(
        "left-handed, z forward",
        "The cameras' z axes alone are turned over: the file's axes are left-handed (Unity, DirectX).",
        (1, 1, -1),
    ),
)
"""The usual first."""


def flipped(views: Sequence[View], flip: AxisFlip) -> tuple[View, ...]:
    """Return views whose cameras mean what a file with that misunderstanding meant.

    Args:
        views: of either kind; those that were not given by matrices stay.
        flip: what to undo. Doing it twice gives the same views again, unless it inverts poses and turns axes over.
    """
    return tuple(
        replace(view, placement=_flipped(view.placement, flip)) if isinstance(view.placement, Calibrated) else view
        for view in views
    )


def _flipped(placement: Calibrated, flip: AxisFlip) -> Calibrated:
    rotation, translation = placement.rotation, placement.translation
    if flip.inverted:
        rotation, translation = rotation.T, -rotation.T @ translation
    signs = np.array(flip.signs, dtype=np.float64)
    world = signs if flip.mirrors else np.ones(3)
    return Calibrated(placement.intrinsic_matrix, signs[:, None] * rotation * world, signs * translation)
