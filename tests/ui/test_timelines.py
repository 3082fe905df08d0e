# SPDX-License-Identifier: MIT
"""Whatever is done to a fit in whatever order, it can go on and its past fits together."""

import dataclasses
import random
from collections.abc import Callable, Iterator

import pytest
from pytestqt.qtbot import QtBot

from app.engine.cameras.camera_set import CameraSet
from app.engine.meshes.model import Model
from app.ui.app_state import AppState
from app.ui.document import Document
from app.ui.fit_controller import FitController
from tests.support.fits import QUICK, ellipsoid, views_around

MODEL = Model("ellipsoid", None, ellipsoid())
EVENTS = 80


@pytest.fixture
def controller(qtbot: QtBot) -> Iterator[FitController]:
    document = Document()
    controller = FitController(document)
    document.setParent(controller)
    settings = dataclasses.replace(QUICK, steps=100_000)
    controller.open(MODEL, CameraSet(tuple(views_around(MODEL.mesh))), settings)
    yield controller
    assert controller.shut_down(10.0)


def moves(controller: FitController, document: Document, rng: random.Random) -> list[Callable[[], None]]:
    """All that can be done to a fit."""

    def index() -> int:
        return rng.randrange(len(controller.history.keyframes))

    def set_field(name: str, *values: object) -> None:
        change = {name: rng.choice(values)}
        document.edit_settings(name, dataclasses.replace(document.settings, **change))  # type: ignore[arg-type]

    return [
        controller.start,
        controller.pause,
        controller.step,
        controller.reset,
        document.undo_stack.undo,
        document.undo_stack.redo,
        lambda: controller.run_more(4),
        lambda: controller.continue_from(index()) if controller.history.keyframes else None,
        lambda: controller.show_keyframe(index()) if controller.history.keyframes else None,
        lambda: controller.show_keyframe(None),
        lambda: set_field("sphere_level", 1, 2),
        lambda: set_field("optimizer", "adam", "uniform_adam"),
        lambda: set_field("smoothness", 1.0, 3.0, 9.0),
        lambda: document.edit_cameras("On or off", document.cameras.with_enabled("view-02", rng.random() < 0.5)),
    ]


@pytest.mark.parametrize("seed", [1, 2])
def test_after_any_sequence_of_moves_a_fit_goes_on(qtbot: QtBot, controller: FitController, seed: int) -> None:
    rng = random.Random(seed)
    document = controller.findChild(Document)
    assert document is not None
    every = moves(controller, document, rng)
    for _ in range(EVENTS):
        rng.choice(every)()
        qtbot.wait(rng.choice([0, 0, 10, 60]))
    controller.pause()
    qtbot.waitUntil(lambda: not controller.state.is_busy)
    step = controller.step_count
    controller.run_more(3)
    qtbot.waitUntil(lambda: controller.step_count == step + 3)
    qtbot.waitUntil(lambda: controller.state is AppState.PAUSED)
    assert controller.run_log.columns[:, 0].tolist() == list(range(1, step + 4))
    steps = [keyframe.step for keyframe in controller.history.keyframes]
    assert steps == sorted(set(steps)) and steps[-1] == step + 3
