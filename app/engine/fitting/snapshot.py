"""What a fit tells about itself: a report a step, now and then the mesh and pictures. NumPy only, no torch."""

import math
from collections.abc import Sequence
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
        loss: of the mesh before the update, the sum of the terms.
        silhouette: weighted term.
        laplacian: weighted term.
        normal: weighted term.
        edge: weighted term.
        softness_pixels: of the outlines in this step.
        learning_rate: of this update.
        colour: weighted term, with that of even colours; 0 while there are no colours.
        structure: weighted term of structural dissimilarity.
    """

    step: int
    loss: float
    silhouette: float
    laplacian: float
    normal: float
    edge: float
    softness_pixels: float
    learning_rate: float
    colour: float = 0.0
    structure: float = 0.0


@dataclass(frozen=True)
class ViewIou:
    """How well one view fits: intersection over union of rendered and target silhouette, in [0, 1]."""

    view_id: str
    iou: float


@dataclass(frozen=True)
class ViewQuality:
    """How well the colours of one view fit.

    Args:
        view_id: names it.
        psnr_decibels: peak signal to noise ratio of the picture against its target, sRGB, over the whole image.
        psnr_inside_decibels: the same inside the target's mask.
        ssim: structural similarity over the whole image, 1 for equal pictures; None where it has not been measured,
            as it takes long while a fit runs.
    """

    view_id: str
    psnr_decibels: float
    psnr_inside_decibels: float
    ssim: float | None


def mean_psnr_decibels(quality_per_view: Sequence[ViewQuality]) -> float | None:
    """The mean over views, without those whose ratio is infinite because nothing differs; None if none is left."""
    finite = [item.psnr_decibels for item in quality_per_view if math.isfinite(item.psnr_decibels)]
    return sum(finite) / len(finite) if finite else None


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
        quality_per_view: of the colours, where there are some; now and then, empty otherwise.
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
    quality_per_view: tuple[ViewQuality, ...] = ()


@dataclass(frozen=True, eq=False)
class ColourPicture:
    """What one view should show in colour and what it shows.

    Args:
        target: (H, W, 3) uint8 sRGB.
        rendered: (H, W, 3) uint8 sRGB.
        gradient: (H, W, 3) float32, how the loss grows with the surface's albedo that each pixel sees, in red, green
            and blue, divided by the largest magnitude; 0 beside the object; None before the first update of colours.
        quality: of the two.
    """

    target: NDArray[np.uint8]
    rendered: NDArray[np.uint8]
    gradient: NDArray[np.float32] | None
    quality: ViewQuality


@dataclass(frozen=True, eq=False)
class ViewPicture:
    """What one view should show and what it shows.

    Args:
        view_id: names it.
        target: (H, W) float32 in [0, 1].
        rendered: (H, W) float32 in [0, 1].
        iou: of the two, in [0, 1].
        colour: the same in colour, while colours are on.
    """

    view_id: str
    target: NDArray[np.float32]
    rendered: NDArray[np.float32]
    iou: float
    colour: ColourPicture | None = None


@dataclass(frozen=True, eq=False)
class ViewThumbnail:
    """A view in small.

    Args:
        view_id: names it.
        target: (h, w) uint8, at most `THUMBNAIL_PIXELS` a side.
        rendered: (h, w) uint8, or None for a view that takes no part.
        iou: counted in the view's full size; None for a view that takes no part.
        target_colour: (h, w, 3) uint8 sRGB, while colours are on.
        rendered_colour: likewise, for a view that takes part.
        quality: of the colours in full size.
    """

    view_id: str
    target: NDArray[np.uint8]
    rendered: NDArray[np.uint8] | None
    iou: float | None
    target_colour: NDArray[np.uint8] | None = None
    rendered_colour: NDArray[np.uint8] | None = None
    quality: ViewQuality | None = None


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

    @property
    def qualities(self) -> tuple[ViewQuality, ...]:
        """Of the views whose colours are told."""
        return tuple(thumbnail.quality for thumbnail in self.thumbnails if thumbnail.quality is not None)


@dataclass(frozen=True, eq=False)
class TargetPreview:
    """What a view would show while it is being moved: (h, w) uint8, at most `THUMBNAIL_PIXELS` a side."""

    view_id: str
    target: NDArray[np.uint8]
