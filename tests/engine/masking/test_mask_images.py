"""Mask images of either polarity become silhouettes."""

import numpy as np
import pytest

from app.engine.masking.mask_images import is_object_white, mask_image, shows_background, shows_object
from app.engine.masking.mask_settings import MaskSettings

BLOB = np.zeros((20, 30), dtype=np.uint8)
BLOB[5:15, 8:20] = 255
CUT = np.zeros((20, 30), dtype=np.uint8)
CUT[:, 5:] = 255  # most of the border is the object
FLAT = np.full((20, 30), 255, dtype=np.uint8)


def test_the_object_is_what_most_borders_are_not() -> None:
    settings = MaskSettings()
    assert is_object_white([BLOB, BLOB, CUT], settings)
    assert not is_object_white([255 - BLOB, 255 - BLOB, 255 - CUT], settings)


def test_images_of_one_colour_have_no_say() -> None:
    assert is_object_white([FLAT, FLAT, BLOB], MaskSettings())
    assert is_object_white([FLAT], MaskSettings())


@pytest.mark.parametrize("polarity", ["white", "black"])
def test_polarity_can_be_said(polarity: str) -> None:
    settings = MaskSettings(polarity=polarity)
    assert is_object_white([BLOB], settings) == is_object_white([255 - BLOB], settings) == (polarity == "white")


def test_soft_edges_are_kept_in_either_polarity() -> None:
    soft = BLOB.copy()
    soft[5, 8:20] = 77
    np.testing.assert_array_equal(mask_image(soft, MaskSettings()).coverage, soft)
    np.testing.assert_array_equal(mask_image(255 - soft, MaskSettings(), is_white=False).coverage, soft)


def test_morphology_and_filling_serve_any_mask() -> None:
    ring = BLOB.copy()
    ring[9:11, 12:14] = 0
    np.testing.assert_array_equal(mask_image(ring, MaskSettings(fill_holes="all")).coverage, BLOB)
    wider = mask_image(BLOB, MaskSettings(dilate_pixels=2)).coverage
    assert wider[3, 10] == 255 and wider[2, 10] == 0


def test_only_known_pixels_show_anything() -> None:
    known = BLOB == 0
    assert shows_object(mask_image(BLOB, MaskSettings()))
    assert not shows_object(mask_image(BLOB, MaskSettings(), known=known))
    assert not shows_background(mask_image(BLOB, MaskSettings(), known=~known))
    assert not shows_background(mask_image(FLAT, MaskSettings()))
