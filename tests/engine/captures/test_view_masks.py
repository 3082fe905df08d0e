"""Which of alpha channels, mask files and thresholds become masks."""

import numpy as np
from numpy.typing import NDArray

from app.engine.cameras.view_mask import ViewMask
from app.engine.captures.view_masks import MaskSources, chosen_masks
from app.engine.masking.mask_settings import MaskSettings


def box(top: int, left: int, bottom: int, right: int) -> NDArray[np.uint8]:
    """White, in an image of 20 x 30."""
    image = np.zeros((20, 30), dtype=np.uint8)
    image[top:bottom, left:right] = 255
    return image


ALPHA, FILE, BRIGHT = box(4, 4, 12, 12), box(5, 10, 15, 20), box(2, 2, 6, 6)
THRESHOLD = ViewMask(BRIGHT)
REACHED = box(1, 1, 19, 29) > 0


def sources(*, alpha: bool = False, file: bool = False) -> MaskSources:
    return MaskSources(ALPHA if alpha else None, FILE if file else None, THRESHOLD, REACHED)


def coverages(found: tuple[ViewMask | None, ...]) -> list[NDArray[np.uint8] | None]:
    return [None if mask is None else mask.coverage for mask in found]


def test_the_best_is_alpha_then_files_then_a_threshold() -> None:
    settings = MaskSettings()
    assert chosen_masks([sources(), sources()], settings) == (THRESHOLD, THRESHOLD)
    mixed = coverages(chosen_masks([sources(alpha=True), sources(file=True)], settings))
    np.testing.assert_array_equal(mixed, [ALPHA, FILE])


def test_thresholds_do_not_mix_with_masks() -> None:
    assert chosen_masks([sources(alpha=True), sources()], MaskSettings())[1] is None
    assert chosen_masks([sources(file=True), sources()], MaskSettings())[1] is None


def test_a_source_can_be_forced() -> None:
    both = sources(alpha=True, file=True)
    for source, expected in [("alpha", ALPHA), ("files", FILE), ("threshold", BRIGHT)]:
        np.testing.assert_array_equal(coverages(chosen_masks([both], MaskSettings(source=source))), [expected])
    assert chosen_masks([sources(file=True)], MaskSettings(source="alpha")) == (None,)
    assert chosen_masks([sources(alpha=True)], MaskSettings(source="files")) == (None,)


def test_a_file_beside_an_alpha_channel_says_what_is_known() -> None:
    (mask,) = chosen_masks([sources(alpha=True, file=True)], MaskSettings())
    assert mask is not None and mask.known is not None
    np.testing.assert_array_equal(mask.coverage, ALPHA)
    np.testing.assert_array_equal(mask.known, REACHED & (FILE > 0))


def test_a_file_that_repeats_the_alpha_channel_says_nothing_more() -> None:
    for copy in (ALPHA, 255 - ALPHA):
        (mask,) = chosen_masks([MaskSources(ALPHA, copy, None, None)], MaskSettings())
        assert mask is not None and mask.known is None
        np.testing.assert_array_equal(mask.coverage, ALPHA)


def test_all_files_are_of_one_polarity() -> None:
    close = box(0, 5, 20, 30)  # by itself it would be taken for the background
    files = [FILE, ALPHA, close]
    white = [MaskSources(None, file, None, None) for file in files]
    black = [MaskSources(None, 255 - file, None, None) for file in files]
    np.testing.assert_array_equal(coverages(chosen_masks(white, MaskSettings())), files)
    np.testing.assert_array_equal(coverages(chosen_masks(black, MaskSettings())), files)
    forced = coverages(chosen_masks(white, MaskSettings(polarity="black")))
    np.testing.assert_array_equal(forced, [255 - file for file in files])


def test_what_the_lens_does_not_reach_stays_unknown() -> None:
    (mask,) = chosen_masks([sources(file=True)], MaskSettings())
    assert mask is not None and mask.known is REACHED
