# SPDX-License-Identifier: MIT
"""How a surface shines: the lobes that may be added to its matte colour."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TypeAlias

import torch
from torch import Tensor

from renderer_cuda.checks import check_floating
from renderer_cuda.normals import unit_vectors

_SMALLEST_ROUGHNESS = 0.03  # its square's square must not vanish beside 1 in float32


@dataclass(frozen=True, eq=False)
class PhongLobe:
    """A highlight around the mirrored direction: colour * cos(angle to it) ^ shininess.

    Attributes:
        colour: (3,), or anything that broadcasts with (..., 3); linear.
        shininess: () or (..., 1); > 0, the larger the smaller the highlight.

    Source: Phong, Illumination for Computer Generated Pictures, 1975.
    """

    colour: Tensor
    shininess: Tensor

    def __post_init__(self) -> None:
        check_floating("PhongLobe", "colour", self.colour)
        check_floating("PhongLobe", "shininess", self.shininess)

    def reflected(self, normals: Tensor, to_light: Tensor, to_eye: Tensor) -> Tensor:
        """The share of a light's colour that goes to the eye.

        Args:
            normals: (..., 3) unit.
            to_light: (..., 3) unit.
            to_eye: (..., 3) unit.

        Returns:
            (..., 3); 0 where the surface faces away from the light. *Differentiable in* everything.
        """
        cosine = _dot(normals, to_light)
        aligned = _dot(2 * cosine * normals - to_light, to_eye)
        seen = (cosine > 0) & (aligned > 0)
        # A power's slope at 0 need not be finite, and both sides of `where` are differentiated.
        strength = torch.where(seen, torch.where(seen, aligned, 1.0).pow(self.shininess.to(normals)), 0.0)
        return strength * self.colour.to(normals)


@dataclass(frozen=True, eq=False)
class GgxLobe:
    """Mirror-like facets whose slopes are spread by the roughness: the GGX distribution, as glTF materials have it.

    Attributes:
        roughness: () or (..., 1) in [0, 1]; the distribution's width is its square. Below 0.03 it is taken as 0.03.
        base_reflectance: (3,) or (..., 3) in [0, 1], seen head-on; 0.04 of plastic and glass, the colour of a metal.

    Source: Walter et al., Microfacet Models for Refraction through Rough Surfaces, 2007; masking of facets by each
    other after Heitz, Understanding the Masking-Shadowing Function, 2014; Schlick, An Inexpensive BRDF Model, 1994.
    """

    roughness: Tensor
    base_reflectance: Tensor

    def __post_init__(self) -> None:
        check_floating("GgxLobe", "roughness", self.roughness)
        check_floating("GgxLobe", "base_reflectance", self.base_reflectance)

    def reflected(self, normals: Tensor, to_light: Tensor, to_eye: Tensor) -> Tensor:
        """As `PhongLobe.reflected`. The whole lobe gives back no more than arrives."""
        halfway = unit_vectors(to_light + to_eye)
        light, eye = _dot(normals, to_light), _dot(normals, to_eye)
        lit = (light > 0) & (eye > 0)
        light, eye = torch.where(lit, light, 1.0), torch.where(lit, eye, 1.0)
        width = self.roughness.to(normals).clamp_min(_SMALLEST_ROUGHNESS) ** 2
        facets = facet_density(_dot(normals, halfway), width)
        share = math.pi * facets * facet_visibility(light, eye, width) * light
        fresnel = schlick_reflectance(_dot(to_eye, halfway), self.base_reflectance.to(normals))
        return torch.where(lit, share, 0.0) * fresnel


Lobe: TypeAlias = "PhongLobe | GgxLobe"


def facet_density(normal_halfway: Tensor, width: Tensor) -> Tensor:
    """D: facets per solid angle that face halfway between light and eye.

    Args:
        normal_halfway: cosine between the normal and that direction.
        width: of the GGX distribution.

    Returns:
        The density, whose integral over the hemisphere, weighted by the cosine, is 1.
    """
    # 1 - cos^2 (1 - w^2), written so that nothing cancels at the peak of a narrow lobe.
    cosine = normal_halfway.clamp(0, 1)
    spread = (1 - cosine) * (1 + cosine) + (width * cosine) ** 2
    return (width / spread) ** 2 / math.pi


def facet_visibility(normal_light: Tensor, normal_eye: Tensor, width: Tensor) -> Tensor:
    """G / (4 cos cos): the share of facets hidden from neither light nor eye, over both foreshortenings.

    Args:
        normal_light: cosine between normal and light, > 0.
        normal_eye: cosine between normal and eye, > 0.
        width: of the GGX distribution.

    Returns:
        Smith's height-correlated masking and shadowing.
    """
    squared = width * width
    to_light = normal_eye * torch.sqrt(normal_light**2 * (1 - squared) + squared)
    to_eye = normal_light * torch.sqrt(normal_eye**2 * (1 - squared) + squared)
    return 0.5 / (to_light + to_eye)


def schlick_reflectance(eye_halfway: Tensor, base_reflectance: Tensor) -> Tensor:
    """F: what a facet reflects, from base_reflectance seen head-on to 1 at a grazing angle."""
    return base_reflectance + (1 - base_reflectance) * (1 - eye_halfway.clamp(0, 1)) ** 5


def _dot(left: Tensor, right: Tensor) -> Tensor:
    return (left * right).sum(-1, keepdim=True)
