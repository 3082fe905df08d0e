"""An engine's thread that is none, for tests of what the window does by itself."""

from app.engine.fitting.commands import Command
from app.engine.fitting.fit_channels import FitChannels
from app.ui.fit_worker import FitWorker


class SilentWorker(FitWorker):
    """Notes the commands and answers none."""

    def __init__(self) -> None:
        self.channels = FitChannels()
        self.sent: list[Command] = []

    def send(self, command: Command) -> None:
        self.sent.append(command)

    def stop(self, seconds: float) -> bool:
        return True
