"""The loop: commands in, snapshots, pictures and events out, from another thread and from this one."""

import dataclasses
import time

import numpy as np
import pytest

from app.engine.cameras.view import LookAt
from app.engine.fitting.commands import (
    Pause,
    ReplaceSettings,
    ReplaceViews,
    Run,
    ShowMoment,
    ShowPresent,
    ShowView,
    Stop,
)
from app.engine.fitting.events import (
    CommandRejected,
    Failed,
    Finished,
    MeshMeasured,
    Opened,
    OpenFailed,
    Paused,
    SettingsReplaced,
    Started,
    Stopped,
    ViewsReplaced,
    ViewsSuspect,
)
from app.engine.fitting.finite import NonFiniteError
from app.engine.fitting.fit_channels import FitChannels
from app.engine.fitting.fit_loop import fit_loop
from app.engine.fitting.fit_session import FitSession
from app.engine.fitting.present_fit import PresentFit
from app.engine.fitting.snapshot import Pictures, StepReport
from tests.support.fit_loops import LONG, MODEL, carried_out, event, opened, running, snapshot_of, told
from tests.support.fits import QUICK, ellipsoid, views_around


def test_at_rest_it_does_no_step_but_shows_the_start() -> None:
    channels = FitChannels()
    for command in (opened(), Stop()):
        channels.commands.put(command)
    fit_loop(channels)
    assert told(channels) == [Opened(7, 0, told_device()), Stopped(0)]
    snapshot = snapshot_of(channels)
    assert (snapshot.run, snapshot.step, snapshot.reports, snapshot.iou_per_view) == (7, 0, (), ())
    np.testing.assert_allclose(np.linalg.norm(snapshot.normals, axis=1), 1.0, atol=1e-6)


def told_device() -> str:
    from app.engine.fitting.device import device_in_words, torch_device

    return device_in_words(torch_device("cpu"))


def test_without_a_fit_commands_are_rejected() -> None:
    channels = FitChannels()
    for command in (Run(), Stop()):
        channels.commands.put(command)
    fit_loop(channels)
    rejected, stopped = told(channels)
    assert isinstance(rejected, CommandRejected)
    assert (rejected.message, stopped) == ("no model is open", Stopped(0))


def test_it_runs_to_the_end_of_the_plan_and_rests_there() -> None:
    with running(dataclasses.replace(QUICK, steps=12)) as channels:
        channels.commands.put(Run())
        assert [event(channels), event(channels)] == [Started(0), Finished(12)]
        snapshot = snapshot_of(channels)
        assert (snapshot.step, len(snapshot.iou_per_view)) == (12, 6)
        assert [report.step for report in snapshot.reports] == list(range(1, 13))
        time.sleep(0.02)
        assert channels.snapshots.take() is None
        channels.commands.put(Run(steps=3))
        assert [event(channels), event(channels)] == [Started(12), Paused(15)]
        channels.commands.put(Run())
        assert event(channels) == Started(15)
        channels.commands.put(Pause())
        assert isinstance(event(channels), Paused)


def test_one_step_at_a_time() -> None:
    with running() as channels:
        for step in range(3):
            channels.commands.put(Run(steps=1))
            assert [event(channels), event(channels)] == [Started(step), Paused(step + 1)]


def test_a_pause_takes_effect_before_the_next_step(monkeypatch: pytest.MonkeyPatch) -> None:
    fits: list[FitSession] = []
    real_step = FitSession.step

    def watched_step(fit: FitSession) -> StepReport:
        fits.append(fit)
        return real_step(fit)

    monkeypatch.setattr(FitSession, "step", watched_step)
    with running(LONG) as channels:
        channels.commands.put(Run())
        assert event(channels) == Started(0)
        while len(fits) < 3:
            time.sleep(0.001)
        before = fits[0].step_count
        channels.commands.put(Pause())
        paused = event(channels)
        assert isinstance(paused, Paused)
        assert before <= paused.step <= before + 2
        time.sleep(0.02)
        assert fits[0].step_count == paused.step


