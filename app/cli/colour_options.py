"""The options of `reconstruct` that say how meshes are painted, and what models are lit by."""

from app.cli.options import Option

COLOUR = Option("--colour", "colour")
PAINT_OPTIONS = (
    Option("--texture-size", "texture_size_pixels", "PX"),
    Option("--colour-from", "colour_from", "X"),
    Option("--first-colours", "first_colours"),
    Option("--shading-from", "shading_from", "X"),
    Option("--fit-positions", "fit_positions"),
    Option("--fit-colours", "fit_colours"),
    Option("--fit-light", "fit_light"),
    Option("--fit-background", "fit_background"),
    Option("--fit-exposure", "fit_exposure"),
    Option("--colour-learning-rate", "colour_learning_rate", "X"),
    Option("--light-learning-rate", "light_learning_rate", "X"),
    Option("--colour-loss", "colour_loss"),
    Option("--colour-weight", "colour_weight", "X"),
    Option("--dssim-weight", "dssim_weight", "X"),
    Option("--colour-smoothness-weight", "colour_smoothness_weight", "X"),
)
"""They want a colour; the one before says which."""

LIGHT_OPTIONS = (
    Option("--light", "light"),
    Option("--light-azimuth", "light_azimuth_degrees", "DEG"),
    Option("--light-elevation", "light_elevation_degrees", "DEG"),
    Option("--light-strength", "light_strength", "X"),
    Option("--background", "background"),
)
"""They want a colour and a model: photographs bring their own light."""
