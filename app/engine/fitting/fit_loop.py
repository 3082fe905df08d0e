"""The loop round a fit: commands in, steps, snapshots, pictures and events out."""

import math
import time
from collections.abc import Callable
from functools import partial
from queue import Empty
from typing import TYPE_CHECKING, assert_never

from app.engine.fitting.commands import (
    Command,
    Open,
    Pause,
    PreviewTarget,
    ReplaceSettings,
    ReplaceViews,
    Run,
    ShowMoment,
    ShowPresent,
    ShowReading,
    ShowView,
    Stop,
    SuggestView,
)
from app.engine.fitting.events import (
    CommandRejected,
    Event,
    Failed,
    Finished,
    MeshChanged,
    Opened,
    OpenFailed,
    Paused,
    SettingsReplaced,
    Started,
    Stopped,
    ViewsReplaced,
)
from app.engine.fitting.failures import FORESEEN, in_words
from app.engine.fitting.finite import NonFiniteError
from app.engine.fitting.fit_channels import FitChannels
from app.engine.fitting.picture_pace import PicturePace
from app.engine.fitting.present_fit import PresentFit

if TYPE_CHECKING:
    from app.engine.fitting.snapshot import StepReport

SNAPSHOT_INTERVAL_SECONDS = 1 / 30
PICTURES_INTERVAL_SECONDS = 1 / 4
_LARGEST_SHARE_FOR_PICTURES = 0.1  # of a running fit's time


def fit_loop(channels: FitChannels) -> None:
    """Carry out commands and steps until told to stop; there is no fit until one is opened.

    Args:
        channels: see there.
    """
    _FitLoop(channels).until_stopped()


