"""The renderer's stages put together for a painted mesh that is being fitted: shaded at its vertices, which is as good
as at its pixels where triangles are a few pixels wide, and much quicker."""

from dataclasses import dataclass

import torch
from torch import Tensor

from app.engine.colouring.srgb import encoded
from app.engine.fitting.paint import Paint
from app.engine.one_thread import one_thread
from renderer_cuda import (
    Camera,
    Fragments,
    Light,
    Topology,
    draw,
    interpolate,
    lambert_shading,
    rasterize,
    vertex_normals,
)
from renderer_cuda.antialias import antialias
from renderer_cuda.texture import texture


@dataclass(frozen=True, eq=False)
class PaintedParts:
    """What pictures are made of, each (N, H, W, 3) linear and 0 beside the object.

    Args:
        colour: what the cameras see.
        albedo: the colours of the surface itself.
        shading: what a white surface would give back.
    """

    colour: Tensor
    albedo: Tensor
    shading: Tensor


@dataclass(frozen=True, eq=False)
class PaintedMesh:
    """A mesh as it is painted and lit.

    Args:
        positions: (V, 3), in the fit's frame, which is not turned against the world.
        topology: of the mesh.
        faces: (F, 3) int64.
        paint: on it.
        lights: on it.
    """

    positions: Tensor
    topology: Topology
    faces: Tensor
    paint: Paint
    lights: tuple[Light, ...]

    def shading(self) -> Tensor:
        """What a white surface would give back at each vertex, (V, 3) linear. Differentiable in positions, lights."""
        return lambert_shading(vertex_normals(self.positions, self.faces), self.lights)

    def fragments(self, camera: Camera, image_size: tuple[int, int]) -> Fragments:
        """What each pixel sees. Differentiable in positions."""
        return rasterize(self.positions, self.topology, camera, image_size)

    def albedo_picture(self, fragments: Fragments) -> Tensor:
        """The colours of the surface itself, (N, H, W, 3) linear. Differentiable in the unknowns of paint."""
        painted = self.paint.texture
        if painted is None:
            return interpolate(self.paint.albedo.tensor, self.faces, fragments)
        uv = interpolate(painted.uv, painted.uv_faces, fragments)
        return texture(painted.texels.tensor, uv, wrap="clamp", mask=fragments.face_indices)

    def shading_picture(self, fragments: Fragments) -> Tensor:
        """What a white surface would give back, (N, H, W, 3) linear. Differentiable in positions, lights."""
        return interpolate(self.shading(), self.faces, fragments)

    def picture(self, camera: Camera, image_size: tuple[int, int]) -> Tensor:
        """Colours times coverage, and coverage, (N, H, W, 4) linear, blended at the edges of what is seen.

        Differentiable in positions and all unknowns.
        """
        one = torch.ones_like(self.positions[:, :1])
        if self.paint.texture is None:
            seen = torch.cat([self.paint.albedo.tensor * self.shading(), one], dim=1)
            return self._drawn(seen, camera, image_size)
        fragments = self.fragments(camera, image_size)
        lit = interpolate(torch.cat([self.shading(), one], dim=1), self.faces, fragments)
        image = torch.cat([self.albedo_picture(fragments) * lit[..., :3], lit[..., 3:]], dim=-1)
        return self._blended(image, fragments, camera)

    def contrast(
        self, camera: Camera, image_size: tuple[int, int], background_linear: Tensor, fragments: Fragments | None = None
    ) -> Tensor:
        """What colours are beyond a background (3,), times coverage, (N, H, W, 3) linear, blended as `picture` is.

        With the background added it is the picture before it: `composed` with a channel less to carry.

        Args:
            camera: N cameras.
            image_size: (height, width).
            background_linear: (3,).
            fragments: what the pixels see, where that is known already.

        Differentiable in positions and all unknowns.
        """
        if self.paint.texture is None:
            seen = self.paint.albedo.tensor * self.shading() - background_linear
            if fragments is None:
                return self._drawn(seen, camera, image_size)
            return self._blended(interpolate(seen, self.faces, fragments), fragments, camera)
        fragments = fragments or self.fragments(camera, image_size)
        one = torch.ones_like(self.positions[:, :1])
        lit = interpolate(torch.cat([self.shading(), one], dim=1), self.faces, fragments)
        image = torch.addcmul(lit[..., 3:] * -background_linear, self.albedo_picture(fragments), lit[..., :3])
        return self._blended(image, fragments, camera)

    # Parts of one mesh that pass through each other are rare in a fit, and looking for them costs time.

    def _drawn(self, attributes: Tensor, camera: Camera, image_size: tuple[int, int]) -> Tensor:
        return draw(attributes, self.faces, self.positions, self.topology, camera, image_size, intersections=False)

    def _blended(self, image: Tensor, fragments: Fragments, camera: Camera) -> Tensor:
        return antialias(image, fragments, self.positions, self.topology, camera, intersections=False)

    def parts(self, camera: Camera, image_size: tuple[int, int]) -> PaintedParts:
        """What the pictures of N cameras are made of."""
        with torch.no_grad(), one_thread():
            fragments = self.fragments(camera, image_size)
            colour = self.picture(camera, image_size)[..., :3]
            return PaintedParts(colour, self.albedo_picture(fragments), self.shading_picture(fragments))


def composed(picture: Tensor, background_linear: Tensor) -> Tensor:
    """Put (..., 4) colours and coverage over a background (3,): (..., 3) linear. Differentiable in both."""
    return torch.addcmul(picture[..., :3], 1 - picture[..., 3:], background_linear)


def exposed(colours_linear: Tensor, log_exposures: Tensor | None) -> Tensor:
    """Colours (..., 3) as a camera with that exposure, a number that broadcasts to (..., 1), writes them, sRGB.

    None is the exposure 0.
    """
    if log_exposures is None:
        return encoded(colours_linear)
    return encoded(colours_linear * torch.exp(log_exposures)[..., None])
