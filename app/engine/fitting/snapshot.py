"""What a fit tells about itself: a report a step, now and then the mesh and pictures. NumPy only, no torch."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.engine.fitting.fit_state import FitState
from app.engine.fitting.readings import Reading
from app.engine.fitting.refined_cameras import RefinedCamera

THUMBNAIL_PIXELS = 128


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
        normals: (V, 3) float32, of unit length.
        iou_per_view: of the enabled views, for the mesh before the latest update; empty before the first.
        reports: of all steps since the snapshot before, oldest first.
        state: to go on from.
        reading: of the vertices, where asked for; a few steps older than the mesh while a fit runs.
        refined: the cameras that the fit has moved.
    """

    run: int
    step: int
    positions_world: NDArray[np.float64]
    faces: NDArray[np.int32]
    normals: NDArray[np.float32]
    iou_per_view: tuple[ViewIou, ...]
    reports: tuple[StepReport, ...]
    state: FitState
    reading: Reading | None = None
    refined: tuple[RefinedCamera, ...] = ()


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


@dataclass(frozen=True, eq=False)
class ViewThumbnail:
    """A view in small.

    Args:
        view_id: names it.
        target: (h, w) uint8, at most `THUMBNAIL_PIXELS` a side.
        rendered: (h, w) uint8, or None for a view that takes no part.
        iou: counted in the view's full size; None for a view that takes no part.
    """

    view_id: str
    target: NDArray[np.uint8]
    rendered: NDArray[np.uint8] | None
    iou: float | None


@dataclass(frozen=True, eq=False)
class Pictures:
    """All views at one moment.

    Args:
        run: as in `Snapshot`.
        step: updates done.
        thumbnails: of all views, in their order.
        selected: the view that was asked for in full size, if it takes part.
        reading: of the vertices of an earlier moment that is shown, where asked for.
    """

    run: int
    step: int
    thumbnails: tuple[ViewThumbnail, ...]
    selected: ViewPicture | None
    reading: Reading | None = None

    @property
    def mean_iou(self) -> float | None:
        """Over the views that take part; None if there is none."""
        ious = [thumbnail.iou for thumbnail in self.thumbnails if thumbnail.iou is not None]
        return sum(ious) / len(ious) if ious else None


@dataclass(frozen=True, eq=False)
class TargetPreview:
    """What a view would show while it is being moved: (h, w) uint8, at most `THUMBNAIL_PIXELS` a side."""

    view_id: str
    target: NDArray[np.uint8]
