"""What painted views look like beside their pictures, and how well they agree."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from app.engine.fitting.colour_views import PIXELS_A_STEP, ColourView, ColourViews
from app.engine.fitting.painted_rendering import PaintedMesh, PaintedParts, composed, exposed
from app.engine.fitting.snapshot import ColourPicture, ViewQuality
from app.engine.metrics.picture_quality import psnr_decibels, ssim
from app.engine.one_thread import one_thread
from renderer_cuda import Camera, interpolate


@dataclass(frozen=True, eq=False)
class RenderedView:
    """What a view shows in colour.

    Args:
        view: with what it should show.
        picture_srgb: (H, W, 3) float32 in [0, 1].
    """

    view: ColourView
    picture_srgb: Tensor

    def quality(self, *, with_structure: bool) -> ViewQuality:
        """Return how well it fits.

        Args:
            with_structure: whether its SSIM is worth its time, which is that of rendering it.
        """
        view, rendered, target = self.view, self.picture_srgb, self.view.picture_srgb
        return ViewQuality(
            view.view_id,
            float(psnr_decibels(rendered, target)),
            float(psnr_decibels(rendered, target, view.counted)),
            float(ssim(rendered, target)) if with_structure else None,
        )


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

    def qualities(self, *, with_structure: bool = True) -> tuple[ViewQuality, ...]:
        """Return how well the colours of each view fit; argument as that of `RenderedView.quality`."""
        return tuple(item.quality(with_structure=with_structure) for item in self.rendered())

    def pictures(self) -> dict[str, ColourPicture]:
        """Return all views in colour, by their names."""
        return {item.view.view_id: self.picture(item, with_gradient=False) for item in self.rendered()}

    def picture(self, item: RenderedView, *, with_gradient: bool) -> ColourPicture:
        """Return a view in full size, with the gradient of the latest update where there is one and it is wanted."""
        gradient = self._gradient(item.view) if with_gradient and self.gradient is not None else None
        quality = item.quality(with_structure=True)
        return ColourPicture(_bytes(item.view.picture_srgb), _bytes(item.picture_srgb), gradient, quality)

    def parts(self) -> list[tuple[str, PaintedParts]]:
        """Return what the picture of each view is made of, after its name."""
        return [(view.view_id, self.mesh.parts(view.camera, view.image_size)) for view in self.views.views]

    def rendered(self) -> Iterator[RenderedView]:
        """Give the views one by one; a few of them are rendered at once, as many as in one step at most."""
        mesh, paint, index = self.mesh, self.mesh.paint, 0
        for views in _at_once(self.views.views):
            with torch.no_grad(), one_thread():
                camera = Camera.cat([view.camera for view in views])
                pictures = mesh.picture(camera, views[0].image_size)
            for view, picture in zip(views, pictures, strict=True):
                with torch.no_grad(), one_thread():
                    composite = composed(picture, paint.background.tensor)
                    shown = exposed(composite, paint.exposures_of(torch.tensor(index))).clamp_(0, 1)
                yield RenderedView(view, shown)
                index += 1

    @torch.no_grad()
    def _gradient(self, view: ColourView) -> NDArray[np.float32]:
        assert self.gradient is not None
        mesh = self.mesh
        image = interpolate(self.gradient, mesh.faces, mesh.fragments(view.camera, view.image_size))[0]
        scaled: NDArray[np.float32] = (image / image.abs().amax().clamp_min(1e-30)).cpu().numpy()
        return scaled


def _at_once(views: Sequence[ColourView]) -> Iterator[Sequence[ColourView]]:
    """Views of one size that follow each other, no more than a step may render; what is lit, is lit once for all."""
    for (height, width), of_one_size in groupby(views, lambda view: view.image_size):
        members = list(of_one_size)
        count = max(1, PIXELS_A_STEP // (height * width))
        for first in range(0, len(members), count):
            yield members[first : first + count]


def _bytes(picture: Tensor) -> NDArray[np.uint8]:
    with one_thread():
        array: NDArray[np.uint8] = (picture.clamp(0, 1) * 255 + 0.5).to(torch.uint8).cpu().numpy()
        return array
