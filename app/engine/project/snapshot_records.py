"""Moments of a fit in a project file: its mesh, how well it fits, and all it needs to go on."""

import math

import numpy as np
from numpy.typing import NDArray

from app.engine.cameras.view import Calibrated
from app.engine.fitting.camera_memory import OFFSET_COUNT, CameraMemory
from app.engine.fitting.fit_state import FitState
from app.engine.fitting.readings import Quantity, Reading
from app.engine.fitting.refined_cameras import RefinedCamera
from app.engine.fitting.schedule import Schedule
from app.engine.fitting.settings_record import settings_record
from app.engine.fitting.snapshot import Snapshot, ViewIou, ViewQuality
from app.engine.meshes.frame import Frame
from app.engine.project.array_store import ArrayWriter
from app.engine.project.colour_records import MOST_STEPS, colour_record, colours_of_fit, memory_of
from app.engine.project.fields import Fields, Json
from app.engine.project.settings_reader import SettingsReader


def snapshot_record(snapshot: Snapshot, arrays: ArrayWriter) -> Json:
    """A snapshot, with its arrays written, without its reports."""
    return {
        "run": int(snapshot.run),
        "step": int(snapshot.step),
        "positions_world": arrays.write(snapshot.positions_world),
        "faces": arrays.write(snapshot.faces),
        "normals": arrays.write(snapshot.normals),
        "distances_world": arrays.write(_distances(snapshot.reading)),
        "view_ids": [item.view_id for item in snapshot.iou_per_view],
        "ious": [float(item.iou) for item in snapshot.iou_per_view],
        "refined": [_refined_record(camera) for camera in snapshot.refined],
        "quality": [_quality_record(quality) for quality in snapshot.quality_per_view],
        "state": _state_record(snapshot.state, arrays),
    }


def snapshot_of(fields: Fields, settings: SettingsReader) -> Snapshot:
    """The snapshot that a record holds.

    Raises:
        ValueError: it is not one.
    """
    state = _state(fields.fields("state"), settings)
    count = len(state.rest_positions_local)
    faces = fields.array("faces", "int32", (None, 3))
    if faces.size and not 0 <= faces.min() <= faces.max() < count:
        raise ValueError(f"{fields.place('faces')} must index {count} vertices")
    distances = fields.optional_array("distances_world", "float32", (count,))
    ids, ious = fields.items("view_ids"), fields.vector("ious", (len(fields.items("view_ids")),))
    if not all(isinstance(view_id, str) for view_id in ids):
        raise ValueError(f"{fields.place('view_ids')} must be texts")
    if not ((ious >= 0) & (ious <= 1)).all():
        raise ValueError(f"{fields.place('ious')} must lie between 0 and 1")
    return Snapshot(
        run=fields.whole("run", 0, MOST_STEPS),
        step=fields.whole("step", 0, MOST_STEPS),
        positions_world=fields.array("positions_world", "float64", (count, 3)),
        faces=faces,
        normals=fields.array("normals", "float32", (count, 3)),
        iou_per_view=tuple(ViewIou(str(view_id), iou) for view_id, iou in zip(ids, ious.tolist(), strict=True)),
        reports=(),
        state=state,
        reading=None if distances is None else Reading(Quantity.DISTANCE, distances),
        refined=tuple(_refined(camera) for camera in fields.each("refined")) if "refined" in fields.values else (),
        quality_per_view=tuple(map(_quality, fields.each("quality"))) if "quality" in fields.values else (),
    )


def _quality_record(quality: ViewQuality) -> Json:
    """Pictures that agree have an infinite ratio of signal to noise, for which JSON has no number but null."""
    return {
        "view_id": quality.view_id,
        "psnr_decibels": _finite(quality.psnr_decibels),
        "psnr_inside_decibels": _finite(quality.psnr_inside_decibels),
        "ssim": quality.ssim,
    }


def _quality(fields: Fields) -> ViewQuality:
    whole, inside = (
        fields.number(name) if fields.has(name) else math.inf for name in ("psnr_decibels", "psnr_inside_decibels")
    )
    return ViewQuality(fields.text("view_id"), whole, inside, fields.number("ssim") if fields.has("ssim") else None)


