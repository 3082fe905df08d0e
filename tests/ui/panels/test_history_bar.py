# SPDX-License-Identifier: MIT
"""The history bar under real mouse and keys: scrubbing, playing, returning to the present, going on from a moment."""

from typing import Any

import pytest
from PyQt6.QtCore import QPoint, Qt
from PyQt6.QtGui import QAction
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QLabel, QToolButton
from pytestqt.qtbot import QtBot

from app.engine.fitting.commands import Open, ShowMoment, ShowPresent
from app.engine.fitting.run_log import Marker
from app.ui.fit_controller import FitController
from app.ui.panels.history_bar import HistoryBar
from app.ui.panels.history_track import HistoryTrack
from tests.support.hands import click, drag, press
from tests.support.moments import keyframe
from tests.support.runs import quiet_run
from tests.support.silent_worker import SilentWorker

QTEST: Any = QTest  # its type hints take its functions for methods
STEPS = [0, 50, 100, 300, 400]


@pytest.fixture
def controller() -> FitController:
    return quiet_run(400, STEPS, [Marker(60, "learning rate 0.02")])[1]


@pytest.fixture
def bar(qtbot: QtBot, controller: FitController) -> HistoryBar:
    bar = HistoryBar(controller._document, controller)
    bar.resize(1200, 34)
    qtbot.addWidget(bar)
    with qtbot.waitExposed(bar):
        bar.show()
    return bar


def tool(bar: HistoryBar, name: str) -> QToolButton:
    found = bar.findChild(QToolButton, name)
    assert found is not None
    return found


def label(bar: HistoryBar) -> str:
    found = bar.findChild(QLabel, "history_label")
    assert found is not None
    return found.text()


