"""The progress bar of a fit."""

import sys
from typing import Self

from tqdm import tqdm

from app.cli.messages import say
from app.engine.export.run_record import HistoryEntry

_FORMAT = "{desc} {percentage:3.0f}%|{bar}| {n_fmt}/{total_fmt}, {rate_noinv_fmt}, ETA {remaining}{postfix}"
_TERMINAL_INTERVAL_SECONDS = 0.1
_FILE_INTERVAL_SECONDS = 10.0  # a log does not need ten lines a second


class ProgressBar:
    """Shows on stderr how far a fit is, its loss and IoU, its speed and the time left.

    Args:
        steps: planned.
    """

    def __init__(self, steps: int) -> None:
        terminal = sys.stderr.isatty()
        self._bar = tqdm(
            total=steps,
            desc="Sculpting",
            unit=" steps",
            bar_format=_FORMAT,
            dynamic_ncols=True,
            mininterval=_TERMINAL_INTERVAL_SECONDS if terminal else _FILE_INTERVAL_SECONDS,
            ascii=None if terminal else True,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self._bar.close()

    def advance(self) -> None:
        """One step was done."""
        self._bar.update()

    def tell(self, sentence: str) -> None:
        """Something the user should know of, above the bar."""
        with self._bar.external_write_mode(sys.stderr):
            say(sentence)

    def show(self, entry: HistoryEntry) -> None:
        """The newest loss and IoU."""
        self._bar.set_postfix_str(f"loss {entry.loss:.2e}, IoU {entry.iou:.4f}", refresh=False)
