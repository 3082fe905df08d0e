"""The thread that owns the engine: it loads torch and the kernels, then runs the fit loop until told to stop."""

import threading
import traceback
from collections.abc import Callable
from queue import Empty

from app.engine.fitting.commands import Command, Stop
from app.engine.fitting.events import Crashed, EngineLoaded, EngineMissing, Event
from app.engine.fitting.fit_channels import FitChannels


class FitWorker:
    """Starts at once; commands that are sent before the engine is loaded wait for it.

    Importing this module does not import torch: the thread does.
    """

    def __init__(self) -> None:
        self.channels = FitChannels()
        # A daemon, so that a process whose thread hangs in a driver can still end.
        self._thread = threading.Thread(target=self._work, name="fit", daemon=True)
        self._thread.start()

    def send(self, command: Command) -> None:
        """Hand over a command; it is carried out between two steps."""
        self.channels.commands.put(command)

    def take_events(self) -> list[Event]:
        """Return what the engine has told since the last call."""
        told: list[Event] = []
        while True:
            try:
                told.append(self.channels.events.get_nowait())
            except Empty:
                return told

    def stop(self, seconds: float) -> bool:
        """Ask the thread to end and wait for it; return whether it has ended."""
        self.channels.is_stopping.set()
        self.send(Stop())
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def _work(self) -> None:
        try:
            from app.engine.fitting.device import device_in_words, torch_device
            from app.engine.fitting.fit_loop import fit_loop

            self.channels.events.put(EngineLoaded(device_in_words(torch_device("auto"))))
        except Exception as error:  # a library that does not load raises what it likes
            self.channels.events.put(EngineMissing(f"the engine cannot be loaded: {error}"))
            return
        while not self._ended_as_told(fit_loop) and not self.channels.is_stopping.is_set():
            pass

    def _ended_as_told(self, fit_loop: Callable[[FitChannels], None]) -> bool:
        try:
            fit_loop(self.channels)
        except Exception as error:  # whatever was not foreseen: the window says so, and a new loop takes over
            self.channels.events.put(Crashed(f"{type(error).__name__}: {error}", traceback.format_exc()))
            return False
        return True
