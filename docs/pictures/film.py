"""The frames of what a hand does at a window."""

from collections.abc import Callable
from pathlib import Path

from PIL import Image
from PyQt6.QtCore import QPointF
from PyQt6.QtWidgets import QWidget

from pictures.gif import write_gif
from pictures.hand import Hand

_SIZE = (960, 600)
_FRAME_MILLISECONDS = 100
_LAST_FRAME_MILLISECONDS = 2500


class Film:
    """Moves the hand smoothly and takes a frame after each bit of the way.

    Args:
        hand: works the window.
        wait: called before each frame; returns when the next one is due.
    """

    def __init__(self, hand: Hand, wait: Callable[[], None]) -> None:
        self.hand = hand
        self._wait = wait
        self._frames: list[Image.Image] = []

    def shoot(self, count: int = 1) -> None:
        """Take frames without moving."""
        for _ in range(count):
            self._wait()
            self._frames.append(self.hand.picture(with_arrow=True).resize(_SIZE, Image.Resampling.LANCZOS))

    def go(self, place: QPointF, count: int) -> None:
        """Move to a place of the window in so many frames."""
        start = self.hand.place
        for number in range(1, count + 1):
            share = number / count
            self.hand.move(start + (place - start) * (share * share * (3 - 2 * share)))
            self.shoot()

    def click(self, part: QWidget, count: int) -> None:
        """Go to a part in so many frames, and click it."""
        self.go(self.hand.in_window(part), count)
        self.hand.click(part)

    def drag(self, part: QWidget, places: list[QPointF], counts: list[int]) -> None:
        """Go to the first place of a part, and drag over the others, each in so many frames."""
        self.go(places[0], counts[0])
        self.hand.press(part)
        for place, count in zip(places[1:], counts[1:], strict=True):
            self.go(place, count)
        self.hand.release()

    def write(self, path: Path) -> None:
        """Write the frames as a GIF that loops."""
        durations = [_FRAME_MILLISECONDS] * (len(self._frames) - 1) + [_LAST_FRAME_MILLISECONDS]
        write_gif(path, self._frames, durations)
