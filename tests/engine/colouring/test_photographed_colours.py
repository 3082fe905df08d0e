"""Photographs as what views should look like: sRGB as they are stored, unpacked once."""

import numpy as np
import pytest
import torch

from app.engine.captures.capture import Photograph
from app.engine.colouring.photographed_colours import PhotographedColours
from tests.support.painted import front_view

CPU = torch.device("cpu")


def photograph() -> Photograph:
    return Photograph.of(np.random.default_rng(0).integers(0, 256, (6, 6, 3), dtype=np.uint8))


def test_pictures_are_those_that_are_stored_and_unpacked_once() -> None:
    taken = photograph()
    source = PhotographedColours({"front": taken}, CPU)
    (target,) = source.colours([front_view(6)])
    np.testing.assert_allclose(target.picture_srgb, taken.colours / 255, atol=1e-7)
    assert source.colours([front_view(6)])[0] is target


def test_of_a_view_without_photograph_nothing_is_seen() -> None:
    (target,) = PhotographedColours({}, CPU).colours([front_view(6)])
    assert target.image_size == (6, 6) and not target.picture_srgb.any()


def test_a_photograph_of_another_size_is_named() -> None:
    with pytest.raises(ValueError, match=r"front: the photograph must be of \(8, 8\) pixels, got \(6, 6\)"):
        PhotographedColours({"front": photograph()}, CPU).colours([front_view(8)])


def test_they_can_be_given_up() -> None:
    with pytest.raises(RuntimeError, match="given up"):
        PhotographedColours({"front": photograph()}, CPU, lambda: True).colours([front_view(6)])
