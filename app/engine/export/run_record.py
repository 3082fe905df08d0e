"""What is known about a run, and `metrics.json`."""

import dataclasses
import json
import math
import platform
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.engine.advice.capture_check import CaptureCheck
from app.engine.advice.next_view import ViewAdvice
from app.engine.cameras.rig_settings import RigSettings
from app.engine.captures.capture_options import CaptureOptions
from app.engine.fitting.notes import Note
from app.engine.fitting.refined_cameras import RefinedCamera
from app.engine.fitting.settings import FitSettings
from app.engine.fitting.snapshot import ViewIou, ViewQuality
from app.engine.metrics.surface_distance import SurfaceDistance
from app.engine.remeshing.defects import MeshQuality
from app.engine.versions import installed_version

_PACKAGES = ("photosculpture", "torch", "numpy", "scipy", "trimesh", "cholespy", "xatlas")
_QUALITY_KEYS = (("psnr_decibels", "psnr"), ("psnr_inside_decibels", "psnr_inside"), ("ssim", "ssim"))


@dataclass(frozen=True)
class HistoryEntry:
    """One step, of the mesh before its update.

    Args:
        step: its number.
        loss: as the fit sums it up.
        iou: in the mean over the views.
        psnr: likewise, decibels; None where it was not measured.
    """

    step: int
    loss: float
    iou: float
    psnr: float | None = None


@dataclass(frozen=True)
class PhaseSeconds:
    """How long each part of a run took, wall clock; export is measured last, while it is written."""

    load: float = 0.0
    imports: float = 0.0
    targets: float = 0.0
    optimisation: float = 0.0
    evaluation: float = 0.0
    export: float = 0.0


@dataclass(frozen=True)
class RunRecord:
    """A finished or interrupted run.

    Args:
        subject: the file or folder that was reconstructed.
        outcome: finished, interrupted, or what went wrong.
        view_settings: the rig of a model, or how a capture was read.
        fit: the settings of the fit.
        device: where it ran, in words.
        history: the steps that were measured.
        iou_per_view: of the result.
        distance: of the result to the model; None where there is none.
        quality: of the result, as the skin of a solid.
        notes: what was done to the mesh besides moving it.
        left_out: of the views that were scored and not fitted.
        quality_per_view: of the result's colours; empty where there are none.
        left_out_quality: of the views that were scored and not fitted.
        check: of a capture.
        refined: the cameras that the fit has moved.
        advice: which views to add, if that was asked for.
        seconds: by phase.
    """

    subject: str
    outcome: str
    view_settings: RigSettings | CaptureOptions
    fit: FitSettings
    device: str
    history: tuple[HistoryEntry, ...]
    iou_per_view: tuple[ViewIou, ...]
    distance: SurfaceDistance | None
    quality: MeshQuality
    notes: tuple[Note, ...] = ()
    left_out: tuple[ViewIou, ...] = ()
    quality_per_view: tuple[ViewQuality, ...] = ()
    left_out_quality: tuple[ViewQuality, ...] = ()
    check: CaptureCheck | None = None
    refined: tuple[RefinedCamera, ...] = ()
    advice: ViewAdvice | None = None
    seconds: PhaseSeconds = PhaseSeconds()


