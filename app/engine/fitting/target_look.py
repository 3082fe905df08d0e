"""How a fit's settings want a model's pictures taken. Importing this module does not import torch."""

from app.engine.appearance.lighting import Lighting
from app.engine.appearance.picture_look import PictureLook
from app.engine.fitting.settings import FitSettings


def picture_look(settings: FitSettings) -> PictureLook:
    """Return how the settings want a model's pictures taken."""
    lighting = Lighting(
        settings.light,
        settings.light_azimuth_degrees,
        settings.light_elevation_degrees,
        settings.light_strength,
    )
    return PictureLook(lighting, settings.target_normals, settings.background)
