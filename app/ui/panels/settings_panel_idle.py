"""Which settings make no difference beside the others, and why."""

from app.engine.fitting.settings import FitSettings
from app.engine.fitting.start import start_file

_COLOUR_OFF = "Colour is off."
_STILL = "The vertices do not move: Positions is off."
_NOT_FOUND = "It is not found, but taken as it is."
_OWN_START = "The fit starts from a mesh that is there already."
_OF_COLOUR = (
    "texture_size_pixels",
    "colour_from",
    "first_colours",
    "shading_from",
    "fit_colours",
    "colour_learning_rate",
    "fit_light",
    "light_learning_rate",
    "fit_background",
    "background_learning_rate",
    "fit_exposure",
    "exposure_learning_rate",
    "colour_loss",
    "colour_weight",
    "dssim_weight",
    "colour_smoothness_weight",
    "light",
    "light_azimuth_degrees",
    "light_elevation_degrees",
    "light_strength",
    "target_normals",
    "background",
)
_OF_A_MODELS_LIGHT = ("light", "light_azimuth_degrees", "light_elevation_degrees", "light_strength", "target_normals")


def idle_settings(settings: FitSettings, of_capture: bool) -> dict[str, str]:
    """Say of each setting that makes no difference now why that is so, by its name.

    Args:
        settings: all of them.
        of_capture: whether the views are photographs.
    """
    idle = _idle_shape(settings)
    if settings.colour == "off":
        return idle | dict.fromkeys(_OF_COLOUR, _COLOUR_OFF)
    return idle | _idle_light(settings, of_capture) | _idle_colours(settings, of_capture)


def _idle_shape(settings: FitSettings) -> dict[str, str]:
    idle = {}
    if settings.parametrization != "large_steps":
        idle["smoothness"] = "Only large steps spread a pull over the neighbours."
    if settings.remeshing == "off":
        idle |= dict.fromkeys(("edge_length_start_pixels", "edge_length_end_pixels"), "Remesh is off.")
    if start_file(settings) is not None or settings.start == "model":
        idle |= dict.fromkeys(("sphere_level", "seed"), _OWN_START)
    if settings.start != "model":
        idle["model_subdivisions"] = "The fit does not start from the model."
    if settings.fit_positions == "off":
        idle["learning_rate"] = _STILL
    return idle


def _idle_colours(settings: FitSettings, of_capture: bool) -> dict[str, str]:
    idle = {}
    if settings.colour != "texture":
        idle["texture_size_pixels"] = "There is no texture: Colour is by vertex."
    if settings.fit_positions == "off":
        idle["shading_from"] = _STILL
    if settings.fit_colours == "off":
        idle |= dict.fromkeys(("first_colours", "colour_learning_rate", "colour_smoothness_weight"), "Colours is off.")
    if not _is_found(settings.fit_light, of_capture):
        idle["light_learning_rate"] = _NOT_FOUND
    if not _is_found(settings.fit_background, of_capture):
        idle["background_learning_rate"] = _NOT_FOUND
    if not of_capture:
        idle["fit_exposure"] = "The pictures of a model all have the same exposure."
    if not of_capture or settings.fit_exposure == "off":
        idle["exposure_learning_rate"] = _NOT_FOUND
    return idle


def _idle_light(settings: FitSettings, of_capture: bool) -> dict[str, str]:
    if of_capture:
        reason = "Photographs bring their own light."
        return dict.fromkeys(_OF_A_MODELS_LIGHT, reason) | {"background": "Photographs bring their own background."}
    if settings.light == "even":
        reason = "Even light comes from all sides alike."
        return dict.fromkeys(("light_azimuth_degrees", "light_elevation_degrees", "target_normals"), reason)
    return {}


def _is_found(choice: str, of_capture: bool) -> bool:
    return choice == "on" or (choice == "auto" and of_capture)
