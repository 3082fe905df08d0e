"""How each setting of the fit is shown and what its tooltip teaches."""

import dataclasses
from dataclasses import dataclass
from html import escape
from typing import Any

from app.ui.widgets.number_field import number_text
from app.ui.widgets.slider_scale import LadderScale, LinearScale, LogScale, SliderScale


@dataclass(frozen=True)
class SettingLook:
    """What a form needs beyond the field's own metadata.

    Args:
        lesson: what the setting does and when to change it, a few sentences.
        scale: the usual range, for a slider; None for no slider.
    """

    lesson: str
    scale: SliderScale | None = None


_WEIGHT = LogScale(1e-6, 1.0, has_zero=True)

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
        _WEIGHT,
    ),
    "normal_weight": SettingLook(
        "Outlines say nothing about what lies between them. Wanting neighbouring faces to point the same way fills "
        "that in with flat, calm surface; too much of it rounds off the corners.",
        _WEIGHT,
    ),
    "edge_weight": SettingLook(
        "Like rubber along every edge: it keeps triangles from stretching, but draws the whole surface together.",
        _WEIGHT,
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
        "The shape to begin with: a sphere round the target, or a mesh file of your own. Holes and handles stay as "
        "they are, so a cup with a handle wants to start from a ring."
    ),
    "sphere_level": SettingLook(
        "How fine the sphere is. Each level has four times as many triangles as the one before; 4 is quick, 5 shows "
        "finer detail, 6 wants a GPU.",
        LinearScale(0, 7, 1),
    ),
    "seed": SettingLook("Turns the starting sphere to another place. The same seed gives the same result again."),
    "device": SettingLook("Where to compute. Automatic takes an NVIDIA GPU if there is one that works."),
}

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
    "auto": "Automatic",
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
