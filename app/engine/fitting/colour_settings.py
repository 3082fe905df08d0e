"""The settings of a fit that colours bring along. Importing this module does not import torch."""

from dataclasses import dataclass

from app.engine.setting_fields import setting


@dataclass(frozen=True)
class ColourSettings:
    """How a mesh is painted, and shaped by its shading; a part of `FitSettings`."""

    colour: str = setting(
        "off",
        label="Colour",
        group="Colour",
        help="what carries the colours: vertex has one at each vertex, texture a picture wrapped round the mesh at the "
        "end of the plan; off leaves the mesh unpainted",
        choices=("off", "vertex", "texture"),
    )
    texture_size_pixels: int = setting(
        1024,
        label="Texture size",
        group="Colour",
        help="width and height of the texture",
        unit="px",
        minimum=16,
        maximum=4096,
    )
    colour_from: float = setting(
        0.78,
        label="Colours from",
        group="Colour",
        help="share of the plan after which colours are fitted besides outlines",
        minimum=0.0,
        maximum=1.0,
    )
    first_colours: str = setting(
        "seen",
        label="Begin with",
        group="Colour",
        help="what the colours are before the first update of them: seen takes what the views show, grey the same "
        "everywhere",
        choices=("seen", "grey"),
    )
    shading_from: float = setting(
        0.8,
        label="Shading from",
        group="Colour",
        help="share of the plan after which differences in colour move the vertices as well",
        minimum=0.0,
        maximum=1.0,
    )
    fit_positions: str = setting(
        "on",
        label="Positions",
        group="Unknowns",
        help="whether the vertices move",
        choices=("on", "off"),
    )
    fit_colours: str = setting(
        "on",
        label="Colours",
        group="Unknowns",
        help="whether the colours of the surface change; off keeps one and the same everywhere",
        choices=("on", "off"),
    )
    colour_learning_rate: float = setting(
        1e-2,
        label="Rate of colours",
        group="Unknowns",
        logarithmic=True,
        help="size of a step of the colours, which lie between 0 and 1",
        minimum=1e-6,
        maximum=1.0,
    )
    fit_light: str = setting(
        "auto",
        label="Light",
        group="Unknowns",
        help="whether the light is found, as spherical harmonics of second order; auto finds that of photographs, and "
        "takes that which was set for a model",
        choices=("auto", "on", "off"),
    )
    light_learning_rate: float = setting(
        1e-2,
        label="Rate of light",
        group="Unknowns",
        logarithmic=True,
        help="size of a step of the light, in which a white surface facing it is 1",
        minimum=1e-6,
        maximum=1.0,
    )
    fit_background: str = setting(
        "auto",
        label="Background",
        group="Unknowns",
        help="whether the colour behind the object is found; auto finds that of photographs",
        choices=("auto", "on", "off"),
    )
    background_learning_rate: float = setting(
        1e-2,
        label="Rate of background",
        group="Unknowns",
        logarithmic=True,
        help="size of a step of the background, which lies between 0 and 1",
        minimum=1e-6,
        maximum=1.0,
    )
    fit_exposure: str = setting(
        "off",
        label="Exposure",
        group="Unknowns",
        help="whether each camera's exposure is found, beside that of the first",
        choices=("on", "off"),
    )
    exposure_learning_rate: float = setting(
        1e-2,
        label="Rate of exposure",
        group="Unknowns",
        logarithmic=True,
        help="size of a step of the exposures' logarithms",
        minimum=1e-6,
        maximum=1.0,
    )
    colour_loss: str = setting(
        "l1",
        label="Colours by",
        group="Losses",
        help="how the difference of two colours is measured",
        choices=("l1", "l2"),
    )
    colour_weight: float = setting(
        1.0,
        label="Colours",
        group="Losses",
        logarithmic=True,
        help="weight of the difference between rendered and target colours inside the silhouettes",
        minimum=0.0,
        maximum=1e6,
    )
    dssim_weight: float = setting(
        0.0,
        label="Structure",
        group="Losses",
        logarithmic=True,
        help="weight of the structural dissimilarity of rendered and target pictures (DSSIM)",
        minimum=0.0,
        maximum=1e6,
    )
    colour_smoothness_weight: float = setting(
        1e-2,
        label="Even colours",
        group="Losses",
        logarithmic=True,
        help="weight of the differences between neighbouring colours, which leaves shading to the shape",
        minimum=0.0,
        maximum=1e6,
    )
    light: str = setting(
        "studio",
        label="Light",
        group="Light",
        help="what a model is lit by: studio has three lamps, sun one, even shows colours without shading",
        choices=("studio", "sun", "even"),
    )
    light_azimuth_degrees: float = setting(
        -40.0,
        label="Azimuth",
        group="Light",
        help="where the main lamp stands: 0 in front, 90 on the right",
        unit="degrees",
        minimum=-180.0,
        maximum=180.0,
    )
    light_elevation_degrees: float = setting(
        40.0,
        label="Elevation",
        group="Light",
        help="how high the main lamp stands",
        unit="degrees",
        minimum=-90.0,
        maximum=90.0,
    )
    light_strength: float = setting(
        1.0,
        label="Strength",
        group="Light",
        logarithmic=True,
        help="how bright the lamps are",
        minimum=0.01,
        maximum=10.0,
    )
    target_normals: str = setting(
        "faces",
        label="Shade model by",
        group="Light",
        help="faces shades the model's own surface as a photograph would show it, vertices rounds it over",
        choices=("faces", "vertices"),
    )
    background: str = setting(
        "grey",
        label="Backdrop",
        group="Light",
        help="colour of the background of a model's pictures",
        choices=("black", "grey", "white"),
    )
