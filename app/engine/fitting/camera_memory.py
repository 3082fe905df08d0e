"""How far refined cameras are from the given ones, and what moves them on. Plain numbers and NumPy, no torch."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

OFFSET_COUNT = 7
"""Of each view: three of its turn about the object's middle, two of its shift, distance, focal length."""

_POSE_TOLERANCE = 1e-9
_LENS_TOLERANCE = 2e-3  # an image of another size in whole pixels is not quite of the same shape


def _rows(count: int) -> NDArray[np.float64]:
    return np.zeros((0, count))


@dataclass(frozen=True, eq=False)
class CameraMemory:
    """What a refinement of cameras remembers between two updates.

    Args:
        view_ids: N names.
        given: (N, 3, 7) float64, the cameras that the offsets are from: the lens's matrix in shares of the image's
            width and height, rotation, translation in world units.
        offsets: (N, 7) float64, as `camera_offsets` explains them.
        settled_offsets: (N, 7) float64, with which cones and pixel sizes were last made.
        mean: (N, 7) float64, the smoothed gradient.
        counts: (N,) int64, updates of each view, the first by its tangents alone; 0 where it still stands as given.

    Raises:
        ValueError: the arrays are not of as many views.
    """

    view_ids: tuple[str, ...] = ()
    given: NDArray[np.float64] = field(default_factory=lambda: np.zeros((0, 3, 7)))
    offsets: NDArray[np.float64] = field(default_factory=lambda: _rows(OFFSET_COUNT))
    settled_offsets: NDArray[np.float64] = field(default_factory=lambda: _rows(OFFSET_COUNT))
    mean: NDArray[np.float64] = field(default_factory=lambda: _rows(OFFSET_COUNT))
    counts: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, dtype=np.int64))

    def __post_init__(self) -> None:
        count = len(self.view_ids)
        for name, shape in (
            ("given", (count, 3, 7)),
            *((name, (count, OFFSET_COUNT)) for name in ("offsets", "settled_offsets", "mean")),
            ("counts", (count,)),
        ):
            if getattr(self, name).shape != shape:
                raise ValueError(f"CameraMemory: {name} must have shape {shape}, got {getattr(self, name).shape}")
        if (self.counts < 0).any():
            raise ValueError("CameraMemory: counts must not be negative")

    @property
    def moved(self) -> NDArray[np.bool_]:
        """(N,) whether a view no longer stands as given."""
        return self.counts > 0

    def of_views(self, view_ids: tuple[str, ...], given: NDArray[np.float64]) -> "CameraMemory":
        """What of it still holds for other views: those of the same name and the same given camera keep theirs.

        Args:
            view_ids: M names.
            given: (M, 3, 7), as above.
        """
        rows = {view_id: row for row, view_id in enumerate(self.view_ids)}
        pairs = [
            (new, rows[view_id])
            for new, view_id in enumerate(view_ids)
            if view_id in rows and _same_camera(given[new], self.given[rows[view_id]])
        ]
        here, there = [new for new, _ in pairs], [old for _, old in pairs]

        def kept(values: NDArray[np.float64]) -> NDArray[np.float64]:
            found = np.zeros((len(view_ids), OFFSET_COUNT))
            found[here] = values[there]
            return found

        counts = np.zeros(len(view_ids), dtype=np.int64)
        counts[here] = self.counts[there]
        return CameraMemory(
            view_ids,
            given,
            kept(self.offsets),
            kept(self.settled_offsets),
            kept(self.mean),
            counts,
        )


def _same_camera(one: NDArray[np.float64], other: NDArray[np.float64]) -> bool:
    lens = np.allclose(one[:, :3], other[:, :3], rtol=0, atol=_LENS_TOLERANCE)
    return lens and np.allclose(one[:, 3:], other[:, 3:], rtol=_POSE_TOLERANCE, atol=_POSE_TOLERANCE)
