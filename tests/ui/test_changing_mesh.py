# SPDX-License-Identifier: MIT
"""A fit whose mesh gets other faces on the way: what the window keeps and shows of it goes along."""

import dataclasses
from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from app.engine.cameras.camera_set import CameraSet
from app.engine.fitting.events import MeshChanged, Opened
from app.engine.fitting.notes import Note, NoteKind
from app.engine.fitting.readings import Quantity
from app.engine.fitting.run_log import Marker
from app.ui.app_state import AppState
from app.ui.document import Document
from app.ui.fit_controller import FitController
from app.ui.status_texts import mesh_text, mesh_tip
from tests.support.fit_desk import LONG, MODEL, FitDesk
from tests.support.silent_worker import SilentWorker

if TYPE_CHECKING:
    from app.engine.fitting.snapshot import Snapshot

REMESHED = dataclasses.replace(LONG, remeshing="on", edge_length_end_pixels=6.0)
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


def test_an_earlier_moment_with_other_faces_is_shown_gone_on_from_and_undone(desk: FitDesk) -> None:
    desk.open(HULL)
    desk.run_to(4)
    controller = desk.controller
    assert controller.snapshot is not None
    hull, sphere = controller.snapshot, controller.history.keyframes[0].snapshot
    assert len(hull.faces) != len(sphere.faces)
    controller.show_keyframe(0)
    assert controller.shown_snapshot is not None
    assert controller.shown_snapshot.faces is sphere.faces
    desk.until(lambda: controller.pictures is not None and controller.pictures.step == 0)
    controller.continue_from(0)
    desk.wait_until_opened()
    assert len(controller.snapshot.faces) == len(sphere.faces)
    assert controller.run_log.markers[:1] == (Marker(0, "starts from the hull"),)
    desk.document.undo_stack.undo()
    desk.wait_until_opened()
    np.testing.assert_array_equal(controller.snapshot.faces, hull.faces)
    desk.run_to(hull.step + 2)
    controller.reset()
    desk.wait_until_opened()
    assert not controller.run_log.markers
    desk.document.undo_stack.undo()
    desk.wait_until_opened()
    assert len(controller.snapshot.faces) == len(hull.faces)
    assert controller.run_log.markers == (Marker(0, "starts from the hull"),)


@pytest.mark.parametrize("quantity", Quantity)
def test_what_is_told_of_vertices_fits_every_mesh_of_a_run(desk: FitDesk, quantity: Quantity) -> None:
    desk.open(dataclasses.replace(REMESHED, steps=40))
    desk.controller.edits.want_reading(quantity)
    seen: list[Snapshot] = []
    desk.controller.snapshot_changed.connect(seen.append)
    desk.controller.start()
    desk.wait_for(AppState.FINISHED)
    told = [snapshot for snapshot in seen if snapshot.reading is not None]
    assert told
    for snapshot in told:
        assert snapshot.reading is not None
        assert snapshot.reading.quantity is quantity
        assert len(snapshot.reading.values) == len(snapshot.positions_world) == len(snapshot.normals)
    assert len({len(keyframe.snapshot.faces) for keyframe in desk.controller.history.keyframes}) > 1
    desk.controller.show_keyframe(0)
    desk.until(
        lambda: desk.controller.shown_snapshot is not None and desk.controller.shown_snapshot.reading is not None
    )


def test_a_remeshed_fit_that_is_taken_up_again_has_the_same_next_losses(desk: FitDesk) -> None:
    desk.open(dataclasses.replace(REMESHED, steps=60))
    desk.run_to(15)
    timeline, step = desk.controller.timeline(), desk.controller.step_count
    desk.controller.start()
    desk.wait_for(AppState.FINISHED)
    expected = desk.controller.run_log.columns[step:].copy()
    desk.controller.open(MODEL, desk.document.cameras, desk.document.settings, timeline)
    desk.wait_until_opened()
    desk.controller.start()
    desk.wait_for(AppState.FINISHED)
    np.testing.assert_array_equal(desk.controller.run_log.columns[step:], expected)


def test_how_sound_the_mesh_is_is_known_while_the_fit_rests(desk: FitDesk) -> None:
    desk.open(HULL)
    desk.run_to(2)
    desk.until(lambda: desk.controller.advice.quality is not None)
    quality = desk.controller.advice.quality
    assert quality is not None
    assert (quality.watertight, quality.genus, quality.self_intersecting_faces) == (True, 0, 0)
    assert "closed all round" in mesh_tip(desk.controller)
    assert mesh_text(desk.controller).endswith(" faces, sound")
    desk.controller.start()
    desk.until(lambda: desk.controller.advice.quality is None)
    desk.wait_for(AppState.RUNNING)
    assert mesh_text(desk.controller).endswith(" faces")


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
