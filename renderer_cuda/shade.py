# SPDX-License-Identifier: MIT
"""The shading stage, in plain PyTorch: what lights do to a surface, matte or shining."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

import torch
from torch import Tensor

from renderer_cuda.lights import DirectionalLight, PointLight
from renderer_cuda.normals import unit_vectors

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import TypeGuard

    from renderer_cuda.camera import Camera
    from renderer_cuda.lights import Light
    from renderer_cuda.materials import Lobe


def lambert_shading(normals: Tensor, lights: Sequence[Light], positions: Tensor | None = None) -> Tensor:
    """What a white matte surface gives back, the same in all directions; times its albedo it is its colour.

    Args:
        normals: (..., 3) float32 or float64, unit, world; where they are 0, only light from everywhere is given back.
            For lights with values a view (N, ..., 3) or (1, ..., 3).
        lights: any number; they add up.
        positions: (..., 3) world, which point lights ask for.

    Returns:
        (..., 3) linear; (N, ..., 3) where a light has values a view. 1 where a light of colour 1 is faced.
        *Differentiable in* normals, positions and all tensors of the lights.

    Raises:
        ValueError: shapes that do not fit, or a point light without positions.

    Source: Lambert, Photometria, 1760: the cosine between the normal and the direction to the light, not below 0.
    """
    _check_vectors("lambert_shading", "normals", normals)
    if positions is not None:
        _check_vectors("lambert_shading", "positions", positions)
    distant = [light for light in lights if _is_shared_and_distant(light)]
    terms = [light.shading(normals, positions) for light in lights if not _is_shared_and_distant(light)]
    if distant:
        terms.append(_distant_shading(normals, distant))
    total = functools.reduce(torch.add, terms, normals.new_zeros(()))
    # Not torch.broadcast_shapes, whose first call imports a symbolic algebra for half a second.
    shading: Tensor = torch.broadcast_tensors(total, normals)[0]
    return shading


def specular_shading(
    normals: Tensor, positions: Tensor, directions_to_eyes: Tensor, lights: Sequence[Light], lobe: Lobe
) -> Tensor:
    """What a shining surface gives back besides its matte colour: the mirror images of the lights, blurred by a lobe.

    Args:
        normals: (..., 3) float32 or float64, unit, world; nothing is given back where they are 0.
        positions: (..., 3) world.
        directions_to_eyes: (..., 3) unit, as `directions_to_eyes` gives them.
        lights: any number. Light that comes from no direction, ambient or of spherical harmonics, has no mirror image
            and is left out.
        lobe: how it is blurred.

    Returns:
        (..., 3) linear. *Differentiable in* all tensors.

    Raises:
        ValueError: as `lambert_shading`.
    """
    given = {"normals": normals, "positions": positions, "directions_to_eyes": directions_to_eyes}
    for name, vectors in given.items():
        _check_vectors("specular_shading", name, vectors)
    shading = torch.zeros_like(normals)
    for light in lights:
        if isinstance(light, DirectionalLight | PointLight):
            share = lobe.reflected(normals, light.directions(normals, positions), directions_to_eyes)
            shading = shading + share * light.colours(normals, positions)
    return shading


def directions_to_eyes(positions: Tensor, camera: Camera) -> Tensor:
    """Unit vectors from points of the surface to where they are seen from.

    Args:
        positions: (N, ..., 3) or (1, ..., 3) world.
        camera: N cameras, on any device.

    Returns:
        (N, ..., 3) world, in the dtype and on the device of positions: to the eye, or against the direction of view
        where the camera is orthographic. *Differentiable in* positions and camera.

    Raises:
        ValueError: as many views as cameras, or one, are expected.
    """
    _check_vectors("directions_to_eyes", "positions", positions)
    count = len(camera)
    if positions.ndim < 2 or positions.shape[0] not in (1, count):
        raise ValueError(
            f"directions_to_eyes: positions must have shape (N, ..., 3) with N = {count} cameras or N = 1, "
            f"got {tuple(positions.shape)}"
        )
    one_a_view = (count, *(1,) * (positions.ndim - 2), 3)
    eyes = camera.centers_world.to(positions, non_blocking=True).view(one_a_view)
    against = -camera.extrinsics.rotation[:, 2].to(positions, non_blocking=True).view(one_a_view)
    flat = camera.intrinsics.orthographic.to(positions.device, non_blocking=True).view(*one_a_view[:-1], 1)
    return unit_vectors(torch.where(flat, against, eyes - positions))


def _is_shared_and_distant(light: Light) -> TypeGuard[DirectionalLight]:
    return isinstance(light, DirectionalLight) and light.direction_to_light.ndim == light.colour.ndim == 1


def _distant_shading(normals: Tensor, lights: Sequence[DirectionalLight]) -> Tensor:
    """Lambert's law of many lamps at once: two products of matrices, four times as fast as lamp after lamp."""
    directions = torch.stack([light.directions(normals, None) for light in lights])
    colours = torch.stack([light.colours(normals, None) for light in lights])
    return (normals @ directions.T).clamp_min(0) @ colours


def _check_vectors(caller: str, name: str, vectors: Tensor) -> None:
    if vectors.ndim < 1 or vectors.shape[-1] != 3:
        raise ValueError(f"{caller}: {name} must have shape (..., 3), got {tuple(vectors.shape)}")
    if vectors.dtype not in (torch.float32, torch.float64):
        raise ValueError(f"{caller}: {name} must be float32 or float64, got {vectors.dtype}")
