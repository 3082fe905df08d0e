"""How each setting of the fit is shown and what its tooltip teaches."""

import dataclasses
from html import escape
from typing import Any

from app.ui.panels.setting_look import WEIGHT, SettingLook
from app.ui.panels.settings_panel_colour_looks import COLOUR_LOOKS
from app.ui.widgets.number_field import number_text
from app.ui.widgets.slider_scale import LadderScale, LinearScale, LogScale

LOOKS = {
    "steps": SettingLook(
        "Softness and learning rate follow a plan of this length. A longer plan sculpts finer detail. Change it while "
        "the fit runs: what is left of the plan stretches or shrinks, nothing jumps.",
        LogScale(100, 10_000),
    ),
    "learning_rate": SettingLook(
        "How far the surface moves in one step. Too small crawls; too large makes the loss jump up and down and the "
        "surface shiver. Drag it while the fit runs and watch the loss curve.",
        LogScale(1e-4, 0.5),
    ),
    "learning_rate_end_ratio": SettingLook(
        "In the last part of the plan the steps shrink to this share, so that the surface comes to rest instead of "
        "trembling around its best place.",
        LogScale(0.01, 1.0),
    ),
    "refine_from": SettingLook(
        "Before this share of the plan the outlines sharpen while the steps stay large; after it the outlines stay "
        "sharp while the steps shrink.",
        LinearScale(0.0, 1.0, 0.01),
    ),
    "softness_start_pixels": SettingLook(
        "A soft outline fades over this many pixels. Only where it fades does a pixel tell the surface which way to "
        "go, so a soft start pulls from far away: raise it when parts of the target are never reached.",
        LogScale(0.5, 20.0),
    ),
    "softness_end_pixels": SettingLook(
        "Sharp outlines at the end show fine detail. Much below one pixel only the pixels that the outline crosses "
        "still pull.",
        LogScale(0.1, 5.0),
    ),
    "remeshing": SettingLook(
        "Splits, joins and turns triangles while the surface moves, so that they stay even and become finer as the "
        "outlines sharpen. Off keeps the triangles of the start, however far they are stretched."
    ),
    "edge_length_start_pixels": SettingLook(
        "How long the edges of triangles are at first, as the cameras see them. Long edges move quickly and keep the "
        "surface calm while the outlines are soft.",
        LogScale(1.0, 50.0),
    ),
    "edge_length_end_pixels": SettingLook(
        "How long they are at last. Half as long means four times as many triangles, finer detail and about four "
        "times the time. Thin and strongly curved parts get shorter edges by themselves.",
        LogScale(1.0, 50.0),
    ),
    "topology": SettingLook(
        "Where the outlines show a hole that the surface lacks, or the reverse, the surface is opened or closed there "
        "and the loss curve gets a marker. Fixed keeps the holes and handles of the start."
    ),
    "mirror": SettingLook(
        "For an object that is its own mirror image: every outline then counts for both sides, as if there were twice "
        "as many cameras. The plane goes through the middle of the model."
    ),
    "refine_cameras": SettingLook(
        "Calibrated cameras are seldom exact, and where they disagree the outlines contradict one another. Moving them "
        "along with the surface lets both agree; the viewport shows faintly where each camera was given. Leave it off "
        "where the cameras are exact, as those placed around a model are.",
    ),
    "silhouette_loss": SettingLook(
        "How a rendered outline is compared with its target. L2 weighs large differences most and is the smoothest; "
        "L1 lets single bad pixels be; IoU counts the share of area in common, which is fair to thin views."
    ),
    "silhouette_weight": SettingLook(
        "How much the outlines count against the regularisers below. Zero lets the regularisers alone shape the "
        "surface.",
        LogScale(0.01, 100.0, has_zero=True),
    ),
    "laplacian_weight": SettingLook(
        "Draws each vertex to the middle of its neighbours. It evens out bumps and spreads the vertices, but rounds "
        "off edges and shrinks thin parts.",
        WEIGHT,
    ),
    "normal_weight": SettingLook(
        "Outlines say nothing about what lies between them. Wanting neighbouring faces to point the same way fills "
        "that in with flat, calm surface; too much of it rounds off the corners.",
        WEIGHT,
    ),
    "edge_weight": SettingLook(
        "Like rubber along every edge: it keeps triangles from stretching, but draws the whole surface together.",
        WEIGHT,
    ),
    "fairness_weight": SettingLook(
        "Smooths only where no outline touches the surface in any view, such as an underside that no camera sees, and "
        "leaves the rest as sharp as it is. Colour the mesh by what the views determine to see where that is.",
        WEIGHT,
    ),
    "optimizer": SettingLook(
        "Both remember the latest gradients. Uniform Adam takes one step size for the whole surface, which keeps its "
        "shape smooth; Adam gives each coordinate its own, which is quicker into corners and rougher."
    ),
    "parametrization": SettingLook(
        "Large steps moves whole regions smoothly, so that even big steps leave no dents (Nicolet, Jacobson and Jakob "
        "2021). Vertices moves every vertex on its own, as the gradient says, and tangles easily."
    ),
    "smoothness": SettingLook(
        "Lambda: how far a pull on one vertex spreads over its neighbours. Large values move big regions as one and "
        "keep the surface calm; small values follow fine detail, with more noise. Only with large steps.",
        LogScale(0.1, 200.0, has_zero=True),
    ),
    "start": SettingLook(
        "The shape to begin with. Best chooses by itself and says why in the log. The visual hull is what all outlines "
        "have in common, holes and handles included; it takes the sphere's place at the first step, carved from the "
        "cameras as they are then. The model itself is for watching colours alone. A mesh file of your own may be "
        "dropped here."
    ),
    "sphere_level": SettingLook(
        "How fine the sphere is. Each level has four times as many triangles as the one before; 4 is quick, 5 shows "
        "finer detail, 6 wants a GPU. With remeshing on it matters only until the triangles are first made anew.",
        LinearScale(0, 7, 1),
    ),
    "model_subdivisions": SettingLook(
        "Where the fit starts from the model itself: how often each of its faces becomes four. Colours of vertices "
        "are as fine as the triangles.",
        LinearScale(0, 6, 1),
    ),
    "seed": SettingLook("Turns the starting sphere to another place. The same seed gives the same result again."),
    "device": SettingLook("Where to compute. Automatic takes an NVIDIA GPU if there is one that works."),
} | COLOUR_LOOKS

