"""Silhouettes by brightness: of a bright object before a dark background, or the other way round."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.engine.cameras.view_mask import ViewMask
from app.engine.masking.border import border_of, known_levels
from app.engine.masking.brightness import brightest_channel, darkest_channel, mean_channel
from app.engine.masking.mask_images import mask_image
from app.engine.masking.mask_settings import MaskSettings
from app.engine.masking.morphology import continued, filled, without_specks

Brightness = NDArray[np.uint8]

_BACKGROUND_PERCENTILE = 99.0
_LEAST_CONTRAST = 12  # of 255; an object that stands out less cannot be told from noise
_SHADOW_SHARE = 0.02  # of the silhouette: the largest hole that is likely to be a shadow
_SMOOTHNESS = 3.0  # standard deviation over which a histogram is smoothed, of 255


def threshold_mask(
    colours: NDArray[np.uint8], settings: MaskSettings, known: NDArray[np.bool_] | None = None
) -> ViewMask:
    """Tell the object from the background by how bright its pixels are.

    A bright object's pixels are those whose brightest channel is above the threshold, a dark one's those whose darkest
    channel is below: so colours stand out from black and from white alike. Where the threshold is found, specks and
    small holes go. Holes that are small beside the object are filled unless the settings say otherwise: one shadow
    taken for background would drill through the object.

    Args:
        colours: (H, W, 3) uint8.
        settings: the threshold or 0 to find it, which of the two is the object, and what is done to the silhouette.
        known: (H, W) bool, where the picture shows anything; None for everywhere.
    """
    brightness = _object_bright(colours, _is_object_bright(colours, settings, known))
    if settings.threshold > 0:
        threshold = 255 * (1 - settings.threshold if brightness.is_inverted else settings.threshold)
    else:
        threshold = _found(brightness.levels, known)
    # What is unknown is mostly black: a dark object must not grow from there.
    coverage = continued(np.where(brightness.levels > threshold, np.uint8(255), np.uint8(0)), known)
    if settings.threshold == 0:
        coverage = without_specks(coverage)
    mask = mask_image(coverage, settings, known=known)
    if settings.fill_holes == "small":
        mask = ViewMask(filled(mask.coverage, _SHADOW_SHARE), known)
    return mask


def found_threshold(colours: NDArray[np.uint8], polarity: str = "best") -> float:
    """Find the brightness that divides object and background.

    The background is what lies along the border, on the side of Otsu's threshold (1979) that most of it is on. The
    division is where the least pixels are, between nearly all of that background and Otsu's threshold: shadows are
    often nearer to a dark background than to the object, and do belong to it.

    Args:
        colours: (H, W, 3) uint8.
        polarity: one of the settings' choices.

    Returns:
        From 0 to 1; one that nothing exceeds if nothing stands out.
    """
    brightness = _object_bright(colours, _is_object_bright(colours, MaskSettings(polarity=polarity), None))
    threshold = _found(brightness.levels, None) / 255
    return 1 - threshold if brightness.is_inverted else threshold


@dataclass(frozen=True, eq=False)
class _Levels:
    """Brightness in which the object is the brighter, (H, W) uint8."""

    levels: Brightness
    is_inverted: bool


def _object_bright(colours: NDArray[np.uint8], is_object_bright: bool) -> _Levels:
    levels = brightest_channel(colours) if is_object_bright else 255 - darkest_channel(colours)
    return _Levels(levels, not is_object_bright)


def _is_object_bright(colours: NDArray[np.uint8], settings: MaskSettings, known: NDArray[np.bool_] | None) -> bool:
    """As the settings say, or else if most of the border is dark."""
    if settings.polarity != "best":
        return settings.polarity == "white"
    grey = mean_channel(colours)
    threshold = 255 * settings.threshold if settings.threshold > 0 else _otsu(known_levels(grey, known))
    return bool(np.median(border_of(grey, known)) <= threshold)


def _found(levels: Brightness, known: NDArray[np.bool_] | None) -> float:
    """The threshold, from 0 to 255, of an object that is bright."""
    from scipy.ndimage import gaussian_filter1d

    inside = known_levels(levels, known)
    otsu = _otsu(inside)
    border = border_of(levels, known)
    background = border[border <= otsu]
    low = int(np.percentile(background, _BACKGROUND_PERCENTILE)) if len(background) else 0
    bright = inside[inside > otsu]
    if len(bright) == 0 or np.median(bright) - low < _LEAST_CONTRAST:
        return 255.0
    counts = np.bincount(inside, minlength=256).astype(np.float64)
    smooth = gaussian_filter1d(counts, _SMOOTHNESS, mode="nearest")[low : otsu + 1]
    return low + float(np.flatnonzero(smooth <= smooth.min() * (1 + 1e-9)).mean())


def _otsu(levels: Brightness) -> int:
    """The level at and below which one of two classes lies whose means differ most (Otsu, 1979)."""
    counts = np.bincount(levels, minlength=256).astype(np.float64)
    below = np.cumsum(counts)
    sums = np.cumsum(counts * np.arange(256))
    above = below[-1] - below
    with np.errstate(divide="ignore", invalid="ignore"):
        between = below * above * (sums / below - (sums[-1] - sums) / above) ** 2
    between = np.nan_to_num(between, nan=0.0)
    return int(np.flatnonzero(between == between.max()).mean())
