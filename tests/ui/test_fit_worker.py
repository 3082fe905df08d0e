# SPDX-License-Identifier: MIT
"""The engine's thread begins again after a mistake, and ends when it is told to."""

import pytest

from app.engine.fitting import fit_loop
from app.engine.fitting.commands import Pause
from app.engine.fitting.events import Crashed
from app.engine.fitting.fit_channels import FitChannels
from app.ui.fit_worker import FitWorker

TIMEOUT_SECONDS = 20.0


def test_a_loop_that_breaks_down_while_it_is_told_to_stop_does_not_begin_again(monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks_down(channels: FitChannels) -> None:
        command = channels.commands.get()
        raise KeyError(type(command).__name__)

    monkeypatch.setattr(fit_loop, "fit_loop", breaks_down)
    worker = FitWorker()
    worker.send(Pause())
    assert worker.stop(TIMEOUT_SECONDS)
    crashed = [event.message for event in worker.take_events() if isinstance(event, Crashed)]
    assert crashed[0] == "KeyError: 'Pause'"
