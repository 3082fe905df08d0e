# SPDX-License-Identifier: MIT
"""What views show in colour: rendered together or alone, measured at rest and while a fit runs."""

import math
from dataclasses import replace

import numpy as np
import pytest
import torch

from app.engine.cameras.view import View
from app.engine.colouring.srgb import encoded
from app.engine.fitting import colour_pictures
from app.engine.fitting.colour_pictures import ShownColours
from app.engine.fitting.commands import Open
from app.engine.fitting.present_fit import PresentFit
from app.engine.fitting.settings import FitSettings
from app.engine.meshes.model import Model
from tests.support.fits import ellipsoid, views_around

SETTINGS = FitSettings(
    start="sphere", remeshing="off", colour="vertex", colour_from=0.0, fit_exposure="on", device="cpu"
)
MODEL = Model("ellipsoid", None, ellipsoid())


def fit(views: list[View], settings: FitSettings = SETTINGS) -> PresentFit:
    present = PresentFit(Open(1, MODEL, views, settings))
    for _ in range(2):
        present.session.step()
    return present


def shown(present: PresentFit) -> ShownColours:
    colours = present.session.shown_colours()
    assert colours is not None
    return colours


def test_views_show_the_same_together_and_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    views = [replace(view, image_size=(40, 48 if i < 3 else 40)) for i, view in enumerate(views_around(MODEL.mesh, 5))]
    colours = shown(fit(views))
    paint = colours.mesh.paint
    with torch.no_grad():
        paint.exposures.tensor.copy_(torch.linspace(0, -1, 5))
    together = list(colours.rendered())
    monkeypatch.setattr(colour_pictures, "PIXELS_A_STEP", 1)
    alone = list(colours.rendered())
    assert [item.view.view_id for item in together] == [item.view.view_id for item in alone]
    assert [item.picture_srgb.shape for item in together] == [(*view.image_size, 3) for view in views]
    for one, other in zip(together, alone, strict=True):
        np.testing.assert_allclose(one.picture_srgb.numpy(), other.picture_srgb.numpy(), atol=1e-5)
    for place, item in enumerate(together):
        behind = encoded(paint.background.tensor.detach() * math.exp(-place / 4))
        np.testing.assert_allclose(item.picture_srgb[0, 0].numpy(), behind.numpy(), atol=1e-5)


def test_a_running_fit_measures_structure_in_full_size_alone() -> None:
    views = views_around(MODEL.mesh, 3)
    present = fit(views)
    present.show_view(views[1].id)
    running = present.pictures(at_rest=False)
    assert present.snapshot((), at_rest=False).quality_per_view == running.qualities
    at_rest = present.pictures()
    assert [item.ssim is None for item in running.qualities] == [True, False, True]
    assert running.selected is not None and running.selected.colour is not None
    assert running.selected.colour.quality == at_rest.qualities[1]
    for small, exact in zip(running.thumbnails, at_rest.thumbnails, strict=True):
        assert small.quality is not None and exact.quality is not None and exact.quality.ssim is not None
        assert replace(exact.quality, ssim=None) == replace(small.quality, ssim=None)
        assert small.rendered_colour is not None
        np.testing.assert_array_equal(small.rendered_colour, exact.rendered_colour)


def test_at_rest_all_is_measured_of_the_present_step() -> None:
    present = fit(views_around(MODEL.mesh, 3))
    present.pictures(at_rest=False)
    measured = present.snapshot((), at_rest=True).quality_per_view
    assert measured == present.session.quality()
    assert all(item.ssim is not None for item in measured)


def test_before_colours_join_there_are_the_targets_alone() -> None:
    present = fit(views_around(MODEL.mesh, 3), replace(SETTINGS, colour_from=0.5))
    pictures = present.pictures(at_rest=False)
    assert pictures.qualities == () and pictures.mean_iou is not None
    for thumbnail in pictures.thumbnails:
        assert thumbnail.target_colour is not None and thumbnail.target_colour.shape == (48, 48, 3)
        assert thumbnail.rendered_colour is None
