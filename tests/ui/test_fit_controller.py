# SPDX-License-Identifier: MIT
"""A document's fit, driven as the window drives it: by the real engine on its thread."""

import dataclasses
from collections.abc import Iterator

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from app.engine.cameras.camera_set import CameraSet
from app.engine.cameras.orbit_angles import OrbitAngles, placed
from app.engine.fitting import fit_loop
from app.engine.fitting.fit_session import FitSession
from app.engine.fitting.history import memory_bytes
from app.engine.fitting.present_fit import PresentFit
from app.engine.fitting.snapshot import StepReport
from app.ui.app_state import AppState
from app.ui.timeline_command import ChangeTimeline
from tests.support.fit_desk import LONG, MODEL, FitDesk
from tests.support.fits import QUICK
from tests.support.runs import quiet_run


@pytest.fixture
def desk(qtbot: QtBot) -> Iterator[FitDesk]:
    desk = FitDesk(qtbot)
    yield desk
    assert desk.controller.shut_down(10.0)


def test_without_a_model_start_says_why_not(desk: FitDesk) -> None:
    desk.controller.start()
    assert desk.said == [("warning", "Open a model or photographs first.")]
    assert desk.controller.state is AppState.EMPTY


def test_it_runs_to_the_end_and_past_it(desk: FitDesk) -> None:
    desk.open(dataclasses.replace(QUICK, steps=20))
    desk.controller.start()
    desk.wait_for(AppState.FINISHED)
    assert desk.controller.run_log.columns[:, 0].tolist() == list(range(1, 21))
    assert desk.controller.run_log.columns[-1, 1] < desk.controller.run_log.columns[0, 1]
    desk.controller.run_more(5)
    desk.until(lambda: desk.controller.step_count == 25)
    desk.wait_for(AppState.PAUSED)
    desk.controller.step()
    desk.until(lambda: desk.controller.step_count == 26)
    assert desk.controller.run_log.columns[:, 0].tolist() == list(range(1, 27))


def test_the_learning_rate_is_in_the_optimiser_at_the_next_step_and_marked(desk: FitDesk) -> None:
    desk.open()
    desk.controller.start()
    desk.until(lambda: desk.controller.step_count >= 10)
    seen = desk.controller.step_count
    desk.document.edit_settings("lr", dataclasses.replace(desk.document.settings, learning_rate=0.013))
    desk.until(lambda: any("0.013" in marker.label for marker in desk.controller.run_log.markers))
    marker = desk.controller.run_log.markers[-1]
    assert marker.label == "learning rate 0.013"
    assert marker.step >= seen
    desk.until(lambda: desk.controller.step_count > marker.step)
    rates = {int(row[0]): row[7] for row in desk.controller.run_log.columns}
    assert rates[marker.step] == pytest.approx(LONG.learning_rate)
    assert rates[marker.step + 1] == pytest.approx(0.013)


def test_a_camera_that_moves_while_it_runs_has_its_new_target(desk: FitDesk) -> None:
    desk.open()
    desk.controller.start()
    desk.until(lambda: desk.controller.step_count >= 5)
    assert desk.controller.pictures is not None
    before = desk.controller.pictures.thumbnails[2].target
    view = desk.document.cameras["view-03"]
    moved = dataclasses.replace(view, placement=placed(MODEL.mesh.center, OrbitAngles(10, 80, 6.0), 40.0))
    desk.document.edit_cameras("Move", desk.document.cameras.with_replaced("view-03", moved))
    desk.until(lambda: any("view-03 moved" in marker.label for marker in desk.controller.run_log.markers))

    def is_new() -> bool:
        pictures = desk.controller.pictures
        return pictures is not None and not np.array_equal(pictures.thumbnails[2].target, before)

    desk.until(is_new)
    assert desk.controller.state is AppState.RUNNING


def test_disabling_every_camera_pauses_with_a_word(desk: FitDesk) -> None:
    desk.open()
    desk.controller.start()
    desk.until(lambda: desk.controller.step_count >= 3)
    cameras = desk.document.cameras
    off = CameraSet(tuple(dataclasses.replace(view, enabled=False) for view in cameras))
    desk.document.edit_cameras("Disable all", off)
    desk.wait_for(AppState.PAUSED)
    assert ("warning", "All cameras are disabled: enable one to go on.") in desk.said
    assert desk.controller.start_problem == "Enable at least one camera first."
    desk.document.undo_stack.undo()
    assert desk.controller.start_problem is None
    desk.run_to(desk.controller.step_count + 2)


def test_what_needs_a_reset_waits_for_it(desk: FitDesk) -> None:
    desk.open()
    desk.run_to(3)
    desk.document.edit_settings("level", dataclasses.replace(desk.document.settings, sphere_level=1))
    assert list(desk.controller.needs_reset) == ["sphere_level"]
    assert desk.controller.snapshot is not None
    assert len(desk.controller.snapshot.positions_world) == 162
    desk.controller.reset()
    desk.until(lambda: desk.controller.snapshot is not None)
    assert len(desk.controller.snapshot.positions_world) == 42
    assert not desk.controller.needs_reset