def write_metrics(path: Path, record: RunRecord) -> None:
    """Write the record as JSON; a history entry stands on a line of its own.

    Raises:
        OSError: the file cannot be written.
    """
    settings = {**_view_settings(record), **dataclasses.asdict(record.fit)}
    document: dict[str, Any] = {
        "outcome": record.outcome,
        "settings": settings,
        "versions": installed_versions(),
        "device": record.device,
        "iou_per_view": {item.view_id: item.iou for item in record.iou_per_view},
        **({} if not record.left_out else {"iou_left_out": {item.view_id: item.iou for item in record.left_out}}),
        **({} if not record.quality_per_view else _quality_fields(record.quality_per_view, "per_view")),
        **({} if not record.left_out_quality else _quality_fields(record.left_out_quality, "left_out")),
        **({} if record.check is None else _check_fields(record.check)),
        **({} if not record.refined else {"refined_cameras": [_refined_fields(item) for item in record.refined]}),
        **({} if record.distance is None else _distance_fields(record.distance)),
        "mesh": dataclasses.asdict(record.quality),
        "notes": [dataclasses.asdict(note) for note in record.notes],
        **({} if record.advice is None else _advice_fields(record.advice)),
        "seconds": {name: round(value, 3) for name, value in dataclasses.asdict(record.seconds).items()},
    }
    lines = ",\n".join("    " + json.dumps(_entry_fields(entry)) for entry in record.history)
    text = json.dumps(document, indent=2).removesuffix("\n}")
    path.write_text(f'{text},\n  "history": [\n{lines}\n  ]\n}}\n')


def _entry_fields(entry: HistoryEntry) -> dict[str, Any]:
    return {name: value for name, value in dataclasses.asdict(entry).items() if value is not None}


def _quality_fields(qualities: Sequence[ViewQuality], which: str) -> dict[str, Any]:
    """Each figure for each view, and its mean; null where pictures agree, as JSON has no infinity."""
    fields: dict[str, Any] = {}
    for name, key in _QUALITY_KEYS:
        values = {item.view_id: getattr(item, name) for item in qualities}
        known = {view_id: value for view_id, value in values.items() if value is not None and math.isfinite(value)}
        finite = list(known.values())
        fields[f"{key}_{which}"] = {view_id: known.get(view_id) for view_id in values}
        fields[f"{key}_{which}_mean"] = sum(finite) / len(finite) if finite else None
    return fields


def _view_settings(record: RunRecord) -> dict[str, Any]:
    settings = record.view_settings
    if isinstance(settings, RigSettings):
        return {"model": record.subject, **dataclasses.asdict(settings)}
    masks = {f"mask_{name}": value for name, value in dataclasses.asdict(settings.masks).items()}
    turntable = {} if settings.turntable is None else {"turntable": dataclasses.asdict(settings.turntable)}
    return {"capture": record.subject, "longest_side_pixels": settings.longest_side_pixels, **masks, **turntable}


def _distance_fields(distance: SurfaceDistance) -> dict[str, Any]:
    return {"surface_distance": {"chamfer_percent": distance.chamfer_percent, **dataclasses.asdict(distance)}}


def _check_fields(check: CaptureCheck) -> dict[str, Any]:
    return {"capture_check": {"sentence": check.sentence, "consistency": check.consistency, "warnings": check.warnings}}


def _refined_fields(camera: RefinedCamera) -> dict[str, Any]:
    return {
        "view": camera.view_id,
        "turned_degrees": camera.turned_degrees,
        "moved_share": camera.moved_share,
        "focal_percent": camera.focal_percent,
        "intrinsic_matrix": camera.placement.intrinsic_matrix.tolist(),
        "rotation": camera.placement.rotation.tolist(),
        "translation": camera.placement.translation.tolist(),
    }


def _advice_fields(advice: ViewAdvice) -> dict[str, Any]:
    return {
        "unconstrained_share": round(advice.unconstrained_share, 4),
        "suggested_views": [
            {
                "eye_world": suggestion.placement.eye_world.tolist(),
                "target_world": suggestion.placement.target_world.tolist(),
                "up_world": suggestion.placement.up_world.tolist(),
                "fov_y_degrees": suggestion.placement.fov_y_degrees,
                "image_size": suggestion.view.image_size,
                "opened_share": round(suggestion.opened_share, 4),
            }
            for suggestion in advice.suggestions
        ],
    }


def installed_versions() -> dict[str, str]:
    """Versions of Python and of the packages that a result depends on."""
    return {"python": platform.python_version(), **{package: installed_version(package) for package in _PACKAGES}}
