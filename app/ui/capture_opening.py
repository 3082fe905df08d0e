"""Photographs being read: a job that also tells of each picture as it comes."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PyQt6.QtCore import QObject, pyqtSignal

from app.engine.captures.capture_file_error import CaptureFileError, TurntableNeededError
from app.engine.captures.turntable import pictures_in
from app.engine.progress import Progress
from app.engine.project.project import Project
from app.ui.background_job import BackgroundJob

PICTURE_FOLDER = "images"

OnPicture = Callable[[str, NDArray[np.uint8]], None]
Load = Callable[[Progress, OnPicture], Project]


@dataclass(frozen=True)
class TurntableNeeded:
    """What comes of reading pictures without cameras: somebody must say how they were taken.

    Args:
        path: of their folder.
        count: of pictures.
    """

    path: Path
    count: int


class CaptureOpening(QObject):
    """Reads a capture once its job is started.

    The job's result is a `Project`, or `TurntableNeeded`. It needs no parent: a job that runs keeps it alive.

    Args:
        path: of the file or folder.
        load: reads it, on the job's thread.
    """

    pictured = pyqtSignal(str, object)  # the id of a view; (h, w, 3) uint8

    def __init__(self, path: Path, load: Load) -> None:
        super().__init__()
        self.path = path
        self._load = load
        self.job = BackgroundJob(f"Opening {capture_name(path)}", self._work, expected=(CaptureFileError,))

    def _work(self, progress: Progress) -> Project | TurntableNeeded:
        try:
            return self._load(progress, self.pictured.emit)
        except TurntableNeededError:
            pictures = pictures_in(self.path) or pictures_in(self.path / PICTURE_FOLDER)
            return TurntableNeeded(self.path, len(pictures))


def capture_name(path: Path) -> str:
    """What people call a capture: its folder, or its file with the folder, since all of these are called the same."""
    return f"{path.parent.name}/{path.name}" if path.suffix and path.parent.name else path.name
