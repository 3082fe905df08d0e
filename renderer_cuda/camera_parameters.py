# SPDX-License-Identifier: MIT
"""Lens and pose of a batch of cameras, and the checks on the values they are made from."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import torch
from torch import Tensor

if TYPE_CHECKING:
    from collections.abc import Sequence

ArrayLike: TypeAlias = "Tensor | np.ndarray | Sequence[float] | Sequence[Sequence[float]] | float"


@dataclass(frozen=True)
class Intrinsics:
    """Lenses of N cameras: pixel = focal_pixels * (x, y) / z + principal_point_pixels, and skew.

    Attributes:
        focal_pixels: (N, 2) along x and y; pixels, or pixels per world unit where orthographic (no division by z).
        principal_point_pixels: (N, 2) as (x, y), from the image's top left corner.
        skew_pixels: (N,) added to pixel x per unit of y / z.
        orthographic: (N,) bool.
    """

    focal_pixels: Tensor
    principal_point_pixels: Tensor
    skew_pixels: Tensor
    orthographic: Tensor

    def __post_init__(self) -> None:
        count = require_floating("Intrinsics", "focal_pixels", self.focal_pixels, (2,))
        for name, trailing in (("principal_point_pixels", (2,)), ("skew_pixels", ())):
            require_count("Intrinsics", name, getattr(self, name), trailing, count)
        if self.orthographic.dtype != torch.bool or self.orthographic.shape != (count,):
            raise ValueError(
                f"Intrinsics: orthographic must be bool of shape ({count},), "
                f"got {self.orthographic.dtype} {tuple(self.orthographic.shape)}"
            )
        if bool((self.focal_pixels.detach() == 0).any()):
            raise ValueError("Intrinsics: focal_pixels must not be zero")


@dataclass(frozen=True)
class Extrinsics:
    """Poses of N cameras: position_camera = rotation @ position_world + translation.

    Attributes:
        rotation: (N, 3, 3) orthonormal.
        translation: (N, 3) world units.
    """

    rotation: Tensor
    translation: Tensor

    def __post_init__(self) -> None:
        count = require_floating("Extrinsics", "rotation", self.rotation, (3, 3))
        require_count("Extrinsics", "translation", self.translation, (3,), count)
        rotation = self.rotation.detach().to(torch.float64)
        error = float((rotation @ rotation.mT - torch.eye(3, dtype=torch.float64, device=rotation.device)).abs().max())
        if error > 1e-3:
            raise ValueError(
                f"Extrinsics: rotation must be orthonormal, R R^T differs from the identity by {error:.3g}"
            )


def to_tensor(value: ArrayLike) -> Tensor:
    """A floating tensor as it is, anything else as float64."""
    if isinstance(value, Tensor):
        return value if value.is_floating_point() else value.to(torch.float64)
    return torch.as_tensor(np.asarray(value, dtype=np.float64))


def expand(value: Tensor, count: int, trailing: tuple[int, ...]) -> Tensor:
    """One value for each of `count` cameras, shape (count, *trailing), from one for all or one for each."""
    if value.shape not in (trailing, (1, *trailing), (count, *trailing)):
        raise ValueError(
            f"Camera: expected a value of shape {trailing} or {(count, *trailing)}, got {tuple(value.shape)}"
        )
    return value.expand(count, *trailing)


def require_floating(owner: str, name: str, value: Tensor, trailing: tuple[int, ...]) -> int:
    """N of a finite floating tensor of shape (N, *trailing); ValueError for any other."""
    expected = "(" + ", ".join(["N", *map(str, trailing)]) + ("," if not trailing else "") + ")"
    if value.ndim != 1 + len(trailing) or tuple(value.shape[1:]) != trailing or value.shape[0] == 0:
        raise ValueError(f"{owner}: {name} must have shape {expected} with N >= 1, got {tuple(value.shape)}")
    if not value.is_floating_point():
        raise ValueError(f"{owner}: {name} must be float32 or float64, got {value.dtype}")
    if not math.isfinite(float(value.detach().sum())):
        raise ValueError(f"{owner}: {name} must be finite, got {value.detach().tolist()}")
    return int(value.shape[0])


def require_count(owner: str, name: str, value: Tensor, trailing: tuple[int, ...], count: int) -> None:
    """As `require_floating`, and N must be `count`."""
    found = require_floating(owner, name, value, trailing)
    if found != count:
        raise ValueError(f"{owner}: {name} must be of {count} cameras, got {found}")
