# SPDX-License-Identifier: MIT
"""What the window does by itself while the engine says nothing."""

import dataclasses

import numpy as np
from pytestqt.qtbot import QtBot

from app.engine.cameras.camera_set import CameraSet
from app.engine.cameras.orbit_angles import OrbitAngles, placed
from app.engine.fitting import commands, events
from app.engine.meshes.model import Model
from app.ui.document import Document
from app.ui.fit_controller import FitController
from tests.support.fits import QUICK, ellipsoid, views_around
from tests.support.silent_worker import SilentWorker

MODEL = Model("ellipsoid", None, ellipsoid())


def test_a_missing_engine_leaves_the_cameras_to_be_edited(qtbot: QtBot) -> None:
    document, worker = Document(), SilentWorker()
    controller = FitController(document, worker)
    said: list[str] = []
    controller.message.connect(lambda level, text: said.append(text))
    worker.channels.events.put(events.EngineMissing("the engine cannot be loaded: no kernels"))
    controller.open(MODEL, CameraSet(tuple(views_around(MODEL.mesh))), QUICK)
    qtbot.waitUntil(lambda: bool(said))
    assert controller.start_problem == "the engine cannot be loaded: no kernels"
    document.edit_cameras("Disable", document.cameras.with_enabled("view-02", False))
    assert len(document.cameras.enabled) == 5
    controller.shut_down(1.0)


def test_a_camera_that_is_drawn_sends_no_more_than_the_engine_takes(qtbot: QtBot) -> None:
    document, worker = Document(), SilentWorker()
    controller = FitController(document, worker)
    controller.open(MODEL, CameraSet(tuple(views_around(MODEL.mesh))), QUICK)
    worker.channels.events.put(events.Opened(1, 0, "cpu"))
    for azimuth in range(30):
        view = dataclasses.replace(
            document.cameras["view-01"], placement=placed(np.zeros(3), OrbitAngles(azimuth, 0, 3.0), 40.0)
        )
        document.edit_cameras("Move", document.cameras.with_replaced("view-01", view), merge="move")
        controller.edits.preview(view)
    sent = [command for command in worker.sent if isinstance(command, commands.ReplaceViews)]
    assert len(sent) == 1
    assert len([command for command in worker.sent if isinstance(command, commands.PreviewTarget)]) == 1
    worker.channels.events.put(events.ViewsReplaced(0, ()))
    qtbot.waitUntil(lambda: len([c for c in worker.sent if isinstance(c, commands.ReplaceViews)]) == 2)
    last = [command for command in worker.sent if isinstance(command, commands.ReplaceViews)][-1]
    assert tuple(last.views) == document.cameras.views
    controller.shut_down(1.0)