def test_no_loss_value_is_lost_however_seldom_snapshots_are_taken() -> None:
    steps: list[int] = []
    with running(dataclasses.replace(QUICK, steps=60)) as channels:
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
    events, snapshot, pictures = carried_out(opened(), ReplaceSettings(fast), ReplaceViews(views), Run(steps=1))
    ids = tuple(view.id for view in views)
    events = [item for item in events if not isinstance(item, MeshMeasured)]
    assert events == [SettingsReplaced(0, fast), ViewsReplaced(0, ids), Started(0), Paused(1)]
    assert snapshot.reports[0].learning_rate == 0.1
    assert [item.view_id for item in snapshot.iou_per_view] == list(ids)
    assert [item.view_id for item in pictures.thumbnails] == list(ids)


def test_a_moved_end_of_the_plan_is_where_it_finishes() -> None:
    with running(LONG) as channels:
        channels.commands.put(Run())
        channels.commands.put(ReplaceSettings(dataclasses.replace(LONG, steps=5)))
        told = [event(channels) for _ in range(3)]
    assert isinstance(told[2], Finished)
    assert told[2].step >= 5


def test_a_setting_that_needs_a_new_fit_is_rejected_and_changes_nothing() -> None:
    events, snapshot, _ = carried_out(opened(), ReplaceSettings(dataclasses.replace(QUICK, sphere_level=3)))
    (rejected,) = events
    assert isinstance(rejected, CommandRejected)
    assert "sphere_level" in rejected.message
    assert snapshot.state.settings == QUICK


def test_without_an_enabled_view_it_rests_until_one_is_enabled() -> None:
    views = views_around(MODEL.mesh)
    off = [dataclasses.replace(view, enabled=False) for view in views]
    with running(LONG) as channels:
        channels.commands.put(Run())
        assert event(channels) == Started(0)
        channels.commands.put(ReplaceViews(off))
        assert isinstance(event(channels), ViewsReplaced)
        assert isinstance(event(channels), Paused)
        channels.commands.put(Run())
        rejected = event(channels)
        assert isinstance(rejected, CommandRejected)
        assert "no camera is enabled" in rejected.message
        channels.commands.put(ReplaceViews(views))
        assert isinstance(event(channels), ViewsReplaced)
        channels.commands.put(Run(steps=1))
        assert isinstance(event(channels), Started)
        assert isinstance(event(channels), Paused)


def test_a_step_that_fails_rests_the_loop_which_can_run_on(monkeypatch: pytest.MonkeyPatch) -> None:
    real_step = FitSession.step

    def failing_step(fit: FitSession) -> StepReport:
        if fit.step_count == 2:
            monkeypatch.undo()
            raise NonFiniteError(3, "view-05", "gradient")
        return real_step(fit)

    monkeypatch.setattr(FitSession, "step", failing_step)
    with running() as channels:
        channels.commands.put(Run())
        assert event(channels) == Started(0)
        failed = event(channels)
        assert failed == Failed(2, "view-05", str(NonFiniteError(3, "view-05", "gradient")))
        channels.commands.put(Run(steps=2))
        assert [event(channels), event(channels)] == [Started(2), Paused(4)]


def test_a_start_that_cannot_be_read_is_told_and_another_can_be_opened() -> None:
    missing = dataclasses.replace(QUICK, start="no/such/mesh.glb")
    events, snapshot, _ = carried_out(opened(missing, run=1), opened(run=2))
    (failed,) = events
    assert isinstance(failed, OpenFailed)
    assert (failed.run, "no such file" in failed.message) == (1, True)
    assert snapshot.run == 2


def test_a_state_goes_on_with_exactly_the_same_losses() -> None:
    for optimizer in ("uniform_adam", "adam"):
        settings = dataclasses.replace(QUICK, optimizer=optimizer, softness_start_pixels=4.0)
        _, half, _ = carried_out(opened(settings), Run(steps=10))
        _, whole, _ = carried_out(opened(settings), Run(steps=20))
        _, rest, _ = carried_out(opened(half.state), Run(steps=10))
        assert rest.step == 20
        assert rest.reports == whole.reports[10:]
        np.testing.assert_array_equal(rest.positions_world, whole.positions_world)


