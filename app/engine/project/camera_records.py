"""Cameras in a project file: each view once, however many sets of cameras it is in."""

import numpy as np

from app.engine.cameras.camera_set import CameraSet
from app.engine.cameras.view import Calibrated, LookAt, View
from app.engine.cameras.view_mask import ViewMask
from app.engine.project.array_store import ArrayWriter
from app.engine.project.fields import Fields, Json

MOST_VIEWS = 100_000
LARGEST_IMAGE_SIDE = 32_768
_LOOK_AT, _CALIBRATED = "look_at", "calibrated"


class CameraTable:
    """Numbers views and sets of cameras while a project is written."""

    def __init__(self) -> None:
        self._views: dict[int, tuple[int, View]] = {}  # by the value's id, which the value kept here holds taken
        self._sets: dict[int, tuple[int, CameraSet]] = {}

    def index(self, cameras: CameraSet) -> int:
        """The number of a set of cameras."""
        for view in cameras:
            self._views.setdefault(id(view), (len(self._views), view))
        return self._sets.setdefault(id(cameras), (len(self._sets), cameras))[0]

    def view_records(self, arrays: ArrayWriter) -> list[Json]:
        """All views, in the order of their numbers, with their masks written."""
        return [_view_record(view, arrays) for _, view in self._views.values()]

    def set_records(self) -> list[list[int]]:
        """The numbers of the views of all sets, in the order of the sets' numbers."""
        return [[self._views[id(view)][0] for view in cameras] for _, cameras in self._sets.values()]


def camera_sets(project: Fields) -> list[CameraSet]:
    """The sets of cameras, in the order of their numbers.

    Args:
        project: with `views` and `camera_sets`.

    Raises:
        ValueError: a camera is not one.
    """
    if len(project.items("views")) > MOST_VIEWS:
        raise ValueError(f"views must be at most {MOST_VIEWS:,}")
    views = [_view(fields) for fields in project.each("views")]
    return [_camera_set(members, views) for members in project.items("camera_sets")]


def _camera_set(members: object, views: list[View]) -> CameraSet:
    if not isinstance(members, list):
        raise ValueError("camera_sets must hold lists")
    for index in members:
        if isinstance(index, bool) or not isinstance(index, int) or not 0 <= index < len(views):
            raise ValueError(f"camera_sets must hold numbers of the {len(views)} views")
    return CameraSet(tuple(views[index] for index in members))


def _view_record(view: View, arrays: ArrayWriter) -> Json:
    height, width = view.image_size
    return {
        "id": view.id,
        "enabled": bool(view.enabled),
        "weight": float(view.weight),
        "mask": None if view.mask is None else _mask_record(view.mask, arrays),
        "image_height": int(height),
        "image_width": int(width),
        **_placement_record(view.placement),
    }


def _mask_record(mask: ViewMask, arrays: ArrayWriter) -> Json:
    known = None if mask.known is None else mask.known.view(np.uint8)
    return {"coverage": arrays.write(mask.coverage), "known": arrays.write(known)}


def _placement_record(placement: LookAt | Calibrated) -> Json:
    if isinstance(placement, LookAt):
        return {
            "placement": _LOOK_AT,
            "eye_world": placement.eye_world.tolist(),
            "target_world": placement.target_world.tolist(),
            "up_world": placement.up_world.tolist(),
            "fov_y_degrees": float(placement.fov_y_degrees),
        }
    return {
        "placement": _CALIBRATED,
        "intrinsic_matrix": placement.intrinsic_matrix.ravel().tolist(),
        "rotation": placement.rotation.ravel().tolist(),
        "translation": placement.translation.tolist(),
    }


def _view(fields: Fields) -> View:
    size = (fields.whole("image_height", 1, LARGEST_IMAGE_SIDE), fields.whole("image_width", 1, LARGEST_IMAGE_SIDE))
    try:
        return View(fields.text("id"), _placement(fields), size, fields.flag("enabled"), _weight(fields), _mask(fields))
    except ValueError as error:
        raise ValueError(f"{fields.where}: {error}") from error


def _weight(fields: Fields) -> float:
    return fields.number("weight") if "weight" in fields.values else 1.0  # files of version 1 have none


def _mask(fields: Fields) -> ViewMask | None:
    if "mask" not in fields.values or not fields.has("mask"):
        return None
    record = fields.fields("mask")
    known = record.optional_array("known", "uint8", (None, None))
    return ViewMask(record.array("coverage", "uint8", (None, None)), None if known is None else known != 0)


def _placement(fields: Fields) -> LookAt | Calibrated:
    kind = fields.text("placement")
    if kind == _LOOK_AT:
        eye, target, up = (fields.vector(key, (3,)) for key in ("eye_world", "target_world", "up_world"))
        return LookAt(eye, target, up, fields.number("fov_y_degrees"))
    if kind == _CALIBRATED:
        return Calibrated(
            fields.vector("intrinsic_matrix", (3, 3)),
            fields.vector("rotation", (3, 3)),
            fields.vector("translation", (3,)),
        )
    raise ValueError(f"placement must be {_LOOK_AT} or {_CALIBRATED}, got {kind!r}")
