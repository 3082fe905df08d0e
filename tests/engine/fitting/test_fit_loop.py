"""The loop: commands in, snapshots and events out, from another thread and from this one."""

import dataclasses
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import pytest

from app.engine.fitting.commands import Command, Pause, ReplaceSettings, ReplaceViews, Run, Stop
from app.engine.fitting.events import (
    CommandRejected,
    Event,
    Failed,
    Finished,
    Paused,
    SettingsReplaced,
    Started,
    Stopped,
    ViewsReplaced,
)
from app.engine.fitting.finite import NonFiniteError
from app.engine.fitting.fit_channels import FitChannels
from app.engine.fitting.fit_loop import fit_loop
from app.engine.fitting.fit_session import FitSession
from app.engine.fitting.fit_state import FitState
from app.engine.fitting.settings import FitSettings
from app.engine.fitting.slot import Slot, with_all_reports
from app.engine.fitting.snapshot import Pictures, Snapshot, StepReport
from app.engine.meshes.model import Model
from tests.support.fits import QUICK, ellipsoid, session, views_around

LONG = dataclasses.replace(QUICK, steps=1_000_000)


def told(channels: FitChannels) -> list[Event]:
    events = []
    while not channels.events.empty():
        events.append(channels.events.get())
    return events


def carried_out(fit: FitSession, *commands: Command) -> tuple[list[Event], Snapshot]:
    """What the loop tells when these commands wait for it, and the snapshot it leaves."""
    channels = FitChannels()
    for command in (*commands, Stop()):
        channels.commands.put(command)
    fit_loop(fit, channels, run=7)
    snapshot = channels.snapshots.take()
    assert snapshot is not None
    return told(channels), snapshot


@contextmanager
def running(fit: FitSession) -> Iterator[FitChannels]:
    """The loop on a thread of its own, stopped at the end."""
    channels = FitChannels()
    thread = threading.Thread(target=fit_loop, args=(fit, channels))
    thread.start()
    try:
        yield channels
    finally:
        channels.commands.put(Stop())
        thread.join(timeout=10)
    assert not thread.is_alive()


def event(channels: FitChannels) -> Event:
    return channels.events.get(timeout=10)


def test_at_rest_it_does_no_step_but_shows_the_start() -> None:
    events, snapshot = carried_out(session())
    assert events == [Stopped(0)]
    assert (snapshot.run, snapshot.step, snapshot.reports, snapshot.iou_per_view) == (7, 0, (), ())


def test_it_runs_to_the_end_of_the_plan_and_rests_there() -> None:
    fit = session(dataclasses.replace(QUICK, steps=12))
    with running(fit) as channels:
        channels.commands.put(Run())
        assert [event(channels), event(channels)] == [Started(0), Finished(12)]
        snapshot = channels.snapshots.take()
        assert snapshot is not None
        assert (snapshot.step, len(snapshot.iou_per_view)) == (12, 6)
        assert [report.step for report in snapshot.reports] == list(range(1, 13))
        np.testing.assert_array_equal(snapshot.positions_world, fit.mesh().positions)
        time.sleep(0.02)
        assert fit.step_count == 12
        channels.commands.put(Run(steps=3))
        assert [event(channels), event(channels)] == [Started(12), Paused(15)]
        channels.commands.put(Run())
        assert event(channels) == Started(15)
        channels.commands.put(Pause())
        assert isinstance(event(channels), Paused)


def test_one_step_at_a_time() -> None:
    with running(session()) as channels:
        for step in range(3):
            channels.commands.put(Run(steps=1))
            assert [event(channels), event(channels)] == [Started(step), Paused(step + 1)]


def test_a_pause_takes_effect_before_the_next_step() -> None:
    fit = session(LONG)
    with running(fit) as channels:
        channels.commands.put(Run())
        assert event(channels) == Started(0)
        while fit.step_count < 3:
            time.sleep(0.001)
        before = fit.step_count
        channels.commands.put(Pause())
        paused = event(channels)
        assert isinstance(paused, Paused)
        assert before <= paused.step <= before + 2
        time.sleep(0.02)
        assert fit.step_count == paused.step


