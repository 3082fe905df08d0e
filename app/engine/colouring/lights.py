"""A scene's lamps in tensors. This module imports torch."""

import numpy as np
import torch
from torch import Tensor

from app.engine.appearance.lighting import Lighting
from renderer_cuda import AmbientLight, DirectionalLight, Light


def renderer_lights(lighting: Lighting, device: torch.device) -> tuple[Light, ...]:
    """Return the lamps as the renderer's lights, in order, float32.

    Args:
        lighting: in world axes; so are those of a fit's frame.
        device: of the lights' tensors.
    """
    lights: list[Light] = []
    for lamp in lighting.lamps():
        colour = torch.as_tensor(lamp.colour_linear, dtype=torch.float32, device=device)
        if lamp.kind == "ambient":
            lights.append(AmbientLight(colour))
        else:
            towards = torch.as_tensor(lamp.direction_to_light_world, dtype=torch.float32, device=device)
            lights.append(DirectionalLight(towards, colour))
    return tuple(lights)


def shading(normals: Tensor, lighting: Lighting) -> Tensor:
    """Return what `lambert_shading` gives in these lights, without a gradient, in a tenth of the time.

    Args:
        normals: (K, 3) float32, unit, world.
        lighting: in world axes.
    """
    lamps = lighting.lamps()
    ambient = sum((lamp.colour_linear for lamp in lamps if lamp.kind == "ambient"), np.zeros(3))
    towards = np.stack([lamp.direction_to_light_world for lamp in lamps])  # 0 of ambient lamps
    colours = np.stack([lamp.colour_linear for lamp in lamps])
    start, directions, lights = (torch.as_tensor(array).to(normals) for array in (ambient, towards, colours))
    return torch.addmm(start, (normals @ directions.T).clamp_min_(0), lights)
