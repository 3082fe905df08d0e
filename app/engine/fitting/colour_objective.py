"""How much the colours of a fit differ from the pictures, and what a step of them changes."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from app.engine.colouring.pixel_loss import pixel_loss
from app.engine.colouring.srgb import encoded
from app.engine.fitting.colour_views import ColourBatch, ColourViews
from app.engine.fitting.painted_rendering import PaintedMesh, exposed
from app.engine.fitting.settings import FitSettings
from app.engine.losses.colour import colour_smoothness_loss, dssim_loss, texture_variation_loss
from app.engine.losses.connectivity import Connectivity
from renderer_cuda import Fragments


@dataclass(frozen=True, eq=False)
class ColourValue:
    """What `colour_objective` found.

    Args:
        total: (), the sum of the terms.
        colour: (), weighted: differences in colour, with those of neighbouring colours and of the background.
        structure: (), weighted: structural dissimilarity.
    """

    total: Tensor
    colour: Tensor
    structure: Tensor


@dataclass(frozen=True)
class Weighing:
    """How the terms are weighed.

    Args:
        settings: with the weights.
        share: what they are multiplied by.
        finds_background: whether what lies behind the object is unknown.
    """

    settings: FitSettings
    share: float
    finds_background: bool


def colour_objective(
    mesh: PaintedMesh,
    batches: Sequence[tuple[ColourBatch, Fragments | None]],
    views: ColourViews,
    connectivity: Connectivity,
    weighing: Weighing,
) -> ColourValue:
    """Compare pictures with their targets inside the silhouettes, in sRGB, where equal steps look alike.

    Args:
        mesh: painted and lit.
        batches: the views of this step, with what their pixels see where that is known already.
        views: all of them.
        connectivity: of the mesh.
        weighing: of the terms.

    Differentiable in: positions of the mesh, all unknowns of its paint.
    """
    settings = weighing.settings
    nothing = mesh.positions.new_zeros(())
    difference, structure = nothing, nothing
    for batch, fragments in batches:
        # What lies behind the object is told by the pixels beside it, not by those that it fails to cover.
        behind = mesh.paint.background.tensor.detach()
        contrast = mesh.contrast(batch.camera, batch.image_size, behind, fragments)
        if settings.colour_weight:
            exposures = mesh.paint.exposures_of(batch.views)
            difference = difference + pixel_loss(contrast, behind, batch.counted, settings.colour_loss, exposures)
        if settings.dssim_weight:
            structure = structure + _structure(contrast + behind, mesh, batch, views)
    colour = settings.colour_weight * difference
    if settings.colour_smoothness_weight:
        colour = colour + settings.colour_smoothness_weight * _unevenness(mesh, connectivity)
    if weighing.finds_background:
        colour = colour + settings.colour_weight * _behind(mesh, views)
    colour, structure = weighing.share * colour, weighing.share * settings.dssim_weight * structure
    return ColourValue(colour + structure, colour, structure)


def _structure(colours: Tensor, mesh: PaintedMesh, batch: ColourBatch, views: ColourViews) -> Tensor:
    shown = [views.views[index] for index in batch.indices]
    exposures = mesh.paint.exposures.tensor[list(batch.indices)][:, None, None]
    targets = torch.stack([view.picture_srgb for view in shown])
    losses = dssim_loss(exposed(colours, exposures), targets, torch.stack([view.counted for view in shown]))
    return losses.mean() * (len(batch.indices) / len(views.views))


def _unevenness(mesh: PaintedMesh, connectivity: Connectivity) -> Tensor:
    texture = mesh.paint.texture
    if texture is None:
        return colour_smoothness_loss(mesh.paint.albedo.tensor, connectivity)
    return texture_variation_loss(texture.texels.tensor)


def _behind(mesh: PaintedMesh, views: ColourViews) -> Tensor:
    targets, owners = views.outside()
    if len(targets) == 0:
        return mesh.positions.new_zeros(())
    exposures = torch.exp(mesh.paint.exposures.tensor)[owners][:, None]
    return (encoded(mesh.paint.background.tensor * exposures) - targets).abs().mean()
