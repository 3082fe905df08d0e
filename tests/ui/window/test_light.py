# SPDX-License-Identifier: MIT
"""The light of the model, moved in the window."""

import dataclasses
from typing import Any

import pytest
from PyQt6.QtCore import QPoint, Qt
from PyQt6.QtTest import QTest

from app.engine.appearance.lighting import Lighting
from app.ui.viewport.lamp_drag import towards
from tests.support.hands import drag, turn_wheel
from tests.support.viewports import place_of
from tests.support.windows import WindowAtWork

_QTEST: Any = QTest  # its type hints take its functions for methods


def lamp_place(at_work: WindowAtWork, lighting: Lighting | None = None) -> QPoint:
    """Where the lamp is seen, or would be with another light."""
    stage = at_work.window.viewport._stage
    way = towards(lighting or stage.light.shown)
    return place_of(at_work.window.viewport, stage.frame.center_world + stage.lamp_radius_world * way)


@pytest.fixture
def lit(at_work: WindowAtWork) -> WindowAtWork:
    """The window on the kettle, with its lamp in view."""
    at_work.key(Qt.Key.Key_6)
    at_work.until(lambda: not at_work.window.viewport.flying)
    return at_work


def test_a_drag_is_one_step_of_undo(lit: WindowAtWork) -> None:
    before, stack = lit.document.settings, lit.document.undo_stack
    goal = Lighting("studio", before.light_azimuth_degrees + 25.0, before.light_elevation_degrees - 20.0)
    start, end = lamp_place(lit), lamp_place(lit, goal)
    drag(lit.window.viewport, [start, start + QPoint(6, 0), start + QPoint(9, 2), end])
    assert stack.count() == 1 and stack.undoText() == "Move light"
    after = lit.document.settings
    assert after.light_azimuth_degrees == pytest.approx(goal.azimuth_degrees, abs=2)
    assert after.light_elevation_degrees == pytest.approx(goal.elevation_degrees, abs=2)
    assert (lamp_place(lit) - end).manhattanLength() <= 3
    stack.undo()
    assert lit.document.settings == before
    assert (lamp_place(lit) - start).manhattanLength() <= 1


def test_turns_of_the_wheel_are_one_step_of_undo(lit: WindowAtWork) -> None:
    before, stack = lit.document.settings, lit.document.undo_stack
    for _ in range(4):
        turn_wheel(lit.window.viewport, lamp_place(lit), 1)
    after = lit.document.settings
    assert after.light_strength == pytest.approx(2 * before.light_strength, rel=0.02)
    assert dataclasses.replace(after, light_strength=before.light_strength) == before
    assert stack.count() == 1 and stack.undoText() == "Change strength of light"
    stack.undo()
    assert lit.document.settings == before


def test_the_lamp_goes_where_the_settings_say(lit: WindowAtWork) -> None:
    settings = dataclasses.replace(lit.document.settings, light="sun", light_azimuth_degrees=80.0)
    lit.document.edit_settings("Light", settings)
    assert lit.window.viewport._stage.light.shown == Lighting(
        "sun", 80.0, settings.light_elevation_degrees, settings.light_strength
    )
    lit.document.undo_stack.undo()
    assert lit.window.viewport._stage.light.shown.preset == lit.document.settings.light == "studio"


def test_with_colours_in_the_fit_the_lamp_is_seen_in_every_mode(lit: WindowAtWork) -> None:
    stage = lit.window.viewport._stage
    lit.key(Qt.Key.Key_1)
    assert stage.lamp_world is None
    lit.document.edit_settings("Colour", dataclasses.replace(lit.document.settings, colour="vertex"))
    assert stage.lamp_world is not None
    lit.key(Qt.Key.Key_L)
    assert stage.lamp_world is None and not lit.window.actions_table["lamp"].isChecked()
    lit.window.preferences.set_display(lit.window.view_handlers.chosen)
    assert not lit.window.preferences.display().lamp


@pytest.mark.parametrize(
    ("key", "mode"),
    [
        (Qt.Key.Key_6, "colour"),
        (Qt.Key.Key_7, "albedo"),
        (Qt.Key.Key_8, "shading"),
        (Qt.Key.Key_9, "depth"),
    ],
)
def test_keys_choose_the_modes(at_work: WindowAtWork, key: Qt.Key, mode: str) -> None:
    at_work.key(key)
    assert at_work.window.viewport.display.mode.value == mode
    assert at_work.window.actions_table[mode].isChecked()
