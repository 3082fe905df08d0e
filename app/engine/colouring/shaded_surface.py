"""Pictures of a painted mesh in a light, fine enough to be what a fit is measured by."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from app.engine.appearance.picture_look import PictureLook
from app.engine.appearance.surface_colours import SurfaceColours
from app.engine.cameras.renderer_camera import renderer_camera
from app.engine.cameras.view import View
from app.engine.colouring.image_window import window_of
from app.engine.colouring.laid_texture import LaidTexture
from app.engine.colouring.lights import shading
from app.engine.meshes.frame import Frame
from app.engine.meshes.mesh import Mesh
from app.engine.one_thread import one_thread
from renderer_cuda import (
    Camera,
    Fragments,
    Topology,
    face_normals,
    interpolate,
    rasterize,
    vertex_normals,
)

SUPERSAMPLING = 4
"""Samples along each side of a pixel."""

_BAND_SAMPLES = 2**21  # rendered at a time: each takes about 60 bytes


class ShadedSurface:
    """A mesh that can be pictured, each pixel the mean light of its samples.

    Args:
        mesh: world coordinates.
        colours: what is painted on it.
        frame: a frame about the mesh, for the renderer's float32.
        device: where to render.
    """

    def __init__(self, mesh: Mesh, colours: SurfaceColours, frame: Frame, device: torch.device) -> None:
        positions = torch.as_tensor(frame.from_world(mesh.positions), device=device)
        self._faces = torch.as_tensor(mesh.faces, device=device)
        self._topology = Topology.from_faces(self._faces, positions).to(device)
        self._positions = positions.to(torch.float32)
        self._frame = frame
        self._device = device
        self._face_normals = face_normals(positions, self._faces).to(torch.float32)
        self._first_corners = positions[self._faces[:, 0].long()]
        self._vertex_normals = vertex_normals(positions, self._topology.faces).to(torch.float32)
        self._base = self._tensor(colours.base_colour_linear.astype(np.float32))
        self._vertex_colours = self._optional(colours.vertex_colours_linear)
        self._texture = LaidTexture(colours, device) if colours.has_texture else None

    @torch.no_grad()
    def picture_linear(self, view: View, look: PictureLook) -> Tensor:
        """Return what a view shows, (H, W, 3) float32, linear; parts of it are brighter than 1 in a bright light.

        Args:
            view: where from.
            look: light, shading and background.
        """
        image = self._tensor(look.background_linear).repeat(*view.image_size, 1)
        for place, colours, covered in self._pieces(view, look):
            image[place].mul_(1 - covered).add_(colours)
        return image

    @torch.no_grad()
    def cut_out_linear(self, view: View, look: PictureLook) -> Tensor:
        """Return what a view shows without what is behind it, (H, W, 4) float32: colours, linear, and coverage.

        The colours are those of the surface, also where it covers only a part of a pixel; beside it the background's.

        Args:
            view: where from.
            look: light, shading and background.
        """
        background = self._tensor(look.background_linear)
        image = torch.cat([background, background.new_zeros(1)]).repeat(*view.image_size, 1)
        for place, colours, covered in self._pieces(view, look):
            own = torch.where(covered > 0, colours / covered.clamp_min(1 / SUPERSAMPLING**2), background)
            image[place] = torch.cat([own, covered], dim=-1)
        return image

    def _pieces(self, view: View, look: PictureLook) -> Iterator[tuple[tuple[slice, slice], Tensor, Tensor]]:
        """Where in the image the surface may be seen, and there its colours (h, w, 3) and coverage (h, w, 1)."""
        camera = renderer_camera([view]).in_frame(self._frame.center_world, self._frame.scale)
        with one_thread():
            window = window_of(self._positions, camera, view.image_size)
            fine = camera.rescaled(SUPERSAMPLING)
            texels = None if self._texture is None else self._texture.level(self._positions, self._faces, fine)
        for band in window.bands(_BAND_SAMPLES // SUPERSAMPLING**2):
            if 0 not in band.size:
                colours, covered = self._band(band.camera(camera).rescaled(SUPERSAMPLING), band.size, texels, look)
                yield (slice(band.top, band.bottom), slice(band.left, band.right)), colours, covered

    def _band(
        self, camera: Camera, image_size: tuple[int, int], texels: Tensor | None, look: PictureLook
    ) -> tuple[Tensor, Tensor]:
        """Colours (H, W, 3) and coverage (H, W, 1) of an image whose samples the camera sees."""
        height, width = image_size
        fine = (SUPERSAMPLING * height, SUPERSAMPLING * width)
        fragments = rasterize(self._positions, self._topology, camera, fine)
        albedos, normals = list(self._albedos(fragments, texels)), self._normals(fragments, look)
        with one_thread():
            colours = self._shading(fragments.face_indices[0], normals, camera, look)
            for albedo in albedos:
                colours *= albedo[0]
            covered = (fragments.face_indices[0] >= 0).to(torch.float32)[..., None]
            return _pooled(colours) * self._base, _pooled(covered)

    def _normals(self, fragments: Fragments, look: PictureLook) -> Tensor | None:
        """(H, W, 3), of any length; None where faces are shown flat."""
        if look.normals == "faces":
            return None
        return interpolate(self._vertex_normals, self._topology.faces, fragments)[0]

    def _albedos(self, fragments: Fragments, texels: Tensor | None) -> Iterator[Tensor]:
        """What the samples' colours are multiplied with, besides the colour of all, (1, H, W, 3)."""
        if self._vertex_colours is not None:
            yield interpolate(self._vertex_colours, self._faces, fragments)
        if self._texture is not None and texels is not None:
            yield self._texture.colours(texels, fragments)

    def _shading(self, faces: Tensor, normals: Tensor | None, camera: Camera, look: PictureLook) -> Tensor:
        """What a white surface would send back at samples of faces (H, W), (H, W, 3); 0 beside it.

        Args:
            faces: -1 where there is none.
            normals: (H, W, 3); None for those of the faces.
            camera: both sides of a sheet are lit; it tells which one is seen.
            look: the light.
        """
        to_eye = camera.centers_world[0] - self._first_corners
        sides = torch.where((to_eye * self._face_normals).sum(1) < 0, -1.0, 1.0)[:, None]
        if normals is None:
            of_faces = shading(self._face_normals * sides, look.lighting)
            rows = torch.cat([torch.zeros_like(of_faces[:1]), of_faces])
            return rows.index_select(0, (faces + 1).flatten()).view(*faces.shape, 3)
        seen = torch.nonzero(faces.flatten() >= 0)[:, 0]
        of_seen = torch.nn.functional.normalize(normals.view(-1, 3).index_select(0, seen), dim=1)
        of_seen *= sides.index_select(0, faces.flatten().index_select(0, seen))
        image = of_seen.new_zeros(faces.numel(), 3).index_copy_(0, seen, shading(of_seen, look.lighting))
        return image.view(*faces.shape, 3)

    def _tensor(self, array: NDArray[Any]) -> Tensor:
        return torch.as_tensor(array, device=self._device)

    def _optional(self, array: NDArray[Any] | None) -> Tensor | None:
        return None if array is None else self._tensor(array)


def _pooled(samples: Tensor) -> Tensor:
    """(H, W, C) means of squares of samples (H * S, W * S, C), in far fewer passes than a mean over two dimensions."""
    height, width, channels = (samples.shape[0] // SUPERSAMPLING, samples.shape[1] // SUPERSAMPLING, samples.shape[2])
    rows = samples.view(height, SUPERSAMPLING, -1).unbind(1)
    columns = sum(rows[1:], rows[0]).view(height, width, SUPERSAMPLING, channels).unbind(2)
    return sum(columns[1:], columns[0]) / SUPERSAMPLING**2
