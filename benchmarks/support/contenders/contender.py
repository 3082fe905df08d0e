"""What a renderer in the comparison can do."""

from abc import ABC, abstractmethod

import numpy as np
from numpy.typing import NDArray


class Contender(ABC):
    """A renderer, ready for one case: whatever does not depend on the positions is prepared when it is made."""

    def prepare(self) -> None:  # noqa: B027  most have nothing to prepare
        """Make ready for one call of `run`; this is not timed."""

    @abstractmethod
    def run(self) -> None:
        """Render all views and take the gradient by what they are made from; all work is finished on return."""

    @abstractmethod
    def images(self) -> NDArray[np.float32]:
        """Render the views, (N, H, W) or (N, H, W, C) in [0, 1]."""

    @abstractmethod
    def gradient(self) -> NDArray[np.float64]:
        """Return the gradient by the positions (V, 3) that `run` found last."""

    def colour_gradient(self) -> NDArray[np.float64] | None:
        """Return the gradient by the vertex colours (V, C) that `run` found last; None of a renderer of silhouettes."""
        return None
