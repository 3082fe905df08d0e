# SPDX-License-Identifier: MIT
"""A surface as the pixels show it: what `render` interpolates, looks up and shades between its first and last stage."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import torch

from renderer_cuda.interpolate import interpolate
from renderer_cuda.lights import PointLight
from renderer_cuda.normals import face_normals, facing, unit_vectors, vertex_normals
from renderer_cuda.screen_slopes import screen_slopes
from renderer_cuda.shade import directions_to_eyes, lambert_shading, specular_shading
from renderer_cuda.texture import texture

if TYPE_CHECKING:
    from collections.abc import Sequence

    from torch import Tensor

    from renderer_cuda.camera import Camera
    from renderer_cuda.lights import Light
    from renderer_cuda.materials import Lobe
    from renderer_cuda.rasterize import Fragments
    from renderer_cuda.render_settings import RenderSettings
    from renderer_cuda.surface import Surface
    from renderer_cuda.topology import Topology


@dataclass(frozen=True, eq=False)
class SeenSurface:
    """The surface of a mesh at the pixels of N views.

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

    @cached_property
    def mask(self) -> Tensor:
        """(N, H, W, 1), 1 where the surface is seen, else 0."""
        return (self.fragments.face_indices >= 0).unsqueeze(-1).to(self.positions.dtype)

    def albedo(self) -> Tensor:
        """(N, H, W, 3), 0 at the background."""
        surface = self.surface
        # What is interpolated or looked up is 0 at the background; what is the same everywhere is not.
        is_painted = surface.colours is not None or surface.texels is not None
        albedo = self.positions.new_ones(3) if surface.albedo is None else surface.albedo
        albedo = albedo if is_painted else albedo * self.mask
        if surface.colours is not None:
            albedo = albedo * interpolate(surface.colours, self._or_welded(surface.colour_faces), self.fragments)
        if surface.texels is not None and surface.uv is not None:
            albedo = albedo * self._textured(surface.texels, surface.uv)
        return albedo

    @cached_property
    def normals(self) -> Tensor:
        """(N, H, W, 3) of length 1; 0 at the background."""
        normals, faces = self._corner_normals
        at_pixels = unit_vectors(interpolate(normals, faces, self.fragments))
        return self._towards_eyes(at_pixels, self._places_at_pixels) if self.settings.is_two_sided else at_pixels

    def shading(self, lights: Sequence[Light]) -> Tensor:
        """(N, H, W, 3), what a white matte surface gives back; 0 at the background."""
        places = self._shaded_places if any(isinstance(light, PointLight) for light in lights) else None
        return self._at_pixels(lambert_shading(self._shaded_normals, lights, places))

    def highlights(self, lights: Sequence[Light], lobe: Lobe) -> Tensor:
        """(N, H, W, 3), what it gives back besides; 0 at the background."""
        normals, places = self._shaded_normals, self._shaded_places
        return self._at_pixels(specular_shading(normals, places, directions_to_eyes(places, self.camera), lights, lobe))

    def _textured(self, texels: Tensor, uv: Tensor) -> Tensor:
        faces, filter = self._or_welded(self.surface.uv_faces), self.settings.texture_filter
        slopes = None
        if filter == "trilinear":
            slopes = screen_slopes(uv, faces, self.fragments, self.positions, self.topology, self.camera)
        return texture(
            texels,
            interpolate(uv, faces, self.fragments),
            uv_slopes=slopes,
            wrap=self.settings.texture_wrap,
            filter="nearest" if filter == "nearest" else "bilinear",
            mask=self.fragments.face_indices,
        )

    @cached_property
    def _corner_normals(self) -> tuple[Tensor, Tensor]:
        """Normals (M, 3), and which of them each corner (F, 3) of the faces has."""
        faces = self.topology.faces
        if self.settings.normal_kind == "flat":
            numbers = torch.arange(len(faces), device=faces.device)
            return face_normals(self._vertices, faces), numbers[:, None].expand(-1, 3)
        if self.surface.normals is not None:
            return self.surface.normals, self._or_welded(self.surface.normal_faces)
        return vertex_normals(self._vertices, faces), faces

    # Shaded are pixels or, at the rate of vertices, (1, M, 3): vertices where each has one normal, else all corners.

    @cached_property
    def _shaded_normals(self) -> Tensor:
        if self.settings.shading_rate == "pixel":
            return self.normals
        normals, faces = self._corner_normals
        normals = unit_vectors(normals if self._is_by_vertex else normals[faces.flatten().long()])[None]
        return self._towards_eyes(normals, self._shaded_places) if self.settings.is_two_sided else normals

    @cached_property
    def _shaded_places(self) -> Tensor:
        if self.settings.shading_rate == "pixel":
            return self._places_at_pixels
        return (self._vertices if self._is_by_vertex else self._vertices[self.topology.faces.flatten().long()])[None]

    def _at_pixels(self, shaded: Tensor) -> Tensor:
        if self.settings.shading_rate == "pixel":
            return shaded * self.mask
        faces = self.topology.faces
        if not self._is_by_vertex:
            faces = torch.arange(faces.numel(), device=faces.device).view(-1, 3)
        # One for all views is interpolated faster than as many.
        return interpolate(shaded[0] if len(shaded) == 1 else shaded, faces, self.fragments)

    @property
    def _is_by_vertex(self) -> bool:
        return self.settings.normal_kind == "smooth" and self.surface.normal_faces is None

    @cached_property
    def _places_at_pixels(self) -> Tensor:
        return interpolate(self._vertices, self.topology.faces, self.fragments)

    @cached_property
    def _vertices(self) -> Tensor:
        return self.topology.welded(self.positions)

    def _towards_eyes(self, normals: Tensor, places: Tensor) -> Tensor:
        return facing(normals, directions_to_eyes(places.detach(), self.camera))

    def _or_welded(self, faces: Tensor | None) -> Tensor:
        return self.topology.faces if faces is None else faces
