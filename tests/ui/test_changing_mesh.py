# SPDX-License-Identifier: MIT
"""A fit whose mesh gets other faces on the way: what the window keeps and shows of it goes along."""

import dataclasses
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from app.engine.cameras.camera_set import CameraSet
from app.engine.fitting.events import MeshChanged, Opened
from app.engine.fitting.notes import Note, NoteKind
from app.engine.fitting.run_log import Marker
from app.ui.document import Document
from app.ui.fit_controller import FitController
from tests.support.fit_desk import LONG, MODEL, FitDesk

HULL = dataclasses.replace(LONG, start="hull", remeshing="on", edge_length_end_pixels=6.0)


@pytest.fixture
def desk(qtbot: QtBot) -> Iterator[FitDesk]:
    desk = FitDesk(qtbot)
    yield desk
    assert desk.controller.shut_down(10.0)


def test_the_hull_takes_the_place_of_the_sphere_and_is_marked(desk: FitDesk) -> None:
    desk.open(HULL)
    assert desk.controller.snapshot is not None
    sphere = desk.controller.snapshot.faces
    desk.run_to(2)
    assert desk.controller.snapshot.faces.shape != sphere.shape
    assert desk.controller.run_log.markers == (Marker(0, "starts from the hull"),)
    level, sentence = next(said for said in desk.said if "hull" in said[1])
    assert level == "info"
    assert sentence.startswith("Starts from the hull: ")


@pytest.mark.parametrize("kind", NoteKind)
def test_what_is_done_to_a_mesh_is_said_and_what_matters_is_marked(qtbot: QtBot, kind: NoteKind) -> None:
    worker = SilentWorker()
    controller = FitController(Document(), worker)
    controller.open(MODEL, CameraSet(), LONG)
    said: list[str] = []
    noted: list[str] = []
    controller.message.connect(lambda level, text: said.append(text))
    controller.noted.connect(lambda level, text: noted.append(text))
    worker.channels.events.put(Opened(1, 0, "cpu"))
    worker.channels.events.put(MeshChanged(Note(20, kind, "opens a hole", "opens a hole where view-03 sees through")))
    qtbot.waitUntil(lambda: bool(said or noted))
    matters = kind in (NoteKind.START, NoteKind.TOPOLOGY)
    assert controller.run_log.markers == ((Marker(20, "opens a hole"),) if matters else ())
    assert (said if matters else noted) == ["Opens a hole where view-03 sees through."]
    assert (noted if matters else said) == []
    controller.shut_down(1.0)
