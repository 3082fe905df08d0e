"""Times several programs side by side: in turns, so that a busy moment of the machine meets all of them."""

import gc
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

QUICK_SECONDS = 0.05  # a call below this is repeated within its turn
CALLS_PER_TURN = 4
FEWEST_ROUNDS, MOST_ROUNDS = 3, 25


class Program(Protocol):
    """Something that can be timed again and again."""

    def prepare(self) -> None:
        """Make ready for one run; this is not timed."""

    def run(self) -> None:
        """Do the work, all of it, before returning."""


@dataclass(frozen=True)
class Timing:
    """What one program took a call.

    Args:
        median_ms: of all calls.
        shortest_ms: of all calls.
        longest_ms: of all calls.
        calls: that were timed.
    """

    median_ms: float
    shortest_ms: float
    longest_ms: float
    calls: int


def summary(seconds: Sequence[float]) -> Timing:
    """Return median and range of durations; there is at least one."""
    return Timing(statistics.median(seconds) * 1e3, min(seconds) * 1e3, max(seconds) * 1e3, len(seconds))


def interleaved(programs: Sequence[Program], seconds: float, rounds: int | None) -> tuple[Timing, ...]:
    """Time programs in rounds, each once a round in rotating order.

    The first round is for warming up. In a turn a quick program is called several times and its first call, which finds
    the caches and threads as another program left them, is left out: a fit calls the renderer a thousand times in a
    row. Python's search for circular garbage waits until a turn is over, as with `timeit`.

    Args:
        programs: what to time.
        seconds: about how long to go on, within `FEWEST_ROUNDS` to `MOST_ROUNDS` rounds.
        rounds: how many rounds to take instead; None leaves it to `seconds`.

    Returns:
        The timings, in the order of the programs.
    """
    warm_up = [min(_timed(program), _timed(program)) for program in programs]
    turns = [CALLS_PER_TURN if duration < QUICK_SECONDS else 1 for duration in warm_up]
    if rounds is None:
        per_round = sum(turn * duration for turn, duration in zip(turns, warm_up, strict=True))
        rounds = max(FEWEST_ROUNDS, min(MOST_ROUNDS, round(seconds / per_round)))
    durations: list[list[float]] = [[] for _ in programs]
    for number in range(rounds):
        for offset in range(len(programs)):
            index = (number + offset) % len(programs)
            gc.collect()
            gc.disable()
            try:
                calls = [_timed(programs[index]) for _ in range(turns[index])]
            finally:
                gc.enable()
            durations[index] += calls[1:] or calls
    return tuple(summary(taken) for taken in durations)


def _timed(program: Program) -> float:
    program.prepare()
    started = time.perf_counter()
    program.run()
    return time.perf_counter() - started