def test_undo_brings_a_reset_fit_back_as_it_was(desk: FitDesk) -> None:
    desk.open()
    desk.run_to(10)
    snapshot, losses = desk.controller.snapshot, desk.controller.run_log.columns.copy()
    assert snapshot is not None
    keyframes = desk.controller.history.keyframes
    desk.controller.reset()
    desk.until(lambda: desk.controller.snapshot is not None)
    assert desk.controller.step_count == 0
    desk.document.undo_stack.undo()
    desk.until(lambda: desk.controller.snapshot is not None)
    assert desk.controller.snapshot is not None
    np.testing.assert_array_equal(desk.controller.snapshot.positions_world, snapshot.positions_world)
    np.testing.assert_array_equal(desk.controller.run_log.columns, losses)
    assert [item.step for item in desk.controller.history.keyframes] == [item.step for item in keyframes]


def test_an_earlier_moment_is_shown_and_gone_on_from(desk: FitDesk) -> None:
    desk.open()
    desk.run_to(30)
    last = desk.controller.step_count
    shown = []
    desk.controller.snapshot_changed.connect(lambda snapshot: shown.append(snapshot.step))
    index = len(desk.controller.history.keyframes) // 2
    earlier = desk.controller.history.keyframes[index].step
    desk.controller.show_keyframe(index)
    assert (shown[-1], desk.controller.shown_keyframe) == (earlier, index)
    desk.until(lambda: desk.controller.pictures is not None and desk.controller.pictures.step == earlier)
    assert desk.controller.step_count == last
    desk.controller.continue_from(index)
    desk.until(lambda: desk.controller.snapshot is not None)
    assert (desk.controller.step_count, desk.controller.shown_keyframe) == (earlier, None)
    assert desk.controller.history.keyframes[-1].step == earlier
    assert len(desk.controller.run_log.columns) == earlier
    desk.run_to(earlier + 3)
    desk.document.undo_stack.undo()
    desk.until(lambda: desk.controller.snapshot is not None)
    assert desk.controller.step_count == last


def test_going_on_with_other_cameras_is_marked(desk: FitDesk) -> None:
    desk.open()
    desk.run_to(30)
    index = len(desk.controller.history.keyframes) // 2
    step = desk.controller.history.keyframes[index].step
    desk.document.edit_cameras("Disable", desk.document.cameras.with_enabled("view-02", False))
    desk.controller.continue_from(index)
    desk.until(lambda: desk.controller.snapshot is not None)
    assert [(marker.step, marker.label) for marker in desk.controller.run_log.markers] == [(step, "view-02 off")]


def test_a_fit_taken_up_again_has_the_same_next_losses(desk: FitDesk) -> None:
    desk.open()
    desk.run_to(10)
    timeline = desk.controller.timeline()
    step = desk.controller.step_count
    desk.run_to(step + 5)
    expected = desk.controller.run_log.columns[step : step + 5].copy()
    desk.controller.open(MODEL, desk.document.cameras, LONG, timeline)
    desk.until(lambda: desk.controller.snapshot is not None)
    desk.run_to(step + 5)
    np.testing.assert_array_equal(desk.controller.run_log.columns[step : step + 5], expected)


