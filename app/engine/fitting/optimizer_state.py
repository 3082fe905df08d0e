"""What an optimiser remembers. NumPy only, no torch."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class OptimizerState:
    """What an optimiser remembers.

    Args:
        count: updates since it was made.
        mean: of the shape of its parameter, float32, the smoothed gradient; None before the first update.
        square: likewise, the smoothed squared gradient; None before the first update.
    """

    count: int = 0
    mean: NDArray[np.float32] | None = None
    square: NDArray[np.float32] | None = None

    def arrays(self) -> Iterator[NDArray[np.float32]]:
        """All that take memory."""
        yield from (array for array in (self.mean, self.square) if array is not None)
