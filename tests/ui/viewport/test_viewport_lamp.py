# SPDX-License-Identifier: MIT
"""The lamp in the viewport, moved by a real mouse."""

import dataclasses
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PyQt6.QtCore import QPoint, Qt
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QPushButton, QToolTip
from pytestqt.qtbot import QtBot

from app.engine.appearance.lighting import Lighting
from app.engine.meshes.primitives import icosphere
from app.ui.theme_colours import DARK, LIGHT
from app.ui.viewport.display import DisplayMode, DisplaySettings
from app.ui.viewport.lamp_drag import towards
from app.ui.viewport.orbit_controls import OrbitState
from app.ui.viewport.place import Place
from app.ui.viewport.stage_light import LAMP_REACH
from tests.support.hands import double_click, press, turn_wheel
from tests.support.viewport_mouse import LEFT, NO_KEY, SHIFT, drag, hold
from tests.support.viewports import BARE, changed, pixels, place_of, shown_viewport, snapshot_of

if TYPE_CHECKING:
    from app.ui.viewport.viewport import Viewport

_QTEST: Any = QTest  # its type hints take its functions for methods
BALL = icosphere(4)
GIVEN = Lighting("sun", 30.0, 25.0, 1.0)
COLOUR = dataclasses.replace(BARE, mode=DisplayMode.COLOUR)
FROM_AFAR = OrbitState((0.0, 0.0, 0.0), 10.0, 15.0, 8.0)


class Lit:
    """A model under a lamp, and what the viewport tells of it."""

    def __init__(self, qtbot: QtBot, display: DisplaySettings = COLOUR, light: Lighting = GIVEN) -> None:
        self.viewport: Viewport = shown_viewport(qtbot, (600, 450), display, FROM_AFAR)
        self.viewport.set_target(BALL)
        self.viewport.set_snapshot(snapshot_of(BALL))
        self.viewport.set_light(light, matters=False)
        self.viewport.orbit_state = FROM_AFAR
        self.edits: list[tuple[Lighting, bool]] = []
        self.clicks: list[str] = []
        self.viewport.light_edited.connect(lambda lighting, goes_on: self.edits.append((lighting, goes_on)))
        self.viewport.view_clicked.connect(lambda view_id, _: self.clicks.append(view_id))

    def place(self, light: Lighting = GIVEN) -> QPoint:
        return place_of(self.viewport, LAMP_REACH * towards(light))


def lamp_pixels(lit: Lit, light: Lighting = GIVEN) -> int:
    """How many pixels round the lamp's place are of its colour."""
    middle, reach = lit.place(light), 20
    rows = slice(max(0, middle.y() - reach), middle.y() + reach)
    columns = slice(max(0, middle.x() - reach), middle.x() + reach)
    colour = lit.viewport.display.colours.lamp.getRgb()[:3]
    return int((np.abs(pixels(lit.viewport)[rows, columns] - colour).max(axis=2) < 30).sum())


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_the_lamp_stands_towards_its_light(qtbot: QtBot, colours: Any) -> None:
    lit = Lit(qtbot, dataclasses.replace(COLOUR, colours=colours))
    assert lamp_pixels(lit) > 100
    lit.viewport.set_display(dataclasses.replace(COLOUR, colours=colours, lamp=False))
    assert lamp_pixels(lit) == 0


@pytest.mark.parametrize("mode", list(DisplayMode))
def test_it_is_seen_where_its_light_is_or_where_a_fit_takes_notice(qtbot: QtBot, mode: DisplayMode) -> None:
    lit = Lit(qtbot, dataclasses.replace(BARE, mode=mode))
    assert (lamp_pixels(lit) > 100) == (mode in (DisplayMode.COLOUR, DisplayMode.SHADING))
    lit.viewport.set_light(GIVEN, matters=True)
    assert lamp_pixels(lit) > 100


def test_light_from_everywhere_and_photographs_have_no_lamp(qtbot: QtBot) -> None:
    lit = Lit(qtbot)
    lit.viewport.set_light(dataclasses.replace(GIVEN, preset="even"), matters=True)
    assert lamp_pixels(lit) == 0
    lit.viewport.set_light(GIVEN, matters=True)
    lit.viewport.set_target(None)
    lit.viewport.set_place(Place(lit.viewport._stage.frame, np.array([0.0, 1.0, 0.0])))
    assert lamp_pixels(lit) == 0


@pytest.mark.parametrize("goal", [Lighting("sun", -20.0, 50.0), Lighting("sun", 60.0, -30.0)], ids=["left", "right"])
def test_a_drag_moves_it_and_lights_the_mesh_anew_at_once(qtbot: QtBot, goal: Lighting) -> None:
    lit = Lit(qtbot)
    before = pixels(lit.viewport)
    start, end = lit.place(), lit.place(goal)
    hold(lit.viewport, [start, start + QPoint(5, 5), end])
    held = pixels(lit.viewport)
    ball = (slice(150, 300), slice(230, 370))
    assert changed(before, held)[ball].mean() > 0.3
    assert lit.edits == []
    _QTEST.mouseRelease(lit.viewport, LEFT, NO_KEY, end)
    ((lighting, goes_on),) = lit.edits
    assert not goes_on
    assert lighting.azimuth_degrees == pytest.approx(goal.azimuth_degrees, abs=2)
    assert lighting.elevation_degrees == pytest.approx(goal.elevation_degrees, abs=2)
    assert (lighting.preset, lighting.strength) == ("sun", 1.0)
    _QTEST.mouseMove(lit.viewport, QPoint(5, 5))
    qtbot.waitUntil(lambda: not lit.viewport._stage.light.is_hovered)
    assert not changed(before, pixels(lit.viewport)).any()  # the light given is what is shown
    lit.viewport.set_light(lighting, matters=False)
    clear = (slice(225, 285), slice(245, 285))  # of the lamp, its line and its label
    assert not changed(held, pixels(lit.viewport))[clear].any()
    assert lit.clicks == []


