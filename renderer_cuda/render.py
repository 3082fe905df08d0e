# SPDX-License-Identifier: MIT
"""All stages in a row: from a mesh, its surface, lights and cameras to colours."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch
from torch import Tensor

from renderer_cuda.antialias import antialias
from renderer_cuda.checks import check_mesh
from renderer_cuda.rasterize import rasterize
from renderer_cuda.render_settings import RenderSettings
from renderer_cuda.seen_surface import Sight, seen_albedo, seen_light
from renderer_cuda.surface import Surface, check_surface

if TYPE_CHECKING:
    from collections.abc import Sequence

    from renderer_cuda.camera import Camera
    from renderer_cuda.lights import Light
    from renderer_cuda.topology import Topology


@dataclass(frozen=True, eq=False)
class RenderedImages:
    """What N views show. Colours are linear; row 0 is the top.

    Attributes:
        colour: (N, H, W, 3) over the background, edges blended.
        coverage: (N, H, W, 1) in [0, 1], the mesh's share in it.
        depth: (N, H, W, 1) along the direction of view, world units. This and what follows is what the pixel's centre
            shows, with hard edges; 0 at the background.
        normals: (N, H, W, 3) world, of length 1.
        albedo: (N, H, W, 3).
        shading: (N, H, W, 3) what a white matte surface would give back.
    """

    colour: Tensor
    coverage: Tensor
    depth: Tensor
    normals: Tensor
    albedo: Tensor
    shading: Tensor


def render(
    positions: Tensor,
    topology: Topology,
    surface: Surface,
    lights: Sequence[Light],
    camera: Camera,
    image_size: tuple[int, int],
    *,
    background: Tensor | None = None,
    settings: RenderSettings | None = None,
) -> RenderedImages:
    """Renders a mesh in colour: rasterize, interpolate, texture, shade, antialias.

    Args:
        positions: (V, 3) float32 or float64, world.
        topology: connectivity of the mesh, on the device of positions.
        surface: what it is made of, in the dtype and on the device of positions.
        lights: any number; without one all is black.
        camera: N cameras, on any device.
        image_size: (height, width) pixels.
        background: (3,), (N, 3) or (N, H, W, 3) linear, like positions; None for black.
        settings: how to render; None for the usual.

    Returns:
        The images, in the dtype and on the device of positions. *Differentiable in* positions, all tensors of surface
        and lights, background, and all parameters of the camera but near (once).

    Raises:
        ValueError: names the argument, what was expected and what came.
    """
    settings = settings or RenderSettings()
    check_mesh("render", positions, topology)
    check_surface("render", surface, positions, topology)
    behind = _behind(background, positions, (len(camera), *image_size))
    # Which face does each pixel show, and which point of it?
    fragments = rasterize(positions, topology, camera, image_size)
    # What is there: painted in which colour, facing where, giving back how much light?
    sight = Sight(positions, topology, surface, camera, fragments, settings)
    albedo, light = seen_albedo(sight), seen_light(sight, lights)
    colour, coverage = albedo * light.shading, sight.mask
    if light.highlights is not None:
        colour = colour + light.highlights
    # Where an edge passes between two pixels, how much of either lies on the other's side?
    if settings.is_antialiased:
        hard = torch.cat([colour, coverage], dim=-1)
        blended = antialias(hard, fragments, positions, topology, camera, intersections=settings.blends_intersections)
        colour, coverage = blended[..., :3], blended[..., 3:]
    # What shows of the background?
    if behind is not None:
        colour = colour + (1 - coverage) * behind
    return RenderedImages(colour, coverage, fragments.depth.unsqueeze(-1), light.normals, albedo, light.shading)


def _behind(background: Tensor | None, positions: Tensor, image: tuple[int, int, int]) -> Tensor | None:
    """The background, broadcast against the images."""
    if background is None:
        return None
    if background.shape not in ((3,), (image[0], 3), (*image, 3)):
        raise ValueError(
            f"render: background must have shape (3,), {(image[0], 3)} or {(*image, 3)}, got {tuple(background.shape)}"
        )
    if background.dtype != positions.dtype or background.device != positions.device:
        raise ValueError(
            f"render: background must be {positions.dtype} on {positions.device} like positions, "
            f"got {background.dtype} on {background.device}"
        )
    return background[:, None, None] if background.ndim == 2 else background
