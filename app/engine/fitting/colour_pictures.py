"""What painted views look like beside their pictures, and how well they agree."""

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from app.engine.fitting.colour_views import ColourView, ColourViews
from app.engine.fitting.painted_rendering import PaintedMesh, PaintedParts, composed, exposed
from app.engine.fitting.snapshot import ColourPicture, ViewQuality
from app.engine.metrics.picture_quality import psnr_decibels, ssim
from app.engine.one_thread import one_thread
from renderer_cuda import interpolate


@dataclass(frozen=True, eq=False)
class ShownColours:
    """A painted mesh and the views to picture it in.

    Args:
        mesh: painted and lit.
        views: with their pictures.
        gradient: by the albedo of each vertex, (V, 3), of the latest update; None where there is none.
    """

    mesh: PaintedMesh
    views: ColourViews
    gradient: Tensor | None = None

    def qualities(self) -> tuple[ViewQuality, ...]:
        """Return how well the colours of each view fit."""
        return tuple(_quality(view, self._rendered(view, index)) for index, view in enumerate(self.views.views))

    def pictures(self, gradient_of: str | None = None) -> dict[str, ColourPicture]:
        """Return all views in colour, by their names.

        Args:
            gradient_of: the view to be given the gradient as well.
        """
        return {
            view.view_id: self._picture(view, index, view.view_id == gradient_of)
            for index, view in enumerate(self.views.views)
        }

    def parts(self) -> list[tuple[str, PaintedParts]]:
        """Return what the picture of each view is made of, after its name."""
        return [(view.view_id, self.mesh.parts(view.camera, view.image_size)) for view in self.views.views]

    def _rendered(self, view: ColourView, index: int) -> Tensor:
        """(H, W, 3) sRGB in [0, 1]."""
        mesh, paint = self.mesh, self.mesh.paint
        with torch.no_grad(), one_thread():
            picture = mesh.picture(mesh.fragments(view.camera, view.image_size), view.camera)[0]
            exposure = paint.exposures.tensor[index]
            composite = composed(picture, paint.background.tensor)
            return exposed(composite, exposure.expand(view.image_size)).clamp(0, 1)

    def _picture(self, view: ColourView, index: int, with_gradient: bool) -> ColourPicture:
        rendered = self._rendered(view, index)
        gradient = self._gradient(view) if with_gradient and self.gradient is not None else None
        return ColourPicture(_bytes(view.picture_srgb), _bytes(rendered), gradient, _quality(view, rendered))

    @torch.no_grad()
    def _gradient(self, view: ColourView) -> NDArray[np.float32]:
        assert self.gradient is not None
        mesh = self.mesh
        image = interpolate(self.gradient, mesh.faces, mesh.fragments(view.camera, view.image_size))[0]
        scaled: NDArray[np.float32] = (image / image.abs().amax().clamp_min(1e-30)).cpu().numpy()
        return scaled


def _quality(view: ColourView, rendered: Tensor) -> ViewQuality:
    target = view.picture_srgb
    return ViewQuality(
        view.view_id,
        float(psnr_decibels(rendered, target)),
        float(psnr_decibels(rendered, target, view.counted)),
        float(ssim(rendered, target)),
    )


def _bytes(picture: Tensor) -> NDArray[np.uint8]:
    array: NDArray[np.uint8] = (picture.clamp(0, 1) * 255 + 0.5).to(torch.uint8).cpu().numpy()
    return array
