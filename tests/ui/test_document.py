# SPDX-License-Identifier: MIT
"""What the user edits, and undo."""

import dataclasses
import random

import pytest
from pytestqt.qtbot import QtBot

from app.engine.cameras.camera_set import CameraSet
from app.engine.cameras.rigs import sphere_rig
from app.engine.fitting.settings import FitSettings
from app.engine.meshes.model import Model
from app.ui import camera_edits
from app.ui.document import Document
from tests.support.fits import ellipsoid


@pytest.fixture
def document(qtbot: QtBot) -> Document:
    document = Document()
    document.open(Model("ellipsoid", None, ellipsoid()), sphere_rig(4, [0, 0, 0], 3.0), FitSettings())
    return document


def values(document: Document) -> tuple[CameraSet, FitSettings]:
    return document.cameras, document.settings


def test_what_is_opened_has_no_past_and_shows_its_first_view(document: Document) -> None:
    assert not document.undo_stack.canUndo()
    assert (document.selected_ids, document.current_id) == (("view-01",), "view-01")


def test_an_edit_is_told_once_and_only_where_something_differs(qtbot: QtBot, document: Document) -> None:
    with qtbot.waitSignal(document.cameras_changed), qtbot.assertNotEmitted(document.settings_changed):
        document.edit_cameras("Disable", document.cameras.with_enabled("view-02", False))
    with qtbot.assertNotEmitted(document.cameras_changed), qtbot.assertNotEmitted(document.settings_changed):
        document.edit_settings("Nothing", document.settings)
    assert document.undo_stack.count() == 1


def test_edits_with_one_key_are_one_step(document: Document) -> None:
    for rate in (0.03, 0.02, 0.01):
        changed = dataclasses.replace(document.settings, learning_rate=rate)
        document.edit_settings(f"Set learning rate to {rate}", changed, merge="learning_rate")
    assert document.undo_stack.undoText() == "Set learning rate to 0.01"
    document.undo_stack.undo()
    assert document.settings == FitSettings()


def test_a_view_that_is_deleted_is_not_selected_any_more(document: Document) -> None:
    document.select(["view-02", "view-03"], "view-03")
    document.edit_cameras("Delete view-03", document.cameras.without("view-03"))
    assert (document.selected_ids, document.current_id) == (("view-02",), "view-02")
    document.undo_stack.undo()
    assert (document.selected_ids, document.current_id) == (("view-02", "view-03"), "view-03")


def test_what_does_not_exist_is_not_selected(document: Document) -> None:
    document.select(["view-09", "view-04"])
    assert (document.selected_ids, document.current_id) == (("view-04",), "view-04")
    document.select([])
    assert (document.selected_ids, document.current_id) == ((), "view-04")


@pytest.mark.parametrize("seed", range(20))
def test_undo_goes_back_through_any_edits_and_redo_forward(document: Document, seed: int) -> None:
    chance = random.Random(seed)
    seen = [values(document)]
    for _ in range(40):
        before = document.undo_stack.index()
        edit_at_random(document, chance)
        if document.undo_stack.index() > before:
            seen.append(values(document))
    for state in reversed(seen[:-1]):
        document.undo_stack.undo()
        assert values(document) == state
    assert not document.undo_stack.canUndo()
    for state in seen[1:]:
        document.undo_stack.redo()
        assert values(document) == state
    assert not document.undo_stack.canRedo()


def edit_at_random(document: Document, chance: random.Random) -> None:
    ids = document.cameras.ids
    some = chance.sample(ids, chance.randint(1, len(ids))) if ids else []
    kind = chance.choice(("settings", "toggle", "duplicate", "delete", "number", "rig", "resolution", "select"))
    if kind == "settings":
        value = chance.uniform(1e-3, 1.0)
        changed = chance.choice(
            (
                dataclasses.replace(document.settings, learning_rate=value),
                dataclasses.replace(document.settings, silhouette_weight=value),
                dataclasses.replace(document.settings, smoothness=value),
            )
        )
        document.edit_settings("Change a setting", changed)
    elif kind == "rig" or not some:
        camera_edits.add_rig(document, sphere_rig(3, [0, 0, 0], 2.0), replace_all=chance.random() < 0.5)
    elif kind == "toggle":
        camera_edits.toggle_views(document, some)
    elif kind == "duplicate":
        camera_edits.duplicate_views(document, some)
    elif kind == "delete":
        camera_edits.delete_views(document, some)
    elif kind == "number":
        camera_edits.set_number(document, some, "azimuth_degrees", chance.uniform(-180, 180))
    elif kind == "resolution":
        camera_edits.set_resolution(document, chance.randint(16, 512))
    else:
        document.select(some)
