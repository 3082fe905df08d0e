"""The loop round a fit: commands in, steps, snapshots and events out."""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from queue import Empty, SimpleQueue

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
from app.engine.fitting.fit_session import FitSession
from app.engine.fitting.snapshot import Snapshot, StepReport
from app.engine.fitting.snapshot_slot import SnapshotSlot

SNAPSHOT_INTERVAL_SECONDS = 1 / 30


@dataclass(frozen=True, eq=False)
class FitChannels:
    """The three channels of a fit, the only things that both threads touch.

    Args:
        commands: to the loop, read between two steps.
        events: from the loop, none lost.
        snapshots: from the loop, the newest.
    """

    commands: SimpleQueue[Command] = field(default_factory=SimpleQueue)
    events: SimpleQueue[Event] = field(default_factory=SimpleQueue)
    snapshots: SnapshotSlot = field(default_factory=SnapshotSlot)


def fit_loop(session: FitSession, channels: FitChannels, run: int = 0) -> None:
    """Carry out commands and steps until told to stop; starts at rest.

    Args:
        session: the fit; no one else touches it meanwhile.
        channels: see there.
        run: the number that the snapshots are tagged with.
    """
    _FitLoop(session, channels, run).until_stopped()


class _FitLoop:
    def __init__(self, session: FitSession, channels: FitChannels, run: int) -> None:
        self._session = session
        self._channels = channels
        self._run = run
        self._until: float | None = None  # the step to rest after, infinity for none; None while at rest
        self._follows_plan = False  # whether the end of the plan, where it may be moved to, is where to rest
        self._reports: list[StepReport] = []
        self._published_seconds = 0.0

    def until_stopped(self) -> None:
        self._publish()
        while self._carry_out_commands():
            self._step()
        self._rest(Stopped)

    def _carry_out_commands(self) -> bool:
        """Carry out what has been asked for, at rest wait for more; return whether to go on."""
        while True:
            try:
                command = self._channels.commands.get(block=self._until is None)
            except Empty:
                return True
            if isinstance(command, Stop):
                return False
            self._carry_out(command)

    def _carry_out(self, command: Command) -> None:
        step = self._session.step_count
        try:
            if isinstance(command, ReplaceSettings):
                self._session.set_settings(command.settings)
                if self._follows_plan and self._until is not None:
                    self._until = command.settings.steps
                self._tell(SettingsReplaced(step, command.settings))
            elif isinstance(command, ReplaceViews):
                self._session.set_views(command.views)
                self._tell(ViewsReplaced(step, tuple(view.id for view in command.views if view.enabled)))
        except (ValueError, RuntimeError) as error:
            self._tell(CommandRejected(step, command, str(error)))
        if isinstance(command, Run):
            self._start(command)
        elif isinstance(command, Pause) and self._until is not None:
            self._rest(Paused)

    def _start(self, command: Run) -> None:
        step, planned = self._session.step_count, self._session.settings.steps
        self._follows_plan = command.steps is None and step < planned
        if command.steps is not None:
            self._until = step + command.steps
        else:
            self._until = planned if self._follows_plan else math.inf
        self._tell(Started(step))

    def _step(self) -> None:
        try:
            self._reports.append(self._session.step())
        except (RuntimeError, ValueError) as error:
            view_id = error.view_id if isinstance(error, NonFiniteError) else None
            self._rest(partial(Failed, view_id=view_id, message=str(error)))
            return
        step = self._session.step_count
        if self._until is not None and step >= self._until:
            self._rest(Finished if self._follows_plan or step == self._session.settings.steps else Paused)
        elif time.monotonic() - self._published_seconds >= SNAPSHOT_INTERVAL_SECONDS:
            self._publish()

    def _rest(self, event: Callable[[int], Event]) -> None:
        """Come to rest: the snapshot shows the exact state before the event is told."""
        self._until = None
        self._publish()
        self._tell(event(self._session.step_count))

    def _publish(self) -> None:
        session = self._session
        mesh = session.mesh()
        snapshot = Snapshot(
            self._run, session.step_count, mesh.positions, mesh.faces, session.iou_per_view(), tuple(self._reports)
        )
        self._channels.snapshots.publish(snapshot)
        self._reports.clear()
        self._published_seconds = time.monotonic()

    def _tell(self, event: Event) -> None:
        self._channels.events.put(event)