def test_no_loss_value_is_lost_however_seldom_snapshots_are_taken() -> None:
    steps: list[int] = []
    with running(session(dataclasses.replace(QUICK, steps=60))) as channels:
        channels.commands.put(Run())
        assert event(channels) == Started(0)
        finished = False
        while not finished:
            time.sleep(0.03)
            finished = not channels.events.empty()
            snapshot = channels.snapshots.take()
            steps += [report.step for report in snapshot.reports] if snapshot else []
    assert steps == list(range(1, 61))


def test_changes_hold_from_the_next_step_on_and_are_told() -> None:
    fast = dataclasses.replace(QUICK, learning_rate=0.1)
    views = views_around(ellipsoid(), 4)
    fit = session()
    events, _ = carried_out(fit, ReplaceSettings(fast), ReplaceViews(views))
    assert events == [SettingsReplaced(0, fast), ViewsReplaced(0, tuple(view.id for view in views)), Stopped(0)]
    assert fit.step().learning_rate == 0.1
    assert len(fit.iou_per_view()) == 4


def test_a_moved_end_of_the_plan_is_where_it_finishes() -> None:
    fit = session(LONG)
    with running(fit) as channels:
        channels.commands.put(Run())
        channels.commands.put(ReplaceSettings(dataclasses.replace(LONG, steps=5)))
        told = [event(channels) for _ in range(3)]
    assert isinstance(told[2], Finished)
    assert told[2].step >= 5


def test_a_command_that_cannot_be_carried_out_is_rejected_and_changes_nothing() -> None:
    fit = session()
    views = [dataclasses.replace(view, enabled=False) for view in views_around(ellipsoid())]
    other = dataclasses.replace(QUICK, sphere_level=3)
    events, _ = carried_out(fit, ReplaceViews(views), ReplaceSettings(other))
    rejected = [event for event in events if isinstance(event, CommandRejected)]
    assert len(rejected) == 2
    assert "at least one view must be enabled" in rejected[0].message
    assert "sphere_level" in rejected[1].message
    assert fit.settings == QUICK


def test_a_step_that_fails_rests_the_loop_which_can_run_on(monkeypatch: pytest.MonkeyPatch) -> None:
    fit = session()
    real_step = fit.step

    def failing_step() -> StepReport:
        if fit.step_count == 2:
            monkeypatch.undo()
            raise NonFiniteError(3, "view-05", "gradient")
        return real_step()

    monkeypatch.setattr(fit, "step", failing_step)
    with running(fit) as channels:
        channels.commands.put(Run())
        assert event(channels) == Started(0)
        failed = event(channels)
        assert failed == Failed(2, "view-05", str(NonFiniteError(3, "view-05", "gradient")))
        channels.commands.put(Run(steps=2))
        assert [event(channels), event(channels)] == [Started(2), Paused(4)]


def test_a_run_of_no_steps_is_refused() -> None:
    with pytest.raises(ValueError, match="Run: steps must be at least 1 or None, got 0"):
        Run(steps=0)


def test_the_slot_keeps_the_newest_and_all_reports() -> None:
    slot = SnapshotSlot()
    mesh = ellipsoid()

    def snapshot(step: int) -> Snapshot:
        report = StepReport(step, 1.0, 1.0, 0.0, 0.0, 0.0, 1.0, 0.1)
        return Snapshot(0, step, mesh.positions, mesh.faces, (), (report,))

    assert slot.take() is None
    slot.publish(snapshot(1))
    slot.publish(snapshot(2))
    taken = slot.take()
    assert taken is not None
    assert (taken.step, [report.step for report in taken.reports]) == (2, [1, 2])
    assert slot.take() is None
