"""Photographs as pixels, made from their files' bytes without keeping the window waiting."""

import threading
from collections.abc import Mapping
from io import BytesIO
from queue import Empty, SimpleQueue
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from PyQt6.QtCore import QObject, QTimer, pyqtSignal

from app.engine.captures.capture import Photograph
from app.engine.fitting.snapshot import THUMBNAIL_PIXELS

Pixels = NDArray[np.uint8]
Item = TypeVar("Item")

_POLL_MS = 30


class PhotographLoader(QObject):
    """Makes a small picture of every photograph, and decodes those that are asked for.

    Args:
        parent: dies together with this object.
    """

    thumbnail_made = pyqtSignal(str, object)  # id, (h, w, 3) uint8 with at most THUMBNAIL_PIXELS a side
    decoded = pyqtSignal(str)  # id; its colours are at hand from now on

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._photographs: Mapping[str, Photograph] = {}
        self._stop = threading.Event()
        self._thumbnails: SimpleQueue[tuple[str, Pixels]] = SimpleQueue()
        self._decoded: SimpleQueue[str] = SimpleQueue()
        self._under_way: set[str] = set()
        self._expected = 0
        self._poll = QTimer(self)
        self._poll.setInterval(_POLL_MS)
        self._poll.timeout.connect(self._look)

    def open(self, photographs: Mapping[str, Photograph], *, thumbnails: bool = True) -> None:
        """Take up the photographs of another capture.

        Args:
            photographs: by the ids of their views; those of the one before are forgotten.
            thumbnails: whether to make small pictures of all.
        """
        self._stop.set()
        self._poll.stop()
        self._photographs, self._under_way = photographs, set()
        self._stop, self._thumbnails, self._decoded = threading.Event(), SimpleQueue(), SimpleQueue()
        self._expected = len(photographs) if thumbnails else 0
        if self._expected:
            self.destroyed.connect(self._stop.set)
            work = (dict(photographs), self._stop, self._thumbnails)
            threading.Thread(target=_make_thumbnails, args=work, name="thumbnails", daemon=True).start()
            self._poll.start()

    def colours(self, view_id: str) -> Pixels | None:
        """The photograph of a view (H, W, 3); None if it has none, or not yet: then `decoded` follows."""
        photograph = self._photographs.get(view_id)
        if photograph is None:
            return None
        if "colours" in vars(photograph):  # which it keeps once they have been made
            return photograph.colours
        if view_id not in self._under_way:
            self._under_way.add(view_id)
            work = (view_id, photograph, self._decoded)
            threading.Thread(target=_decode, args=work, name="photograph", daemon=True).start()
            self._poll.start()
        return None

    def _look(self) -> None:
        for view_id, thumbnail in _taken(self._thumbnails):
            self._expected -= 1
            self.thumbnail_made.emit(view_id, thumbnail)
        for view_id in _taken(self._decoded):
            self._under_way.discard(view_id)
            self.decoded.emit(view_id)
        if not self._expected and not self._under_way:
            self._poll.stop()


def _taken(queue: "SimpleQueue[Item]") -> list[Item]:
    items = []
    while True:
        try:
            items.append(queue.get_nowait())
        except Empty:
            return items


def _decode(view_id: str, photograph: Photograph, decoded: "SimpleQueue[str]") -> None:
    _ = photograph.colours  # which it keeps
    decoded.put(view_id)


def _make_thumbnails(
    photographs: Mapping[str, Photograph], stop: threading.Event, thumbnails: "SimpleQueue[tuple[str, Pixels]]"
) -> None:
    from PIL import Image

    for view_id, photograph in photographs.items():
        if stop.is_set():
            return
        with Image.open(BytesIO(photograph.png)) as picture:
            small = picture.convert("RGB")
        small.thumbnail((THUMBNAIL_PIXELS, THUMBNAIL_PIXELS))
        thumbnails.put((view_id, np.asarray(small)))
