# SPDX-License-Identifier: MIT
"""Lights, in linear light: what arrives at a point of a surface, and how much of it a matte surface gives back.

Every colour is the radiance at which a white matte surface is seen under that light alone, where it faces the light.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import torch
from torch import Tensor

from renderer_cuda.checks import check_floating
from renderer_cuda.normals import unit_vectors

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, eq=False)
class AmbientLight:
    """The same light from everywhere.

    Attributes:
        colour: (3,), or (N, 3) one a view.
    """

    colour: Tensor

    def __post_init__(self) -> None:
        _require("AmbientLight", "colour", self.colour, (3,))

    def shading(self, normals: Tensor, positions: Tensor | None) -> Tensor:
        """What a white matte surface gives back: (..., 3) of normals (..., 3), or something that broadcasts to it."""
        return per_view(self.colour, normals)


@dataclass(frozen=True, eq=False)
class DirectionalLight:
    """Parallel light, as of the sun.

    Attributes:
        direction_to_light: (3,) or (N, 3) world, of any length but 0.
        colour: (3,) or (N, 3).
    """

    direction_to_light: Tensor
    colour: Tensor

    def __post_init__(self) -> None:
        _require("DirectionalLight", "direction_to_light", self.direction_to_light, (3,))
        _require("DirectionalLight", "colour", self.colour, (3,))

    def shading(self, normals: Tensor, positions: Tensor | None) -> Tensor:
        """As `AmbientLight.shading`."""
        return _clamped_cosine(normals, self.directions(normals, positions)) * self.colours(normals, positions)

    def directions(self, normals: Tensor, positions: Tensor | None) -> Tensor:
        """Unit vectors to the light, (..., 3) or something that broadcasts to it."""
        return unit_vectors(per_view(self.direction_to_light, normals))

    def colours(self, normals: Tensor, positions: Tensor | None) -> Tensor:
        """What arrives, (..., 3) or something that broadcasts to it."""
        return per_view(self.colour, normals)


@dataclass(frozen=True, eq=False)
class PointLight:
    """Light from one place.

    Attributes:
        position: (3,) or (N, 3) world.
        colour: (3,) or (N, 3); what arrives at every distance, or at distance 1 where is_inverse_square.
        is_inverse_square: whether the light fades with the square of the distance.
    """

    position: Tensor
    colour: Tensor
    is_inverse_square: bool = False

    def __post_init__(self) -> None:
        _require("PointLight", "position", self.position, (3,))
        _require("PointLight", "colour", self.colour, (3,))

    def shading(self, normals: Tensor, positions: Tensor | None) -> Tensor:
        """As `AmbientLight.shading`."""
        return _clamped_cosine(normals, self.directions(normals, positions)) * self.colours(normals, positions)

    def directions(self, normals: Tensor, positions: Tensor | None) -> Tensor:
        """As `DirectionalLight.directions`."""
        return unit_vectors(self._ways(normals, positions))

    def colours(self, normals: Tensor, positions: Tensor | None) -> Tensor:
        """As `DirectionalLight.colours`."""
        colour = per_view(self.colour, normals)
        if not self.is_inverse_square:
            return colour
        squared = self._ways(normals, positions).square().sum(-1, keepdim=True)
        return colour / squared.clamp_min(torch.finfo(squared.dtype).tiny ** 0.5)

    def _ways(self, normals: Tensor, positions: Tensor | None) -> Tensor:
        if positions is None:
            raise ValueError("PointLight: positions of the surface are needed to shade it, got None")
        return per_view(self.position, normals) - positions


@dataclass(frozen=True, eq=False)
class SphericalHarmonicsLight:
    """Light from all around, as nine numbers a channel: what a white matte surface gives back by its normal.

    Second order is enough: it holds 99 % of the energy of a cosine lobe, and more of smoother lights. It is a
    polynomial, so at the back of a single strong light it may fall below zero, by at most 4 % of that light.

    Attributes:
        coefficients: (9, 3) or (N, 9, 3) of irradiance / pi in the real basis of `harmonics`.

    Source: Ramamoorthi and Hanrahan, An Efficient Representation for Irradiance Environment Maps, 2001.
    """

    coefficients: Tensor

    def __post_init__(self) -> None:
        _require("SphericalHarmonicsLight", "coefficients", self.coefficients, (9, 3))

    @classmethod
    def from_lights(cls, lights: Sequence[AmbientLight | DirectionalLight]) -> SphericalHarmonicsLight:
        """The nine numbers of ambient and directional lights, in closed form.

        Args:
            lights: at least one; all of one dtype and device.

        Returns:
            Exact of ambient lights; of a directional one, which has a cosine cut off at zero, 3/32 off at most.
            *Differentiable in* directions and colours.

        Raises:
            ValueError: no light, or one of another kind.
        """
        if not lights:
            raise ValueError("SphericalHarmonicsLight.from_lights: expected at least one light, got none")
        return cls(sum((_coefficients(light) for light in lights[1:]), _coefficients(lights[0])))

    def shading(self, normals: Tensor, positions: Tensor | None) -> Tensor:
        """As `AmbientLight.shading`."""
        coefficients = self.coefficients.to(normals, non_blocking=True)
        basis = harmonics(normals)
        if coefficients.ndim == 2:
            return basis @ coefficients
        views = _views("SphericalHarmonicsLight", coefficients.shape[0], normals)
        return (basis.reshape(basis.shape[0], -1, 9) @ coefficients).reshape(views, *normals.shape[1:])


Light: TypeAlias = "AmbientLight | DirectionalLight | PointLight | SphericalHarmonicsLight"

# Each cosine lobe max(0, cos) keeps these shares of the harmonics of order 0, 1, 2.
_COSINE_LOBE = (math.pi, *(2 * math.pi / 3,) * 3, *(math.pi / 4,) * 5)


def harmonics(directions: Tensor) -> Tensor:
    """The nine real spherical harmonics of order 0 to 2.

    Args:
        directions: (..., 3) of length 1; of length 0 all but the first are 0.

    Returns:
        (..., 9): 1, y, z, x, xy, yz, 2 z^2 - x^2 - y^2, xz, x^2 - y^2, each scaled so that its square's integral over
        the sphere is 1. *Differentiable in* directions.
    """
    x, y, z = directions.unbind(-1)
    constant, linear, mixed = math.sqrt(0.25 / math.pi), math.sqrt(0.75 / math.pi), math.sqrt(3.75 / math.pi)
    return torch.stack(
        [
            torch.full_like(x, constant),
            linear * y,
            linear * z,
            linear * x,
            mixed * (x * y),
            mixed * (y * z),
            math.sqrt(0.3125 / math.pi) * (2 * z * z - x * x - y * y),
            mixed * (x * z),
            0.5 * mixed * (x * x - y * y),
        ],
        dim=-1,
    )


def per_view(value: Tensor, like: Tensor) -> Tensor:
    """A light's (3,) or (N, 3) in the dtype and on the device of `like` (..., 3), broadcast against it view by view."""
    value = value.to(like, non_blocking=True)
    if value.ndim == 1:
        return value
    _views("lights", value.shape[0], like)
    return value.view(value.shape[0], *(1,) * (like.ndim - 2), 3)


