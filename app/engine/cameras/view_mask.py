"""What is known of an object's silhouette in one picture."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class ViewMask:
    """A silhouette with soft edges, and where it is known; never changed, only replaced by another.

    Args:
        coverage: (H, W) uint8: 255 where the object covers the pixel, 0 where it does not, its share between.
        known: (H, W) bool, False where nobody can tell; None if all pixels are known.

    Raises:
        ValueError: a shape or a type is not as above.
    """

    coverage: NDArray[np.uint8]
    known: NDArray[np.bool_] | None = None

    def __post_init__(self) -> None:
        if self.coverage.ndim != 2 or self.coverage.size == 0 or self.coverage.dtype != np.uint8:
            raise ValueError(
                f"ViewMask: coverage must be uint8 of shape (H, W), got {self.coverage.dtype} {self.coverage.shape}"
            )
        known = self.known
        if known is not None and (known.shape != self.coverage.shape or known.dtype != np.bool_):
            raise ValueError(
                f"ViewMask: known must be bool of shape {self.coverage.shape}, got {known.dtype} {known.shape}"
            )

    @property
    def image_size(self) -> tuple[int, int]:
        """Height and width, pixels."""
        height, width = self.coverage.shape
        return height, width