def _finite(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None


def _refined_record(camera: RefinedCamera) -> Json:
    return {
        "view_id": camera.view_id,
        "intrinsic_matrix": camera.placement.intrinsic_matrix.reshape(-1).tolist(),
        "rotation": camera.placement.rotation.reshape(-1).tolist(),
        "translation": camera.placement.translation.tolist(),
        "turned_degrees": float(camera.turned_degrees),
        "moved_share": float(camera.moved_share),
        "focal_percent": float(camera.focal_percent),
    }


def _refined(fields: Fields) -> RefinedCamera:
    try:
        placement = Calibrated(
            fields.vector("intrinsic_matrix", (3, 3)),
            fields.vector("rotation", (3, 3)),
            fields.vector("translation", (3,)),
        )
    except ValueError as error:
        raise ValueError(f"{fields.where}: {error}") from None
    return RefinedCamera(
        fields.text("view_id"),
        placement,
        fields.number("turned_degrees"),
        fields.number("moved_share"),
        fields.number("focal_percent"),
    )


def _distances(reading: Reading | None) -> NDArray[np.float32] | None:
    """What else is read off a mesh follows from its views and is made again when it is asked for."""
    return reading.values if reading is not None and reading.quantity is Quantity.DISTANCE else None


def _state_record(state: FitState, arrays: ArrayWriter) -> Json:
    return {
        "settings": settings_record(state.settings),
        "planned_steps": int(state.schedule.planned_steps),
        "since_step": int(state.schedule.since_step),
        "since_progress": float(state.schedule.since_progress),
        "step": int(state.step),
        "center_world": state.frame.center_world.tolist(),
        "scale": state.frame.scale,
        "faces": arrays.write(state.faces),
        "rest_positions_local": arrays.write(state.rest_positions_local),
        "parameters": arrays.write(state.parameters),
        "optimizer_count": int(state.optimizer.count),
        "optimizer_mean": arrays.write(state.optimizer.mean),
        "optimizer_square": arrays.write(state.optimizer.square),
        "cameras": _cameras_record(state.cameras, arrays),
        "colours": colour_record(state.colours, arrays),
    }


def _cameras_record(memory: CameraMemory, arrays: ArrayWriter) -> Json | None:
    if not memory.moved.any():
        return None
    return {
        "view_ids": list(memory.view_ids),
        "given": arrays.write(memory.given),
        "offsets": arrays.write(memory.offsets),
        "settled_offsets": arrays.write(memory.settled_offsets),
        "mean": arrays.write(memory.mean),
        "counts": arrays.write(memory.counts),
    }


def _cameras(fields: Fields) -> CameraMemory:
    """Nothing is remembered in a file that is older than the refinement of cameras."""
    if "cameras" not in fields.values or not fields.has("cameras"):
        return CameraMemory()
    record = fields.fields("cameras")
    ids = record.items("view_ids")
    if not all(isinstance(view_id, str) for view_id in ids):
        raise ValueError(f"{record.place('view_ids')} must be texts")
    count, unknowns = len(ids), (len(ids), OFFSET_COUNT)
    return CameraMemory(
        tuple(map(str, ids)),
        record.array("given", "float64", (count, 3, 7)),
        record.array("offsets", "float64", unknowns),
        record.array("settled_offsets", "float64", unknowns),
        record.array("mean", "float64", unknowns),
        record.array("counts", "int64", (count,)),
    )


def _state(fields: Fields, settings: SettingsReader) -> FitState:
    faces = fields.array("faces", "int32", (None, 3))
    rest = fields.array("rest_positions_local", "float64", (None, 3))
    has_colours = "colours" in fields.values and fields.has("colours")  # not in files older than colours
    return FitState(
        settings=settings.read(fields.fields("settings")),
        schedule=_schedule(fields),
        step=fields.whole("step", 0, MOST_STEPS),
        frame=Frame(fields.vector("center_world", (3,)), fields.number("scale")),
        faces=faces,
        rest_positions_local=rest,
        parameters=fields.array("parameters", "float32", (None, 3)),
        optimizer=memory_of(fields, (None, 3), "optimizer_"),
        cameras=_cameras(fields),
        colours=colours_of_fit(fields.fields("colours"), len(rest), len(faces)) if has_colours else None,
    )


def _schedule(fields: Fields) -> Schedule:
    progress = fields.number("since_progress")
    if not 0 <= progress <= 1:
        raise ValueError(f"{fields.place('since_progress')} must lie between 0 and 1")
    return Schedule(fields.whole("planned_steps", 0, MOST_STEPS), fields.whole("since_step", 0, MOST_STEPS), progress)