def test_a_step_that_goes_wrong_is_told_and_the_work_stays(desk: FitDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.open()
    desk.run_to(3)
    real_step = FitSession.step

    def failing_step(fit: FitSession) -> StepReport:
        raise RuntimeError("the loss is not finite in view view-02\nand more")

    monkeypatch.setattr(FitSession, "step", failing_step)
    before = desk.controller.step_count
    desk.controller.start()
    desk.wait_for(AppState.FAILED)
    assert desk.said[-1] == ("error", "the loss is not finite in view view-02")
    monkeypatch.setattr(FitSession, "step", real_step)
    desk.run_to(before + 2)


def test_an_engine_that_crashes_is_told_and_goes_on_from_the_last_mesh(
    desk: FitDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.open()
    desk.run_to(5)
    reports: list[str] = []
    desk.controller.crashed.connect(lambda message, report: reports.append(report))
    real_step = FitSession.step

    def broken_step(fit: FitSession) -> StepReport:
        monkeypatch.setattr(FitSession, "step", real_step)
        raise KeyError("nobody thought of this")

    monkeypatch.setattr(FitSession, "step", broken_step)
    before = desk.controller.step_count
    desk.controller.start()
    desk.until(lambda: bool(reports))
    assert "KeyError: 'nobody thought of this'" in reports[0]
    desk.until(lambda: desk.controller.state is AppState.PAUSED)
    assert desk.controller.step_count == before
    desk.run_to(before + 3)


def test_before_the_first_step_nothing_needs_a_reset(desk: FitDesk) -> None:
    desk.open()
    desk.document.edit_settings("level", dataclasses.replace(desk.document.settings, sphere_level=1))
    desk.until(lambda: desk.controller.snapshot is not None)
    assert desk.controller.snapshot is not None
    assert len(desk.controller.snapshot.positions_world) == 42
    assert not desk.controller.needs_reset
    desk.document.undo_stack.undo()
    desk.until(lambda: desk.controller.snapshot is not None)
    assert desk.controller.snapshot is not None
    assert len(desk.controller.snapshot.positions_world) == 162


def test_undo_of_a_reset_keeps_the_fit_where_a_setting_still_waits_for_one(desk: FitDesk) -> None:
    desk.open()
    desk.run_to(10)
    step = desk.controller.step_count
    desk.document.edit_settings("level", dataclasses.replace(desk.document.settings, sphere_level=1))
    desk.controller.reset()
    desk.wait_until_opened()
    desk.document.undo_stack.undo()
    desk.wait_until_opened()
    assert desk.controller.step_count == step
    assert list(desk.controller.needs_reset) == ["sphere_level"]
    desk.run_to(step + 2)


def test_work_that_is_opened_is_kept_where_a_setting_still_waits_for_a_reset(desk: FitDesk) -> None:
    desk.open()
    desk.run_to(10)
    timeline, step = desk.controller.timeline(), desk.controller.step_count
    desk.open()  # nothing is lost by beginning again here, but there it would be
    wanted = dataclasses.replace(LONG, sphere_level=1)
    desk.controller.open(MODEL, desk.document.cameras, wanted, timeline)
    desk.wait_until_opened()
    assert (desk.controller.step_count, desk.controller.needs_reset) == (step, ("sphere_level",))


def test_a_fit_that_is_still_being_opened_is_not_lost_by_a_reset(desk: FitDesk) -> None:
    desk.open()
    desk.run_to(10)
    step = desk.controller.step_count
    desk.controller.continue_from(len(desk.controller.history.keyframes) - 1)
    desk.controller.reset()
    desk.document.undo_stack.undo()
    desk.wait_until_opened()
    assert desk.controller.step_count == step


def test_undo_of_a_reset_can_be_redone_with_what_was_done_since(desk: FitDesk) -> None:
    desk.open()
    desk.run_to(10)
    before = desk.controller.step_count
    desk.controller.reset()
    desk.wait_until_opened()
    desk.run_to(before + 5)
    since = desk.controller.step_count
    desk.document.undo_stack.undo()
    assert desk.controller.step_count == before
    desk.document.undo_stack.redo()
    desk.wait_until_opened()
    assert (desk.controller.step_count, len(desk.controller.run_log.columns)) == (since, since)


def test_a_fit_that_could_not_be_opened_stays_and_start_tries_again(
    desk: FitDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.open()
    desk.run_to(5)
    step = desk.controller.step_count

    def failing_fit(*_: object) -> None:
        raise RuntimeError("the memory is full")

    with monkeypatch.context() as patch:
        patch.setattr(fit_loop, "PresentFit", failing_fit)
        desk.controller.continue_from(len(desk.controller.history.keyframes) - 1)
        desk.wait_for(AppState.FAILED)
    assert desk.controller.step_count == step
    desk.run_to(step + 2)
    assert len(desk.controller.run_log.columns) == desk.controller.step_count


@pytest.mark.parametrize("broken", ["__init__", "pictures"])
def test_an_engine_that_crashes_again_and_again_is_left_alone_until_start(
    desk: FitDesk, monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    desk.open()
    desk.run_to(5)
    step = desk.controller.step_count
    reports: list[str] = []
    desk.controller.crashed.connect(lambda message, report: reports.append(report))

    def crash(*_: object) -> None:
        raise KeyError("nobody thought of this")

    with monkeypatch.context() as patch:
        patch.setattr(PresentFit, broken, crash)
        desk.controller.continue_from(len(desk.controller.history.keyframes) - 1)
        desk.until(lambda: bool(reports) and desk.controller.state is AppState.FAILED)
        desk.until(lambda: len(reports) == (1 if broken == "__init__" else 2))
        desk.until(lambda: desk.controller.state is AppState.FAILED)
    desk.run_to(step + 2)
    assert len(reports) <= 2


def test_of_timelines_that_are_aside_the_older_keep_less_of_their_history(qtbot: QtBot) -> None:
    document, controller = quiet_run(200, range(0, 201, 10))
    for _ in range(6):
        controller.continue_from(20)
    commands_done = [document.undo_stack.command(index) for index in range(6)]
    aside = [item.aside.keyframes for item in commands_done if isinstance(item, ChangeTimeline)]
    assert aside[5] == controller.history.keyframes
    assert memory_bytes(aside[4]) <= memory_bytes(aside[5]) / 2
    assert memory_bytes(aside[3]) <= memory_bytes(aside[5]) / 4
    assert [item.step for item in aside[0]] == [0, 200]
