"""Which of a capture's alpha channels, mask files and thresholds become the masks of its views."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.engine.cameras.view_mask import ViewMask
from app.engine.masking.mask_images import HALF, is_object_white, mask_image
from app.engine.masking.mask_settings import MaskSettings

Image = NDArray[np.uint8]
Known = NDArray[np.bool_] | None

_COPY_SHARE = 0.01
"""A mask file that leaves less of the background, or of the object, known than this share shows the silhouette again;
it does not say where the silhouette is known."""


@dataclass(frozen=True, eq=False)
class MaskSources:
    """What one picture's mask can be made of.

    Args:
        alpha: (H, W) uint8, its alpha channel; None if there is none.
        file: (H, W) uint8, its mask file, of either polarity; None if there is none.
        threshold: made by its brightness; None where that is not asked for.
        known: (H, W) bool, where the picture shows anything; None for everywhere.
    """

    alpha: Image | None
    file: Image | None
    threshold: ViewMask | None
    known: Known


def chosen_masks(sources: Sequence[MaskSources], settings: MaskSettings) -> tuple[ViewMask | None, ...]:
    """Make the masks of a capture.

    An alpha channel is a silhouette. A mask file beside one says which pixels are known, and black is unknown; without
    one it is the silhouette. Thresholds are for captures that have neither: among pictures with masks, one that has
    none gets none. Each silhouette file is of the same polarity.

    Args:
        sources: of each picture.
        settings: which sources serve, and what is done to the masks.

    Returns:
        One a picture, None where there is nothing to make it of.
    """
    if settings.source == "threshold":
        return tuple(source.threshold for source in sources)
    with_alpha = [settings.source != "files" and source.alpha is not None for source in sources]
    files = [None if settings.source == "alpha" else source.file for source in sources]
    if settings.source == "best" and not any(with_alpha) and all(file is None for file in files):
        return tuple(source.threshold for source in sources)
    silhouettes = [file for file, alpha in zip(files, with_alpha, strict=True) if file is not None and not alpha]
    is_white = is_object_white(silhouettes, settings)
    tells_known = _tell_known([s for s, alpha in zip(sources, with_alpha, strict=True) if alpha])
    masks: list[ViewMask | None] = []
    for source, file, alpha in zip(sources, files, with_alpha, strict=True):
        if alpha and source.alpha is not None:
            known = _both(source.known, file >= HALF) if file is not None and tells_known else source.known
            masks.append(mask_image(source.alpha, settings, known=known))
        else:
            masks.append(None if file is None else mask_image(file, settings, is_white=is_white, known=source.known))
    return tuple(masks)


def _tell_known(sources: Sequence[MaskSources]) -> bool:
    """Whether mask files beside alpha channels say something else than these."""
    known, all_of = np.zeros(2), np.zeros(2)  # pixels of background and object
    for source in sources:
        if source.alpha is not None and source.file is not None:
            is_object, is_known = source.alpha >= HALF, source.file >= HALF
            known += (np.count_nonzero(is_known & ~is_object), np.count_nonzero(is_known & is_object))
            all_of += (np.count_nonzero(~is_object), np.count_nonzero(is_object))
    return bool((known > _COPY_SHARE * all_of).all())


def _both(one: Known, other: NDArray[np.bool_]) -> NDArray[np.bool_]:
    return other if one is None else one & other
