"""How each setting of the colours is shown and what its tooltip teaches."""

from app.ui.panels.setting_look import WEIGHT, SettingLook
from app.ui.widgets.slider_scale import LadderScale, LinearScale, LogScale

_RATE = LogScale(1e-4, 0.5)

COLOUR_LOOKS = {
    "colour": SettingLook(
        "What carries the colours of the surface. Vertex has one at each vertex and is as fine as the triangles; "
        "texture wraps a picture round the mesh at the end of the plan and shows finer detail than the triangles do. "
        "Off sculpts by outlines alone.",
    ),
    "texture_size_pixels": SettingLook(
        "Width and height of the picture that is wrapped round the mesh. Much finer than the photographs gains "
        "nothing.",
        LadderScale((128, 256, 512, 1024, 2048, 4096)),
    ),
    "colour_from": SettingLook(
        "Outlines alone decide first; after this share of the plan the surface is painted as well. 0 paints from the "
        "first step on.",
        LinearScale(0.0, 1.0, 0.01),
    ),
    "first_colours": SettingLook(
        "What the views show, divided by the light, is near the best colours already. From grey every colour has to be "
        "found by gradient descent: slower, and good to watch.",
    ),
    "shading_from": SettingLook(
        "After this share of the plan what differs in colour moves the vertices too, so that shading carves hollows "
        "that no outline shows. 1 leaves the shape to the outlines.",
        LinearScale(0.0, 1.0, 0.01),
    ),
    "fit_positions": SettingLook(
        "Off keeps the shape as it is and changes all else: the way to watch colours, or light, being found alone.",
    ),
    "fit_colours": SettingLook(
        "Off keeps one and the same colour everywhere, so that all shading has to come from the shape.",
    ),
    "colour_learning_rate": SettingLook(
        "How far a colour moves in one step, on a scale from black 0 to white 1. Too large makes colours flicker.",
        _RATE,
    ),
    "fit_light": SettingLook(
        "Light and colours can stand in for one another: dark paint in bright light looks like bright paint in dim "
        "light. Find the light of photographs; take that of a model as it is known.",
    ),
    "light_learning_rate": SettingLook("How far the light changes in one step.", _RATE),
    "fit_background": SettingLook(
        "Finds one colour for all that is behind the object. Where photographs show a busy room, only what lies inside "
        "the masks counts.",
    ),
    "background_learning_rate": SettingLook("How far the colour of the background changes in one step.", _RATE),
    "fit_exposure": SettingLook(
        "For photographs taken with automatic exposure: each may be brighter or darker as a whole than the first.",
    ),
    "exposure_learning_rate": SettingLook("How far the exposures change in one step.", _RATE),
    "colour_loss": SettingLook(
        "L1 counts all differences alike and lets single bright spots be; L2 weighs large differences most.",
    ),
    "colour_weight": SettingLook(
        "How much colours count against outlines. Zero leaves the surface unpainted.",
        LogScale(0.01, 100.0, has_zero=True),
    ),
    "dssim_weight": SettingLook(
        "Compares patterns in small windows rather than single pixels: sharper detail, at some cost in time.",
        LogScale(0.001, 10.0, has_zero=True),
    ),
    "colour_smoothness_weight": SettingLook(
        "Wants neighbours to have the same colour where nothing says otherwise. Without it shadows are painted onto "
        "the surface instead of being carved into it.",
        WEIGHT,
    ),
    "light": SettingLook(
        "What the pictures of a model are lit by. Shading tells about shape, so even light shows colours best and "
        "hollows least.",
    ),
    "light_azimuth_degrees": SettingLook(
        "Where the main lamp stands around the model: 0 in front, 90 on the right, -90 on the left.",
        LinearScale(-180.0, 180.0, 5.0),
    ),
    "light_elevation_degrees": SettingLook(
        "How high the main lamp stands: 90 shines straight down.",
        LinearScale(-90.0, 90.0, 5.0),
    ),
    "light_strength": SettingLook(
        "Twice the strength, twice the light. Too much of it makes white of every colour, and then none can be found.",
        LogScale(0.1, 10.0),
    ),
    "target_normals": SettingLook(
        "Faces shows a model as it is, every edge of it; vertices rounds it over, as a smooth surface would look.",
    ),
    "background": SettingLook(
        "The colour behind a model. One that differs from the model's keeps the outline visible in the pictures.",
    ),
}
