"""`metrics.json` holds what it promises, as plain JSON."""

import json
import math
from pathlib import Path

import numpy as np
import pytest

from app.engine.advice.next_view import SuggestedView, ViewAdvice
from app.engine.cameras.rig_settings import RigSettings
from app.engine.cameras.view import WORLD_UP, LookAt, View
from app.engine.export.run_record import HistoryEntry, PhaseSeconds, RunRecord, write_metrics
from app.engine.fitting.settings import FitSettings
from app.engine.fitting.snapshot import ViewIou, ViewQuality
from app.engine.metrics.surface_distance import SurfaceDistance
from app.engine.remeshing.defects import MeshQuality


def test_metrics_hold_settings_versions_device_history_and_figures(tmp_path: Path) -> None:
    view = View("suggested-01", LookAt(np.array([0.0, 0.0, 4.0]), np.zeros(3), WORLD_UP, 30.0), (48, 64))
    record = RunRecord(
        subject="models/kettle.glb",
        outcome="finished",
        view_settings=RigSettings(views=2, rig="ring"),
        fit=FitSettings(steps=7),
        device="cpu, 2 threads",
        history=(HistoryEntry(1, 0.5, 0.25), HistoryEntry(7, 0.125, 0.75)),
        iou_per_view=(ViewIou("view-01", 0.5), ViewIou("view-02", 0.75)),
        distance=SurfaceDistance(1.0, 2.0, 4.0),
        quality=MeshQuality(True, True, 1, 2, 0, 0, 30.0),
        advice=ViewAdvice(0.25, (SuggestedView(view, 0.5),)),
        seconds=PhaseSeconds(load=1.0, imports=0.5, targets=2.0, optimisation=3.0, evaluation=0.25, export=4.0),
    )
    write_metrics(tmp_path / "metrics.json", record)
    metrics = json.loads((tmp_path / "metrics.json").read_text())
    assert metrics["settings"]["model"] == "models/kettle.glb"
    assert metrics["settings"]["rig"] == "ring"
    assert metrics["settings"]["steps"] == 7
    assert {"python", "torch", "numpy", "photosculpture"} <= metrics["versions"].keys()
    assert metrics["device"] == "cpu, 2 threads"
    assert metrics["history"] == [
        {"step": 1, "loss": 0.5, "iou": 0.25},
        {"step": 7, "loss": 0.125, "iou": 0.75},
    ]
    assert not any(key.startswith(("psnr", "ssim")) for key in metrics)
    assert metrics["iou_per_view"] == {"view-01": 0.5, "view-02": 0.75}
    assert metrics["seconds"] == {
        "load": 1.0,
        "imports": 0.5,
        "targets": 2.0,
        "optimisation": 3.0,
        "evaluation": 0.25,
        "export": 4.0,
    }
    assert metrics["mesh"]["watertight"] is True and metrics["mesh"]["genus"] == 2
    assert metrics["unconstrained_share"] == 0.25
    assert metrics["suggested_views"] == [
        {
            "eye_world": [0, 0, 4],
            "target_world": [0, 0, 0],
            "up_world": [0, 1, 0],
            "fov_y_degrees": 30,
            "image_size": [48, 64],
            "opened_share": 0.5,
        }
    ]
    assert metrics["surface_distance"]["chamfer_percent"] == pytest.approx(1.5)


def test_metrics_hold_what_there_is_of_colours(tmp_path: Path) -> None:
    record = RunRecord(
        subject="spot.obj",
        outcome="finished",
        view_settings=RigSettings(),
        fit=FitSettings(colour="vertex"),
        device="cpu",
        history=(HistoryEntry(1, 0.5, 0.25), HistoryEntry(10, 0.25, 0.5, psnr=20.5)),
        iou_per_view=(),
        distance=None,
        quality=MeshQuality(True, True, 1, 2, 0, 0, 30.0),
        quality_per_view=(ViewQuality("a", 30.0, 25.0, 0.5), ViewQuality("b", 40.0, math.inf, 0.75)),
        left_out_quality=(ViewQuality("c", math.inf, math.inf, 1.0),),
    )
    write_metrics(tmp_path / "metrics.json", record)

    def refused(constant: str) -> None:
        raise AssertionError(constant)

    metrics = json.loads((tmp_path / "metrics.json").read_text(), parse_constant=refused)
    assert metrics["history"] == [
        {"step": 1, "loss": 0.5, "iou": 0.25},
        {"step": 10, "loss": 0.25, "iou": 0.5, "psnr": 20.5},
    ]
    assert metrics["psnr_per_view"] == {"a": 30.0, "b": 40.0} and metrics["psnr_per_view_mean"] == 35.0
    assert metrics["psnr_inside_per_view"] == {"a": 25.0, "b": None} and metrics["psnr_inside_per_view_mean"] == 25.0
    assert metrics["ssim_per_view"] == {"a": 0.5, "b": 0.75} and metrics["ssim_per_view_mean"] == 0.625
    assert metrics["psnr_left_out"] == {"c": None} and metrics["psnr_left_out_mean"] is None
    assert metrics["ssim_left_out"] == {"c": 1.0} and metrics["ssim_left_out_mean"] == 1.0
    assert metrics["settings"]["colour"] == "vertex"
