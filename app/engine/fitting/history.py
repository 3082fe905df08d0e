"""The meshes that a run went through, as many as fit into a limit of memory. NumPy only."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from app.engine.cameras.camera_set import CameraSet
from app.engine.fitting.snapshot import Snapshot

DEFAULT_LIMIT_BYTES = 256 * 2**20
MOST_KEYFRAMES = 400  # more are not told apart on a slider


@dataclass(frozen=True, eq=False)
class Keyframe:
    """A moment that can be gone back to.

    Args:
        snapshot: without its reports, which the run log keeps.
        views: all cameras of that moment.
    """

    snapshot: Snapshot
    views: CameraSet

    @property
    def step(self) -> int:
        """Updates done."""
        return self.snapshot.step


class History:
    """Keyframes, ascending in step.

    When they are too many, every second one goes, and from then on they are taken half as often: the run stays covered
    evenly. The first and the last always stay.

    Args:
        limit_bytes: of memory that the keyframes may take, besides the first and the last.
        keyframes: to begin with.
    """

    def __init__(self, limit_bytes: int = DEFAULT_LIMIT_BYTES, keyframes: Sequence[Keyframe] = ()) -> None:
        self._limit_bytes = limit_bytes
        self._keyframes = list(keyframes)
        self._interval = _interval([keyframe.step for keyframe in keyframes])
        self._thin_out()

    @property
    def keyframes(self) -> tuple[Keyframe, ...]:
        """All of them."""
        return tuple(self._keyframes)

    @property
    def memory_bytes(self) -> int:
        """What the keyframes take; arrays that they share count once."""
        return memory_bytes(self._keyframes)

    @property
    def limit_bytes(self) -> int:
        """What they may take."""
        return self._limit_bytes

    @limit_bytes.setter
    def limit_bytes(self, limit_bytes: int) -> None:
        self._limit_bytes = limit_bytes
        self._thin_out()

    def add(self, keyframe: Keyframe) -> None:
        """Take in a moment that follows the last one.

        It takes the place of the last keyframe where that is closer to the one before than keyframes are kept.
        """
        steps = [item.step for item in self._keyframes[-2:]]
        if steps and keyframe.step < steps[-1]:
            raise ValueError(f"History: steps must not descend, got {keyframe.step} after {steps[-1]}")
        if steps and (keyframe.step == steps[-1] or (len(steps) == 2 and steps[1] - steps[0] < self._interval)):
            self._keyframes[-1] = keyframe
        else:
            self._keyframes.append(keyframe)
        self._thin_out()

    def truncate(self, step: int) -> None:
        """Forget the keyframes after `step`."""
        self._keyframes = [keyframe for keyframe in self._keyframes if keyframe.step <= step]
        self._interval = _interval([keyframe.step for keyframe in self._keyframes])

    def _thin_out(self) -> None:
        while len(self._keyframes) > 2 and (
            len(self._keyframes) > MOST_KEYFRAMES or self.memory_bytes > self._limit_bytes
        ):
            first, *middle, last = self._keyframes
            self._keyframes = [first, *middle[1::2], last]
            self._interval = _interval([keyframe.step for keyframe in self._keyframes[:-1]])


def _interval(steps: list[int]) -> int:
    """Steps between keyframes, 1 to begin with."""
    return max(1, int(np.median(np.diff(steps)))) if len(steps) > 2 else 1


def memory_bytes(keyframes: Iterable[Keyframe]) -> int:
    """What keyframes take; arrays that they share count once."""
    arrays = {}
    for keyframe in keyframes:
        snapshot, state = keyframe.snapshot, keyframe.snapshot.state
        for array in (
            snapshot.positions_world,
            snapshot.faces,
            snapshot.normals,
            snapshot.reading.values if snapshot.reading is not None else None,
            state.faces,
            state.rest_positions_local,
            state.parameters,
            *state.optimizer.arrays(),
            *(state.colours.arrays() if state.colours is not None else ()),
        ):
            if array is not None:
                arrays[id(array)] = array.nbytes
    return sum(arrays.values())