def _views(owner: str, count: int, normals: Tensor) -> int:
    if normals.ndim < 3 or normals.shape[0] not in (1, count):
        raise ValueError(
            f"{owner}: normals must have shape (N, ..., 3) with N = {count}, as many as there are values a view, "
            f"or N = 1, got {tuple(normals.shape)}"
        )
    return count


def _clamped_cosine(normals: Tensor, directions: Tensor) -> Tensor:
    return (normals * directions).sum(-1, keepdim=True).clamp_min(0)


def _coefficients(light: AmbientLight | DirectionalLight) -> Tensor:
    if isinstance(light, AmbientLight):
        rest = torch.zeros_like(light.colour)[..., None, :].expand(*light.colour.shape[:-1], 8, 3)
        return torch.cat([light.colour[..., None, :] * math.sqrt(4 * math.pi), rest], dim=-2)
    if isinstance(light, DirectionalLight):
        basis = harmonics(unit_vectors(light.direction_to_light))
        return (basis * basis.new_tensor(_COSINE_LOBE))[..., :, None] * light.colour[..., None, :]
    raise ValueError(
        "SphericalHarmonicsLight.from_lights: lights must be AmbientLight or DirectionalLight, "
        f"got {type(light).__name__}"
    )


def _require(owner: str, name: str, value: Tensor, trailing: tuple[int, ...]) -> None:
    check_floating(owner, name, value)
    count = "(N, " + ", ".join(map(str, trailing)) + ")"
    if tuple(value.shape[-len(trailing) :]) != trailing or value.ndim > len(trailing) + 1:
        raise ValueError(f"{owner}: {name} must have shape {trailing} or {count}, got {tuple(value.shape)}")
