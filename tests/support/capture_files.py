# SPDX-License-Identifier: MIT
"""Captures on disk, for tests of their reading."""

import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import pycolmap
from numpy.typing import NDArray
from PIL import Image

from app.engine.cameras.camera_matrices import intrinsic_matrix, world_to_camera
from app.engine.cameras.view import View
from app.engine.captures.capture_file_error import CaptureFileError
from app.engine.captures.shot import ShotList

TO_OPENCV = np.diag([1.0, -1.0, -1.0, 1.0])


def write_pictures(folder: Path, names: Iterable[str], size: tuple[int, int] = (100, 200)) -> None:
    """Grey pictures.

    Args:
        folder: made where it is not there.
        names: with a type, relative to it.
        size: (height, width), pixels.
    """
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.new("RGB", (size[1], size[0]), (90, 90, 90)).save(path)


def nerf_document(poses: dict[str, NDArray[np.float64]], **lens: object) -> dict[str, Any]:
    """What `transforms.json` holds.

    Args:
        poses: (4, 4) camera to world in OpenGL's axes, by the picture's name.
        **lens: for all frames.
    """
    frames = [{"file_path": name, "transform_matrix": pose.tolist()} for name, pose in poses.items()]
    return {**lens, "frames": frames}


def standing_at(depth: float = 5.0) -> NDArray[np.float64]:
    """The pose (4, 4) in OpenGL's axes of a camera on the z axis that looks at the origin."""
    pose = np.eye(4)
    pose[2, 3] = depth
    return pose


def write_json(path: Path, document: object) -> Path:
    """Write JSON, NaN included."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


def write_par(path: Path, views: Iterable[View]) -> None:
    """Write cameras as `*_par.txt`; the pictures are called like the views."""
    lines = []
    for view in views:
        lens = intrinsic_matrix(view) - np.array([[0, 0, 0.5], [0, 0, 0.5], [0, 0, 0]])
        pose = world_to_camera(view.placement)
        numbers = [*lens.ravel(), *pose[:3, :3].ravel(), *pose[:3, 3]]
        lines.append(" ".join([f"{view.id}.png", *(repr(float(value)) for value in numbers)]))
    path.write_text("\n".join([str(len(lines)), *lines]) + "\n")


def colmap_model(views: Iterable[View], model: str = "PINHOLE", extra: tuple[float, ...] = ()) -> Any:
    """A reconstruction with a camera for each view; the pictures are called like the views.

    Args:
        views: without skew.
        model: of the lens, one with two focal lengths.
        extra: its parameters after the principal point.
    """
    reconstruction = pycolmap.Reconstruction()
    for number, view in enumerate(views, 1):
        lens, pose = intrinsic_matrix(view), world_to_camera(view.placement)
        parameters = [lens[0, 0], lens[1, 1], lens[0, 2], lens[1, 2], *extra]
        height, width = view.image_size
        camera = pycolmap.Camera(camera_id=number, model=model, width=width, height=height, params=parameters)
        reconstruction.add_camera_with_trivial_rig(camera)
        image = pycolmap.Image(name=f"{view.id}.png", camera_id=number, image_id=number)
        placed = pycolmap.Rigid3d(pycolmap.Rotation3d(pose[:3, :3]), pose[:3, 3])
        reconstruction.add_image_with_trivial_frame(image, placed)
    return reconstruction


def assert_only_b_is_left_out(shots: ShotList, file: str, said: str) -> None:
    """Of three pictures, the one in the middle is missing, with one sentence that names the file and says why."""
    assert [shot.id for shot in shots.shots] == ["a", "c"]
    (sentence,) = shots.warnings
    assert file in sentence and re.search(said, sentence), sentence
    assert sentence.endswith(".") and "\n" not in sentence


def assert_sentence(error: CaptureFileError, path: Path) -> None:
    """The error is one line that names the file."""
    text = str(error)
    assert str(path) in text and "\n" not in text and len(text) < 600