RESOLUTION_LOOK = SettingLook(
    "Width of all targets and renderings. More pixels show finer detail and take longer: twice the width, about four "
    "times the work. Start small, and raise it once the shape is there.",
    LadderScale((32, 48, 64, 96, 128, 192, 256, 384, 512, 768, 1024)),
)

_CHOICE_TEXTS = {
    "uniform_adam": "Uniform Adam",
    "adam": "Adam",
    "large_steps": "Large steps",
    "vertices": "Vertices",
    "l2": "L2, squared difference",
    "l1": "L1, absolute difference",
    "iou": "IoU, shared area",
    "on": "On",
    "off": "Off",
    "poses": "Poses",
    "poses_and_lenses": "Poses and lenses",
    "free": "Free to change",
    "fixed": "As at the start",
    "none": "None",
    "x": "Left and right (x)",
    "y": "Above and below (y)",
    "z": "Front and back (z)",
    "best": "Best",
    "sphere": "Sphere",
    "hull": "Visual hull",
    "model": "The model itself",
    "vertex": "Vertex colours",
    "seen": "What the views show",
    "texture": "Texture",
    "studio": "Studio, three lamps",
    "sun": "Sun, one lamp",
    "even": "Even, no shading",
    "faces": "Faces",
    "black": "Black",
    "grey": "Grey",
    "white": "White",
    "auto": "Auto",
    "cpu": "CPU",
    "cuda": "NVIDIA GPU",
}


def choice_text(choice: str) -> str:
    """What a choice is called in the window."""
    return _CHOICE_TEXTS.get(choice, choice)


def value_text(item: dataclasses.Field[Any], value: object) -> str:
    """A value as the user reads it, with its unit."""
    if isinstance(value, int | float):
        unit = item.metadata["unit"]
        return f"{number_text(value)} {unit}".strip()
    return choice_text(str(value))


def tooltip(item: dataclasses.Field[Any], look: SettingLook) -> str:
    """What a field's tooltip says: its name, the lesson, limits and default."""
    low, high = item.metadata["minimum"], item.metadata["maximum"]
    facts = [f"Default {value_text(item, item.default)}"]
    if low is not None and high is not None:
        facts.append(f"from {low:g} to {high:,.7g}")
    if not item.metadata["live"]:
        facts.append("takes hold after a reset")
    lines = (f"<b>{escape(item.metadata['label'])}</b>", escape(look.lesson), f"<i>{escape(', '.join(facts))}.</i>")
    return "".join(f"<p style='margin: 2px 0'>{line}</p>" for line in lines)
