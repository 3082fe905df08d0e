# SPDX-License-Identifier: MIT
"""A document's fit, driven as the window drives it: by the real engine on its thread."""

import dataclasses
from collections.abc import Callable

from pytestqt.qtbot import QtBot

from app.engine.cameras.camera_set import CameraSet
from app.engine.fitting.settings import FitSettings
from app.engine.meshes.model import Model
from app.ui.app_state import AppState
from app.ui.document import Document
from app.ui.fit_controller import FitController
from tests.support.fits import QUICK, ellipsoid, views_around

LONG = dataclasses.replace(QUICK, steps=100_000)
MODEL = Model("ellipsoid", None, ellipsoid())


class FitDesk:
    """A document, what drives it, and what was said."""

    def __init__(self, qtbot: QtBot) -> None:
        self.document = Document()
        self.controller = FitController(self.document)
        self.said: list[tuple[str, str]] = []
        self.controller.message.connect(lambda level, text: self.said.append((level, text)))
        self._qtbot = qtbot

    def open(self, settings: FitSettings = LONG) -> None:
        self.controller.open(MODEL, CameraSet(tuple(views_around(MODEL.mesh))), settings)
        self.wait_for(AppState.READY)
        self.until(lambda: self.controller.pictures is not None)

    def wait_for(self, state: AppState) -> None:
        self.until(lambda: self.controller.state is state)

    def until(self, condition: Callable[[], bool]) -> None:
        self._qtbot.waitUntil(condition)

    def wait_until_opened(self) -> None:
        self.until(lambda: self.controller.pictures is not None)

    def run_to(self, step: int) -> None:
        self.controller.start()
        self.until(lambda: self.controller.step_count >= step)
        self.controller.pause()
        self.wait_for(AppState.PAUSED)
