# SPDX-License-Identifier: MIT
"""The loop round a fit on a thread of its own: what it is told, and what it tells."""

import dataclasses
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from app.engine.cameras.view import View
from app.engine.fitting.commands import (
    Command,
    Open,
    Run,
    Stop,
)
from app.engine.fitting.events import (
    Event,
    Failed,
    Finished,
    MeshMeasured,
    Opened,
    Paused,
    Stopped,
)
from app.engine.fitting.fit_channels import FitChannels
from app.engine.fitting.fit_loop import fit_loop
from app.engine.fitting.fit_state import FitState
from app.engine.fitting.settings import FitSettings
from app.engine.fitting.snapshot import Pictures, Snapshot
from app.engine.meshes.model import Model
from tests.support.fits import QUICK, ellipsoid, views_around

LONG = dataclasses.replace(QUICK, steps=1_000_000)
MODEL = Model("ellipsoid", None, ellipsoid())


def opened(start: FitSettings | FitState = QUICK, views: Sequence[View] | None = None, run: int = 7) -> Open:
    return Open(run, MODEL, views_around(MODEL.mesh) if views is None else views, start)


def told(channels: FitChannels) -> list[Event]:
    events = []
    while not channels.events.empty():
        events.append(channels.events.get())
    return events


def carried_out(*commands: Command) -> tuple[list[Event], Snapshot, Pictures]:
    """What the loop tells when given these, each run to its end, beside Opened and Stopped; and what it leaves."""
    channels = FitChannels()
    events: list[Event] = []
    thread = threading.Thread(target=fit_loop, args=(channels,))
    thread.start()
    for command in commands:
        channels.commands.put(command)
        while isinstance(command, Run) and not (events and isinstance(events[-1], Paused | Finished | Failed)):
            events.append(event(channels))
    channels.commands.put(Stop())
    thread.join(timeout=60)
    snapshot, pictures = channels.snapshots.take(), channels.pictures.take()
    assert snapshot is not None and pictures is not None
    events += told(channels)
    return [event for event in events if not isinstance(event, Opened | Stopped)], snapshot, pictures


@contextmanager
def running(start: FitSettings | FitState = QUICK) -> Iterator[FitChannels]:
    """The loop with a fit on a thread of its own, stopped at the end."""
    channels = FitChannels()
    channels.commands.put(opened(start))
    thread = threading.Thread(target=fit_loop, args=(channels,))
    thread.start()
    assert isinstance(event(channels), Opened)
    try:
        yield channels
    finally:
        channels.commands.put(Stop())
        thread.join(timeout=60)
    assert not thread.is_alive()


def event(channels: FitChannels) -> Event:
    """The next event but what is measured at rest, for which there is time or not."""
    while isinstance(told := channels.events.get(timeout=60), MeshMeasured):
        pass
    return told


def snapshot_of(channels: FitChannels) -> Snapshot:
    snapshot = channels.snapshots.take()
    assert snapshot is not None
    return snapshot