class _FitLoop:
    def __init__(self, channels: FitChannels) -> None:
        self._channels = channels
        self._fit: PresentFit | None = None
        self._until: float | None = None  # the step to rest after, infinity for none; None while at rest
        self._follows_plan = False  # whether the end of the plan, where it may be moved to, is where to rest
        self._reports: list[StepReport] = []
        self._snapshot_due_seconds = 0.0
        self._pictures_due_seconds = 0.0
        self._pace = PicturePace(PICTURES_INTERVAL_SECONDS, _LARGEST_SHARE_FOR_PICTURES)

    def until_stopped(self) -> None:
        while self._carry_out_commands():
            self._step()
        self._rest(Stopped)

    def _carry_out_commands(self) -> bool:
        """Carry out what has been asked for, at rest wait for more; return whether to go on."""
        while True:
            self._measure_at_rest()
            try:
                command = self._channels.commands.get(block=self._until is None)
            except Empty:
                return True
            if isinstance(command, Stop):
                return False
            self._try_to_carry_out(command)

    def _measure_at_rest(self) -> None:
        """Tell how sound the mesh is, unless there is something else to do."""
        if self._until is None and self._fit is not None and self._channels.commands.empty():
            measured = self._fit.measured()
            if measured is not None:
                self._tell(measured)

    def _try_to_carry_out(self, command: Command) -> None:
        try:
            if isinstance(command, Open):
                self._open(command)
            elif self._fit is None:
                raise ValueError("no model is open")
            else:
                self._carry_out(command, self._fit)
        except FORESEEN as error:
            if isinstance(command, Open):
                self._tell(OpenFailed(command.run, in_words(error)))
            else:
                self._tell(CommandRejected(self._step_count(), command, in_words(error)))

    def _open(self, command: Open) -> None:
        if self._until is not None:
            self._rest(Paused)
        before, self._fit = self._fit, None
        self._fit = PresentFit(command, before, self._channels.is_stopping.is_set)
        self._publish(self._fit)  # first, so that whoever reads that it is open knows where it stands
        self._tell(Opened(command.run, self._step_count(), self._fit.device))
        self._tell_of_views(self._fit)
        self._publish_pictures(self._fit)

    def _carry_out(self, command: Command, fit: PresentFit) -> None:
        match command:
            case Run():
                self._start(command, fit)
            case Pause():
                if self._until is not None:
                    self._rest(Paused)
            case ReplaceSettings(settings):
                fit.set_settings(settings)
                if self._follows_plan and self._until is not None:
                    self._until = settings.steps
                if self._until is None:
                    self._publish(fit)  # its state, to be saved, holds them
                self._tell(SettingsReplaced(fit.session.step_count, settings))
            case ReplaceViews(views):
                fit.set_views(views)
                if self._until is None and (fit.reads_views or fit.session.step_count == 0):
                    self._publish(fit)  # the views may tell anew where the object is, and so where its start is
                ids = tuple(view.id for view in views if view.enabled)
                self._tell(ViewsReplaced(fit.session.step_count, ids))
                self._tell_of_views(fit)
                if self._until is not None and not ids:
                    self._rest(Paused)
                self._publish_pictures(fit)
            case PreviewTarget(view):
                self._channels.previews.publish(fit.preview(view))
            case SuggestView():
                self._tell(fit.suggested_view())
            case ShowReading(quantity):
                fit.want_reading(quantity)
                self._publish(fit)
                if not fit.shows_present:
                    self._publish_pictures(fit)
            case ShowView(view_id):
                fit.show_view(view_id)
                self._publish_pictures(fit)
            case ShowMoment():
                fit.show_moment(command)
                self._publish_pictures(fit)
            case ShowPresent():
                fit.show_moment(None)
                self._publish_pictures(fit)
            case Open() | Stop():
                raise AssertionError(command)  # carried out before
            case _:
                assert_never(command)

    def _start(self, command: Run, fit: PresentFit) -> None:
        if not fit.session.has_views:
            raise ValueError("no camera is enabled: enable one to start")
        step, planned = fit.session.step_count, fit.session.settings.steps
        self._follows_plan = command.steps is None and step < planned
        if command.steps is not None:
            self._until = step + command.steps
        else:
            self._until = planned if self._follows_plan else math.inf
        self._tell(Started(step))

    def _step(self) -> None:
        assert self._fit is not None and self._until is not None
        session = self._fit.session
        try:
            self._reports.append(session.step())
        except FORESEEN as error:
            view_id = error.view_id if isinstance(error, NonFiniteError) else None
            self._rest(partial(Failed, view_id=view_id, message=in_words(error)))
            return
        for note in session.take_notes():
            self._tell(MeshChanged(note))
        if session.step_count >= self._until:
            at_end = self._follows_plan or session.step_count == session.settings.steps
            self._rest(Finished if at_end else Paused)
            return
        now = time.monotonic()
        if now >= self._snapshot_due_seconds:
            self._publish(self._fit)
        if now >= self._pictures_due_seconds and self._fit.shows_present:
            self._publish_pictures(self._fit)

    def _rest(self, event: Callable[[int], Event]) -> None:
        """Come to rest: snapshot and pictures show the exact state before the event is told."""
        self._until = None
        if self._fit is not None:
            try:
                self._publish(self._fit)
            except FORESEEN as error:
                self._tell(Failed(self._step_count(), None, in_words(error)))
            self._publish_pictures(self._fit)
        self._tell(event(self._step_count()))

    def _publish(self, fit: PresentFit) -> None:
        self._channels.snapshots.publish(fit.snapshot(self._reports, at_rest=self._until is None))
        self._reports.clear()
        self._snapshot_due_seconds = time.monotonic() + SNAPSHOT_INTERVAL_SECONDS

    def _publish_pictures(self, fit: PresentFit) -> None:
        started = time.monotonic()
        try:
            self._channels.pictures.publish(fit.pictures(at_rest=self._until is None))
        except FORESEEN as error:
            if self._until is not None:  # nobody would see how it goes on
                self._until = None
                self._publish(fit)
            self._tell(Failed(self._step_count(), None, in_words(error)))
        now = time.monotonic()
        self._pictures_due_seconds = now + self._pace.pause_seconds(now - started)

    def _tell_of_views(self, fit: PresentFit) -> None:
        """Tell what is to be said of views that have just come; a check takes its time, and no step waits for it."""
        told = [fit.suspect_views(), fit.check() if self._until is None else None]
        for event in told:
            if event is not None:
                self._tell(event)

    def _step_count(self) -> int:
        return 0 if self._fit is None else self._fit.session.step_count

    def _tell(self, event: Event) -> None:
        self._channels.events.put(event)
