"""The part of an image where a mesh is: it leaves nothing out, and is as small as it may be."""

import numpy as np
import pytest
import torch

from app.engine.appearance.picture_look import PictureLook
from app.engine.appearance.surface_colours import PLASTER
from app.engine.cameras.renderer_camera import renderer_camera
from app.engine.cameras.view import LookAt, View
from app.engine.colouring import shaded_surface
from app.engine.colouring.image_window import ImageWindow, window_of
from app.engine.colouring.shaded_surface import ShadedSurface
from app.engine.meshes.frame import Frame
from app.engine.meshes.primitives import icosphere
from tests.support.painted import SQUARE, front_view, square_view


def window(view: View) -> ImageWindow:
    return window_of(torch.tensor(SQUARE.positions), renderer_camera([view]), view.image_size)


def aside(target: list[float]) -> View:
    return View("aside", LookAt(np.array([0.0, 0, 5]), np.array(target), np.array([0.0, 1, 0]), 30.0), (20, 30))


def test_it_is_a_pixel_wider_than_what_is_seen() -> None:
    assert window(square_view(64)) == ImageWindow(15, 50, 15, 50)


def test_it_is_empty_where_nothing_is_seen_and_whole_around_the_eye() -> None:
    assert 0 in window(aside([9.0, 0, 0])).size
    assert window(
        View("in", LookAt(np.array([0.0, 0, 0.1]), np.array([5.0, 0, 0]), np.array([0.0, 1, 0])), (20, 30))
    ).size == (20, 30)


def test_bands_follow_each_other() -> None:
    bands = ImageWindow(3, 20, 5, 15).bands(45)
    assert [band.top for band in bands] == [3, 7, 11, 15, 19] and bands[-1].bottom == 20
    assert all(band.size[0] * band.size[1] <= 45 for band in bands)
    assert len(ImageWindow(3, 20, 5, 15).bands(4)) == 17
    assert ImageWindow(3, 3, 5, 15).bands(45) == []


@pytest.mark.parametrize("view", [front_view(33), front_view(33, 0.5), aside([1.2, 0.7, 0]), aside([9.0, 0, 0])])
def test_nothing_is_cut_off(view: View, monkeypatch: pytest.MonkeyPatch) -> None:
    ball = icosphere(2)
    surface = ShadedSurface(ball, PLASTER, Frame.around(ball), torch.device("cpu"))
    seen = surface.picture_linear(view, PictureLook())
    monkeypatch.setattr(
        shaded_surface, "window_of", lambda *_: ImageWindow(0, view.image_size[0], 0, view.image_size[1])
    )
    whole = surface.picture_linear(view, PictureLook())
    assert (seen - whole).abs().mean() < 1e-5  # samples on edges may fall to either side
