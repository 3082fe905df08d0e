# SPDX-License-Identifier: MIT
"""What reaches the engine of what is edited."""

import dataclasses

import pytest
from pytestqt.qtbot import QtBot

from app.engine.cameras.camera_set import CameraSet
from app.engine.fitting.commands import Command, Open, ReplaceViews, ShowReading
from app.engine.fitting.fit_state import FitState
from app.engine.fitting.readings import Quantity
from app.engine.fitting.settings import FitSettings
from app.engine.meshes.model import Model
from app.ui.document import Document
from app.ui.edit_sender import EditSender
from tests.support.fits import QUICK, ellipsoid, views_around
from tests.support.moments import keyframe

MODEL = Model("ellipsoid", None, ellipsoid())


class Desk:
    """A document, and what was sent of it."""

    def __init__(self) -> None:
        self.document = Document()
        self.document.open(MODEL, CameraSet(tuple(views_around(MODEL.mesh))), QUICK)
        self.sent: list[Command] = []
        self.sender = EditSender(self.document, self.sent.append, self.document)

    def open(self, start: FitSettings | FitState = QUICK) -> None:
        self.sender.open(1, MODEL, start)


@pytest.fixture
def desk(qtbot: QtBot) -> Desk:
    desk = Desk()
    desk.open()
    desk.sent.clear()
    return desk


def test_cameras_that_were_rejected_are_sent_again_before_the_next_start(desk: Desk) -> None:
    desk.document.edit_cameras("Disable", desk.document.cameras.with_enabled("view-02", False))
    desk.sender.note_views(taken=False)
    desk.sender.flush()
    first, second = desk.sent
    assert isinstance(first, ReplaceViews) and isinstance(second, ReplaceViews)
    assert tuple(first.views) == tuple(second.views) == desk.document.cameras.views
    desk.sender.note_views(taken=True)
    desk.sender.flush()
    assert len(desk.sent) == 2
    assert desk.sender.fitted_views is desk.document.cameras


def test_distances_are_wanted_of_the_next_fit_too(desk: Desk) -> None:
    desk.sender.want_reading(Quantity.DISTANCE)
    desk.open()
    kinds = [type(command) for command in desk.sent]
    assert kinds.index(Open) < len(kinds) - 1 - kinds[::-1].index(ShowReading)
    desk.sender.want_reading(None)
    desk.sent.clear()
    desk.open()
    assert not any(isinstance(command, ShowReading) for command in desk.sent)


def test_a_fit_goes_on_on_the_device_that_is_set_now(desk: Desk) -> None:
    state = keyframe(20).snapshot.state
    elsewhere = dataclasses.replace(state, settings=dataclasses.replace(state.settings, device="cuda"))
    desk.open(elsewhere)
    (opened,) = (command for command in desk.sent if isinstance(command, Open))
    assert isinstance(opened.start, FitState)
    assert opened.start.settings.device == QUICK.device
    assert opened.start.parameters is state.parameters
    assert "device" not in desk.sender.needs_reset
