# SPDX-License-Identifier: MIT
"""The engine's thread: that it loads, and what it says where it cannot."""

import sys

import pytest

from app.engine.fitting.events import EngineLoaded, EngineMissing, Stopped
from app.ui.fit_worker import FitWorker

TIMEOUT_SECONDS = 30.0


def test_it_loads_the_engine_and_ends_when_told() -> None:
    worker = FitWorker()
    loaded = worker.channels.events.get(timeout=TIMEOUT_SECONDS)
    assert isinstance(loaded, EngineLoaded)
    assert loaded.device.split()[0] in ("cpu", "cuda")
    assert worker.stop(TIMEOUT_SECONDS)
    assert worker.take_events() == [Stopped(0)]


@pytest.mark.parametrize("module", ["app.engine.fitting.fit_loop", "app.engine.fitting.device"])
def test_a_library_that_cannot_be_loaded_is_told(monkeypatch: pytest.MonkeyPatch, module: str) -> None:
    monkeypatch.setitem(sys.modules, module, None)  # its import fails, as of a missing or broken kernel library
    worker = FitWorker()
    missing = worker.channels.events.get(timeout=TIMEOUT_SECONDS)
    assert isinstance(missing, EngineMissing)
    assert missing.message.startswith("the engine cannot be loaded: ")
    assert worker.stop(TIMEOUT_SECONDS)
