"""The one number that a fit minimises, and the terms it is made of."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor
from torch.autograd.function import once_differentiable

from app.engine.losses.connectivity import Connectivity
from app.engine.losses.regularizers import edge_loss, laplacian_loss, normal_loss
from app.engine.losses.silhouette import silhouette_losses
from app.engine.one_thread import one_thread


@dataclass(frozen=True)
class LossWeights:
    """How much each term counts; one of weight 0 is not computed.

    Args:
        silhouette: weight of the weighted mean over views of the silhouette losses.
        laplacian: weight of `laplacian_loss`.
        normal: weight of `normal_loss`.
        edge: weight of `edge_loss`.
        fairness: weight of `laplacian_loss` with the shares of `VertexShares.fairness`.
        silhouette_kind: l2, l1 or iou.
    """

    silhouette: float = 1.0
    laplacian: float = 0.0
    normal: float = 0.0
    edge: float = 0.0
    fairness: float = 0.0
    silhouette_kind: str = "l2"


@dataclass(frozen=True, eq=False)
class VertexShares:
    """How much each vertex counts in a penalty, (V,) in [0, 1]; None for 1.

    Args:
        normal: in `normal_loss`.
        fairness: in the `laplacian_loss` that `LossWeights.fairness` weighs.
    """

    normal: Tensor | None = None
    fairness: Tensor | None = None


@dataclass(frozen=True, eq=False)
class ImagePairs:
    """Rendered silhouettes of one size beside their targets.

    Args:
        coverage: (N, H, W), as rendered.
        target: (N, H, W), as it should be.
        weight: (N, H, W), how much each pixel counts in its view; None for 1.
        view_weights: (N,), how much each view counts beside the others; None for 1.
    """

    coverage: Tensor
    target: Tensor
    weight: Tensor | None
    view_weights: Tensor | None = None


@dataclass(frozen=True, eq=False)
class ObjectiveValue:
    """What `objective` found.

    Args:
        total: (), the sum of `terms`.
        terms: (4,), weighted: silhouette, laplacian (fairness with it), normal, edge.
        view_losses: (N,), unweighted silhouette losses, group by group.
    """

    total: Tensor
    terms: Tensor
    view_losses: Tensor


def objective(
    positions: Tensor,
    images: Sequence[ImagePairs],
    connectivity: Connectivity,
    weights: LossWeights,
    shares: VertexShares = VertexShares(),
) -> ObjectiveValue:
    """Compare silhouettes with targets and add the penalties on the shape.

    The silhouette term is the weighted mean over all views of the means over their valid pixels, so that it does not
    depend on how many views there are, how large they are, how they are grouped, or in what unit they are weighed.

    Args:
        positions: (V, 3) vertex positions.
        images: at least one group of views.
        connectivity: the neighbourhoods of the mesh.
        weights: how much each term counts.
        shares: how much each vertex counts.

    Differentiable in: positions, the coverages.
    """
    view_losses = torch.cat(
        [silhouette_losses(i.coverage, i.target, i.weight, weights.silhouette_kind) for i in images]
    )
    nothing = positions.new_zeros(())

    def term(weight: float, penalty: _Penalty) -> Tensor:
        return weight * _value(penalty, positions, connectivity) if weight else nothing

    def fairness(places: Tensor, neighbours: Connectivity) -> Tensor:
        return laplacian_loss(places, neighbours, shares.fairness)

    def normals(places: Tensor, neighbours: Connectivity) -> Tensor:
        return normal_loss(places, neighbours, shares.normal)

    terms = torch.stack(
        [
            weights.silhouette * _mean_over_views(view_losses, images) if weights.silhouette else nothing,
            term(weights.laplacian, laplacian_loss) + term(weights.fairness, fairness),
            term(weights.normal, normals),
            term(weights.edge, edge_loss),
        ]
    )
    return ObjectiveValue(terms.sum(), terms, view_losses)


def _mean_over_views(view_losses: Tensor, images: Sequence[ImagePairs]) -> Tensor:
    if all(i.view_weights is None for i in images):
        return view_losses.mean()
    counts = torch.cat(
        [i.coverage.new_ones(len(i.coverage)) if i.view_weights is None else i.view_weights for i in images]
    )
    return torch.dot(counts, view_losses) / counts.sum()


_Penalty = Callable[[Tensor, Connectivity], Tensor]


class _OnOneThread(torch.autograd.Function):
    """A penalty and its gradient, both found in the forward pass: only there can autograd be kept to one thread."""

    @staticmethod
    def forward(ctx: Any, positions: Tensor, penalty: _Penalty, connectivity: Connectivity) -> Tensor:
        with one_thread(), torch.enable_grad():
            variable = positions.detach().requires_grad_()
            value = penalty(variable, connectivity)
            ctx.save_for_backward(*torch.autograd.grad(value, variable))
        return value.detach()

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, *gradients: Tensor) -> tuple[Tensor, None, None]:
        (slope,) = ctx.saved_tensors
        return slope * gradients[0], None, None


def _value(penalty: _Penalty, positions: Tensor, connectivity: Connectivity) -> Tensor:
    value: Tensor = _OnOneThread.apply(positions, penalty, connectivity)  # type: ignore[no-untyped-call]
    return value
