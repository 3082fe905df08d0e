"""The objective: what is summed, and that it does not depend on how views are grouped."""

import dataclasses

import pytest
import torch

from app.engine.losses import objective as module
from app.engine.losses.connectivity import Connectivity
from app.engine.losses.objective import ImagePairs, LossWeights, VertexShares, objective
from app.engine.losses.regularizers import edge_loss, laplacian_loss, normal_loss
from app.engine.meshes.primitives import icosphere

SPHERE = icosphere(1)
LINKS = Connectivity.of(SPHERE.faces, SPHERE.positions, torch.device("cpu"))
POSITIONS = torch.as_tensor(SPHERE.positions, dtype=torch.float32)


def pairs(count: int, seed: int = 0) -> ImagePairs:
    coverage, target = torch.rand(2, count, 8, 8, generator=torch.Generator().manual_seed(seed))
    return ImagePairs(coverage, target, None)


def part(images: ImagePairs, start: int, stop: int) -> ImagePairs:
    return ImagePairs(images.coverage[start:stop], images.target[start:stop], None)


def test_the_terms_are_weighted_and_add_up() -> None:
    weights = LossWeights(silhouette=2.0, laplacian=0.1, normal=0.2, edge=0.3)
    value = objective(POSITIONS, [pairs(3)], LINKS, weights)
    one = objective(POSITIONS, [pairs(3)], LINKS, LossWeights(1.0, 1.0, 1.0, 1.0))
    torch.testing.assert_close(value.terms, one.terms * torch.tensor([2.0, 0.1, 0.2, 0.3]))
    torch.testing.assert_close(value.total, value.terms.sum())


def test_its_gradient_is_the_sum_of_the_weighted_gradients() -> None:
    positions = POSITIONS.clone().requires_grad_()
    value = objective(positions, [pairs(2)], LINKS, LossWeights(laplacian=0.1, normal=0.2, edge=0.3))
    expected = (
        0.1 * laplacian_loss(positions, LINKS) + 0.2 * normal_loss(positions, LINKS) + 0.3 * edge_loss(positions, LINKS)
    )
    (gradient,) = torch.autograd.grad(value.total, positions)
    torch.testing.assert_close(gradient, torch.autograd.grad(expected, positions)[0])


def test_grouping_and_number_of_views_do_not_matter() -> None:
    images = pairs(4)
    whole = objective(POSITIONS, [images], LINKS, LossWeights())
    parts = objective(POSITIONS, [part(images, 0, 1), part(images, 1, 4)], LINKS, LossWeights())
    torch.testing.assert_close(parts.total, whole.total)
    torch.testing.assert_close(parts.view_losses, whole.view_losses)
    twice = ImagePairs(images.coverage.repeat(2, 1, 1), images.target.repeat(2, 1, 1), None)
    torch.testing.assert_close(objective(POSITIONS, [twice], LINKS, LossWeights()).total, whole.total)


def test_a_view_counts_as_much_as_its_weight() -> None:
    images = pairs(3)
    counts = torch.tensor([1.0, 2.5, 0.5])
    weighed = dataclasses.replace(images, view_weights=counts)
    value = objective(POSITIONS, [weighed], LINKS, LossWeights(silhouette=2.0))
    torch.testing.assert_close(value.total, 2.0 * (counts * value.view_losses).sum() / counts.sum())
    torch.testing.assert_close(value.view_losses, objective(POSITIONS, [images], LINKS, LossWeights()).view_losses)
    alone = dataclasses.replace(part(images, 1, 3), view_weights=counts[1:])  # the first counts 1 without saying so
    torch.testing.assert_close(
        objective(POSITIONS, [part(images, 0, 1), alone], LINKS, LossWeights(silhouette=2.0)).total, value.total
    )


def test_the_unit_of_the_weights_of_views_does_not_matter() -> None:
    images = pairs(3)
    heavy = dataclasses.replace(images, view_weights=torch.full((3,), 7.0))
    torch.testing.assert_close(
        objective(POSITIONS, [heavy], LINKS, LossWeights()).total,
        objective(POSITIONS, [images], LINKS, LossWeights()).total,
    )


def test_a_term_without_weight_is_not_computed(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("laplacian_loss", "normal_loss", "edge_loss"):
        monkeypatch.setattr(module, name, None)  # calling it would fail
    value = objective(POSITIONS, [pairs(2)], LINKS, LossWeights())
    assert value.terms[1:].tolist() == [0.0, 0.0, 0.0]


def test_a_vertex_counts_as_much_as_its_share() -> None:
    half = torch.full((len(POSITIONS),), 0.5)
    weights = LossWeights(silhouette=0.0, normal=1.0, fairness=1.0)
    whole = objective(POSITIONS, [pairs(1)], LINKS, weights)
    shared = objective(POSITIONS, [pairs(1)], LINKS, weights, VertexShares(normal=half, fairness=half))
    torch.testing.assert_close(shared.total, 0.5 * whole.total)
    none = VertexShares(normal=0 * half, fairness=0 * half)
    assert objective(POSITIONS, [pairs(1)], LINKS, weights, none).total.item() == 0.0


def test_an_edge_counts_as_the_least_of_its_faces_corners() -> None:
    one_without = torch.ones(len(POSITIONS))
    one_without[0] = 0.0
    weights = LossWeights(silhouette=0.0, normal=1.0)
    positions = POSITIONS.clone().requires_grad_()
    value = objective(positions, [pairs(1)], LINKS, weights, VertexShares(normal=one_without))
    (gradient,) = torch.autograd.grad(value.total, positions)
    assert not gradient[0].any()
    assert gradient[1:].abs().sum() > 0