def place(track: HistoryTrack, step: float) -> QPoint:
    return QPoint(round(track.x_of(step)), track.height() // 2)


def set_going(bar: HistoryBar, pace: str) -> None:
    action = bar.findChild(QAction, f"history_pace_{pace}")
    assert action is not None
    action.trigger()
    click(tool(bar, "history_play"), QPoint(6, 10))


def test_a_drag_scrubs_and_its_end_returns_to_the_present(
    qtbot: QtBot, bar: HistoryBar, controller: FitController
) -> None:
    track = bar.track
    drag(track, [place(track, 390), place(track, 200), place(track, 110)])
    assert controller.shown_keyframe == 2
    qtbot.waitUntil(lambda: label(bar).startswith("step 100 of 400 · keyframe 3/5 · history "))
    drag(track, [place(track, 100), place(track, 300), place(track, 400)])
    assert controller.shown_keyframe is None
    assert label(bar).startswith("step 400 · 5 keyframes · history 0 of 256 MiB")


def test_scrubbing_shows_the_moment_while_the_mouse_is_down(
    qtbot: QtBot, bar: HistoryBar, controller: FitController
) -> None:
    QTEST.mousePress(bar.track, Qt.MouseButton.LeftButton, pos=place(bar.track, 48))
    qtbot.waitUntil(lambda: controller.shown_keyframe == 1)
    QTEST.mouseMove(bar.track, place(bar.track, 310))
    qtbot.waitUntil(lambda: controller.shown_keyframe == 3)
    QTEST.mouseRelease(bar.track, Qt.MouseButton.LeftButton, pos=place(bar.track, 310))
    assert controller.shown_keyframe == 3


def test_a_fast_scrub_asks_for_few_moments(bar: HistoryBar, controller: FitController) -> None:
    sent = controller._worker
    assert isinstance(sent, SilentWorker)
    drag(bar.track, [place(bar.track, step) for step in range(400, 0, -1)])
    assert sum(isinstance(command, ShowMoment) for command in sent.sent) <= len(STEPS)


def test_stops_lie_by_their_step(bar: HistoryBar) -> None:
    track = bar.track
    assert track.x_of(100) - track.x_of(0) == pytest.approx((track.x_of(400) - track.x_of(0)) / 4)
    assert [track.value_at(track.x_of(step)) for step in STEPS] == [0, 1, 2, 3, 4]
    assert track.value_at(-50) == 0 and track.value_at(5000) == 4


def test_keys_and_buttons_go_by_one(qtbot: QtBot, bar: HistoryBar, controller: FitController) -> None:
    click(tool(bar, "history_back"))
    assert controller.shown_keyframe == 3
    bar.track.setFocus()
    press(bar.track, Qt.Key.Key_Left)
    qtbot.waitUntil(lambda: controller.shown_keyframe == 2)
    click(tool(bar, "history_forward"))
    assert controller.shown_keyframe == 3
    click(tool(bar, "history_forward"))
    assert controller.shown_keyframe is None
    assert not tool(bar, "history_forward").isEnabled()


def test_live_returns_to_the_present(bar: HistoryBar, controller: FitController) -> None:
    live = tool(bar, "history_live")
    assert not live.isEnabled()
    controller.show_keyframe(1)
    assert live.isEnabled() and bar.track.value() == 1
    click(live)
    assert controller.shown_keyframe is None and bar.track.value() == bar.track.present
    worker = controller._worker
    assert isinstance(worker, SilentWorker) and isinstance(worker.sent[-1], ShowPresent)


def test_continue_goes_on_from_the_moment_and_undo_comes_back(bar: HistoryBar, controller: FitController) -> None:
    button = tool(bar, "history_continue")
    assert not button.isEnabled()
    controller.show_keyframe(2)
    click(button)
    worker = controller._worker
    assert isinstance(worker, SilentWorker)
    opened = [command for command in worker.sent if isinstance(command, Open)][-1]
    assert opened.start.step == 100  # type: ignore[union-attr]
    assert [keyframe.step for keyframe in controller.history.keyframes] == [0, 50, 100]
    assert controller.shown_keyframe is None
    controller._document.undo_stack.undo()
    assert [keyframe.step for keyframe in controller.history.keyframes] == STEPS
    assert len(controller.run_log.columns) == 400


def test_playing_goes_through_all_and_ends_in_the_present(
    qtbot: QtBot, bar: HistoryBar, controller: FitController
) -> None:
    seen: list[int | None] = []
    controller.shown_keyframe_changed.connect(lambda: seen.append(controller.shown_keyframe))
    set_going(bar, "fast")
    assert bar.player.is_playing
    qtbot.waitUntil(lambda: not bar.player.is_playing)
    assert seen == [0, 1, 2, 3, 4, None]


def test_a_loop_begins_again_until_stopped(qtbot: QtBot, bar: HistoryBar, controller: FitController) -> None:
    loop = bar.findChild(QAction, "history_loop")
    assert loop is not None
    loop.trigger()
    seen: list[int | None] = []
    controller.shown_keyframe_changed.connect(lambda: seen.append(controller.shown_keyframe))
    set_going(bar, "fast")
    qtbot.waitUntil(lambda: seen.count(0) >= 2)
    click(tool(bar, "history_play"), QPoint(6, 10))
    assert not bar.player.is_playing
    assert controller.shown_keyframe is not None


@pytest.mark.parametrize("hand", ["scrub", "live", "hide"])
def test_a_hand_stops_the_playing(bar: HistoryBar, controller: FitController, hand: str) -> None:
    set_going(bar, "slow")
    if hand == "scrub":
        click(bar.track, place(bar.track, 300))
    elif hand == "live":
        click(tool(bar, "history_live"))
    else:
        bar.hide()
    assert not bar.player.is_playing


def test_without_a_past_nothing_can_be_done(qtbot: QtBot) -> None:
    document, controller = quiet_run()
    bar = HistoryBar(document, controller)
    qtbot.addWidget(bar)
    bar.resize(1200, 34)
    bar.show()
    for name in ("back", "play", "forward", "live", "continue"):
        assert not tool(bar, f"history_{name}").isEnabled()
    bar.toggle_playing()
    bar.continue_here()
    assert not bar.player.is_playing and not bar.track.isEnabled()
    assert label(bar) == "The history is kept here while it runs"


def test_it_grows_with_the_history(qtbot: QtBot, bar: HistoryBar, controller: FitController) -> None:
    controller.history.add(keyframe(800))
    controller.history_changed.emit()
    qtbot.waitUntil(lambda: bar.track.present == 5)
    assert bar.track.value() == 5
    assert label(bar).startswith("step 800 · 6 keyframes")


@pytest.mark.parametrize("width", [360, 640, 900, 1900])
def test_the_label_takes_the_room_there_is(
    qtbot: QtBot, bar: HistoryBar, controller: FitController, width: int
) -> None:
    controller.show_keyframe(1)
    bar.resize(width, 34)
    qtbot.wait(20)
    assert bar.width() == width
    assert bar.track.width() >= 80
    found = bar.findChild(QLabel, "history_label")
    assert found is not None
    assert found.fontMetrics().horizontalAdvance(found.text()) <= found.width()


def test_the_slider_keeps_its_length_while_it_is_drawn(
    qtbot: QtBot, bar: HistoryBar, controller: FitController
) -> None:
    for width in (700, 900, 1280):
        bar.resize(width, 34)
        qtbot.wait(10)
        lengths = set()
        for shown in (None, 0, 2, 4, None):
            controller.show_keyframe(shown)
            qtbot.wait(10)
            lengths.add(bar.track.width())
        assert len(lengths) == 1
