"""Objects are told from backgrounds by brightness: given, or found by the border."""

import numpy as np
import pytest
from numpy.typing import NDArray

from app.engine.masking.mask_settings import MaskSettings
from app.engine.masking.threshold import found_threshold, threshold_mask

IS_OBJECT = np.hypot(*(np.mgrid[:120, :160] - np.array([60, 70])[:, None, None])) < 35


def picture(
    background: tuple[int, int, int], thing: tuple[int, int, int], noise: float = 4.0, *, cut: bool = False
) -> NDArray[np.uint8]:
    """A disk, of colour `thing` on one side and half as different from the background on the other."""
    generator = np.random.default_rng(5)
    colours = np.empty((*IS_OBJECT.shape, 3))
    colours[:] = background
    shade = np.linspace(1.0, 0.5, IS_OBJECT.shape[1])[None, :, None]
    mixed = np.array(background) + shade * (np.array(thing) - np.array(background))
    is_object = np.roll(IS_OBJECT, -60, axis=1) if cut else IS_OBJECT
    if cut:
        is_object[:, 80:] = False
    colours = np.where(is_object[..., None], mixed, colours)
    noisy = colours + generator.normal(0, noise, colours.shape)
    return np.clip(np.rint(noisy), 0, 255).astype(np.uint8)


def share_of_errors(coverage: NDArray[np.uint8]) -> float:
    """Of the object's pixels."""
    return float(((coverage >= 128) != IS_OBJECT).sum() / IS_OBJECT.sum())


@pytest.mark.parametrize(
    ("background", "thing"),
    [
        ((10, 10, 10), (220, 220, 220)),
        ((40, 35, 30), (150, 140, 130)),
        ((245, 245, 245), (60, 60, 60)),
        ((250, 250, 250), (255, 40, 30)),  # as bright as its background in its red channel
        ((5, 5, 5), (20, 30, 250)),
    ],
)
def test_a_threshold_is_found_for_bright_and_dark_objects(
    background: tuple[int, int, int], thing: tuple[int, int, int]
) -> None:
    colours = picture(background, thing)
    assert share_of_errors(threshold_mask(colours, MaskSettings()).coverage) < 0.01
    assert 0 < found_threshold(colours) < 1


def test_a_found_threshold_does_the_same_when_it_is_given() -> None:
    colours = picture((10, 10, 10), (220, 220, 220), noise=0.0)
    given = MaskSettings(threshold=found_threshold(colours))
    found = threshold_mask(colours, MaskSettings()).coverage
    np.testing.assert_array_equal(threshold_mask(colours, given).coverage, found)


def test_a_given_threshold_divides_the_brightest_channel() -> None:
    ramp = np.zeros((4, 256, 3), dtype=np.uint8)
    ramp[..., 1] = np.arange(256)
    mask = threshold_mask(ramp, MaskSettings(threshold=0.19, polarity="white"))
    np.testing.assert_array_equal(mask.coverage[0] == 255, np.arange(256) > 0.19 * 255)
    mask = threshold_mask(255 - ramp, MaskSettings(threshold=0.81, polarity="black"))
    np.testing.assert_array_equal(mask.coverage[0] == 255, np.arange(256) > 0.19 * 255)


def test_an_object_that_the_border_cuts_is_found() -> None:
    colours = picture((10, 10, 10), (220, 220, 220), cut=True)
    coverage = threshold_mask(colours, MaskSettings(dilate_pixels=4, erode_pixels=4)).coverage
    assert coverage[60, 0] == 255
    assert coverage[60, 100] == 0


def test_nothing_is_found_where_nothing_stands_out() -> None:
    colours = picture((10, 10, 10), (10, 10, 10), noise=1.5)
    assert not threshold_mask(colours, MaskSettings()).coverage.any()
    assert not threshold_mask(np.full((8, 8, 3), 77, dtype=np.uint8), MaskSettings()).coverage.any()


def test_polarity_can_be_forced() -> None:
    colours = picture((10, 10, 10), (220, 220, 220))
    inside = threshold_mask(colours, MaskSettings(threshold=0.3)).coverage
    outside = threshold_mask(colours, MaskSettings(threshold=0.3, polarity="black")).coverage
    np.testing.assert_array_equal(inside, 255 - outside)


def test_what_is_unknown_is_no_background() -> None:
    colours = picture((240, 240, 240), (40, 40, 40))
    known = np.ones(IS_OBJECT.shape, dtype=bool)
    known[:12] = known[-12:] = False
    known[:, :12] = known[:, -12:] = False
    colours[~known] = 0  # as a straightened lens leaves it
    for settings in (MaskSettings(), MaskSettings(threshold=0.5, dilate_pixels=9, erode_pixels=9)):
        mask = threshold_mask(colours, settings, known)
        assert mask.known is known
        assert share_of_errors(mask.coverage) < 0.01, "nothing grows from there"
