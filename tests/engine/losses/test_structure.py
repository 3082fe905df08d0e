"""Structural dissimilarity: against a definition window by window, its gradient, and beside the metric."""

import math

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from app.engine.losses.colour import dssim_loss
from app.engine.metrics.picture_quality import ssim


def pictures(count: int, height: int, width: int, noise: float = 0.2) -> tuple[torch.Tensor, torch.Tensor]:
    """Smooth pictures, and the same with noise."""
    generator = torch.Generator().manual_seed(0)
    coarse = torch.rand(count, 3, 4, 4, generator=generator, dtype=torch.float64)
    target = torch.nn.functional.interpolate(coarse, (height, width), mode="bicubic").permute(0, 2, 3, 1)
    picture = target + noise * torch.randn(target.shape, generator=generator, dtype=torch.float64)
    return picture.clamp(0, 1).contiguous(), target.clamp(0, 1).contiguous()


def disc(count: int, height: int, width: int) -> torch.Tensor:
    y, x = torch.meshgrid(torch.linspace(-1, 1, height), torch.linspace(-1, 1, width), indexing="ij")
    inside = ((x - 0.2).square() + y.square() < 0.5).double() * (0.5 + 0.5 * (x > 0))
    return inside.expand(count, -1, -1).clone()


def slow_dssim(picture: NDArray[np.float64], target: NDArray[np.float64], weight: NDArray[np.float64]) -> float:
    """Window by window: each is about a square of four pixels, whose weight is its own."""
    height, width, channels = picture.shape
    taps = {step: math.exp(-(step**2)) for step in range(-2, 3)}  # squared steps of two pixels: variance 1/2
    total = counted = 0.0
    for top in range(0, height, 2):
        for left in range(0, width, 2):
            middle = weight[top : top + 2, left : left + 2].sum()
            if middle == 0:
                continue
            shares = np.zeros((height, width))
            for row, column in np.ndindex(height, width):
                steps = row // 2 - top // 2, column // 2 - left // 2
                shares[row, column] = weight[row, column] * taps.get(steps[0], 0.0) * taps.get(steps[1], 0.0)
            shares /= shares.sum()
            for c in range(channels):
                x, y = picture[..., c], target[..., c]
                mean_x, mean_y = (shares * x).sum(), (shares * y).sum()
                spread = (shares * ((x - mean_x) ** 2 + (y - mean_y) ** 2)).sum()
                covariance = (shares * (x - mean_x) * (y - mean_y)).sum()
                alike = (2 * mean_x * mean_y + 1e-4) / (mean_x**2 + mean_y**2 + 1e-4)
                total += middle * (1 - alike * (2 * covariance + 9e-4) / (spread + 9e-4)) / 2
                counted += middle
    return total / counted


@pytest.mark.parametrize("size", [(12, 16), (11, 13), (3, 7)])
@pytest.mark.parametrize("weighted", [False, True])
def test_it_is_the_definition(size: tuple[int, int], weighted: bool) -> None:
    picture, target = pictures(2, *size)
    weight = disc(2, *size) if weighted else torch.ones(2, *size, dtype=torch.float64)
    losses = dssim_loss(picture, target, weight if weighted else None)
    expected = [slow_dssim(*(x[view].numpy() for x in (picture, target, weight))) for view in range(2)]
    np.testing.assert_allclose(losses.numpy(), expected, rtol=1e-9)


@pytest.mark.parametrize("weighted", [False, True])
def test_gradients_are_those_of_finite_differences(weighted: bool) -> None:
    picture, target = pictures(2, 9, 11)
    weight = disc(2, 9, 11) if weighted else None
    picture.requires_grad_()
    assert torch.autograd.gradcheck(lambda p: dssim_loss(p, target, weight), picture)


@pytest.mark.parametrize("noise", [0.02, 0.1, 0.3])
@pytest.mark.parametrize("weighted", [False, True])
def test_it_is_near_the_metric_with_all_its_windows(noise: float, weighted: bool) -> None:
    picture, target = pictures(1, 96, 80, noise)
    weight = disc(1, 96, 80) if weighted else None
    expected = (1 - ssim(picture, target, weight)) / 2
    torch.testing.assert_close(dssim_loss(picture, target, weight), expected, rtol=0, atol=0.01)


def test_what_lies_beside_the_object_changes_nothing() -> None:
    picture, target = pictures(2, 30, 33)
    weight = disc(2, 30, 33)
    elsewhere = torch.where(weight[..., None] > 0, picture, 0.7).requires_grad_()
    losses = dssim_loss(elsewhere, target, weight)
    torch.testing.assert_close(losses, dssim_loss(picture, target, weight))
    (gradient,) = torch.autograd.grad(losses.sum(), elsewhere)
    assert not gradient[weight == 0].any()
    assert gradient[weight > 0].any()


def test_where_the_object_is_in_the_picture_changes_nothing() -> None:
    picture, target = pictures(1, 40, 40)
    weight = torch.zeros(1, 40, 40, dtype=torch.float64)
    weight[:, 7:22, 9:31] = 1
    moved = [x.roll((6, 4), (1, 2)) for x in (picture, target, weight)]
    torch.testing.assert_close(dssim_loss(*moved), dssim_loss(picture, target, weight))


def test_single_precision_is_near_double() -> None:
    picture, target = pictures(1, 48, 48, 0.05)
    values = []
    for dtype in (torch.float32, torch.float64):
        leaf = picture.to(dtype).requires_grad_()
        losses = dssim_loss(leaf, target.to(dtype), disc(1, 48, 48).to(dtype))
        values.append((losses.detach().double(), torch.autograd.grad(losses.sum(), leaf)[0].double()))
    torch.testing.assert_close(values[0][0], values[1][0], rtol=0, atol=1e-5)
    torch.testing.assert_close(values[0][1], values[1][1], rtol=0, atol=1e-2 * float(values[1][1].abs().max()))