def test_beyond_the_rim_it_stays_on_the_rim(qtbot: QtBot) -> None:
    lit = Lit(qtbot)
    start = lit.place()
    drag(lit.viewport, [start, start + QPoint(30, 0), QPoint(595, start.y())])
    ((lighting, _),) = lit.edits
    eye = lit.viewport.viewpoint(40.0).eye_world
    assert 0 < towards(lighting) @ eye / np.linalg.norm(eye) < 0.5  # at right angles to the cursor's ray
    assert lighting.azimuth_degrees > 70


def test_behind_the_model_it_moves_on_the_far_side(qtbot: QtBot) -> None:
    behind, goal = Lighting("sun", 170.0, 30.0), Lighting("sun", -160.0, 20.0)
    lit = Lit(qtbot, light=behind)
    start = lit.place(behind)
    drag(lit.viewport, [start, start + QPoint(5, 5), lit.place(goal)])
    ((lighting, _),) = lit.edits
    assert lighting.azimuth_degrees == pytest.approx(goal.azimuth_degrees, abs=3)
    assert lighting.elevation_degrees == pytest.approx(goal.elevation_degrees, abs=3)


def test_hidden_by_the_model_it_shines_through(qtbot: QtBot) -> None:
    lit = Lit(qtbot, light=Lighting("sun", -170.0, -15.0))
    without = pixels(lit.viewport)
    lit.viewport.set_display(dataclasses.replace(COLOUR, lamp=False))
    seen = changed(without, pixels(lit.viewport), by=6)[205:245, 280:320]
    assert 60 < seen.sum() < 700


def test_shift_and_a_drag_change_the_strength(qtbot: QtBot) -> None:
    lit = Lit(qtbot)
    start = lit.place()
    drag(lit.viewport, [start, start - QPoint(0, 20), start - QPoint(3, 90)], keys=SHIFT)
    assert lit.edits == [(dataclasses.replace(GIVEN, strength=2.0), False)]


def test_the_wheel_over_it_changes_the_strength_and_nothing_else(qtbot: QtBot) -> None:
    lit = Lit(qtbot)
    turn_wheel(lit.viewport, lit.place(), 4)
    turn_wheel(lit.viewport, lit.place(), -4)
    assert lit.edits == [
        (dataclasses.replace(GIVEN, strength=2.0), True),
        (dataclasses.replace(GIVEN, strength=0.5), True),
    ]
    assert lit.viewport.orbit_state == FROM_AFAR
    turn_wheel(lit.viewport, QPoint(300, 225), 1)
    assert lit.viewport.orbit_state != FROM_AFAR and len(lit.edits) == 2


def test_under_the_cursor_it_stands_out_and_says_what_it_is(qtbot: QtBot) -> None:
    lit = Lit(qtbot)
    before, small = pixels(lit.viewport), lamp_pixels(lit)
    _QTEST.mouseMove(lit.viewport, QPoint(5, 5))
    _QTEST.mouseMove(lit.viewport, lit.place())
    qtbot.waitUntil(lambda: lit.viewport.cursor().shape() is Qt.CursorShape.PointingHandCursor)
    assert "Light of the model" in QToolTip.text()
    assert lamp_pixels(lit) > 1.2 * small
    label = (slice(lit.place().y() - 60, lit.place().y() - 22), slice(lit.place().x() - 60, lit.place().x() + 60))
    assert changed(before, pixels(lit.viewport))[label].any()
    _QTEST.mouseMove(lit.viewport, QPoint(5, 5))
    qtbot.waitUntil(lambda: lit.viewport.cursor().shape() is Qt.CursorShape.ArrowCursor)
    assert not changed(before, pixels(lit.viewport)).any()


def test_clicks_on_it_do_nothing(qtbot: QtBot) -> None:
    lit = Lit(qtbot, light=Lighting("sun", 10.0, 15.0))  # before the mesh
    double_click(lit.viewport, lit.place(Lighting("sun", 10.0, 15.0)))
    assert (lit.clicks, lit.edits) == ([], [])
    assert lit.viewport.orbit_state == FROM_AFAR and not lit.viewport.flying


@pytest.mark.parametrize("way", ["escape", "focus"])
def test_a_drag_can_be_given_up(qtbot: QtBot, way: str) -> None:
    lit = Lit(qtbot)
    button = QPushButton("elsewhere", lit.viewport)
    button.setGeometry(0, 400, 80, 30)
    button.show()
    lit.viewport.activateWindow()
    lit.viewport.setFocus()
    qtbot.waitUntil(lit.viewport.hasFocus)
    before = pixels(lit.viewport)
    start = lit.place()
    hold(lit.viewport, [start, start + QPoint(-20, 0), start + QPoint(-50, 0)])
    assert changed(before, pixels(lit.viewport)).any()
    if way == "escape":
        press(lit.viewport, Qt.Key.Key_Escape)
    else:
        button.setFocus()
    _QTEST.mouseRelease(lit.viewport, LEFT, NO_KEY, start + QPoint(-60, 0))
    assert lit.edits == []
    assert not changed(before, pixels(lit.viewport)).any()


def test_beside_it_the_mouse_orbits(qtbot: QtBot) -> None:
    lit = Lit(qtbot)
    start = lit.place() + QPoint(40, 0)
    drag(lit.viewport, [start, start + QPoint(10, 0), start + QPoint(40, 0)])
    assert lit.edits == []
    assert lit.viewport.orbit_state != FROM_AFAR
