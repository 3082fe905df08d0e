"""A texture on a mesh, sampled about as finely as it is seen. This module imports torch."""

from functools import cached_property
from typing import cast

import torch
from torch import Tensor

from app.engine.appearance.srgb import linear_from_bytes
from app.engine.appearance.surface_colours import SurfaceColours
from renderer_cuda import Camera, Fragments, interpolate, view_matrices
from renderer_cuda.mip_levels import coarser_levels
from renderer_cuda.texture import Wrap, texture


class LaidTexture:
    """A texture where the faces of a mesh have it.

    Args:
        colours: with a texture.
        device: where to sample.
    """

    def __init__(self, colours: SurfaceColours, device: torch.device) -> None:
        assert colours.uv is not None and colours.uv_faces is not None and colours.texture_srgb is not None
        self._texels = torch.as_tensor(linear_from_bytes(colours.texture_srgb), device=device)
        self._uv = torch.as_tensor(colours.uv, device=device)
        self._faces = torch.as_tensor(colours.uv_faces, device=device)
        self._wrap = cast("Wrap", colours.wrap)
        height, width = colours.texture_srgb.shape[:2]
        self._face_texels = _areas(self._uv * self._uv.new_tensor([width, height]), self._faces)

    def level(self, positions: Tensor, faces: Tensor, camera: Camera) -> Tensor:
        """Return the level of the texture whose texels are, on average, between half and all of a pixel wide.

        One for the whole image: it is for images of several samples a pixel, which even out what is left.

        Args:
            positions: (V, 3).
            faces: (F, 3), as many as the texture's.
            camera: one.
        """
        matrix = view_matrices(camera)[0].to(positions)
        x, y, depth, w = (positions @ matrix[:, :3].T + matrix[:, 3]).T
        in_front = (depth > 0)[faces.long()].all(dim=1)
        pixels = _areas(torch.stack([x / w, y / w], dim=1), faces)[in_front]
        # The mean over the image, however a face lies in it: sqrt(texels / pixels), weighted by the pixels.
        wide = float((pixels * self._face_texels[in_front]).sqrt().sum() / pixels.sum().clamp_min(1e-12))
        level = 0
        while wide >= 2 and level < len(self._coarser):
            level, wide = level + 1, wide / 2
        return self._coarser[level - 1] if level else self._texels

    def colours(self, texels: Tensor, fragments: Fragments) -> Tensor:
        """Return the texture's colours at fragments, (N, H, W, 3) linear.

        Args:
            texels: of one of its levels.
            fragments: of a mesh of as many faces.
        """
        uv = interpolate(self._uv, self._faces, fragments)
        return texture(texels, uv, wrap=self._wrap, mask=fragments.face_indices)

    @cached_property
    def _coarser(self) -> list[Tensor]:
        return coarser_levels(self._texels)


def _areas(places: Tensor, faces: Tensor) -> Tensor:
    """(F,) areas of faces in a plane."""
    a, b, c = places[faces.long()].unbind(1)
    (x, y), (u, v) = (b - a).T, (c - a).T
    areas: Tensor = (x * v - y * u).abs() / 2
    return areas
