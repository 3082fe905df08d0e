"""What the thread of a fit and the thread of a window share. Importing this module does not import torch."""

import threading
from dataclasses import dataclass, field
from functools import partial
from queue import SimpleQueue

from app.engine.fitting.commands import Command
from app.engine.fitting.events import Event
from app.engine.fitting.slot import Slot, with_all_reports
from app.engine.fitting.snapshot import Pictures, Snapshot, TargetPreview


@dataclass(frozen=True, eq=False)
class FitChannels:
    """The channels of a fit, the only things that both threads touch.

    Args:
        commands: to the loop, read between two steps.
        events: from the loop, none lost.
        snapshots: from the loop, the newest, with the reports of all.
        pictures: from the loop, the newest.
        previews: from the loop, the newest.
        is_stopping: set before `Stop` is sent, so that a command that takes long ends early.
    """

    commands: SimpleQueue[Command] = field(default_factory=SimpleQueue)
    events: SimpleQueue[Event] = field(default_factory=SimpleQueue)
    snapshots: Slot[Snapshot] = field(default_factory=partial(Slot, with_all_reports))
    pictures: Slot[Pictures] = field(default_factory=Slot)
    previews: Slot[TargetPreview] = field(default_factory=Slot)
    is_stopping: threading.Event = field(default_factory=threading.Event)
