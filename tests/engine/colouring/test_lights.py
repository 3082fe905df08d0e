"""Lamps as lights of the renderer: they shade as NumPy says."""

import numpy as np
import pytest
import torch

from app.engine.appearance.lighting import PRESETS, Lighting
from app.engine.colouring.lights import renderer_lights, shading
from renderer_cuda import lambert_shading


@pytest.mark.parametrize("preset", PRESETS)
def test_three_ways_to_shade_agree(preset: str) -> None:
    lighting = Lighting(preset, 20.0, -10.0, 0.7)
    normals = np.random.default_rng(0).normal(size=(50, 3))
    normals /= np.linalg.norm(normals, axis=1, keepdims=True)
    given = torch.tensor(normals, dtype=torch.float32)
    expected = lighting.shading(normals)
    np.testing.assert_allclose(lambert_shading(given, renderer_lights(lighting, given.device)), expected, atol=1e-6)
    np.testing.assert_allclose(shading(given, lighting), expected, atol=1e-6)
