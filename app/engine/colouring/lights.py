"""A scene's lamps as the renderer's lights."""

import torch

from app.engine.appearance.lighting import Lighting
from renderer_cuda import AmbientLight, DirectionalLight, Light


def renderer_lights(lighting: Lighting, device: torch.device) -> tuple[Light, ...]:
    """Return the lamps in order, float32.

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