def test_pictures_show_all_views_and_the_chosen_one_in_full_size() -> None:
    views = views_around(MODEL.mesh, image_size=(200, 160))
    views[1] = dataclasses.replace(views[1], enabled=False)
    _, _, pictures = carried_out(opened(views=views), ShowView(views[0].id), Run(steps=2))
    assert pictures.step == 2
    first, second = pictures.thumbnails[:2]
    assert first.target.shape == (128, 102)
    assert first.rendered is not None and first.iou is not None
    assert (second.rendered, second.iou) == (None, None)
    assert second.target.max() == 255
    assert pictures.selected is not None
    assert pictures.selected.rendered.shape == (200, 160)
    assert pictures.selected.iou == first.iou
    assert pictures.mean_iou == pytest.approx(np.mean([t.iou for t in pictures.thumbnails if t.iou is not None]))


def test_an_earlier_moment_can_be_pictured_without_touching_the_fit() -> None:
    views = views_around(MODEL.mesh)
    _, early, then = carried_out(opened(), Run(steps=1))
    moment = ShowMoment(early, views)
    _, late, shown = carried_out(opened(), Run(steps=20), moment)
    _, _, present = carried_out(opened(), Run(steps=20), moment, ShowPresent())
    assert (late.step, shown.step, present.step) == (20, 1, 20)
    assert [t.iou for t in shown.thumbnails] == pytest.approx([t.iou for t in then.thumbnails], abs=1e-6)
    assert shown.mean_iou != present.mean_iou


def test_views_that_see_nothing_or_nothing_else_are_named() -> None:
    outside, *_ = views_around(MODEL.mesh)
    assert isinstance(outside.placement, LookAt)
    up = outside.placement.up_world
    away = dataclasses.replace(outside, id="away", placement=LookAt(np.full(3, 9.0), np.array([9.0, 0, 99]), up))
    inside = dataclasses.replace(
        outside, id="inside", placement=LookAt(np.array([0, 0, 0.1]), np.array([0, 0, -0.3]), np.array([0, 1.0, 0]))
    )
    events, _, _ = carried_out(opened(views=[outside, away, inside]))
    assert events == [ViewsSuspect(("away",), ("inside",))]


def test_a_run_of_no_steps_is_refused() -> None:
    with pytest.raises(ValueError, match="Run: steps must be at least 1 or None, got 0"):
        Run(steps=0)


def test_it_stops_between_two_targets() -> None:
    channels = FitChannels()
    channels.is_stopping.set()
    for command in (opened(), Stop()):
        channels.commands.put(command)
    fit_loop(channels)
    failed, stopped = told(channels)
    assert isinstance(failed, OpenFailed)
    assert stopped == Stopped(0)


def test_pictures_that_cannot_be_made_rest_it_and_the_rest_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def failing_pictures(fit: PresentFit, at_rest: bool) -> Pictures:
        raise RuntimeError("CUDA out of memory")

    with running(LONG) as channels:
        while channels.pictures.take() is None:  # those of the start
            time.sleep(0.001)
        monkeypatch.setattr(PresentFit, "pictures", failing_pictures)
        channels.commands.put(Run())
        started, failed = event(channels), event(channels)
        assert started == Started(0)
        assert isinstance(failed, Failed)
        assert (failed.message, snapshot_of(channels).step) == ("CUDA out of memory", failed.step)


def test_a_change_at_rest_is_in_the_state_that_can_be_saved() -> None:
    changed = dataclasses.replace(QUICK, optimizer="adam")
    _, snapshot, _ = carried_out(opened(), Run(steps=3))
    with running(snapshot.state) as channels:
        channels.commands.put(ReplaceSettings(changed))
        assert isinstance(event(channels), SettingsReplaced)
        assert snapshot_of(channels).state.settings == changed
        channels.commands.put(ReplaceSettings(QUICK))
        assert isinstance(event(channels), SettingsReplaced)
        assert snapshot_of(channels).state.optimizer.count == 0, "the first optimiser's memory is gone by now"


@pytest.mark.parametrize("broken", ["pictures", "snapshot"])
def test_what_cannot_be_shown_is_told_and_it_rests_all_the_same(monkeypatch: pytest.MonkeyPatch, broken: str) -> None:
    def fails(*_: object, **__: object) -> None:
        raise RuntimeError("the memory is full")

    with running(LONG) as channels:
        while channels.pictures.take() is None:  # those of the start
            time.sleep(0.001)
        monkeypatch.setattr(PresentFit, broken, fails)
        channels.commands.put(Run(steps=1))
        assert [type(event(channels)) for _ in range(3)] == [Started, Failed, Paused]
