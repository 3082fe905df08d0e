"""The silhouette losses: closed forms, gradients, and that a weight means the same whatever the views."""

import pytest
import torch

from app.engine.losses.silhouette import silhouette_losses

KINDS = ("l2", "l1", "iou")


def images(count: int = 3, height: int = 6, width: int = 5) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    generator = torch.Generator().manual_seed(0)
    drawn = torch.rand(3, count, height, width, generator=generator, dtype=torch.float64)
    coverage, target, weight = drawn
    return coverage, target, weight


def test_closed_forms() -> None:
    coverage = torch.tensor([[[1.0, 0.5], [0.0, 0.0]]])
    target = torch.tensor([[[1.0, 0.0], [0.0, 1.0]]])
    assert silhouette_losses(coverage, target, None, "l2").tolist() == pytest.approx([1.25 / 4])
    assert silhouette_losses(coverage, target, None, "l1").tolist() == pytest.approx([1.5 / 4])
    assert silhouette_losses(coverage, target, None, "iou").tolist() == pytest.approx([1 - 1 / 2.5])


@pytest.mark.parametrize("kind", KINDS)
def test_gradients_are_those_of_finite_differences(kind: str) -> None:
    coverage, target, weight = images()
    coverage.requires_grad_()
    assert torch.autograd.gradcheck(lambda c: silhouette_losses(c, target, None, kind), coverage)
    assert torch.autograd.gradcheck(lambda c: silhouette_losses(c, target, weight, kind), coverage)


@pytest.mark.parametrize("kind", KINDS)
def test_a_perfect_fit_costs_nothing(kind: str) -> None:
    coverage, _, weight = images()
    assert not silhouette_losses(coverage, coverage, weight, kind).any()


@pytest.mark.parametrize("kind", KINDS)
def test_unknown_pixels_do_not_count(kind: str) -> None:
    coverage, target, _ = images()
    weight = torch.ones_like(target)
    weight[:, :, 3:] = 0
    known = silhouette_losses(coverage[:, :, :3], target[:, :, :3], None, kind)
    torch.testing.assert_close(silhouette_losses(coverage, target, weight, kind), known)


@pytest.mark.parametrize("kind", KINDS)
def test_a_larger_image_of_the_same_costs_the_same(kind: str) -> None:
    coverage, target, weight = images()
    expected = silhouette_losses(coverage, target, weight, kind)
    coverage, target, weight = (i.repeat_interleave(3, 1).repeat_interleave(3, 2) for i in (coverage, target, weight))
    torch.testing.assert_close(silhouette_losses(coverage, target, weight, kind), expected)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("weighted", [False, True])
def test_empty_views_are_no_loss_and_no_gradient(kind: str, weighted: bool) -> None:
    coverage = torch.zeros(1, 4, 4, requires_grad=True)
    weight = torch.zeros(1, 4, 4) if weighted else None
    loss = silhouette_losses(coverage, torch.zeros(1, 4, 4), weight, kind)
    (gradient,) = torch.autograd.grad(loss.sum(), coverage)
    assert loss.item() == 0 and gradient.isfinite().all()
