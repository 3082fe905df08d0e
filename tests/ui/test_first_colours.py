# SPDX-License-Identifier: MIT
"""The mode of colours is chosen once, when there are some, and never against the user's will."""

import dataclasses

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from app.engine.cameras.camera_set import CameraSet
from app.engine.fitting.colour_state import ColourState
from app.engine.fitting.settings import FitSettings
from app.engine.fitting.snapshot import Snapshot
from app.engine.meshes.model import Model
from app.engine.meshes.primitives import icosphere
from app.ui.action_table import ActionTable
from app.ui.actions import ACTIONS
from app.ui.first_colours import FirstColours
from tests.support.moments import moment
from tests.support.runs import quiet_run


class Modes:
    """The table of actions beside a fit that never runs."""

    def __init__(self) -> None:
        self.document, self.controller = quiet_run()
        self.table = ActionTable({spec.id: lambda *_: None for spec in ACTIONS}, self.document)
        self.first_colours = FirstColours(self.document, self.controller, self.table)
        self.table["shaded"].setChecked(True)

    @property
    def chosen(self) -> str:
        return next(spec.id for spec in ACTIONS if spec.group == "mode" and self.table[spec.id].isChecked())

    def tell(self, *, colours: bool) -> None:
        self.controller.snapshot_changed.emit(coloured(moment(1)) if colours else moment(1))


def coloured(snapshot: Snapshot) -> Snapshot:
    albedo = np.full((len(snapshot.positions_world), 3), 0.5, np.float32)
    colours = ColourState(albedo, np.full(3, 0.5, np.float32))
    return dataclasses.replace(snapshot, state=dataclasses.replace(snapshot.state, colours=colours))


@pytest.fixture
def modes(qtbot: QtBot) -> Modes:
    return Modes()


def test_colours_are_shown_when_they_first_appear(modes: Modes) -> None:
    modes.tell(colours=False)
    assert modes.chosen == "shaded"
    modes.tell(colours=True)
    assert modes.chosen == "colour"


def test_what_is_chosen_afterwards_stays(modes: Modes) -> None:
    modes.tell(colours=True)
    modes.table["normals"].trigger()
    modes.tell(colours=True)
    modes.tell(colours=False)
    modes.tell(colours=True)
    assert modes.chosen == "normals"


def test_what_was_chosen_before_stays(modes: Modes) -> None:
    modes.table["wireframe"].trigger()
    modes.tell(colours=True)
    assert modes.chosen == "wireframe"


def test_another_subject_begins_anew(modes: Modes) -> None:
    modes.table["wireframe"].trigger()
    modes.controller.open(Model("other", None, icosphere(1)), CameraSet(), FitSettings())
    assert modes.chosen == "wireframe"
    modes.tell(colours=True)
    assert modes.chosen == "colour"
