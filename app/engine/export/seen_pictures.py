"""What views see of what is sculpted, one after the other: silhouettes of a model or pictures of it in a light, or
photographs with their masks."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.engine.appearance.picture_look import PictureLook
from app.engine.cameras.view import View
from app.engine.cameras.view_mask import ViewMask
from app.engine.captures.capture import Capture
from app.engine.captures.subject import Subject
from app.engine.export.target_masks import target_masks
from app.engine.export.target_pictures import target_pictures

_GREY = 128  # a silhouette is seen on white and on black
_OPAQUE = 255


@dataclass(frozen=True, eq=False)
class SeenPicture:
    """What one view sees.

    Args:
        mask: where the object is.
        colours: (H, W, 3) uint8, sRGB, of the mask's size; None where there are none, as of a model without light.

    Raises:
        ValueError: the sizes differ.
    """

    mask: ViewMask
    colours: NDArray[np.uint8] | None = None

    def __post_init__(self) -> None:
        if self.colours is not None and self.colours.shape != (*self.mask.image_size, 3):
            raise ValueError(f"SeenPicture: the mask is of {self.mask.image_size}, the colours {self.colours.shape}")

    @property
    def rgba(self) -> NDArray[np.uint8]:
        """(H, W, 4): the coverage as alpha over the colours, or over grey."""
        picture = np.full((*self.mask.image_size, 4), _GREY, dtype=np.uint8)
        if self.colours is not None:
            picture[..., :3] = self.colours
        picture[..., 3] = self.mask.coverage
        return picture

    @property
    def unknown(self) -> NDArray[np.bool_] | None:
        """(H, W), True where nobody can tell what is object; None if there is no such pixel."""
        known = self.mask.known
        return None if known is None or known.all() else ~known


def seen_pictures(subject: Subject, views: Sequence[View], look: PictureLook | None = None) -> Iterator[SeenPicture]:
    """What views see, each in its own size, made when it is asked for.

    Args:
        subject: a model, which is rendered on the CPU, or a capture.
        views: by whom. One without a mask shows all of its photograph, and nothing of it is known.
        look: of a model; None for its silhouettes alone.
    """
    if isinstance(subject, Capture):
        return (_photographed(subject, view) for view in views)
    masks = (_mask(coverage) for coverage in target_masks(subject.mesh, views))
    if look is None:
        return (SeenPicture(mask) for mask in masks)
    return (SeenPicture(*both) for both in zip(masks, target_pictures(subject, views, look), strict=True))


def _photographed(capture: Capture, view: View) -> SeenPicture:
    photograph = capture.photographs.get(view.id)
    return SeenPicture(view.mask or _nothing_known(view), None if photograph is None else photograph.colours)


def _nothing_known(view: View) -> ViewMask:
    opaque = np.full(view.image_size, _OPAQUE, dtype=np.uint8)
    return ViewMask(opaque, np.zeros(view.image_size, dtype=np.bool_))


def _mask(coverage: NDArray[np.float32]) -> ViewMask:
    return ViewMask(np.clip(coverage * 255 + 0.5, 0, 255).astype(np.uint8))
