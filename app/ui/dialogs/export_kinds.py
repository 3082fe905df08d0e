"""What can be exported: what it is called, which formats there are, why not now, and the work."""

import re
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray
from PyQt6.QtGui import QImage

from app.engine.fitting.snapshot import Snapshot
from app.engine.progress import Progress
from app.ui.document import Document
from app.ui.fit_controller import FitController

Notes = tuple[str, ...]
Draw = Callable[[int], NDArray[np.uint8]]  # pixels a side, to (pixels, pixels, 3) sRGB
Work = Callable[[Progress], Notes | None]


class ExportKind(StrEnum):
    """The kinds, in the order of the dialog."""

    MESH = "mesh"
    TURNTABLE = "turntable"
    HISTORY = "history"
    LOSSES = "losses"
    CAMERAS = "cameras"
    CAPTURE = "capture"
    PICTURES = "pictures"
    SCREENSHOT = "screenshot"


@dataclass(frozen=True)
class Format:
    """A kind of file.

    Args:
        suffix: with the dot.
        name: for people.
        settings: the dataclass of its choices; None where there are none.
    """

    suffix: str
    name: str
    settings: type[Any] | None = None


@dataclass(frozen=True, eq=False)
class ExportSource:
    """What exports are made from.

    Args:
        document: model and cameras.
        controller: mesh, history and numbers.
        picture: takes a picture of the viewport.
    """

    document: Document
    controller: FitController
    picture: Callable[[], QImage]

    @property
    def snapshot(self) -> Snapshot | None:
        """The mesh that is shown: the newest, or that of a keyframe that has been gone back to."""
        return self.controller.shown_snapshot

    @property
    def name(self) -> str:
        """What files are called after: the subject, in letters that every file system takes."""
        subject = self.document.subject
        return re.sub(r'[\x00-\x1f<>:"/\\|?*]+', "_", subject.name) if subject is not None else "photosculpture"


class Export(ABC):
    """One kind of export.

    Args:
        source: what it is made from.
    """

    kind: ClassVar[ExportKind]
    title: ClassVar[str]
    icon: ClassVar[str]
    about: ClassVar[str]
    formats: ClassVar[tuple[Format, ...]]

    def __init__(self, source: ExportSource) -> None:
        self._source = source

    @property
    @abstractmethod
    def problem(self) -> str | None:
        """Why there is nothing to export now, a sentence; None if there is."""

    @property
    @abstractmethod
    def file_stem(self) -> str:
        """The name to suggest, without the suffix."""

    @abstractmethod
    def summary(self, settings: Any) -> str:
        """What will be in the file, half a line."""

    @abstractmethod
    def work(self, path: Path, settings: Any) -> Work:
        """What writes the file as things are now, whatever they become meanwhile; it returns sentences for the user."""

    def settings_problem(self, settings: Any) -> str | None:
        """Why there is nothing to export with these settings, a sentence; None if there is."""
        return None

    def preview(self, settings: Any) -> Draw | None:
        """What draws a small picture of what will be in the file, in any thread; None where there is none."""
        return None

    def beside(self, path: Path) -> tuple[Path, ...]:
        """Further files that `work` writes where it writes `path`."""
        return ()

    def file_name(self, chosen: Format) -> str:
        """The name to suggest."""
        return self.file_stem + chosen.suffix


def counted(count: int, word: str) -> str:
    """Such as "1 step" and "1,000 steps"."""
    return f"{count:,} {word}" + ("" if count == 1 else "s")
