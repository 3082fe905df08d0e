"""What a fit tells about itself: a report a step, and now and then the mesh. Plain numbers and numpy, no torch."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class StepReport:
    """One update.

    Args:
        step: updates done, this one included.
        loss: of the mesh before the update, the sum of the four terms.
        silhouette: weighted term.
        laplacian: weighted term.
        normal: weighted term.
        edge: weighted term.
        softness_pixels: of the outlines in this step.
        learning_rate: of this update.
    """

    step: int
    loss: float
    silhouette: float
    laplacian: float
    normal: float
    edge: float
    softness_pixels: float
    learning_rate: float


@dataclass(frozen=True)
class ViewIou:
    """How well one view fits: intersection over union of rendered and target silhouette, in [0, 1]."""

    view_id: str
    iou: float


@dataclass(frozen=True, eq=False)
class Snapshot:
    """A fit at one moment.

    Args:
        run: which run of the program's fits this is; a reset starts the next.
        step: updates done.
        positions_world: (V, 3) float64.
        faces: (F, 3) int32.
        iou_per_view: of the enabled views, for the mesh before the latest update; empty before the first.
        reports: of all steps since the snapshot before, oldest first.
    """

    run: int
    step: int
    positions_world: NDArray[np.float64]
    faces: NDArray[np.int32]
    iou_per_view: tuple[ViewIou, ...]
    reports: tuple[StepReport, ...]


@dataclass(frozen=True, eq=False)
class ViewPicture:
    """What one view should show and what it shows.

    Args:
        view_id: names it.
        target: (H, W) float32 in [0, 1].
        rendered: (H, W) float32 in [0, 1].
        iou: of the two, in [0, 1].
    """

    view_id: str
    target: NDArray[np.float32]
    rendered: NDArray[np.float32]
    iou: float
