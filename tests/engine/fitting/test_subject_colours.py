"""Where pictures in colour come from: a model's by the settings, a capture's as they are."""

import numpy as np
import torch

from app.engine.appearance.lighting import PRESETS, Lighting
from app.engine.appearance.picture_look import BACKDROPS, NORMALS, PictureLook
from app.engine.captures.capture import Capture, Photograph
from app.engine.fitting.settings import FitSettings
from app.engine.fitting.subject_colours import subject_colours
from app.engine.fitting.target_look import picture_look
from app.engine.meshes.frame import Frame
from app.engine.meshes.model import Model
from renderer_cuda import lambert_shading
from tests.support.fits import ellipsoid, views_around
from tests.support.painted import front_view

CPU = torch.device("cpu")


def test_the_settings_start_from_the_usual_look_and_offer_every_choice() -> None:
    assert picture_look(FitSettings()) == PictureLook()
    for light in PRESETS:
        assert picture_look(FitSettings(light=light)).lighting == Lighting(light)
    for normals in NORMALS:
        assert picture_look(FitSettings(target_normals=normals)).normals == normals
    for backdrop in BACKDROPS:
        assert picture_look(FitSettings(background=backdrop)).backdrop == backdrop


def test_a_model_is_pictured_in_the_light_that_is_told() -> None:
    source = subject_colours(Model("egg", None, ellipsoid()), CPU)
    settings = FitSettings(light="even", background="black")
    (target,) = source.colours(views_around(ellipsoid(), 1), settings)
    plaster = 0.906332  # 0.8 in sRGB
    middle = target.picture_srgb.shape[0] // 2
    np.testing.assert_allclose(target.picture_srgb[middle, middle], plaster, atol=1e-5)
    background = source.background_linear(settings)
    assert background is not None
    np.testing.assert_array_equal(background, np.zeros(3))
    lights = source.lights(settings)
    assert lights is not None
    np.testing.assert_array_equal(lambert_shading(torch.tensor([[0.0, 0, 1]]), lights), np.ones((1, 3)))


def test_of_a_capture_neither_light_nor_background_is_known() -> None:
    taken = Photograph.of(np.full((6, 6, 3), 51, dtype=np.uint8))
    capture = Capture("bowl", None, {"front": taken}, Frame(np.zeros(3), 1.0), np.array([0.0, 1, 0]))
    source, settings = subject_colours(capture, CPU), FitSettings()
    (target,) = source.colours([front_view(6)], settings)
    np.testing.assert_allclose(target.picture_srgb, 0.2, atol=1e-6)
    assert source.lights(settings) is None and source.background_linear(settings) is None
