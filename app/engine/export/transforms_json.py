"""Cameras, and what they see, as `transforms.json`: what NeRF and Gaussian splatting programs train from."""

import json
import math
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.engine.atomic_file import atomic_file
from app.engine.cameras.camera_matrices import intrinsic_matrix
from app.engine.cameras.view import View
from app.engine.export.camera_poses import is_centered, is_skewed, opengl_pose
from app.engine.export.picture_names import picture_name
from app.engine.export.result_folder import result_folder
from app.engine.export.seen_pictures import SeenPicture
from app.engine.progress import Progress

_NO_DISTORTION = dict.fromkeys(("k1", "k2", "p1", "p2"), 0.0)

Frame = dict[str, Any]


def write_transforms(
    path: Path,
    views: Sequence[View],
    pictures: Iterable[SeenPicture] | None = None,
    progress: Progress | None = None,
) -> tuple[str, ...]:
    """Write cameras in the frame of the world, and what they see into a folder beside, whole or not at all.

    Poses are camera to world with OpenGL's axes, row by row; the world is that of the model or the capture. Lenses are
    in pixels, the centre of the first pixel at (0.5, 0.5), for each frame and, where all have the same, for the whole
    file. A frame names its image even where none is written: that is where a picture belongs. Where the silhouette is
    not known everywhere, the frame's `mask_path` names a picture that is black where pixels are to be ignored.

    Args:
        path: of the JSON file.
        views: at least one.
        pictures: of each view in its size, which become RGBA images with the coverage as alpha; taken one after the
            other. None for no images.
        progress: told after each image.

    Returns:
        Sentences on what other programs will not see as it is.

    Raises:
        ValueError: there is no view, or a picture is not of its view's size.
        FileWriteError: a file cannot be written.
        Cancelled: the work has been told to end.
    """
    if not views:
        raise ValueError("write_transforms: at least one camera is needed")
    folder = path.with_name(f"{path.stem}_images")
    names = [picture_name(number, view.id) for number, view in enumerate(views, 1)]
    frames = [_frame(view, f"{folder.name}/{name}") for view, name in zip(views, names, strict=True)]
    with atomic_file(path) as beside:
        if pictures is None:
            _write_document(beside, views, frames)
        else:
            with result_folder(folder) as staging:
                _write_pictures(staging, views, frames, pictures, progress or Progress())
                _write_document(beside, views, frames)  # before the pictures take the place of others
    return _notes(views)


def _write_document(path: Path, views: Sequence[View], frames: Sequence[Frame]) -> None:
    document = {"camera_model": "OPENCV", **_NO_DISTORTION, **_shared_lens(views), "frames": frames}
    path.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")


def _frame(view: View, image: str) -> Frame:
    pose = opengl_pose(view.placement)
    named = {"file_path": image, "name": view.id, "enabled": view.enabled, "weight": view.weight}
    return {**named, **_lens(view), "transform_matrix": pose.tolist()}


def _lens(view: View) -> dict[str, Any]:
    height, width = view.image_size
    matrix = intrinsic_matrix(view).tolist()
    focal = {"fl_x": matrix[0][0], "fl_y": matrix[1][1]}
    return {**focal, "cx": matrix[0][2], "cy": matrix[1][2], "w": width, "h": height}


def _shared_lens(views: Sequence[View]) -> dict[str, Any]:
    """The lens that all have: programs that find it here look for no other, so it is left out where they differ."""
    lens = _lens(views[0])
    if any(_lens(view) != lens for view in views):
        return {}
    angles = {}
    if is_centered(views[0]):  # what the oldest programs read instead
        angles["camera_angle_x"] = 2 * math.atan(lens["w"] / 2 / lens["fl_x"])
        angles["camera_angle_y"] = 2 * math.atan(lens["h"] / 2 / lens["fl_y"])
    return {**lens, **angles}


def _write_pictures(
    folder: Path, views: Sequence[View], frames: Sequence[Frame], pictures: Iterable[SeenPicture], progress: Progress
) -> None:
    """Write the pictures, and name in the frames those that tell which pixels are known."""
    progress.check()
    for number, (view, frame, picture) in enumerate(zip(views, frames, pictures, strict=True), 1):
        size = picture.mask.image_size
        if size != view.image_size:
            raise ValueError(f"write_transforms: the picture of {view.id} must be {view.image_size}, got {size}")
        image = Path(frame["file_path"])
        _save(folder / image.name, picture.rgba)
        if picture.unknown is not None:
            mask = image.with_suffix(".mask.png")
            frame["mask_path"] = mask.as_posix()
            _save(folder / mask.name, np.where(picture.unknown, 0, 255).astype(np.uint8))
        progress.report(number / len(views), f"image {number} of {len(views)}")


def _save(path: Path, pixels: NDArray[np.uint8]) -> None:
    from PIL import Image

    Image.fromarray(pixels).save(path)


def _notes(views: Sequence[View]) -> tuple[str, ...]:
    skewed = sum(is_skewed(view) for view in views)
    if not skewed:
        return ()
    return (f"transforms.json cannot say that the pixels of {skewed} of {len(views)} cameras are skewed.",)
