# SPDX-License-Identifier: MIT
"""How `render` renders."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from renderer_cuda.texture import Wrap

ShadingRate = Literal["pixel", "vertex"]
NormalKind = Literal["smooth", "flat"]
TextureFilter = Literal["trilinear", "bilinear", "nearest"]

_CHOICES = {
    "shading_rate": get_args(ShadingRate),
    "normal_kind": get_args(NormalKind),
    "texture_filter": get_args(TextureFilter),
    "texture_wrap": get_args(Wrap),
}


@dataclass(frozen=True)
class RenderSettings:
    """How to render.

    Attributes:
        shading_rate: "pixel" shades what each pixel shows; "vertex" shades vertices, of which there are often fewer,
            and interpolates the light that they give back.
        normal_kind: "smooth" takes the surface's own normals, or those of its vertices; "flat" those of its faces.
        texture_filter: "trilinear" takes the level of detail that fits the pixels, "bilinear" and "nearest" the finest.
        texture_wrap: what lies beyond the texture: "repeat", "clamp" or "mirror".
        is_two_sided: whether normals are turned towards the eye, so that both sides of a sheet are lit alike.
        is_antialiased: whether edges are blended. Without it colours have no gradient by where edges are.
        blends_intersections: whether lines where faces pass through each other are blended, too.

    Raises:
        ValueError: a choice that there is not.
    """

    shading_rate: ShadingRate = "pixel"
    normal_kind: NormalKind = "smooth"
    texture_filter: TextureFilter = "trilinear"
    texture_wrap: Wrap = "repeat"
    is_two_sided: bool = False
    is_antialiased: bool = True
    blends_intersections: bool = True

    def __post_init__(self) -> None:
        for name, allowed in _CHOICES.items():
            value = getattr(self, name)
            if value not in allowed:
                raise ValueError(f"RenderSettings: {name} must be one of {', '.join(allowed)}, got {value!r}")
