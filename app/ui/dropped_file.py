"""What is dropped on the window."""

from pathlib import Path

from PyQt6.QtCore import QMimeData

from app.engine.captures.shot_files import is_capture
from app.engine.project.loading import SUFFIXES


def dropped_file(data: QMimeData | None) -> Path | None:
    """The one file or folder of a drag that can be opened; None if it is something else."""
    urls = data.urls() if data is not None else []
    if len(urls) != 1 or not urls[0].isLocalFile():
        return None
    path = Path(urls[0].toLocalFile())
    return path if path.suffix.lower() in SUFFIXES or is_capture(path) else None
