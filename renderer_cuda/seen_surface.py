# SPDX-License-Identifier: MIT
"""A surface as the pixels show it: what `render` interpolates, looks up and shades between its first and last stage."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch

from renderer_cuda.interpolate import interpolate
from renderer_cuda.lights import PointLight
from renderer_cuda.normals import face_normals, facing, unit_vectors, vertex_normals
from renderer_cuda.screen_slopes import screen_slopes
from renderer_cuda.shade import directions_to_eyes, lambert_shading, specular_shading
from renderer_cuda.texture import texture

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from torch import Tensor

    from renderer_cuda.camera import Camera
    from renderer_cuda.lights import Light
    from renderer_cuda.rasterize import Fragments
    from renderer_cuda.render_settings import RenderSettings
    from renderer_cuda.surface import Surface
    from renderer_cuda.topology import Topology


@dataclass(frozen=True, eq=False)
class Sight:
    """A mesh, what it is made of, and the pixels that show it.

    Attributes:
        positions: (V, 3) world.
        topology: of the mesh.
        surface: what it is made of.
        camera: N cameras.
        fragments: what their pixels show.
        settings: how to shade, and how to look up textures.
    """

    positions: Tensor
    topology: Topology
    surface: Surface
    camera: Camera
    fragments: Fragments
    settings: RenderSettings

    @property
    def mask(self) -> Tensor:
        """(N, H, W, 1), 1 where the surface is seen, else 0."""
        return (self.fragments.face_indices >= 0).unsqueeze(-1).to(self.positions.dtype)

    def at_pixels(self, values: Tensor, faces: Tensor | None) -> Tensor:
        """(N, H, W, C) of values (M, C) or (N, M, C) of corners (F, 3); None for those of the welded faces."""
        return interpolate(values, self.topology.faces if faces is None else faces, self.fragments)


@dataclass(frozen=True, eq=False)
class SeenLight:
    """What the lights make of a surface, (N, H, W, 3) each, 0 at the background.

    Attributes:
        normals: world, of length 1.
        shading: what a white matte surface gives back.
        highlights: what the surface gives back besides; None where it is matte.
    """

    normals: Tensor
    shading: Tensor
    highlights: Tensor | None = None


def seen_albedo(sight: Sight) -> Tensor:
    """(N, H, W, 3), 0 at the background."""
    surface = sight.surface
    # What is interpolated or looked up is 0 at the background; what is the same everywhere is not.
    is_painted = surface.colours is not None or surface.texels is not None
    albedo = sight.positions.new_ones(3) if surface.albedo is None else surface.albedo
    albedo = albedo if is_painted else albedo * sight.mask
    if surface.colours is not None:
        albedo = albedo * sight.at_pixels(surface.colours, surface.colour_faces)
    if surface.texels is not None and surface.uv is not None:
        albedo = albedo * _textured(sight, surface.texels, surface.uv)
    return albedo


def seen_light(sight: Sight, lights: Sequence[Light]) -> SeenLight:
    """Shades what the pixels show, or shades vertices and interpolates what they give back."""
    vertices = sight.topology.welded(sight.positions)
    values, faces = _corner_normals(sight, vertices)
    is_by_pixel, places = sight.settings.shading_rate == "pixel", None
    if sight.settings.is_two_sided or (is_by_pixel and _asks_for_places(sight, lights)):
        places = sight.at_pixels(vertices, None)
    normals = _turned(sight, unit_vectors(sight.at_pixels(values, faces)), places)
    if is_by_pixel:
        mask = sight.mask
        return SeenLight(normals, *(light * mask for light in _lit(sight, lights, normals, places)))
    places = vertices
    if faces is not None:  # several normals meet at a vertex, so that each corner is shaded on its own
        values, places = values[faces.flatten().long()], vertices[sight.topology.faces.flatten().long()]
        faces = torch.arange(faces.numel(), device=faces.device).view(-1, 3)
    values, places = unit_vectors(values)[None], places[None]
    lit = _lit(sight, lights, _turned(sight, values, places), places)
    # One for all views is interpolated faster than as many.
    return SeenLight(normals, *(sight.at_pixels(light[0] if len(light) == 1 else light, faces) for light in lit))


def _lit(sight: Sight, lights: Sequence[Light], normals: Tensor, places: Tensor | None) -> Iterator[Tensor]:
    """Shading and, of a surface that shines, highlights: (1 or N, ..., 3)."""
    yield lambert_shading(normals, lights, places)
    if sight.surface.lobe is not None:
        assert places is not None
        yield specular_shading(normals, places, directions_to_eyes(places, sight.camera), lights, sight.surface.lobe)


def _asks_for_places(sight: Sight, lights: Sequence[Light]) -> bool:
    return sight.surface.lobe is not None or any(isinstance(light, PointLight) for light in lights)


def _turned(sight: Sight, normals: Tensor, places: Tensor | None) -> Tensor:
    """The normals, towards the eye where both sides are to be lit."""
    if not sight.settings.is_two_sided or places is None:
        return normals
    return facing(normals, directions_to_eyes(places.detach(), sight.camera))


def _corner_normals(sight: Sight, vertices: Tensor) -> tuple[Tensor, Tensor | None]:
    """Normals (M, 3) of any length, and which of them each corner (F, 3) has; None where each vertex has one."""
    faces, surface = sight.topology.faces, sight.surface
    if sight.settings.normal_kind == "flat":
        numbers = torch.arange(len(faces), device=faces.device)
        return face_normals(vertices, faces), numbers[:, None].expand(-1, 3)
    if surface.normals is not None:
        return surface.normals, surface.normal_faces
    return vertex_normals(vertices, faces), None


def _textured(sight: Sight, texels: Tensor, uv: Tensor) -> Tensor:
    faces = sight.topology.faces if sight.surface.uv_faces is None else sight.surface.uv_faces
    filter, slopes = sight.settings.texture_filter, None
    if filter == "trilinear":
        slopes = screen_slopes(uv, faces, sight.fragments, sight.positions, sight.topology, sight.camera)
    return texture(
        texels,
        interpolate(uv, faces, sight.fragments),
        uv_slopes=slopes,
        wrap=sight.settings.texture_wrap,
        filter="nearest" if filter == "nearest" else "bilinear",
        mask=sight.fragments.face_indices,
    )
