# SPDX-License-Identifier: MIT
"""Cameras that a fit has moved: the viewport shows them where they are, and faintly where they were."""

import dataclasses

import pytest

from app.engine.cameras.camera_set import CameraSet
from app.engine.cameras.rigs import sphere_rig
from app.engine.cameras.view import Calibrated
from app.engine.fitting.refined_cameras import RefinedCamera
from app.engine.fitting.settings import FitSettings
from app.engine.fitting.snapshot import Snapshot
from tests.support.captures import photographed
from tests.support.windows import WindowAtWork


def test_cameras_are_shown_where_a_fit_has_moved_them(at_work: WindowAtWork, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[tuple[CameraSet, list[str]]] = []

    def note(cameras: CameraSet, selected: object, given: object = ()) -> None:
        assert isinstance(given, list)
        told.append((cameras, [view.id for view in given]))

    model = at_work.document.model
    assert model is not None
    capture, cameras = photographed(model, sphere_rig(3, model.mesh.center, 0.75, image_size=(90, 120)))
    at_work.controller.open(capture, cameras, FitSettings())
    at_work.until(lambda: at_work.controller.snapshot is not None)
    monkeypatch.setattr(at_work.window.viewport, "set_cameras", note)
    placement = cameras["view-02"].placement
    snapshot = at_work.controller.snapshot
    assert isinstance(placement, Calibrated) and isinstance(snapshot, Snapshot)
    moved = Calibrated(placement.intrinsic_matrix, placement.rotation, placement.translation + 0.01)
    refined = (RefinedCamera("view-02", moved, 0.0, 0.01, 0.0),)
    at_work.controller.snapshot_changed.emit(dataclasses.replace(snapshot, refined=refined))
    assert told[-1][0]["view-02"].placement is moved
    assert told[-1][0]["view-01"] is cameras["view-01"]
    assert told[-1][1] == ["view-02"]
    at_work.controller.snapshot_changed.emit(snapshot)
    assert told[-1][0]["view-02"].placement is placement
    assert told[-1][1] == []
