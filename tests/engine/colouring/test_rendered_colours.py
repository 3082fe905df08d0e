"""Pictures of a model are made once, anew for what changes, and given up when told."""

import dataclasses

import numpy as np
import pytest
import torch

from app.engine.appearance.lighting import Lighting
from app.engine.appearance.picture_look import PictureLook
from app.engine.appearance.surface_colours import PLASTER
from app.engine.colouring.rendered_colours import RenderedColours
from app.engine.meshes.frame import Frame
from tests.support.fits import ellipsoid, views_around

CPU = torch.device("cpu")
LOOK = PictureLook()


def source(is_given_up: bool = False) -> RenderedColours:
    mesh = ellipsoid()
    return RenderedColours(mesh, PLASTER, Frame.around(mesh), CPU, lambda: is_given_up)


def test_a_picture_is_srgb_over_the_background() -> None:
    (target,) = source().colours(views_around(ellipsoid(), 1), LOOK)
    assert target.view_id == views_around(ellipsoid(), 1)[0].id
    np.testing.assert_allclose(target.picture_srgb[0, 0], 0.5, atol=1e-6)  # half of white, to the eye
    assert target.picture_srgb.amax() > 0.6


def test_what_is_too_bright_is_white() -> None:
    look = PictureLook(Lighting("even", strength=4.0))
    (target,) = source().colours(views_around(ellipsoid(), 1), look)
    assert target.picture_srgb.amax() == 1.0


def test_pictures_are_kept_while_view_and_look_stay() -> None:
    rendered, views = source(), views_around(ellipsoid(), 3)
    before = rendered.colours(views, LOOK)
    other = views_around(ellipsoid(), 4)[1]
    changed = [
        dataclasses.replace(views[0], enabled=False),
        dataclasses.replace(views[1], placement=other.placement),
        dataclasses.replace(views[2], image_size=(20, 30)),
    ]
    after = rendered.colours(changed, PictureLook())
    assert after[0] is before[0]
    assert not torch.equal(after[1].picture_srgb, before[1].picture_srgb)
    assert after[2].image_size == (20, 30)


def test_another_light_makes_them_anew_and_the_last_ones_are_kept() -> None:
    rendered, views = source(), views_around(ellipsoid(), 2)
    before = rendered.colours(views, LOOK)
    sun = rendered.colours(views, PictureLook(Lighting("sun")))
    assert not torch.equal(sun[0].picture_srgb, before[0].picture_srgb)
    assert rendered.colours(views, LOOK)[0] is before[0]


def test_they_can_be_given_up() -> None:
    with pytest.raises(RuntimeError, match="given up"):
        source(is_given_up=True).colours(views_around(ellipsoid(), 1), LOOK)
