"""Colours to begin with: those that the views show, divided by the light, in closed form."""

import torch
from torch import Tensor

from app.engine.colouring.srgb import linear
from app.engine.fitting.colour_views import ColourBatch, ColourViews
from app.engine.fitting.painted_rendering import PaintedMesh
from app.engine.losses.connectivity import Connectivity
from renderer_cuda import interpolate, vertex_normals
from renderer_cuda.lights import harmonics
from renderer_cuda.normals import unit_vectors

LEAST_EVIDENCE = 1e-3
"""Pixels, weighed by the square of the light on them, up to which a vertex or texel counts as unseen."""

_SPREADING_ROUNDS = 64
NEUTRAL_ALBEDO = 0.6
"""What a surface gives back where neither its colour nor the light is known: only their product can be seen."""


def first_albedo(mesh: PaintedMesh, views: ColourViews, albedo: Tensor) -> tuple[Tensor, Tensor]:
    """Find the albedo that explains the views best, each number by itself.

    With the picture linear in the albedo, its least squares' normal equations keep to their diagonal here: every
    vertex or texel takes the mean of the pixels that see it, weighed by the light on them.

    Args:
        mesh: painted with `albedo`, and lit.
        views: that see it.
        albedo: (..., 3) the unknown, with a gradient: vertices' colours or texels.

    Returns:
        The albedo, and (..., 1) how much is known of each; what no view sees keeps the mean of all.
    """
    evidence, light = torch.zeros_like(albedo), torch.zeros_like(albedo)
    for batch in views.each():
        with torch.no_grad():
            fragments = mesh.fragments(batch.camera, batch.image_size)
            shading = mesh.shading_picture(fragments)
            targets = _targets_linear(mesh, batch, shading)
        image = mesh.albedo_picture(fragments)
        counted = shading * targets.any(dim=-1, keepdim=True)
        evidence += _carried_back(image, albedo, counted * targets)
        light += _carried_back(image, albedo, counted * shading)
    with torch.no_grad():
        known = light.mean(dim=-1, keepdim=True)
        mean = evidence.flatten(0, -2).sum(0) / light.flatten(0, -2).sum(0).clamp_min(LEAST_EVIDENCE)
        found = torch.where(known > LEAST_EVIDENCE, evidence / light.clamp_min(LEAST_EVIDENCE), mean)
        return found, known


def even_albedo(mesh: PaintedMesh, views: ColourViews) -> Tensor:
    """Find the one colour (3,) for the whole surface that explains the views best."""
    seen, known = first_albedo(mesh, views, mesh.paint.albedo.tensor)
    with torch.no_grad():
        mean: Tensor = (seen * known).sum(0) / known.sum().clamp_min(LEAST_EVIDENCE)
        return mean


def spread(albedo: Tensor, known: Tensor, connectivity: Connectivity) -> Tensor:
    """Let colours (V, 3) flow from the vertices that views see to those that they do not."""
    unseen = known[:, 0] <= LEAST_EVIDENCE
    if not bool(unseen.any()):
        return albedo
    a, b = connectivity.edges.unbind(1)
    has, colours = (~unseen).to(albedo.dtype)[:, None], albedo * ~unseen[:, None]
    for _ in range(_SPREADING_ROUNDS):
        count = torch.zeros_like(has).index_add(0, a, has[b]).index_add(0, b, has[a])
        total = torch.zeros_like(albedo).index_add(0, a, colours[b]).index_add(0, b, colours[a])
        reached = unseen[:, None] & (count > 0)
        colours = torch.where(reached, total / count.clamp_min(1), colours)
        has = torch.where(reached, torch.ones_like(has), has)
    return torch.where(has > 0, colours, albedo)


def first_light(mesh: PaintedMesh, views: ColourViews) -> Tensor:
    """Find the light (9, 3), as spherical harmonics, under which the surface, of one grey, looks most like the views.

    Source: Ramamoorthi and Hanrahan, An Efficient Representation for Irradiance Environment Maps, 2001, whose nine
    numbers a least-squares fit finds at once.
    """
    normals = vertex_normals(mesh.positions, mesh.faces).detach()
    squares, products = normals.new_zeros((9, 9)), normals.new_zeros((9, 3))
    with torch.no_grad():
        for batch in views.each():
            fragments = mesh.fragments(batch.camera, batch.image_size)
            seen = interpolate(normals, mesh.faces, fragments).reshape(-1, 3)[batch.counted.pixels]
            basis = harmonics(unit_vectors(seen)) * seen.any(dim=1, keepdim=True)
            targets = linear(batch.counted.targets_srgb) * torch.exp(-mesh.paint.exposures.tensor[batch.views])[:, None]
            squares += basis.T @ basis
            products += basis.T @ targets
        ridge = 1e-4 * squares.diagonal().mean() * torch.eye(9, device=normals.device)
        light: Tensor = torch.linalg.solve(squares + ridge, products) / NEUTRAL_ALBEDO
        return light


def _carried_back(image: Tensor, albedo: Tensor, amounts: Tensor) -> Tensor:
    """The sums of what pixels hold, each weighed as the image weighs the number of the albedo that it is added to.

    It is the gradient of a sum: torch, given more than a sum, imports a symbolic algebra for half a second.
    """
    carried: Tensor = torch.autograd.grad((image * amounts).sum(), albedo, retain_graph=True)[0]
    return carried


def _targets_linear(mesh: PaintedMesh, batch: ColourBatch, like: Tensor) -> Tensor:
    """(N, H, W, 3) what the surface gives back at the pixels that count; 0 elsewhere."""
    exposures = torch.exp(-mesh.paint.exposures.tensor.detach()[batch.views])[:, None]
    image = torch.zeros_like(like).reshape(-1, 3)
    image[batch.counted.pixels] = (linear(batch.counted.targets_srgb) * exposures).clamp_min(1e-6)
    return image.reshape(like.shape)
